"""A polite text that asks for what is missing: plain lines, ready to be copied into a message."""

from collections.abc import Iterator, Sequence
from datetime import date

from ekin_tui.desk.matrix import Reminder
from ekin_tui.domain.clean import inert
from ekin_tui.text import Words


def reminder_lines(words: Words, reminder: Reminder) -> list[str]:
    """Return the paragraphs to one person, or to all who lack days; none where nobody does.

    It speaks of what was not received, names the days, and says that it is not about attendance.
    """
    if not reminder.lacks:
        return []
    return [*_letter(words, reminder)]


def _letter(words: Words, reminder: Reminder) -> Iterator[str]:
    alone = len(reminder.lacks) == 1
    person, days = reminder.lacks[0]
    today = words.day(reminder.today)
    yield words("team.letter.dear", name=inert(person.name)) if alone else words("team.letter.dear_all")
    yield ""
    if alone:
        yield words("team.letter.lacks", today=today, n=len(days), days=_named(words, days))
    else:
        yield words("team.letter.lacks_all", today=today)
        yield ""
        for one, empty in reminder.lacks:
            yield words("team.letter.line", name=inert(one.name), n=len(empty), days=_named(words, empty))
    yield ""
    if reminder.due is None:
        yield words("team.letter.please")
    else:
        over = reminder.now > reminder.due
        yield words("team.letter.please_late" if over else "team.letter.please_due", due=words.instant(reminder.due))
    yield words("team.letter.marks")
    yield words("team.letter.ignore")
    yield ""
    yield words("team.letter.thanks")
    yield inert(reminder.by.name)
    yield inert(reminder.by.post)


def _named(words: Words, days: Sequence[date]) -> str:
    """Return days as people write them, the month and year once at the end."""
    last = words.day(days[-1])
    return ", ".join([*(f"{words.weekday(day)} {day.day}" for day in days[:-1]), last])
