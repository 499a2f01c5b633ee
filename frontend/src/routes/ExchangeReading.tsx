/** A file that was brought in, before anything is changed. */
import { useSuspenseQuery } from "@tanstack/react-query";
import { getRouteApi, Link, useNavigate } from "@tanstack/react-router";
import { readQuery } from "@/features/exchange/queries";
import { Reading } from "@/features/exchange/Reading";
import { Page } from "@/shared/states/Page";

const route = getRouteApi("/inside/exchange/$reading");

export function ExchangeReading() {
  const { reading } = route.useParams();
  const navigate = useNavigate();
  const { data } = useSuspenseQuery(readQuery(reading));
  return (
    <Page title={data.name} about={<Link className="pw-link pw-text-link" to="/exchange">Import / Export</Link>}>
      <Reading key={data.id} reading={reading} onForgotten={() => void navigate({ to: "/exchange" })} />
    </Page>
  );
}
