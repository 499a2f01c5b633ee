/** The page of accounts. */
import { Button } from "@mantine/core";
import { useNavigate } from "@tanstack/react-router";
import { AccountsList } from "@/features/accounts/AccountsList";
import { Page } from "@/shared/states/Page";

export function Accounts() {
  const navigate = useNavigate();
  return (
    <Page title="Accounts" about="Spotify wants every consent again after six months, whatever anybody does." actions={<Button onClick={() => void navigate({ to: "/set-up" })}>Connect an account</Button>}>
      <AccountsList />
    </Page>
  );
}
