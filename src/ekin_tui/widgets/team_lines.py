"""What *Tim* says in words: the chosen day, the person's month, why days are not asked for, what the marks mean."""

from collections.abc import Iterator

from ekin_tui.desk.matrix import Member, Reason, Stand, TeamDay
from ekin_tui.domain.clean import inert
from ekin_tui.domain.model import Status
from ekin_tui.terminal.signs import Signs
from ekin_tui.text import Words
from ekin_tui.widgets.lines import Line, wrap
from ekin_tui.widgets.team_grid import age, cell

_COUNTED = (Status.SUBMITTED, Status.RETURNED, Status.APPROVED, Status.REJECTED)
_MEANT = (
    Stand.WAITING,
    Stand.RETURNED,
    Stand.APPROVED,
    Stand.REJECTED,
    Stand.NONE,
    Stand.LEAVE,
    Stand.DUTY,
    Stand.TRAINING,
    Stand.HOLIDAY,
    Stand.AWAY,
    Stand.BEFORE,
)
"""Whose marks are explained."""


def detail_lines(words: Words, signs: Signs, member: Member, day: TeamDay, width: int) -> Iterator[Line]:
    """Return the chosen day and the person's month in words, then the marks."""
    said = f"{inert(member.person.name)} · {words.day(day.day)}: {day_text(words, day)}"
    yield from ([(line, "bold")] for line in wrap(said, width))
    yield from ([(line, "")] for line in wrap(figures_text(words, member), width))
    if why := reason_text(words, member):
        yield from ([(line, "warning")] for line in wrap(why, width))
    yield from ([(line, "dim")] for line in wrap(legend(words, signs), width))


def day_text(words: Words, day: TeamDay) -> str:
    """Return what is known of a day; of an empty one that nothing was received, not that anybody was absent."""
    if not day.count:
        said = words(f"team.stand.{day.stand}")
        return f"{said}: {inert(day.name)}" if day.name else said
    counts = (day.submitted, day.returned, day.approved, day.rejected)
    parts = [f"{n} {words(f'team.status.{status}')}" for status, n in zip(_COUNTED, counts, strict=True) if n]
    parts.append(words("team.minutes", n=words.number(day.minutes)))
    parts += [words("team.late", n=day.late)] if day.late else []
    return ", ".join(parts)


def figures_text(words: Words, member: Member) -> str:
    """Return the month of a person in figures, each with what it is made of."""
    parts = [
        words("team.filled", filled=member.filled, obliged=member.obliged),
        words("team.minutes", n=words.number(member.minutes)),
    ]
    parts += [words("team.late", n=member.late)] if member.late else []
    if member.waiting:
        oldest, mean = age(words, member.oldest_hours), age(words, member.mean_hours)
        parts.append(words("team.waits", n=member.waiting, oldest=oldest, mean=mean))
    return " · ".join(parts)


def reason_text(words: Words, member: Member) -> str:
    """Return why days of a person are not asked for; empty where all are."""
    if member.reason is Reason.NOTHING:
        return ""
    if member.turn is None:
        return words(f"team.reason.{member.reason}")
    return words(f"team.reason.{member.reason}_day", day=words.day(member.turn))


def legend(words: Words, signs: Signs) -> str:
    """Return the marks with their words, and what the columns of figures hold."""
    marks = ((cell(words, signs, stand)[0].strip(), words(f"team.mark.{stand}")) for stand in _MEANT)
    return "  ".join([*(f"{mark} {word}" for mark, word in marks), words("team.columns")])
