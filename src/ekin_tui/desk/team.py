"""The team of a supervisor: who has sent what of which day of a month, how long it waits, and who is to be asked."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from ekin_tui.desk.days import Days, find_team_days, log_begins
from ekin_tui.desk.looking import Looking
from ekin_tui.desk.matrix import Due, Member, Reminder, TeamView, reason_of, team_day
from ekin_tui.desk.reviewing import Reviewing
from ekin_tui.desk.views import DayKind, EntryView
from ekin_tui.domain.calendar import Month
from ekin_tui.domain.model import Assignment, Person
from ekin_tui.domain.periods import is_locked, period_of
from ekin_tui.store.figures import DaySum, Wait

_HOUR = 3600


class Team:
    """The people of the posts that the signed-in person speaks for today."""

    def __init__(self, look: Callable[[], Looking], reviewing: Reviewing) -> None:
        """``look`` gives a view of the desk at this moment; ``reviewing`` knows the posts."""
        self._look, self._reviewing = look, reviewing

    def posts(self) -> list[Assignment]:
        """Return the posts whose people may be shown now, the own one first: not those whose lease is over."""
        closed = self._reviewing.locked()
        return [post for post in self._reviewing.acting() if post not in closed]

    def month(self, month: Month) -> TeamView:
        """Return ``month`` of everybody who stands under the posts, or has sent something of that month to them.

        A working day is missing once it is over, if the person stood here on it and it does not come before their log
        begins (:func:`ekin_tui.desk.days.log_begins`).
        """
        look, posts = self._look(), {post.position: post for post in reversed(self.posts())}
        known = [person for person in look.store.reference.persons() if person.id != look.me.id]
        owners = [person.id for person in known]
        sums = look.store.figures.days(owners, posts, month.first, month.last)
        seen = {owner for owner, _ in sums}
        people = [person for person in known if person.position in posts or person.id in seen]
        days = find_team_days(look.store, people, month.first, month.last, look.holidays)
        waits, filled = _waits(look, people, posts), look.store.figures.begun((one.id for one in people), posts)
        members = [
            _member(
                look,
                Log(days=days[person.id], filled=filled.get(person.id), wait=waits[person.id], sums=sums),
                month,
                posts.get(person.position or ""),
            )
            for person in people
        ]
        order = {position: number for number, position in enumerate(reversed(posts))}
        members.sort(key=lambda one: (order.get(one.person.position or "", len(order)), _by_name(one)))
        incoming = any(look.store.cursors.begun(f"pos:{position}") for position in posts)
        return TeamView(month=month, today=look.today, members=tuple(members), incoming=incoming)

    def entries(self, person: Person, day: date) -> list[EntryView]:
        """Return what of that person's day was sent to the posts."""
        return [view for view in self._reviewing.entries_of(person.nip, day, day) if view.owner.id == person.id]

    def reminder(self, members: Iterable[Member]) -> Reminder:
        """Return of whom what is still missing and can still be written, for a text that asks for it."""
        look = self._look()
        periods, zone = look.store.reference.periods(), ZoneInfo(look.me.zone)
        lacks = [
            (member.person, tuple(day for day in member.lacks if not is_locked(day, periods))) for member in members
        ]
        asked = tuple((person, days) for person, days in lacks if days)
        dues = [period.due.astimezone(zone) for _, days in asked for day in days if (period := period_of(day, periods))]
        return Reminder(by=look.me, today=look.today, lacks=asked, due=max(dues, default=None), now=look.now)


def _by_name(member: Member) -> tuple[str, str]:
    return member.person.name.casefold(), member.person.id


@dataclass(frozen=True, slots=True, kw_only=True)
class Log:
    """What is known of one person's log."""

    days: Days
    filled: date | None
    """The first day of which anything was received."""
    wait: Wait
    sums: Mapping[tuple[str, date], DaySum]
    """Of everybody, by person and day."""


def _member(look: Looking, log: Log, month: Month, post: Assignment | None) -> Member:
    days, person, wait = log.days, log.days.person, log.wait
    begun = log_begins(look.store, person, log.filled)
    due = Due(person=person, here=post is not None, filled=log.filled, begun=begun, today=look.today)
    cells = tuple(team_day(days, day, log.sums.get((person.id, day)), due) for day in month.days())
    asked = [
        cell
        for cell in cells
        if days.kind(cell.day) is DayKind.WORK
        and due.asks(cell.day)
        and (cell.day < look.today or (cell.count and cell.day == look.today))
    ]
    now = int(look.now.timestamp())
    reason, turn = reason_of(due, cells, month)
    return Member(
        person=person,
        post=post,
        days=cells,
        obliged=len(asked),
        filled=sum(cell.count > 0 for cell in asked),
        lacks=tuple(cell.day for cell in asked if not cell.count),
        minutes=sum(cell.minutes for cell in cells),
        late=sum(cell.late for cell in cells),
        waiting=wait.count,
        oldest_hours=max(0, now - wait.oldest) // _HOUR if wait.count else 0,
        mean_hours=max(0, now * wait.count - wait.total) // wait.count // _HOUR if wait.count else 0,
        reason=reason,
        turn=turn,
    )


def _waits(look: Looking, people: Iterable[Person], posts: Mapping[str, Assignment]) -> dict[str, Wait]:
    """Return what waits of each person; its time counts from when the person and the post came to this supervisor."""
    found = look.store.figures.waits(posts)
    by_person = {person.id: _NO_WAIT for person in people}
    stays = {person.id: (person.stays, ZoneInfo(person.zone)) for person in people}
    for (owner, position), wait in found.items():
        if owner not in by_person:
            continue
        spans, zone = stays[owner]
        floors = [_begin(posts[position].start, ZoneInfo(look.me.zone))]
        floors += [_begin(spans[-1][0], zone)] if spans else []
        one = wait
        if wait.oldest < max(floors):
            one = look.store.figures.wait_from(owner, position, max(floors))
        by_person[owner] = _both(by_person[owner], one)
    return by_person


_NO_WAIT = Wait(count=0, oldest=0, total=0)


def _both(one: Wait, other: Wait) -> Wait:
    oldest = min(wait.oldest for wait in (one, other) if wait.count) if one.count or other.count else 0
    return Wait(count=one.count + other.count, oldest=oldest, total=one.total + other.total)


def _begin(day: date, zone: ZoneInfo) -> int:
    """Return when ``day`` begins in ``zone``, in seconds of the epoch."""
    return int(datetime.combine(day, time(), zone).timestamp())
