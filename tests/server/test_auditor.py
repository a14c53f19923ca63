"""What an auditor reads: an office with those below it, or the agency, for the days that were given."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from ekin_tui.server import admin
from ekin_tui.server.sample import ARCHIVE, LIBRARY, identify
from tests.centre import BUDI, HARUN, JOKO, NURLAELA, SITI, TODAY, Centre, running_centre
from tests.server.talk import Talk, act, code

DAY = timedelta(days=1)
YUSUF = "198709052011011006"
"""An employee of Nurlaela's."""
TOP, ARCHIVES, BOOKS = (f"pos:{identify('position', name)}" for name in ("pos-kepala", ARCHIVE, LIBRARY))

ON_BOTH = pytest.mark.parametrize("centre", ["sqlite", "postgresql"], indirect=True)


@pytest.fixture
def centre(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Centre]:
    store = request.getfixturevalue("cluster").fresh() if getattr(request, "param", "") == "postgresql" else ""
    with running_centre(tmp_path, store=store) as running:
        yield running


def audit(centre: Centre, chief: str | None, *, days: tuple[int, int | None] = (0, None), nip: str = YUSUF) -> Talk:
    """Let somebody audit the office of ``chief``, or all; return their line."""
    start, end = TODAY + DAY * days[0], None if days[1] is None else TODAY + DAY * days[1]
    admin.assign(centre.database_url, nip, supervisor=chief, capacity="auditor", start=start, end=end)
    return Talk(centre, nip)


def offices(talk: Talk) -> dict[str, str]:
    """Return the offices of a session, each with its role."""
    return {feed["id"]: feed["role"] for feed in talk.session()["feeds"] if feed.get("role")}


@ON_BOTH
def test_an_audit_goes_down_from_its_office_and_never_up_or_beside(centre: Centre) -> None:
    assert offices(audit(centre, NURLAELA)) == {BOOKS: "auditor"}
    assert offices(audit(centre, HARUN, nip=JOKO)) == {TOP: "auditor", ARCHIVES: "auditor", BOOKS: "auditor"}
    assert offices(audit(centre, None, nip=SITI)) == {TOP: "auditor", ARCHIVES: "auditor", BOOKS: "auditor"}
    [feed] = [feed for feed in Talk(centre, JOKO).session()["feeds"] if feed["id"] == ARCHIVES]
    assert (feed["title"], feed["lease_s"]) == ("Kepala Bidang Pengelolaan Arsip", 259_200)


@ON_BOTH
def test_an_office_that_comes_under_another_leaves_the_audit_of_the_former(centre: Centre) -> None:
    yusuf = audit(centre, NURLAELA)
    admin.assign(centre.database_url, BUDI, supervisor=NURLAELA, start=TODAY, today=TODAY)
    assert offices(yusuf) == {BOOKS: "auditor", ARCHIVES: "auditor"}
    admin.assign(centre.database_url, BUDI, supervisor=HARUN, start=TODAY, today=TODAY)
    assert offices(yusuf) == {BOOKS: "auditor"}
    assert yusuf.get(f"/feeds/{ARCHIVES}").status_code == 404


def test_what_is_withdrawn_or_moved_away_is_gone_for_the_auditor_too(centre: Centre) -> None:
    siti, yusuf = Talk(centre, SITI), audit(centre, BUDI)
    (back, rev), (moved, _) = siti.sent_entry(), siti.sent_entry()
    assert {back, moved} <= {doc["id"] for doc in yusuf.of_kind("entry", ARCHIVES)}
    siti.push(act("withdraw", back, rev))
    admin.assign(centre.database_url, SITI, supervisor=NURLAELA, start=TODAY, today=TODAY)
    gone = {item["id"]: item["why"] for item in yusuf.items(ARCHIVES) if item["k"] == "gone"}
    assert (gone[back], gone[moved]) == ("withdrawn", "moved")
    assert [yusuf.get(f"/entries/{entry}").status_code for entry in (back, moved)] == [404, 404]


def test_an_audit_ends_with_the_last_second_of_its_last_day(centre: Centre) -> None:
    yusuf = audit(centre, BUDI, days=(-9, 0))
    entry, rev = Talk(centre, SITI).sent_entry()
    assert [feed["until"] for feed in yusuf.session()["feeds"] if feed["id"] == ARCHIVES] == [
        "2026-11-25T23:59:59+08:00"
    ]
    assert yusuf.get(f"/entries/{entry}/history").status_code == 200
    centre.ahead += datetime(2026, 11, 25, 16, 0, 0, 0, UTC) - centre.now()
    assert offices(yusuf) == {}
    for path in (f"/feeds/{ARCHIVES}", f"/entries/{entry}", f"/entries/{entry}/history"):
        assert yusuf.get(path).status_code == 404
    assert code(yusuf.push(act("note", entry, rev, text="Terlambat."))[0]) == "not-found"


def test_who_audits_the_office_that_they_speak_for_still_speaks_for_it(centre: Centre) -> None:
    budi = audit(centre, HARUN, nip=BUDI)
    assert offices(budi)[ARCHIVES] == "holder"
    [done] = budi.push(act("approve", *Talk(centre, SITI).sent_entry()))
    assert done["v"] == "applied"
    admin.assign(centre.database_url, BUDI, supervisor=HARUN, capacity="plh", start=TODAY, end=TODAY)
    audit(centre, HARUN, nip=BUDI)
    assert offices(budi)[TOP] == "acting", "the audit stands beside the acting post, not in its place"


def test_an_auditor_decides_nothing_of_their_own_either(centre: Centre) -> None:
    siti = audit(centre, None, nip=SITI)
    entry, rev = siti.sent_entry()
    assert code(siti.push(act("approve", entry, rev))[0]) == "own-entry"


def test_nobody_but_an_auditor_is_assigned_without_a_supervisor(centre: Centre) -> None:
    for capacity in ("atasan", "plt", "plh", "delegasi"):
        with pytest.raises(admin.AdminError, match="supervisor-needed"):
            admin.assign(centre.database_url, SITI, supervisor=None, capacity=capacity, start=TODAY)
