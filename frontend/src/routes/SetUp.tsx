/** The page that leads to a first connected account, and finds what is wrong with the way there. */
import { Stack } from "@mantine/core";
import { useQuery, useSuspenseQuery } from "@tanstack/react-query";
import { getRouteApi, useNavigate } from "@tanstack/react-router";
import { may } from "@/api/session";
import { ConnectButton } from "@/features/accounts/AccountsList";
import { AppForm } from "@/features/accounts/AppForm";
import { AppsList } from "@/features/accounts/AppsList";
import { accountsQuery, appsQuery } from "@/features/accounts/queries";
import { FirstSuccess, PurposeChoice } from "@/features/setup/Purpose";
import { Steps } from "@/features/setup/Steps";
import { Test } from "@/features/setup/Test";
import { useSession } from "@/shared/session";
import { Page } from "@/shared/states/Page";
import { Empty, Failure, Loading } from "@/shared/states/States";

const route = getRouteApi("/inside/set-up");

export function SetUp() {
  const { for: purpose } = route.useSearch();
  const navigate = useNavigate();
  const mayConnect = may(useSession(), "accounts");
  const { data: accounts } = useSuspenseQuery(accountsQuery);
  const apps = useQuery({ ...appsQuery, enabled: mayConnect });
  const connected = accounts.filter((account) => account.state === "connected");
  const choice = <PurposeChoice value={purpose} onChange={(value) => void navigate({ to: "/set-up", search: { for: value }, replace: true })} />;
  return (
    <Page title="Set-up" about="From nothing to a connected account, and what usually goes wrong.">
      <Stack maw={760}>
        {choice}
        {!mayConnect && <Empty title="Accounts are connected by an owner or an admin">They enter the app, connect accounts, and say who may see them.</Empty>}
        {mayConnect && apps.isError && <Failure error={apps.error} again={() => void apps.refetch()} />}
        {mayConnect && apps.isPending && <Loading />}
        {apps.data !== undefined && (
          <>
            <Steps entered={apps.data.length > 0} list={<AppsList apps={apps.data} used={new Set(accounts.map((account) => account.app_id))} />} connected={connected.map((account) => account.name)} entering={<AppForm />} connecting={<ConnectButton words={connected.length > 0 ? "Connect one more" : "Connect an account"} />} />
            <Test apps={apps.data.map((app) => ({ id: app.id, name: app.name, accounts: accounts.filter((account) => account.app_id === app.id).length }))} />
          </>
        )}
        <FirstSuccess purpose={purpose} connected={connected.length > 0} />
      </Stack>
    </Page>
  );
}
