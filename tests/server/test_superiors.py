"""Who signs as somebody's supervisor: told with the NIP to the staff alone, and told again when it changes."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import delete, update

from ekin_tui.server import admin
from ekin_tui.server.moves import carry_out
from ekin_tui.server.sample import identify
from ekin_tui.server.schema import assignments, people
from tests.centre import BUDI, HARUN, JOKO, NURLAELA, SITI, TODAY, Centre, running_centre
from tests.posts import PERSON, PLT, written
from tests.server.cast import ROLES, engage
from tests.server.postgres import Cluster
from tests.server.talk import Talk

DAY = timedelta(days=1)
OF_SITI = {"nip": BUDI, "name": "Budi Hartono, S.Sos.", "post": "Kepala Bidang Pengelolaan Arsip"}


@pytest.fixture
def centre(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Centre]:
    cluster: Cluster | None = request.getfixturevalue("cluster") if getattr(request, "param", "") == "pg" else None
    with running_centre(tmp_path, store=cluster.fresh() if cluster else "") as running:
        written(running, lambda connection: connection.execute(delete(assignments).where(PLT)))
        yield running


ON_BOTH = pytest.mark.parametrize("centre", ["sqlite", "pg"], indirect=True)


def told(talk: Talk, after: str = "c0") -> Any:
    """Return what one's own record says of the supervisor; None where it was not told anew."""
    mine = [item["doc"] for item in talk.items("me", after) if item["k"] == "person"]
    return mine[-1]["supervisor"] if mine else "not told"


def head(talk: Talk) -> str:
    return str(next(feed["head"] for feed in talk.session()["feeds"] if feed["id"] == "me"))


@ON_BOTH
def test_the_supervisor_is_named_to_the_staff_and_to_nobody_else(centre: Centre) -> None:
    cast = engage(centre)
    seen = {}
    for role in ROLES:
        talk = cast[role]
        docs = [(feed["id"], doc) for feed in talk.session()["feeds"] for doc in talk.of_kind("person", feed["id"])]
        seen[role] = {(feed, doc["id"]): doc["supervisor"] for feed, doc in docs if doc["supervisor"]}
        assert {one for _, one in seen[role]} <= {talk.session()["person"]}, role
        talk.client.close()
    assert seen["author"]["me", PERSON]["nip"] == seen["colleague"]["me", identify("person", "joko")]["nip"] == BUDI
    assert seen["author's twin"] == seen["author"]
    assert seen["supervisor"]["me", identify("person", "arsip")]["nip"] == HARUN
    assert seen["head"] == {}


def test_the_holder_signs_before_who_acts_and_a_delegate_never(centre: Centre) -> None:
    siti = Talk(centre, SITI)
    url, budi = centre.database_url, identify("person", "arsip")
    assert told(siti) == OF_SITI
    admin.assign(url, JOKO, supervisor=BUDI, capacity="delegasi", start=TODAY, today=TODAY)
    admin.assign(url, NURLAELA, supervisor=BUDI, capacity="plh", start=TODAY, today=TODAY)
    admin.assign(url, SITI, supervisor=BUDI, capacity="plt", start=TODAY, today=TODAY)
    assert told(siti) == OF_SITI
    held = assignments.c.person == budi
    written(centre, lambda connection: connection.execute(update(assignments).where(held).values(end=TODAY - DAY)))
    assert told(siti)["nip"] == NURLAELA, "nobody is their own supervisor, and a delegate signs for nobody"
    assert told(siti)["post"] == "Plh. " + OF_SITI["post"]
    assert told(Talk(centre, JOKO))["nip"] == SITI


@ON_BOTH
def test_another_supervisor_is_told_anew(centre: Centre) -> None:
    siti = Talk(centre, SITI)
    before = head(siti)
    assert told(siti, before) == "not told"
    admin.assign(centre.database_url, SITI, supervisor=NURLAELA, start=TODAY, today=TODAY)
    assert told(siti, before)["nip"] == NURLAELA


def test_who_acts_from_a_day_on_is_told_when_it_begins_and_when_it_is_over(centre: Centre) -> None:
    siti, joko = Talk(centre, SITI), Talk(centre, JOKO)
    held = assignments.c.person == identify("person", "arsip")
    written(centre, lambda connection: connection.execute(update(assignments).where(held).values(end=TODAY)))
    first, last = TODAY + DAY, TODAY + 2 * DAY
    url = centre.database_url
    admin.assign(url, NURLAELA, supervisor=BUDI, capacity="plt", start=TODAY, end=last, today=TODAY)
    assert told(siti)["nip"] == BUDI
    for day, nip in ((first, NURLAELA), (last + DAY, None)):
        before = head(siti), head(joko)
        moment = datetime(day.year, day.month, day.day, tzinfo=UTC) - timedelta(hours=8)
        centre.ahead = moment - datetime.now(UTC)
        database = centre.database()
        carry_out(database, moment)
        database.close()
        for talk, cursor in zip((siti, joko), before, strict=True):
            signs = told(talk, cursor)
            assert (signs["nip"] if signs else signs) == nip, day


def test_a_record_says_the_nip_as_it_is_now(centre: Centre) -> None:
    siti, right = Talk(centre, SITI), "197803122003121012"
    written(centre, lambda connection: connection.execute(update(people).where(people.c.nip == BUDI).values(nip=right)))
    assert told(siti)["nip"] == right
