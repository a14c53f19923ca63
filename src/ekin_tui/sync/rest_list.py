"""How entries stand at an agency's JSON interface: their word for it, and the list that tells it of many by pages."""

from collections.abc import Callable, Iterator, Sequence
from typing import Any

from ekin_tui.config.target import Rest
from ekin_tui.domain.clean import inert
from ekin_tui.domain.pointer import look
from ekin_tui.sync.mirror import Standing
from ekin_tui.sync.remote import Unreachable
from ekin_tui.sync.rest_answer import Answer, beside

MOST_PAGES = 100
"""Pages of a list that are read in an exchange."""
WORD = 40
"""Characters of a word of theirs that is not in the mapping."""


def read_pages(rest: Rest, ask: Callable[[str], Answer]) -> Iterator[list[Standing]]:
    """Yield what the pages of the list say, as ``ask`` gets them.

    Raises Unreachable: ``answer-odd``, or ``list-endless`` for a list that does not come to its end.
    """
    url, seen = rest.list_url, set[str]()
    while url:
        if url in seen or len(seen) == MOST_PAGES:
            raise Unreachable("list-endless", {"pages": len(seen)})
        seen.add(url)
        answer = ask(url)
        rows = look(answer.value, rest.list)
        if answer.status >= 300 or not isinstance(rows, list):
            raise Unreachable("answer-odd", {"pointer": rest.list or "/"})
        yield _standings(rest, rows)
        url = _next(rest, url, answer.value)


def status_of(rest: Rest, value: Any) -> str:
    """Return our status for what an answer says; their own word where the mapping has none, empty for no word."""
    word = look(value, rest.status)
    if not isinstance(word, str | int) or isinstance(word, bool):
        return ""
    return str(rest.status_in.get(str(word), inert(str(word))[:WORD]))


def _standings(rest: Rest, rows: Sequence[Any]) -> list[Standing]:
    found = []
    for row in rows:
        named, status = look(row, rest.list_id), status_of(rest, row)
        if isinstance(named, str | int) and status:
            found.append(Standing(theirs=str(named), status=status))
    return found


def _next(rest: Rest, url: str, value: Any) -> str:
    """Return the address of the page after ``url``, empty for none; the token goes along, so never elsewhere."""
    said = look(value, rest.list_next) if rest.list_next else None
    if not said:
        return ""
    there = beside(url, said) if isinstance(said, str) else ""
    if not there:
        raise Unreachable("answer-odd", {"pointer": rest.list_next})
    return there
