"""The centre knows when it was away, and a deadline may move by that."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import msgspec
import pytest
from sqlalchemy import select, update

from ekin_tui.domain.model import Policy
from ekin_tui.server import admin
from ekin_tui.server.database import AdminError, Database
from ekin_tui.server.outages import GAP, Heart, beat, read_outages, record_outage
from ekin_tui.server.rejudge import rejudge
from ekin_tui.server.schema import facts, meta
from tests.centre import BUDI, SITI, Centre, running_centre
from tests.server.talk import Talk, act

HOUR, SECOND = timedelta(hours=1), timedelta(seconds=1)
NOW = datetime(2026, 11, 25, 4, tzinfo=UTC)


@pytest.fixture(params=["sqlite", "postgresql"])
def database(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Database]:
    on_sqlite = request.param == "sqlite"
    url = f"sqlite:///{tmp_path / 'centre.db'}" if on_sqlite else request.getfixturevalue("cluster").fresh()
    opened = Database(url)
    opened.create()
    yield opened
    opened.close()


def give(database: Database, now: datetime, epoch: str = "e1", alive_s: float | None = None) -> None:
    with database.writing() as connection:
        beat(connection, epoch, now, alive_s)


def outages(database: Database, now: datetime = NOW + 24 * HOUR) -> list[tuple[datetime, datetime]]:
    with database.reading() as connection:
        return read_outages(connection, now)


def test_a_gap_between_two_signs_of_life_is_an_outage(database: Database) -> None:
    give(database, NOW)
    give(database, NOW + GAP)
    assert outages(database) == []
    give(database, NOW + GAP + 2 * HOUR)
    give(database, NOW + GAP + 2 * HOUR + 30 * SECOND)
    assert outages(database) == [(NOW + GAP, NOW + GAP + 2 * HOUR)]


def test_a_store_that_was_put_back_does_not_measure_from_the_sign_that_it_was_copied_with(database: Database) -> None:
    give(database, NOW, "e1")
    give(database, NOW + 20 * HOUR, "e2")
    assert outages(database) == []


@pytest.mark.parametrize("jump", [timedelta(days=1), timedelta(days=-1), datetime(1970, 1, 1, tzinfo=UTC) - NOW])
def test_a_clock_that_is_set_while_the_centre_serves_is_no_outage(database: Database, jump: timedelta) -> None:
    give(database, NOW)
    give(database, NOW + jump, alive_s=30.0)
    assert outages(database, NOW + jump) == []


def test_a_database_that_was_away_while_the_centre_ran_is_an_outage(database: Database) -> None:
    give(database, NOW)
    give(database, NOW + HOUR, alive_s=3_600.0)
    assert outages(database) == [(NOW, NOW + HOUR)]


def test_an_old_outage_moves_nothing_any_more(database: Database) -> None:
    with database.writing() as connection:
        record_outage(connection, NOW - 2 * HOUR, NOW)
    assert outages(database, NOW + timedelta(days=61)) == [(NOW - 2 * HOUR, NOW)]
    assert outages(database, NOW + timedelta(days=63)) == []


def test_a_heart_gives_a_sign_when_it_starts_and_when_it_ends(tmp_path: Path) -> None:
    database = Database(f"sqlite:///{tmp_path / 'centre.db'}")
    database.create()
    moments = iter([NOW, NOW + HOUR])
    heart = Heart(database, lambda: "e1", lambda: next(moments), beat_s=3_600.0)
    heart.start()
    heart.stop()
    with database.reading() as connection:
        said = connection.execute(select(meta.c.value).where(meta.c.key == "heartbeat")).scalar()
    database.close()
    assert said == f"e1 {(NOW + HOUR).isoformat(timespec='milliseconds')}"
    assert next(moments, None) is None


def test_a_heart_goes_on_where_the_database_takes_no_sign(tmp_path: Path) -> None:
    database = Database(f"sqlite:///{tmp_path / 'centre.db'}")
    database.create()

    def away() -> str:
        raise FileNotFoundError

    heart = Heart(database, away, lambda: NOW, beat_s=3_600.0)
    heart.start()
    heart.stop()
    with database.reading() as connection:
        assert connection.execute(select(meta.c.value).where(meta.c.key == "heartbeat")).first() is None
    database.close()


def set_policy(centre: Centre, **changes: object) -> None:
    doc = msgspec.json.encode(Policy(**changes)).decode()  # type: ignore[arg-type]  # whatever the test wants
    database = centre.database()
    with database.writing() as connection:
        connection.execute(update(facts).where(facts.c.kind == "policy").values(doc=doc))
    database.close()


def written(centre: Centre, work: Callable[..., object]) -> object:
    database = centre.database()
    try:
        with database.writing() as connection:
            return work(connection)
    finally:
        database.close()


def due_of(siti: Talk) -> datetime:
    periods = siti.of_kind("period")
    return max(datetime.fromisoformat(doc["due"]) for doc in periods if doc["start"] <= "2026-11-24" <= doc["end"])


def test_a_deadline_moves_by_the_time_that_the_centre_was_down_and_the_client_is_told(tmp_path: Path) -> None:
    with running_centre(tmp_path) as centre:
        siti = Talk(centre, SITI)
        set_policy(centre, rev=2, outage_moves_deadline=True)
        due = due_of(siti)
        centre.ahead += due - 2 * HOUR - centre.now()
        centre.stop()
        centre.start()  # a sign of life at two hours before the deadline
        centre.stop()
        centre.ahead += 3 * HOUR
        centre.start()
        assert siti.session()["server_time"] > due.astimezone(UTC).isoformat()
        entry, _ = siti.sent_entry()
        doc = siti.get(f"/entries/{entry}").json()
        assert (doc["late"], doc["timing"]) == (False, "outage")
        began, ended = (datetime.fromisoformat(at) for at in siti.session()["outages"][-1])
        assert abs(ended - began - 3 * HOUR) < 60 * SECOND
        centre.ahead += 4 * HOUR
        entry, _ = siti.sent_entry()
        assert siti.get(f"/entries/{entry}").json()["late"] is True


def test_undecided_work_that_is_late_through_an_outage_loses_the_mark_and_a_decision_stands(tmp_path: Path) -> None:
    with running_centre(tmp_path) as centre:
        siti, budi = Talk(centre, SITI), Talk(centre, BUDI)
        due = due_of(siti)
        centre.ahead += due + HOUR - centre.now()
        waiting, _ = siti.sent_entry()
        decided, rev = siti.sent_entry()
        budi.push(act("approve", decided, rev))
        head = next(feed["head"] for feed in budi.session()["feeds"] if feed.get("role") == "holder")
        written(centre, lambda connection: record_outage(connection, due - 2 * HOUR, due))
        assert written(centre, lambda connection: rejudge(connection, centre.now())) == 0
        set_policy(centre, rev=2, outage_moves_deadline=True)
        assert written(centre, lambda connection: rejudge(connection, centre.now())) == 1
        assert written(centre, lambda connection: rejudge(connection, centre.now())) == 0
        doc = siti.get(f"/entries/{waiting}").json()
        assert (doc["late"], doc["timing"]) == (False, "outage")
        assert siti.get(f"/entries/{decided}").json()["late"] is True
        assert [item["id"] for item in budi.items(budi.inbox(), head)] == [waiting]


def test_an_outage_that_is_recorded_by_hand_takes_the_mark_from_what_waits_through_it_alone(tmp_path: Path) -> None:
    with running_centre(tmp_path) as centre:
        siti = Talk(centre, SITI)
        due = due_of(siti)
        set_policy(centre, rev=2, outage_moves_deadline=True)
        centre.ahead += due + HOUR - centre.now()
        waiting, _ = siti.sent_entry()
        centre.ahead += timedelta(hours=4)
        beyond, _ = siti.sent_entry()
        assert admin.outage(centre.database_url, due - 2 * HOUR, due, now=centre.now()) == 1
        assert siti.get(f"/entries/{waiting}").json()["timing"] == "outage"
        assert siti.get(f"/entries/{beyond}").json()["late"] is True
        assert admin.outage(centre.database_url, due - 2 * HOUR, due, now=centre.now()) == 0, (
            "once more changes nothing"
        )


@pytest.mark.parametrize(
    ("began", "ended", "code"),
    [
        (NOW, NOW, "outage-end-before-start"),
        (NOW, NOW - HOUR, "outage-end-before-start"),
        (NOW, NOW + HOUR, "outage-to-come"),
    ],
)
def test_a_time_that_was_no_outage_is_refused_before_anything_is_written(
    tmp_path: Path, began: datetime, ended: datetime, code: str
) -> None:
    url = f"sqlite:///{tmp_path / 'centre.db'}"
    with pytest.raises(AdminError) as refused:
        admin.outage(url, began, ended, now=NOW)
    assert refused.value.code == code
    assert not (tmp_path / "centre.db").exists()
