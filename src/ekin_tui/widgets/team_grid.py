"""The matrix of a team: a line a person, a cell a day with a mark and a letter, whole weeks as far as there is room."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from rich.cells import cell_len
from rich.style import Style
from textual.geometry import Region
from textual.strip import Strip

from ekin_tui.desk.matrix import Member, Stand, TeamView
from ekin_tui.domain.clean import inert
from ekin_tui.domain.model import Assignment, Capacity
from ekin_tui.terminal.signs import Signs
from ekin_tui.text import Words
from ekin_tui.widgets.lines import Line, Part, fit, paint
from ekin_tui.widgets.painted import Painted
from ekin_tui.widgets.row_list import RowList

_CELL, _WEEK = 3, 7
"""Columns of a day, days of a week."""
_NAME, _NAME_NARROW = 18, 13
_WIDE = 60
_FIGURES = (("filled", 6), ("waiting", 5), ("late", 4), ("oldest", 5))
"""What stands behind the days; a narrow window has the first alone."""
_MORE = (("mean", 5), ("minutes", 8))
"""What a window has room for that shows the whole month beside all of these."""
_DAY_HOURS = 24
_LONG_WAIT = 48
"""Hours from which on a wait is told in days."""
_TONES = {
    Stand.NONE: "warning",
    Stand.RETURNED: "warning",
    Stand.REJECTED: "error",
    Stand.APPROVED: "good",
    Stand.WAITING: "",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class TeamRow:
    """A person, or the heading over the people of one post."""

    member: Member | None = None
    post: Assignment | None = None
    """Of a heading; None over those who have moved away."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Columns:
    """What stands where in a width: the name, the days in view, the figures."""

    name: int
    days: range
    figures: Sequence[tuple[str, int]]


def columns(width: int, days: Sequence[date], chosen: int) -> Columns:
    """Return the columns for ``width`` with the week of the day ``chosen`` (its number) in view."""
    wide = width >= _WIDE
    figures: Sequence[tuple[str, int]] = _FIGURES if wide else _FIGURES[:1]
    least = _NAME if wide else _NAME_NARROW
    if width >= least + len(days) * _CELL + sum(cells for _, cells in (*figures, *_MORE)):
        figures = (*figures, *_MORE)
    room = max(_WEEK, (width - least - sum(cells for _, cells in figures)) // _CELL)
    view = range(len(days)) if room >= len(days) else _weeks(days, chosen, room // _WEEK)
    name = width - len(view) * _CELL - sum(cells for _, cells in figures)
    return Columns(name=min(max(least, name), 32), days=view, figures=figures)


def _weeks(days: Sequence[date], chosen: int, count: int) -> range:
    """Return the days of the ``count`` weeks that are turned to as one page and hold ``chosen``."""
    lead = days[0].weekday()
    last = (lead + len(days) - 1) // _WEEK
    page = min((lead + chosen) // _WEEK // count * count, max(0, last - count + 1))
    return range(max(0, page * _WEEK - lead), min(len(days), (page + count) * _WEEK - lead))


def mark(signs: Signs, stand: Stand) -> str:
    """Return the mark of a day."""
    if stand in {Stand.WAITING, Stand.RETURNED, Stand.APPROVED, Stand.REJECTED}:
        return signs.of("submitted" if stand is Stand.WAITING else stand.value)
    if stand in {Stand.LEAVE, Stand.DUTY, Stand.TRAINING}:
        return signs.leave
    others = {
        Stand.NONE: signs.warning,
        Stand.HOLIDAY: signs.holiday,
        Stand.AWAY: signs.rule,
        Stand.BEFORE: signs.rule,
        Stand.OPEN: signs.dot,
    }
    return others.get(stand, " ")


def cell(words: Words, signs: Signs, stand: Stand) -> Part:
    """Return mark and letter of a day with its tone."""
    letter = dict(zip(Stand, words("team.letters").split(), strict=True))[stand]
    return f"{mark(signs, stand)}{letter.replace('_', ' ')}", _TONES.get(stand, "dim")


def age(words: Words, hours: int, *, short: bool = False) -> str:
    """Return a wait as Tinjau tells it; ``short`` in few letters: ``5j``, ``3h``."""
    long = hours >= _LONG_WAIT
    if short:
        return words("team.age_days" if long else "team.age_hours", n=hours // _DAY_HOURS if long else hours)
    return words("review.days", n=hours // _DAY_HOURS) if long else words("review.hours", n=hours)


def post_text(words: Words, post: Assignment | None) -> str:
    """Return the name of a post; in which capacity, where it is not one's own."""
    if post is None:
        return words("team.moved_head")
    title = inert(post.title)
    return title if post.capacity is Capacity.HOLDER else f"{words(f'capacity.{post.capacity}')} {title}"


class TeamHead(Painted, can_focus=False):
    """The names of the days and of the figures. Set by :meth:`show`."""

    def __init__(self, words: Words, *, id: str | None = None) -> None:  # noqa: A002 - Textual's own name
        super().__init__(id=id)
        self._words = words
        self._days: Sequence[date] = ()
        self._chosen, self._today = 0, date.min

    def show(self, view: TeamView, chosen: int) -> None:
        """Show the days of ``view`` with the week of the day ``chosen``."""
        before = (self._days, self._place())
        self._days, self._chosen, self._today = view.month.days(), chosen, view.today
        if (self._days, self._place()) != before:
            self.refresh()

    def render_line(self, y: int) -> Strip:
        """Return the days of the week, or their numbers with the names of the figures."""
        width = self.size.width
        if y > 1 or not self._days:
            return Strip.blank(width, self.base)
        place = columns(width, self._days, self._chosen)
        names = self._words("team.weekdays").split()
        line: list[Part] = [(" " * place.name, "")]
        for number in place.days:
            day = self._days[number]
            text = f"{names[day.weekday()]} " if y == 0 else f"{day.day:>2} "
            line.append((text, "bold" if day == self._today else "dim"))
        if y == 1:
            line += [(fit(self._words(f"team.column.{name}"), cells - 1) + " ", "dim") for name, cells in place.figures]
        return paint(line, width, self.base)

    def _place(self) -> range:
        return columns(self.size.width, self._days, self._chosen).days if self._days else range(0)


class TeamGrid(RowList):
    """The people with a cursor on one day of one of them. Set by :meth:`show`; moves by ``RowList.Moved``."""

    def __init__(self, words: Words, signs: Signs, *, id: str | None = None) -> None:  # noqa: A002 - Textual's own name
        """``words`` and ``signs`` of the room."""
        super().__init__(self._line, id=id)
        self._words, self._signs = words, signs
        self._people: Sequence[TeamRow] = ()
        self._days: Sequence[date] = ()
        self.day = 0
        """The number of the chosen day, from 0."""

    @property
    def chosen(self) -> Member | None:
        """The person under the cursor."""
        return self._people[self.row].member if self.row < len(self._people) else None

    def show(self, view: TeamView, rows: Sequence[TeamRow], *, row: int, day: int) -> None:
        """Show ``rows`` of ``view`` with the cursor on the day numbered ``day`` of the person at ``row``."""
        self._people, self._days, self.day = rows, view.month.days(), day
        self.fill(len(rows), row=row, skip=lambda at: rows[at].member is None)

    def choose(self, day: int) -> None:
        """Put the cursor on the day numbered ``day`` of the same person."""
        width = self.size.width
        before, self.day = columns(width, self._days, self.day).days, day
        if columns(width, self._days, day).days != before:
            self.refresh()
        else:
            self.refresh(Region(0, self.row - self._top, width, 1))

    def render_line(self, y: int) -> Strip:
        """Return the line of a person; of the chosen one the cell of the day is turned round, not the line."""
        row, width = self._top + y, self.size.width
        if row >= self.count:
            return Strip.blank(width, self.base)
        chosen = row == self.row and self._people[row].member is not None
        parts = self._line(row, width, chosen)
        if not chosen or not self.has_focus:
            return paint(parts, width, self.base)
        at = 1 + self.day - columns(width, self._days, self.day).days.start
        (lit, tone), lights = parts[at], self.base + Style(reverse=True)
        before, after = parts[:at], [(lit[-1:], ""), *parts[at + 1 :]]
        length = sum(cell_len(text) for text, _ in before)
        strips = [paint(before, length, self.base), paint([(lit[:-1], tone)], _CELL - 1, lights)]
        return Strip.join([*strips, paint(after, width - length - _CELL + 1, self.base)])

    def _line(self, row: int, width: int, chosen: bool) -> Line:
        one = self._people[row]
        if one.member is None:
            return [(fit(post_text(self._words, one.post), width, more=self._signs.more), "bold")]
        member, place = one.member, columns(width, self._days, self.day)
        name = f"{self._signs.chosen if chosen else ' '} {inert(member.person.name)}"
        parts: list[Part] = [(fit(name, place.name - 1, more=self._signs.more) + " ", "bold" if chosen else "")]
        for number in place.days:
            text, tone = cell(self._words, self._signs, member.days[number].stand)
            parts.append((f"{text} ", tone))
        return [*parts, *(self._figure(member, name, cells) for name, cells in place.figures)]

    def _figure(self, member: Member, name: str, cells: int) -> Part:
        told, tone = "", ""
        if name == "filled":
            told = f"{member.filled}/{member.obliged}" if member.obliged else "-"
            tone = "warning" if member.lacks else ""
        elif name == "waiting" and member.waiting:
            told = f"{self._signs.submitted}{member.waiting}"
        elif name == "late" and member.late:
            told, tone = f"{self._signs.warning}{member.late}", "warning"
        elif name in {"oldest", "mean"} and member.waiting:
            hours = member.oldest_hours if name == "oldest" else member.mean_hours
            told = age(self._words, hours, short=True)
        elif name == "minutes":
            told = self._words.number(member.minutes)
        return f"{fit(told, cells - 1, more=self._signs.more)} ", tone
