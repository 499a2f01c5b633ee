/** The page of accounts. */
import { getRouteApi, useNavigate } from "@tanstack/react-router";
import { AccountsList, ConnectButton } from "@/features/accounts/AccountsList";
import { Outcome } from "@/features/accounts/Outcome";
import { Page } from "@/shared/states/Page";

const route = getRouteApi("/inside/accounts");

export function Accounts() {
  const { connected, failed, connection } = route.useSearch();
  const navigate = useNavigate();
  return (
    <Page title="Accounts" about="Spotify wants every consent again after six months, whatever anybody does." actions={<ConnectButton />}>
      <Outcome connected={connected} failed={failed} connection={connection} onClose={() => void navigate({ to: "/accounts", search: {}, replace: true })} />
      <AccountsList />
    </Page>
  );
}
