"""What happens here is told to whoever asked for it: signed, at least once, and nothing is lost when nobody answers."""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from cryptography.fernet import Fernet
from sqlalchemy import func, select, update

from playwarden.domain.accounts import six_months_after
from playwarden.domain.jobs.job import Failure, JobState
from playwarden.domain.webhooks import BACKOFF, KINDS, TRIES, signature
from playwarden.engine.ports.audit import LinkFilter
from playwarden.engine.ports.jobs import Ended
from playwarden.features.webhooks.addresses import reached
from playwarden.features.webhooks.collecting import collect
from playwarden.features.webhooks.delivering import Deliverer
from playwarden.features.webhooks.rows import Delivery, Webhook
from playwarden.features.webhooks.sending import send
from playwarden.features.webhooks.service import Asked, Webhooks
from playwarden.kit.errors import InputError, NotFound
from playwarden.kit.ids import AccountId, RandomIds
from playwarden.kit.seal import Sealer
from playwarden.store.alerts import last_news, note_news
from playwarden.store.database import Database
from playwarden.store.leases import DatabaseLeases
from playwarden.store.models.accounts import Account, App
from playwarden.store.models.quota import Ban
from playwarden.store.models.webhooks import News
from playwarden.store.models.webhooks import Webhook as WebhookRow
from playwarden.store.trail import StoredTrail
from tests.fakes.clock import FakeClock
from tests.integration.jobs.desk import DONE, Desk
from tests.integration.webhooks.receiver import Receiver, receiving, trickling

GUIDE = Path(__file__).parents[3] / "docs" / "guides" / "webhooks.md"
FAILED = Ended(JobState.FAILED, failure=Failure("test", "It broke.", "Mend it."))


@dataclass
class House:
    """A book of jobs, webhooks over it, and a receiver; real time is the clock's too."""

    desk: Desk
    webhooks: Webhooks
    deliverer: Deliverer
    receiver: Receiver
    secrets: dict[str, str]

    @property
    def database(self) -> Database:
        return self.desk.database

    @property
    def clock(self) -> FakeClock:
        return self.desk.clock

    def hook(self, *kinds: str, accounts: tuple[str, ...] | None = None) -> Webhook:
        only = None if accounts is None else tuple(AccountId(each) for each in accounts)
        asked = Asked(url=self.receiver.url + "/hook", kinds=kinds or tuple(KINDS), accounts=only)
        made, self.secrets[""] = self.webhooks.make(asked, actor="test")
        return made

    def ended(self, how: Ended = DONE, key: str = "playlist:1", **other: Any) -> str:
        """A job that ended so."""
        self.desk.job(key, **other)
        job = self.desk.claimed()
        self.desk.book.end(job, how)
        return job.id

    def told(self) -> int:
        """A tick: messages are made and leave."""
        self.clock.advance(1)
        collect(self.database, self.clock, RandomIds(), self.clock)
        return self.deliverer.deliver_due()

    def kinds(self) -> list[str]:
        """What the receiver was told, in order."""
        return [json.loads(body)["type"] for _, body in self.receiver.got]

    def deliveries(self, hook: Webhook) -> list[Delivery]:
        return self.webhooks.deliveries(hook.id, limit=50)


@pytest.fixture
def house(database: Database, clock: FakeClock) -> Iterator[House]:
    sealer = Sealer([Fernet.generate_key().decode()])
    deliverer = Deliverer(database, sealer, DatabaseLeases(database), clock, clock, private=True)
    webhooks = Webhooks(database, sealer, clock, clock, RandomIds(), deliverer)
    with receiving() as receiver:
        yield House(Desk(database, clock), webhooks, deliverer, receiver, {})


def account(house: House, key: str, state: str = "connected") -> None:
    now = house.clock.now()
    with house.database.write() as session:
        if session.get(App, "app_1") is None:
            session.add(App(id="app_1", client_id="client", name="app", quota_group="main", created_at=now))
            session.flush()
        session.add(
            Account(
                id=key, app_id="app_1", user_id=key, spotify_id=key, display_name=key.upper(), scopes="", state=state,
                authorised_at=now, created_at=now,
            )
        )  # fmt: skip


def test_a_job_that_ends_is_told_with_what_came_of_it(house: House) -> None:
    house.ended()
    house.hook("job.done", "job.failed")
    house.ended(FAILED, "playlist:2")
    job = house.ended(key="playlist:3")
    assert house.told() == 2
    assert house.kinds() == ["job.failed", "job.done"], "and nothing of what was before it was made"
    failed, done = (json.loads(body)["data"] for _, body in house.receiver.got)
    assert (failed["state"], failed["failure"]["what"]) == ("failed", "It broke.")
    assert (done["job"], done["state"]) == (job, "succeeded")
    assert house.told() == 0, "once"


def test_only_the_kinds_that_were_chosen_are_told(house: House) -> None:
    house.hook("job.failed")
    house.ended()
    house.ended(FAILED)
    house.told()
    assert house.kinds() == ["job.failed"]


def test_a_ban_and_an_account_that_needs_a_consent_are_incidents(house: House) -> None:
    account(house, "acc_1")
    hook = house.hook("incident.ban", "incident.consent")
    now = house.clock.now()
    with house.database.write() as session:
        ban = Ban(quota_group="main", app_id="app_1", bucket=None, reason="window", since=now, calls_before=3)
        ban.until = now + timedelta(hours=2)
        session.add(ban)
        session.execute(update(Account).values(state="needs_reconnecting"))
    house.told()
    house.told()
    assert house.kinds() == ["incident.ban", "incident.consent"], "each once, however long it lasts"
    with house.database.write() as session:
        session.execute(update(Account).values(state="connected"))
    house.told()
    with house.database.write() as session:
        session.execute(update(Account).values(state="needs_reconnecting"))
    house.told()
    assert house.kinds()[2:] == ["incident.consent"], "and anew when it comes again"
    assert {one.state for one in house.deliveries(hook)} == {"delivered"}


def test_an_authorisation_that_ends_is_told_of_30_7_and_1_days_before_once_each(house: House) -> None:
    account(house, "acc_1")
    house.hook("incident.consent")
    house.told()
    assert house.kinds() == []
    now = house.clock.now()
    last = six_months_after(now - timedelta(seconds=1))

    def days_before(days: float) -> list[int]:
        """What it was told of in all when so many days are left; a tick looks twice, in two processes."""
        house.clock.set(last - timedelta(days=days))
        house.told()
        house.told()
        return [json.loads(body)["data"]["days_left"] for _, body in house.receiver.got]

    assert days_before(31) == []
    assert days_before(29.9) == [30]
    assert days_before(8) == [30]
    assert days_before(0.5) == [30, 1], "what passed while nothing ran is told as it stands"
    told = json.loads(house.receiver.got[-1][1])["data"]
    assert (told["state"], told["account"], told["last_day"][:10]) == ("ending", "acc_1", f"{last:%Y-%m-%d}")
    with house.database.write() as session:
        session.execute(update(Account).values(authorised_at=house.clock.now()))
    house.told()
    last = six_months_after(house.clock.now())
    assert days_before(6.5) == [30, 1, 7], "and anew of another authorisation"


def test_a_webhook_that_is_made_within_the_last_days_is_told_of_the_next_warning(house: House) -> None:
    account(house, "acc_1")
    last = six_months_after(house.clock.now())
    house.clock.set(last - timedelta(days=20))
    house.hook("incident.consent")
    house.told()
    assert house.kinds() == []
    house.clock.set(last - timedelta(days=6))
    house.told()
    assert house.kinds() == ["incident.consent"]


def test_a_webhook_for_some_accounts_hears_of_no_other(house: House) -> None:
    account(house, "acc_1")
    account(house, "acc_2")
    house.hook(accounts=("acc_1",))
    house.ended(key="account:acc_2")
    house.ended(key="backup")
    house.ended(key="account:acc_1")
    house.told()
    assert house.kinds() == ["job.done"]
    with pytest.raises(NotFound):
        house.hook(accounts=("acc_3",))


def test_the_guides_own_code_takes_what_is_genuine_and_nothing_else(house: House) -> None:
    code = re.search(r"```python\n(.*?)```", GUIDE.read_text(encoding="utf-8"), re.DOTALL)
    assert code is not None
    names: dict[str, Any] = {}
    exec(code.group(1), names)
    is_genuine = names["is_genuine"]
    house.hook()
    house.ended()
    house.told()
    [(headers, body)] = house.receiver.got
    secret, now = house.secrets[""], house.clock.now().timestamp()
    assert is_genuine(secret, headers, body, now)
    assert not is_genuine(secret, headers, body + b" ", now), "changed on the way"
    assert not is_genuine("whsec_" + "A" * 43 + "=", headers, body, now), "signed by somebody else"
    assert not is_genuine(secret, headers, body, now + 600), "kept and sent again later"
    assert not is_genuine(secret, headers | {"webhook-id": "msg_other"}, body, now)
    assert json.loads(body)["type"] == "job.done"


def test_what_is_not_taken_comes_again_under_the_same_id(house: House) -> None:
    hook = house.hook()
    house.receiver.status, house.receiver.answer = 500, b"not now"
    house.ended()
    assert house.told() == 1
    [waiting] = house.deliveries(hook)
    assert (waiting.state, waiting.status, waiting.answer, waiting.attempts) == ("waiting", 500, "not now", 1)
    assert house.told() == 0, "not before its time"
    house.clock.advance(BACKOFF[0])
    house.receiver.status = 200
    assert house.told() == 1
    first, second = house.receiver.got
    assert first[0]["webhook-id"] == second[0]["webhook-id"] == waiting.id
    assert first[1] == second[1]
    assert first[0]["webhook-signature"] != second[0]["webhook-signature"], "signed for the moment at which it leaves"
    assert house.webhooks.webhook(hook.id).failing_since is None


def test_nothing_is_lost_while_the_process_is_down(house: House) -> None:
    """The mark lies in the database with the messages: whoever comes next goes on there."""
    hook = house.hook()
    house.ended()
    collect(house.database, house.clock, RandomIds(), house.clock)
    house.ended(FAILED, "playlist:2")  # It happened, and nobody looked.
    sealer = house.webhooks._sealer
    another = Deliverer(house.database, sealer, DatabaseLeases(house.database), house.clock, house.clock, private=True)
    collect(house.database, house.clock, RandomIds(), house.clock)
    assert another.deliver_due() == 2
    assert house.kinds() == ["job.done", "job.failed"]
    assert len({headers["webhook-id"] for headers, _ in house.receiver.got}) == 2
    assert house.webhooks.webhook(hook.id).waiting == 0


def test_one_that_is_never_taken_is_given_up_and_others_go_on(house: House) -> None:
    hook = house.hook()
    house.receiver.status = 400
    house.ended()
    for rest in (*BACKOFF, 0):
        house.told()
        house.clock.advance(rest)
    [one] = house.deliveries(hook)
    assert (one.state, one.attempts) == ("failed", TRIES)
    house.receiver.status = 200
    house.ended(FAILED, key="playlist:2")
    house.clock.advance(BACKOFF[3])
    house.told()
    assert house.kinds()[-1] == "job.failed"
    assert house.webhooks.webhook(hook.id).failures == 0
    assert house.webhooks.again(hook.id, one.id).state == "delivered", "and a person may send it once more"


def test_a_webhook_that_fails_for_days_is_switched_off_and_keeps_what_waits(house: House) -> None:
    hook = house.hook()
    house.receiver.status = 503
    for number in range(4):
        house.ended(key=f"playlist:{number}")
        house.told()
        house.clock.advance(86_400)
    off = house.webhooks.webhook(hook.id)
    assert off.disabled_at is not None
    assert "3 days" in (off.disabled_why or "")
    trail = StoredTrail(house.database, house.clock)
    assert [link.actor for link in trail.links(LinkFilter(action="webhook.disable"))] == ["system"]
    house.receiver.status = 200
    before = len(house.receiver.got)
    house.ended(key="playlist:9")
    assert house.told() == 0
    house.webhooks.change(hook.id, Asked(enabled=True), actor="test")
    house.clock.advance(max(BACKOFF))
    for _ in range(3):
        house.told()
    assert len(house.receiver.got) - before == off.waiting + 1, "what waited, and what happened meanwhile"
    assert house.webhooks.webhook(hook.id).waiting == 0


def test_a_receiver_that_wants_no_more_is_left_alone(house: House) -> None:
    hook = house.hook()
    house.receiver.status = 410
    house.ended()
    house.told()
    assert "410" in (house.webhooks.webhook(hook.id).disabled_why or "")


def test_a_test_message_says_how_it_went(house: House) -> None:
    hook = house.hook("job.failed")
    assert house.webhooks.test(hook.id).state == "delivered"
    house.receiver.status = 404
    sent = house.webhooks.test(hook.id)
    assert (sent.state, sent.status) == ("failed", 404)
    assert house.kinds() == ["test", "test"]


def test_no_redirect_is_followed_and_of_an_answer_only_the_beginning_is_read(house: House) -> None:
    hook = house.hook()
    house.receiver.status, house.receiver.answer = 302, b"x" * 100_000
    sent = house.webhooks.test(hook.id)
    assert (sent.state, sent.status) == ("failed", 302)
    assert len(house.receiver.got) == 1
    house.receiver.status = 200
    assert len(house.webhooks.test(hook.id).answer or "") == 1_000


def test_addresses_that_are_not_public_are_called_only_where_that_is_allowed(house: House) -> None:
    plain = ("127.0.0.1", "localhost", "10.0.0.1", "169.254.169.254", "::1", "0.0.0.0", "fec0::1")
    around_ipv4 = ("::ffff:127.0.0.1", "64:ff9b::127.0.0.1", "64:ff9b:1::10.0.0.1", "2002:7f00:1::1", "::127.0.0.1")
    for host in (*plain, *around_ipv4):
        with pytest.raises(InputError, match="not public"):
            reached(host, 80, private=False)
    for host in ("8.8.8.8", "2606:4700::1111", "64:ff9b::8.8.8.8"):
        assert reached(host, 80, private=False)
    assert reached("127.0.0.1", 80, private=True) == "127.0.0.1"
    hook = house.hook()
    careful = Deliverer(
        house.database, house.webhooks._sealer, DatabaseLeases(house.database), house.clock, house.clock, private=False
    )
    house.webhooks._deliverer = careful
    sent = house.webhooks.test(hook.id)
    assert (sent.state, sent.status) == ("failed", None)
    assert "not public" in (sent.answer or "")
    assert house.receiver.got == []


@pytest.mark.parametrize("url", ["ftp://a.example", "https://", "https://me:secret@a.example", "javascript:1", "x"])
def test_what_is_no_address_is_refused(house: House, url: str) -> None:
    with pytest.raises(InputError):
        house.webhooks.make(Asked(url=url, kinds=("job.done",)), actor="test")
    with pytest.raises(InputError):
        house.webhooks.make(Asked(url="https://a.example", kinds=("job.gone",)), actor="test")


def test_an_answer_that_trickles_holds_up_nobody(house: House) -> None:
    with trickling() as (url, still):
        sent = send(url, "whsec_" + "A" * 43 + "=", "msg_1", 0, "{}", private=True, seconds=0.5)
        assert still()
    assert sent.status is None
    assert "longer than" in sent.answer


def test_the_secret_is_shown_once_and_lies_sealed(house: House) -> None:
    hook = house.hook()
    secret = house.secrets[""]
    with house.database.read() as session:
        row = session.get(WebhookRow, hook.id)
        assert row is not None
        assert secret.encode() not in row.secret
        assert secret not in json.dumps([repr(one) for one in house.webhooks.webhooks()])
    assert house.webhooks.renew(hook.id, actor="test") != secret


def test_news_is_told_signed_with_its_data_and_stands_or_falls_with_what_it_is_about(house: House) -> None:
    """What protection finds: an incident, its end, a breaker."""
    account(house, "acc_1")
    house.hook("incident.opened", "incident.ended", "protection.breaker", accounts=("acc_1",))
    data = {"incident": "inc_1", "playlist": "37i9dQZF1DX0000000000a", "before": {"name": "Mix"}, "after": {"name": ""}}

    def happen(kind: str, whose: str | None, *, fails: bool = False) -> None:
        with house.database.write() as session:
            only = None if whose is None else [AccountId(whose)]
            note_news(session, at=house.clock.now(), kind=kind, data=data, accounts=only)
            if fails:
                raise RuntimeError("the incident could not be written")

    happen("incident.opened", "acc_1")
    with pytest.raises(RuntimeError):
        happen("incident.ended", "acc_1", fails=True)
    happen("incident.ended", "acc_2")
    happen("protection.breaker", "acc_1")
    at = house.clock.now().isoformat()
    house.told()
    assert house.kinds() == ["incident.opened", "protection.breaker"]
    headers, body = house.receiver.got[0]
    assert json.loads(body) == {"type": "incident.opened", "timestamp": at, "data": data}
    signed = signature(house.secrets[""], headers["webhook-id"], int(headers["webhook-timestamp"]), body.decode())
    assert headers["webhook-signature"] == signed
    assert house.told() == 0, "once"


def test_news_is_kept_for_a_month_and_a_webhook_that_is_new_hears_of_none_of_it(house: House) -> None:
    def happen() -> None:
        with house.database.write() as session:
            note_news(session, at=house.clock.now(), kind="incident.opened", data={}, accounts=None)

    happen()
    with house.database.read() as session:
        assert last_news(session) == 0, "nobody is there to hear of it"
    house.hook("incident.opened")
    happen()
    house.told()
    house.hook("incident.opened")
    house.clock.advance(31 * 86_400)
    happen()
    house.told()
    assert house.kinds() == ["incident.opened"] * 3
    with house.database.read() as session:
        assert session.scalar(select(func.count()).select_from(News)) == 1
    assert house.told() == 0
