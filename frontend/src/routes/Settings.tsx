/** The page of settings. */
import { SettingsView } from "@/features/settings/SettingsView";
import { Page } from "@/shared/states/Page";

export function Settings() {
  return <Page title="Settings"><SettingsView /></Page>;
}
