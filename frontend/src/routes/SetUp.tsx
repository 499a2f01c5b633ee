/** The page that leads to a first connected account. */
import { useSuspenseQuery } from "@tanstack/react-query";
import { accountsQuery } from "@/features/accounts/queries";
import { Steps } from "@/features/setup/Steps";
import { Page } from "@/shared/states/Page";

export function SetUp() {
  const { data: accounts } = useSuspenseQuery(accountsQuery);
  const connected = accounts.filter((account) => account.state === "connected");
  return (
    <Page title="Set-up" about="From nothing to a connected account, and what usually goes wrong.">
      <div style={{ maxWidth: 760 }}><Steps connected={connected.length} names={connected.map((account) => account.name)} /></div>
    </Page>
  );
}
