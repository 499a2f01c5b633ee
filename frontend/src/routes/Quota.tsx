/** The page of the ledger. */
import { QuotaView } from "@/features/quota/QuotaView";
import { Page } from "@/shared/states/Page";

export function Quota() {
  return <Page title="Quota" about="Spotify counts calls over 24 hours and says no number. Every call is booked here before it leaves."><QuotaView /></Page>;
}
