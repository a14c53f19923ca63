"""A whole entry on one line: ``08.00-09.30 menyusun laporan bulanan @lapbul 1 dokumen https://…``.

The times stand first; ``@word`` names the plan anywhere; a link anywhere is the evidence; a whole number and one word
at the end are quantity and unit. Whatever is none of these is the activity: nothing that was typed is dropped.
"""

import re
from dataclasses import dataclass, replace

from ekin_tui.domain.clean import one_paragraph
from ekin_tui.domain.clock import parse_clock
from ekin_tui.domain.model import Problem, Severity
from ekin_tui.domain.wholes import parse_whole

_CLOCK = r"\d{1,2}(?:[.:,]?\d{2})?(?:\+1)?"
_RANGE = re.compile(
    rf"(?P<start>{_CLOCK}) ?(?:[-\u2013\u2014]|s/d|s\.d\.?|sd|sampai) ?(?P<end>{_CLOCK})(?= |$)", re.ASCII
)
_ALONE = re.compile(r"(?P<start>\d{1,2}[.:]\d{2})(?: ?[-\u2013\u2014]$|(?= |$))", re.ASCII)
"""A start without an end; with a dash behind it while the end is still to be typed."""
_NUMBER = re.compile(r"\d{1,10}|[1-9]\d{0,2}(?:\.\d{3}){1,3}", re.ASCII)
_LINK = re.compile(r"https?://\S+", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Quick:
    """A line as it was understood. ``problems`` use the codes of checks, with two of their own.

    ``times-unreadable`` (text): what stands where the times belong names no time of day, and stays in the activity.
    ``second-plan`` (word): only the first ``@word`` names the plan, the others stay in the activity.
    """

    start: int | None = None
    end: int | None = None
    activity: str = ""
    plan: str = ""
    """The word after ``@``; what it means is for the desk to find out."""
    quantity: int | None = None
    unit: str = ""
    evidence: str = ""
    problems: tuple[Problem, ...] = ()


def parse(line: str) -> Quick:
    """Return what ``line`` says. Never raises: what is missing or can't be read is among the problems."""
    text = one_paragraph(line)
    start, end, rest, unread = _times(text)
    words = rest.split()
    evidence = _taken(words, [at for at, word in enumerate(words) if _LINK.fullmatch(word)][-1:])
    named = [at for at, word in enumerate(words) if word.startswith("@") and len(word) > 1]
    extra = [words[at] for at in named[1:]]
    plan = _taken(words, named[:1])[1:]
    quantity, unit = _quantity(words)
    quick = Quick(
        start=start, end=end, activity=" ".join(words), plan=plan, quantity=quantity, unit=unit, evidence=evidence
    )
    return _judged(quick, unread, extra)


def complete(quick: Quick) -> bool:
    """Return whether the line holds every part that an entry needs."""
    return not any(problem.severity is Severity.ERROR for problem in quick.problems)


def _times(text: str) -> tuple[int | None, int | None, str, str]:
    """Return start, end, the rest of the line, and what looked like times but names none."""
    found = _RANGE.match(text) or _ALONE.match(text)
    if not found:
        return None, None, text, ""
    given = found.groupdict()
    try:
        start = parse_clock(given["start"])
        end = parse_clock(given["end"]) if "end" in given else None
    except ValueError:
        return None, None, text, found[0]
    return start, end, text[found.end() :], ""


def _taken(words: list[str], places: list[int]) -> str:
    return words.pop(places[0]) if places else ""


def _quantity(words: list[str]) -> tuple[int | None, str]:
    if len(words) < 2 or not _NUMBER.fullmatch(words[-2]) or not _is_unit(words[-1]):
        return None, ""
    unit, number = words.pop(), words.pop()
    return parse_whole(number), unit


def _is_unit(word: str) -> bool:
    named = any(char.isalpha() for char in word) and not word.startswith("@") and not _LINK.fullmatch(word)
    return named or word == "%"


def _judged(quick: Quick, unread: str, extra: list[str]) -> Quick:
    lacking = {
        "plan": not quick.plan,
        "start": quick.start is None and not unread,
        "end": quick.end is None and not unread,
        "activity": not quick.activity,
        "quantity": quick.quantity is None,
    }
    found = [Problem(code="times-unreadable", field="start", args={"text": unread})] if unread else []
    found += [Problem(code=f"{name}-missing", field=name) for name, lacks in lacking.items() if lacks]
    found += [
        Problem(code="second-plan", field="plan", severity=Severity.WARNING, args={"word": word}) for word in extra
    ]
    return replace(quick, problems=tuple(found))
