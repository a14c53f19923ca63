"""The team's month: what was received, what is missing, and whose days asked for nothing."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from ekin_tui.desk.matrix import Member, Reason, Stand
from ekin_tui.domain.calendar import Month
from ekin_tui.domain.model import DayMark, Period, Person, Status
from ekin_tui.text import Words
from ekin_tui.widgets.reminder_text import reminder_lines
from ekin_tui.wire import Feed
from tests.office import BUDI, JOKO, NOW, SITI, Office, as_received, make_entry, office

NOVEMBER = Month(2026, 11)
RINA = replace(JOKO, id="p-rina", nip="199001012015012001", name="Rina", position="pos-1")
DEWI = replace(JOKO, id="p-dewi", nip="199001012015012002", name="Dewi", position="pos-2")


@pytest.fixture
def budi(tmp_path: Path) -> Office:
    """Return the desk of a supervisor whose people have logged since September."""
    place = office(tmp_path, me=BUDI)
    for person in (SITI, JOKO, RINA):
        begin(place, person)
    return place


def begin(place: Office, person: Person) -> None:
    entry = make_entry(0, date(2026, 9, 30), person, id=f"first-{person.id}")
    with place.store.writing():
        place.store.entries.take(as_received(entry, Status.APPROVED))


def members(place: Office, month: Month = NOVEMBER) -> dict[str, Member]:
    return {member.person.name.split()[0]: member for member in place.desk.team.month(month).members}


def stand(member: Member, day: int) -> Stand:
    return member.days[day - 1].stand


def know(place: Office, *people: Person) -> None:
    with place.store.writing():
        for person in people:
            place.store.reference.put(person)


def send(place: Office, person: Person, day: int, status: Status = Status.SUBMITTED, **changes: object) -> None:
    entry = make_entry(day % 4, date(2026, 11, day), person, id=f"t-{person.id}-{day}-{status}")
    with place.store.writing():
        place.store.entries.take(replace(as_received(entry, status), **changes))  # type: ignore[arg-type]


def test_a_day_shows_what_waits_before_what_was_returned_and_what_was_approved(budi: Office) -> None:
    send(budi, SITI, 16, Status.APPROVED)
    send(budi, SITI, 17, Status.RETURNED)
    send(budi, SITI, 18, Status.REJECTED)
    send(budi, SITI, 20, Status.APPROVED)
    siti = members(budi)["Siti"]
    assert [stand(siti, day) for day in (16, 17, 18, 20)] == [
        Stand.APPROVED,
        Stand.RETURNED,
        Stand.REJECTED,
        Stand.WAITING,
    ]
    assert (siti.days[19].approved, siti.days[19].submitted, siti.late) == (1, 1, 1)
    assert siti.days[17].minutes == 0, "rejected minutes do not count"


def test_only_past_working_days_without_anything_are_missing(budi: Office) -> None:
    siti = members(budi)["Siti"]
    assert (stand(siti, 12), stand(siti, 14), stand(siti, 19), stand(siti, 25), stand(siti, 26)) == (
        Stand.LEAVE,
        Stand.OFF,
        Stand.NONE,
        Stand.OPEN,
        Stand.OPEN,
    )
    assert date(2026, 11, 25) not in siti.lacks, "today is not over"
    assert (siti.filled, siti.obliged, len(siti.lacks)) == (3, 16, 13)
    send(budi, SITI, 25)
    assert (members(budi)["Siti"].filled, members(budi)["Siti"].obliged) == (4, 17)


def test_days_before_a_log_began_are_nobodys_omission(tmp_path: Path) -> None:
    budi = office(tmp_path, me=BUDI)
    siti = members(budi)["Siti"]
    assert [stand(siti, day) for day in (12, 14, 19, 20)] == [Stand.LEAVE, Stand.OFF, Stand.BEFORE, Stand.WAITING]
    assert (siti.filled, siti.obliged, siti.lacks) == (3, 3, ())
    assert (siti.reason, siti.turn) == (Reason.BEGUN, date(2026, 11, 20))
    assert budi.desk.team.reminder([siti]).lacks == ()
    send(budi, SITI, 17)
    assert members(budi)["Siti"].lacks == (date(2026, 11, 18), date(2026, 11, 19))
    send(budi, SITI, 3, position="pos-9")
    assert stand(members(budi)["Siti"], 4) is Stand.BEFORE, "what went to another office is no log here"
    assert members(budi, Month(2026, 10))["Siti"].lacks == ()


def test_who_has_logged_nothing_lacks_every_day(tmp_path: Path) -> None:
    budi = office(tmp_path, me=BUDI)
    know(budi, RINA)
    rina = members(budi)["Rina"]
    assert (rina.filled, rina.obliged, len(rina.lacks), rina.reason) == (0, 17, 17, Reason.NOTHING)
    assert len(members(budi, Month(2026, 9))["Rina"].lacks) == 22
    assert members(budi, Month(2026, 8))["Rina"].lacks == (), "before the first period that the centre knows"
    know(budi, replace(RINA, stays=((date(2026, 11, 18), None),)))
    assert members(budi)["Rina"].lacks == tuple(date(2026, 11, day) for day in (18, 19, 20, 23, 24))
    know(budi, replace(RINA, stays=((date(2026, 8, 3), None),)))
    assert len(members(budi, Month(2026, 8))["Rina"].lacks) == 21


def test_days_before_somebody_came_and_after_they_went_are_nobodys_omission(budi: Office) -> None:
    came = replace(RINA, stays=((date(2026, 11, 18), None),))
    went = replace(JOKO, position=None, stays=((date(2025, 1, 1), date(2026, 11, 22)),))
    between = replace(SITI, stays=((date(2025, 1, 1), date(2026, 11, 4)), (date(2026, 11, 16), None)))
    know(budi, came, went, between)
    found = members(budi)
    rina, joko, siti = found["Rina"], found["Joko"], found["Siti"]
    assert (rina.reason, rina.turn, rina.obliged) == (Reason.NEWCOMER, date(2026, 11, 18), 5)
    assert {stand(rina, day) for day in (2, 17)} == {Stand.AWAY}
    assert (joko.reason, joko.turn, joko.lacks, joko.post) == (Reason.FORMER, date(2026, 11, 22), (), None)
    assert stand(joko, 23) is Stand.WAITING, "what was sent is shown all the same"
    assert (stand(siti, 4), stand(siti, 5), stand(siti, 16)) == (Stand.NONE, Stand.AWAY, Stand.NONE)


def test_who_moved_away_stands_only_in_the_months_of_which_something_is_here(budi: Office) -> None:
    know(budi, replace(JOKO, position=None))
    assert "Joko" in members(budi)
    assert set(members(budi, Month(2026, 10))) == {"Siti"}


def test_a_month_of_leave_is_no_missing_month(budi: Office) -> None:
    know(budi, RINA)
    with budi.store.writing():
        for day in range(1, 31):
            mark = DayMark(id=f"l-{day}", day=date(2026, 11, day), kind="leave", text="Cuti besar", owner=RINA.id)
            budi.store.reference.put(mark)
    rina = members(budi)["Rina"]
    assert (rina.reason, rina.obliged, rina.lacks) == (Reason.FREE, 0, ())
    assert (stand(rina, 2), rina.days[1].name) == (Stand.LEAVE, "Cuti besar")


def test_a_wait_counts_from_when_the_person_came_to_this_supervisor(budi: Office) -> None:
    found = members(budi)
    assert (found["Joko"].waiting, found["Joko"].oldest_hours) == (3, 113)
    assert found["Joko"].mean_hours == (113 + 41 + 17) // 3
    know(budi, replace(JOKO, stays=((date(2026, 11, 24), None),)))
    joko = members(budi)["Joko"]
    assert (joko.waiting, joko.oldest_hours) == (3, 33), "since midnight of the 24th"


def test_the_people_of_an_acting_post_come_after_ones_own(budi: Office) -> None:
    know(budi, DEWI)
    view = budi.desk.team.month(NOVEMBER)
    assert [(member.person.name, member.post.id if member.post else "") for member in view.members] == [
        ("Joko Lestari", "as-1"),
        ("Siti Rahmawati", "as-1"),
        ("Dewi", "as-2"),
    ]


def test_nothing_is_shown_of_a_post_whose_lease_is_over_nor_of_other_offices(budi: Office) -> None:
    know(budi, DEWI, replace(RINA, position="pos-9"))
    send(budi, RINA, 20, position="pos-9")
    send(budi, SITI, 19, position="pos-9")
    assert set(members(budi)) == {"Siti", "Joko", "Dewi"}
    assert stand(members(budi)["Siti"], 19) is Stand.NONE, "it was sent to another office"
    with budi.store.writing():
        budi.store.meta.put("last_sync", "2026-11-01T00:00:00+00:00")
        budi.store.cursors.set_feeds([Feed(id="pos:pos-2", head="c1", role="acting", lease_s=60)])
    assert set(members(budi)) == {"Siti", "Joko"}


def test_who_reviews_nobody_has_no_team(tmp_path: Path) -> None:
    assert office(tmp_path).desk.team.month(NOVEMBER).members == ()


@pytest.mark.parametrize("lang", ["id", "en"])
def test_a_reminder_names_the_days_and_speaks_of_the_log_and_not_of_absence(budi: Office, lang: str) -> None:
    found = budi.desk.team.month(NOVEMBER).members
    alone = "\n".join(reminder_lines(Words(lang), budi.desk.team.reminder([found[1]])))
    everybody = "\n".join(reminder_lines(Words(lang), budi.desk.team.reminder(found)))
    assert "Siti Rahmawati" in alone
    assert "Joko" not in alone
    assert "19 Nov 2026" in alone
    assert Words(lang)("team.letter.ignore") in alone
    assert all(name in everybody for name in ("Siti Rahmawati", "Joko Lestari", BUDI.name))
    assert "5 Des 23.59" in everybody or "5 Dec 23:59" in everybody


def test_nobody_is_reminded_of_what_a_locked_period_no_longer_takes(budi: Office) -> None:
    with budi.store.writing():
        november = next(one for one in budi.store.reference.periods() if one.id == "2026-11")
        budi.store.reference.put(replace(november, locked=True))
    view = budi.desk.team.month(NOVEMBER)
    assert view.lacking == 2
    assert reminder_lines(Words("id"), budi.desk.team.reminder(view.members)) == []


def test_a_deadline_that_is_over_is_said_so(budi: Office) -> None:
    over = Period(id="2026-11", start=date(2026, 11, 1), end=date(2026, 11, 30), due=NOW.replace(hour=8))
    with budi.store.writing():
        budi.store.reference.put(over)
    text = reminder_lines(Words("id"), budi.desk.team.reminder(budi.desk.team.month(NOVEMBER).members))
    assert any("sudah lewat" in line for line in text)
