/** Genre, mood and block, for some tracks or artists: a menu whose dialogs are loaded when they are wanted. */
import { Button, Menu } from "@mantine/core";
import { IconChevronDown } from "@tabler/icons-react";
import { lazy, Suspense, useState } from "react";

const LabelDialog = lazy(async () => ({ default: (await import("./LabelDialog")).LabelDialog }));
const BlockDialog = lazy(async () => ({ default: (await import("./BlockDialog")).BlockDialog }));

interface Props {
  /** URIs of tracks or of artists; others are left out. */
  items: readonly string[];
  account?: string | null;
}

const bearing = (uri: string) => uri.startsWith("spotify:track:") || uri.startsWith("spotify:artist:");

export function LabelMenu({ items: all, account = null }: Props) {
  const [doing, setDoing] = useState<"genre" | "mood" | "block" | null>(null);
  const items = [...new Set(all.filter(bearing))];
  const close = () => setDoing(null);
  return (
    <>
      <Menu>
        <Menu.Target><Button variant="default" px={12} disabled={items.length === 0} rightSection={<IconChevronDown size={15} aria-hidden />}>Label</Button></Menu.Target>
        <Menu.Dropdown>
          <Menu.Item onClick={() => setDoing("genre")}>Genre …</Menu.Item>
          <Menu.Item onClick={() => setDoing("mood")}>Mood …</Menu.Item>
          <Menu.Item onClick={() => setDoing("block")}>Block …</Menu.Item>
        </Menu.Dropdown>
      </Menu>
      {doing !== null && (
        <Suspense fallback={null}>
          {doing === "block" ? <BlockDialog items={items} account={account} onClose={close} /> : <LabelDialog kind={doing} items={items} onClose={close} />}
        </Suspense>
      )}
    </>
  );
}
