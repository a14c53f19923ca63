"""The queue in hand: counted at once, read by windows, in three orders, narrowed by a line."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from ekin_tui.desk.inbox import WINDOW, Inbox, Order
from ekin_tui.domain.model import Status
from tests.office import BUDI, JOKO, SITI, Office, as_received, make_entry, office

FIRST = date(2026, 11, 24)
COUNT = 400


@pytest.fixture(scope="module")
def head(tmp_path_factory: pytest.TempPathFactory) -> Office:
    """Return Budi's desk with 400 waiting entries of two people, one of them odd, one day with too many minutes."""
    place = office(tmp_path_factory.mktemp("head"), me=BUDI, filled=False)
    with place.store.writing():
        for number in range(COUNT):
            slot, piece = divmod(number, 4)
            day = FIRST - timedelta(days=slot // 2)
            entry = replace(make_entry(piece, day, (SITI, JOKO)[slot % 2]), id=f"w-{number:03d}")
            if number == 9:
                entry = replace(entry, activity="https://contoh.go.id/berkas")
            if number == 16:
                entry = replace(entry, end=(entry.start or 0) + 300)
            place.store.entries.take(as_received(entry, Status.SUBMITTED, late=number < 8))
    return place


def all_of(inbox: Inbox) -> list[str]:
    return [view.entry.id for view in map(inbox.at, range(inbox.total)) if view is not None]


def ask(head: Office, typed: str = "", order: Order = Order.OLDEST) -> Inbox:
    return head.desk.reviewing.inbox(typed, order)


@pytest.mark.parametrize("order", Order)
def test_every_entry_stands_once_in_each_order_and_is_found_where_it_stands(head: Office, order: Order) -> None:
    inbox = ask(head, order=order)
    ids = all_of(inbox)
    assert len(set(ids)) == len(ids) == inbox.total == inbox.everything == COUNT
    for number in (0, WINDOW - 1, WINDOW, 199, 200, COUNT - 1):
        view = inbox.at(number)
        assert view is not None
        assert inbox.place(view.entry) == number
    assert inbox.at(COUNT) is inbox.at(-1) is None


def test_groups_have_a_heading_by_name_or_by_day(head: Office) -> None:
    people = ask(head, order=Order.PERSON).groups
    assert [(group.person and group.person.name, group.count, group.first) for group in people] == [
        (JOKO.name, COUNT // 2, 0),
        (SITI.name, COUNT // 2, COUNT // 2),
    ]
    days = ask(head, order=Order.DAY).groups
    assert [group.day for group in days] == sorted(group.day for group in days if group.day)
    assert {group.count for group in days} == {8}


@pytest.mark.parametrize(
    ("typed", "count"),
    [
        ("siti", COUNT // 2),
        ("joko pertanian", COUNT // 8),
        ("1991", COUNT // 2),
        ("lestari foto", COUNT // 8),
        (":telat", 8),
        (":telat joko", 4),
        ("24/11", 8),
        ("2026-11 siti", 4 * 24),
        ("skp:foto", COUNT // 4),
        ("skp:tidakada", 0),
        (":lebih", 4),
        (":lebih 24/11", 0),
        (":zz", COUNT),
    ],
)
def test_a_line_narrows_the_queue(head: Office, typed: str, count: int) -> None:
    for order in Order:
        inbox = ask(head, typed, order)
        assert (inbox.total, inbox.everything) == (count, COUNT)
        assert len(all_of(inbox)) == count


def test_hints_are_found_portion_by_portion_and_what_is_not_looked_at_yet_is_counted(head: Office) -> None:
    inbox = ask(head, ":petunjuk")
    assert (inbox.total, inbox.unread) == (0, COUNT)
    assert inbox.learn(100)
    assert inbox.unread == COUNT - 100
    while inbox.learn(100):
        pass
    assert inbox.unread == 0
    assert "w-009" in all_of(inbox)
    assert inbox.total < COUNT
    assert ask(head).unread is None


def test_a_decided_entry_leaves_and_what_stands_behind_it_moves_up(head: Office) -> None:
    for order in Order:
        inbox = ask(head, order=order)
        before = all_of(inbox)
        inbox.drop(COUNT)
        assert inbox.total == COUNT
        last = ask(head, "24/11 siti", order)
        for _ in range(4):
            last.drop(0)
        assert (last.total, list(last.groups)) == (0, [])
        assert all_of(inbox) == before


def test_a_person_and_day_can_be_asked_for_alone(head: Office) -> None:
    day = head.desk.reviewing.of_day(JOKO.id, FIRST)
    assert [view.entry.id for view in day] == ["w-004", "w-005", "w-006", "w-007"]
    assert {view.owner.name for view in day} == {JOKO.name}
    assert head.desk.reviewing.of_day(BUDI.id, FIRST) == []
