"""Alerts reach people: at once, together, not at night, at least once, on both databases."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from playwarden.domain.alerts import BACKOFF, KEPT_FOR, Severity
from playwarden.engine.ports.audit import LinkFilter
from playwarden.features.alerts.service import AlertFilter, Asked
from playwarden.features.alerts.telling import spread
from playwarden.kit.errors import InputError, NotFound
from playwarden.kit.ids import RandomIds
from playwarden.store.alerts import raise_alert
from playwarden.store.database import Database
from playwarden.store.models.alerts import Alert, AlertRoute
from playwarden.store.trail import StoredTrail
from tests.fakes.clock import FakeClock
from tests.integration.alerts.house import NIGHT, House, Listener


@pytest.fixture
def listener() -> Listener:
    return Listener()


@pytest.fixture
def house(database: Database, clock: FakeClock, listener: Listener) -> House:
    return House(database, clock, listener)


def titles(listener: Listener) -> list[str]:
    return [message.title for message in listener.told]


def test_an_alert_and_what_it_is_about_stand_or_fall_together(house: House, listener: Listener) -> None:
    house.route()

    def fail_after_it() -> None:
        with house.database.write() as session:
            raise_alert(session, RandomIds(), at=house.clock.now(), kind="incident.gone", title="Gone", text="")
            raise RuntimeError("the incident could not be written")

    with pytest.raises(RuntimeError):
        fail_after_it()
    assert house.tick() == 0
    assert house.alerts.alerts(AlertFilter(), 10) == []
    assert listener.told == []


def test_the_first_alert_goes_out_at_once_and_is_told_once(house: House, listener: Listener) -> None:
    route = house.route()
    house.happen(title="Title taken down: Monday")
    assert house.tick() == 1
    [message] = listener.told
    assert (message.title, message.severity) == ("Title taken down: Monday", Severity.WARNING)
    assert "https://music.example/protection" in message.text
    assert house.tick(600) == 0
    last = house.alerts.route(route.id).last
    assert last is not None
    assert last.ok


def test_three_hundred_take_downs_are_two_messages(house: House, listener: Listener) -> None:
    route = house.route()
    for number in range(300):
        house.happen(title=f"Title taken down: Mix {number}", link=f"/protection?incident={number}")
        if number in (0, 150):
            house.tick()
    assert len(listener.told) == 1
    assert house.tick() == 0
    assert house.waiting(route) == 299
    assert house.tick(300) == 1
    assert titles(listener) == ["Title taken down: Mix 0", "299 alerts: 299 take-downs"]
    assert "and 284 more" in listener.told[1].text
    assert listener.told[1].text.endswith("https://music.example/protection"), "where all of them are"
    assert house.waiting(route) == 0


def test_what_is_louder_does_not_wait_for_the_end_of_a_window(house: House, listener: Listener) -> None:
    house.route()
    house.happen()
    house.tick()
    house.happen("incident.edit", "Renamed by somebody")
    house.tick()
    house.happen("incident.gone", "Mix 3 is gone")
    house.tick()
    assert titles(listener)[1:] == ["2 alerts: 1 playlist gone, 1 foreign edit"]


def test_at_night_alarms_alone_are_told_and_the_rest_in_the_morning(house: House, listener: Listener) -> None:
    house.clock.set(house.clock.now().replace(hour=23, minute=0))
    loud, still = house.route(quiet=NIGHT), house.route(quiet=NIGHT.__class__(NIGHT.start, NIGHT.end, "UTC", False))
    house.happen(title="Title taken down: Monday")
    house.happen("incident.gone", "Mix 3 is gone")
    house.tick()
    assert titles(listener) == ["Mix 3 is gone"]
    assert (house.waiting(loud), house.waiting(still)) == (1, 2)
    house.tick(9 * 3600)
    assert sorted(titles(listener)[1:]) == ["2 alerts: 1 playlist gone, 1 take-down", "Title taken down: Monday"]


def test_a_route_is_told_of_what_it_wants_and_of_what_happens_while_it_is_there(
    house: House, listener: Listener
) -> None:
    house.happen("incident.gone", "before it was there")
    house.tick()
    route = house.route(severities=(Severity.ALARM,), kinds=("incident.gone", "incident.takedown"))
    house.happen("incident.takedown", "not loud enough")
    house.happen("protection.breaker", "of another kind")
    house.happen("incident.gone", "wanted")
    house.tick()
    assert titles(listener) == ["wanted"]
    house.happen("incident.gone", "waits for the window")
    house.tick()
    house.alerts.change(route.id, Asked(enabled=False), actor="test")
    house.happen("incident.gone", "while it was off")
    house.tick(3600)
    house.alerts.change(route.id, Asked(enabled=True), actor="test")
    house.tick(3600)
    assert titles(listener) == ["wanted"]


def test_nothing_is_lost_while_nobody_answers_and_it_is_one_message_then(house: House, listener: Listener) -> None:
    route = house.route()
    listener.fails = "error=503"
    house.happen()
    assert house.tick() == 1
    assert house.tick() == 0, "not before its rest is over"
    for rest in (*BACKOFF, *BACKOFF[-1:] * 50):
        house.happen()
        assert house.tick(rest) == 1
    failing = house.alerts.route(route.id)
    assert failing.last is not None
    assert (failing.last.ok, failing.last.words) == (False, "error=503")
    assert failing.failures == 1 + len(BACKOFF) + 50
    listener.fails = ""
    house.tick(BACKOFF[-1])
    assert titles(listener) == ["57 alerts: 57 take-downs"]
    assert (house.waiting(route), house.alerts.route(route.id).failures) == (0, 0)


def test_a_process_that_was_killed_leaves_nothing_behind(house: House, listener: Listener) -> None:
    """Between any two steps: what was raised is given to routes by the next one, what was given is told by it."""
    house.route()
    house.happen(title="raised")
    another = house.another_teller()
    assert another.tell_due() == 0, "it was given to no route yet"
    spread(house.database, house.clock)
    assert another.tell_due() == 1
    assert titles(listener) == ["raised"]


def test_two_processes_tell_it_once(house: House, listener: Listener) -> None:
    house.route()
    tellers = [house.another_teller() for _ in range(4)]
    for round_ in range(5):
        house.happen(title=f"round {round_}")
        house.clock.advance(600)

        def one(number: int) -> int:
            spread(house.database, house.clock)
            return tellers[number].tell_due()

        with ThreadPoolExecutor(4) as pool:
            list(pool.map(one, range(4)))
        house.tick()
    assert titles(listener) == [f"round {each}" for each in range(5)]


@pytest.mark.parametrize("hours", [-24, -1, 1, 24])
def test_a_clock_that_is_set_loses_nothing_and_repeats_nothing(house: House, listener: Listener, hours: int) -> None:
    house.route()
    house.happen(title="first")
    house.tick()
    house.happen(title="waits for the window")
    house.clock.advance(hours=hours)
    house.tick()
    house.tick(300)
    listener.fails = "error=500"
    house.happen(title="failed once")
    house.tick(300)
    house.clock.advance(hours=hours)
    listener.fails = ""
    house.tick()
    house.tick(BACKOFF[0])
    assert titles(listener) == ["first", "waits for the window", "failed once"]
    for _ in range(10):
        assert house.tick(3600) == 0


def test_a_test_message_comes_at_any_hour_and_opens_no_window(house: House, listener: Listener) -> None:
    house.clock.set(house.clock.now().replace(hour=23))
    route = house.route(quiet=NIGHT)
    tried = house.alerts.test(route.id)
    assert tried.last is not None
    assert tried.last.ok
    house.happen("incident.gone", "Mix 3 is gone")
    house.tick()
    assert titles(listener) == ["A test of alerts", "Mix 3 is gone"]
    listener.fails = "error=404"
    last = house.alerts.test(route.id).last
    assert last is not None
    assert (last.ok, last.words) == (False, "error=404")


def test_an_address_lies_sealed_and_is_shown_nowhere(house: House, caplog: pytest.LogCaptureFixture) -> None:
    url = "slack://T1JJ3T3L2/A1BRTD4JD/TIiajkdnlazkcOXrIdevi7FQ/#alerts"
    route = house.route(url)
    house.alerts.change(route.id, Asked(name="Chat"), actor="test")
    house.happen()
    house.tick()
    with house.database.read() as session:
        row = session.get(AlertRoute, route.id)
        assert row is not None
        assert b"TIiajkdnlazkcOXrIdevi7FQ" not in row.url
    trail = [repr(link) for link in StoredTrail(house.database, house.clock).links(LinkFilter(limit=50))]
    everywhere = repr(house.alerts.routes()) + repr(trail) + caplog.text
    assert "TIiajk" not in everywhere
    assert "slack://…erts" in everywhere
    assert [link.action for link in StoredTrail(house.database, house.clock).links(LinkFilter(limit=50))] == [
        "alert-route.change",
        "alert-route.add",
    ]


def test_what_is_no_route_is_refused(house: House) -> None:
    for wrong in (
        Asked(url="nobody://"),
        Asked(url="json://127.0.0.1", kinds=("incident.unknown",)),
        Asked(url="json://127.0.0.1", quiet=NIGHT.__class__(NIGHT.start, NIGHT.start, "UTC", True)),
        Asked(url="json://127.0.0.1", quiet=NIGHT.__class__(NIGHT.start, NIGHT.end, "Europe/Nowhere", True)),
        Asked(url="json://127.0.0.1", window=timedelta(days=2)),
    ):
        with pytest.raises(InputError):
            house.alerts.make(wrong, actor="test")
    route = house.route()
    house.alerts.remove(route.id, actor="test")
    with pytest.raises(NotFound):
        house.alerts.test(route.id)


def test_alerts_are_listed_from_the_newest_by_what_is_asked_and_go_in_time(house: House) -> None:
    first = house.happen("incident.gone", "first")
    house.clock.advance(60)
    house.happen("incident.takedown", "second", playlist="37i9dQZF1DX0000000000a")
    house.clock.advance(60)
    house.happen("protection.breaker", "third")
    listed = house.alerts.alerts(AlertFilter(), 10)
    assert [each.title for each in listed] == ["third", "second", "first"]
    assert [each.title for each in house.alerts.alerts(AlertFilter(before=listed[1].id), 10)] == ["first"]
    assert [each.title for each in house.alerts.alerts(AlertFilter(kind="incident."), 10)] == ["second", "first"]
    alarms = house.alerts.alerts(AlertFilter(severities=frozenset({Severity.ALARM})), 10)
    assert [each.title for each in alarms] == ["third", "first"]
    assert [each.id for each in house.alerts.alerts(AlertFilter(), 10)][-1] == first
    house.clock.advance(KEPT_FOR.total_seconds() - 30)
    house.happen(title="much later")
    house.tick()
    with house.database.read() as session:
        assert session.scalar(select(func.count()).select_from(Alert)) == 2, "what is old has gone"


def test_an_alarm_in_the_night_is_told_however_much_waits_before_it(house: House, listener: Listener) -> None:
    house.clock.set(house.clock.now().replace(hour=23, minute=0))
    route = house.route(quiet=NIGHT)
    with house.database.write() as session:
        for number in range(1_001):
            raise_alert(
                session,
                RandomIds(),
                at=house.clock.now(),
                kind="incident.ended",
                title=f"Mix {number} is as wanted",
                text="",
            )
    house.tick()
    house.tick()
    house.happen("incident.gone", "Mix 3 is gone")
    house.tick()
    assert titles(listener) == ["Mix 3 is gone"]
    assert house.waiting(route) == 1_001


def test_a_zone_that_this_machine_does_not_know_any_more_keeps_nothing_back(house: House, listener: Listener) -> None:
    house.route(quiet=NIGHT)
    with house.database.write() as session:
        for row in session.scalars(select(AlertRoute)):
            row.quiet = {**(row.quiet or {}), "zone": "Mars/Olympus"}
    house.happen()
    house.tick()
    assert len(listener.told) == 1


def test_a_route_whose_address_cannot_be_opened_keeps_nothing_from_the_others(house: House, listener: Listener) -> None:
    broken, well = house.route(name="broken"), house.route(name="well")
    with house.database.write() as session:
        row = session.get_one(AlertRoute, broken.id)
        row.url = b"sealed with another key"
    house.happen()
    house.tick()
    assert len(listener.told) == 1
    assert house.waiting(well) == 0
    told = house.alerts.route(broken.id)
    assert told.last is not None
    assert not told.last.ok
    assert told.failures == 1
