"""A mirror that is an agency's own JSON interface, by the mapping of the settings: what is sent, and what an answer is.

A refusal is only what a well-formed answer says at the place that the mapping names, also with a 403 that speaks of one
entry. All else (5xx, 401, HTML, a redirect, a cut body) means that nobody knows what became of the copy: it goes again,
under the same key.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any
from urllib.parse import quote
from uuid import NAMESPACE_URL, uuid5

import msgspec

from ekin_tui.config.target import Rest
from ekin_tui.domain.clean import inert
from ekin_tui.domain.gaps import read
from ekin_tui.domain.model import Entry, Problem, Status
from ekin_tui.domain.pointer import look
from ekin_tui.domain.rev import content_hash
from ekin_tui.store.mirrored import Copy, Health, Outcome
from ekin_tui.sync.line import Line
from ekin_tui.sync.mirror import MISSING, Standing
from ekin_tui.sync.remote import Unreachable
from ekin_tui.sync.rest_answer import Answer, believed, of_caller
from ekin_tui.sync.rest_list import WORD, read_pages, status_of

_THEIR_ID = frozenset({"their_id"})
_AT_HOME = frozenset({Status.DRAFT, Status.DISCARDED})
_GONE = frozenset({404, 410})
_MOST_FAILURES = 5
"""Copies in an exchange that the interface may fail at by a fault of its own before it is left alone."""
_SAID = 300
"""Characters of a refusal that are kept."""
_ID = 200
"""Characters of an id of theirs; what is longer is none."""
_STEPS = frozenset({".", ".."})
"""What in an address leads elsewhere, however it is written."""


class RestMirror:
    """One interface. It gets one copy a request."""

    batch = 50

    def __init__(self, line: Line, url: str, rest: Rest, token: Callable[[], str], name: str) -> None:
        """``token`` is asked before each request, unless the mapping sends none."""
        self._line, self._url, self._rest, self._token, self._name = line, url, rest, token, name
        self._failures = 0

    def open(self, known: Health) -> Health:
        """Nothing is asked ahead of the first copy."""
        return known

    def send(self, copies: Sequence[Copy]) -> Iterator[Sequence[Outcome]]:
        """Yield what becomes of the copies, one by one. One that the interface fails at holds up no other."""
        failed: Unreachable | None = None
        for copy in copies:
            try:
                told = self._send(copy)
            except Unreachable as error:
                self._failures += 1
                if error.code != "server-error" or self._failures > _MOST_FAILURES:
                    raise
                failed = error
                continue
            yield [told]
        if failed is not None:
            raise failed

    def statuses(self, waiting: Sequence[Copy], known: Health) -> Iterator[tuple[Sequence[Standing], str]]:
        """Yield how entries stand, from the list if there is one, else one by one."""
        if self._rest.list_url:
            for found in read_pages(self._rest, lambda url: self._ask("GET", url, of_entry=False)):
                yield found, known.cursor
        elif self._rest.status_url:
            for copy in waiting:
                answer = self._ask("GET", _filled(self._rest.status_url, copy))
                yield [Standing(entry=copy.entry.id, status=self._found(copy, answer))], known.cursor

    def end(self) -> None:
        """Nothing is left to ask."""

    def close(self) -> None:
        """Close the connection."""
        self._line.close()

    def _send(self, copy: Copy) -> Outcome:
        entry = copy.entry
        fine, quiet = (Outcome(entry=entry.id, rev=entry.rev, told=told) for told in (True, False))
        if entry.status in _AT_HOME:
            return self._withdraw(copy, fine) if copy.theirs else quiet
        word = self._rest.status_out.get(entry.status.value)
        content = f"{content_hash(entry)}/{word}"
        if word is None or (copy.theirs and content == copy.content):
            return quiet
        body = msgspec.json.encode(body_of(self._rest.fields, entry, word))
        method, url = (self._rest.update_method, self._rest.update_url or self._url)
        if not copy.theirs:
            method, url = self._rest.method, self._url
        answer = self._ask(method, _filled(url, copy), body, self._key(copy))
        if answer.status < 300:
            theirs = copy.theirs or self._their_id(answer.value)
            return replace(fine, content=content, theirs=theirs, their_status=status_of(self._rest, answer.value))
        if copy.theirs and answer.status in _GONE:
            return replace(fine, gone=True, retry=True)
        return self._refused(fine, answer)

    def _withdraw(self, copy: Copy, fine: Outcome) -> Outcome:
        """Ask for what was withdrawn to be taken back. Its text, which is nobody's but the author's now, stays here."""
        if not self._rest.withdraw_url:
            return replace(fine, problem=Problem(code="mirror-keeps", args={"target": self._name}))
        url = _filled(self._rest.withdraw_url, copy)
        answer = self._ask(self._rest.withdraw_method, url, key=self._key(copy))
        if answer.status < 300 or answer.status in _GONE:
            return replace(fine, gone=True, their_status=Status.DRAFT.value)
        return self._refused(fine, answer)

    def _refused(self, fine: Outcome, answer: Answer) -> Outcome:
        text = self._reason(answer)
        if not text:
            raise Unreachable("portal", {"status": answer.status})
        args: dict[str, str | int] = {"target": self._name, "text": inert(text)[:_SAID]}
        named = look(answer.value, self._rest.error_field) if self._rest.error_field else None
        if not isinstance(named, str) or not named:
            return replace(fine, problem=Problem(code="mirror-said", args=args))
        field = our_field(self._rest.fields, named)
        args["field"] = field or inert(named)[:WORD]
        return replace(fine, problem=Problem(code="mirror-said-of", field=field, args=args))

    def _reason(self, answer: Answer) -> str:
        """Return why an answer says no, where the mapping says that this stands; empty for nothing."""
        text = look(answer.value, self._rest.error)
        return text if isinstance(text, str) and text.strip() else ""

    def _their_id(self, value: Any) -> str:
        found = look(value, self._rest.id)
        if isinstance(found, bool) or not isinstance(found, str | int) or found == "":
            raise Unreachable("answer-odd", {"pointer": self._rest.id})
        text = str(found)
        if len(text) > _ID or text in _STEPS:
            raise Unreachable("answer-odd", {"pointer": self._rest.id})
        return text

    def _found(self, copy: Copy, answer: Answer) -> str:
        """Return how a copy stands by what was answered when its status was asked; after a refusal as it stood."""
        if answer.status in _GONE:
            return MISSING
        return status_of(self._rest, answer.value) if answer.status < 300 else copy.their_status

    def _key(self, copy: Copy) -> str:
        entry = copy.entry
        return str(uuid5(NAMESPACE_URL, f"{self._name}/{entry.id}/{entry.rev}/{copy.attempt}"))

    def _ask(self, method: str, url: str, body: bytes | None = None, key: str = "", *, of_entry: bool = True) -> Answer:
        """Send one request, ``of_entry`` or of all. Raises Unreachable for what is no answer, Refusal for the caller's.

        A 403 speaks of the entry where it gives a reason as refusals do; not where it says that the token does not
        reach so far (RFC 6750), nor where the mapping says that it means whoever asks.
        """
        rest = self._rest
        headers = {"Accept": "application/json", "Accept-Encoding": "identity", **rest.headers}
        if body is not None:
            headers["Content-Type"] = "application/json"
        if key and rest.idempotency_header:
            headers[rest.idempotency_header] = key
        if rest.token_header:
            headers[rest.token_header] = rest.token_format.replace("{token}", self._token())
        answer = believed(self._line.exchange(method, url, headers, body), self._line)
        if answer.status == 403 and not (of_entry and self._rest.forbidden == "entry" and self._reason(answer)):
            raise of_caller()
        return answer


def body_of(fields: Mapping[str, Any], entry: Entry, word: str) -> dict[str, Any]:
    """Return the body that says ``entry``, whose status is called ``word`` there."""
    body: dict[str, Any] = {}
    for name, value in fields.items():
        if isinstance(value, Mapping):
            body[name] = body_of(value, entry, word)
        else:
            body[name] = read(value).fill(entry, {"status": word}) if isinstance(value, str) else value
    return body


def our_field(fields: Mapping[str, Any], named: str) -> str | None:
    """Return which of our fields is meant by a name, dotted name or pointer of theirs; None for none of ours."""
    steps = named.strip("/").replace("/", ".").split(".")
    found: Any = fields
    for step in steps:
        found = found.get(step) if isinstance(found, Mapping) else None
    if found is None and len(steps) > 1:
        return our_field(fields, steps[-1])
    names = read(found).names if isinstance(found, str) else frozenset()
    return min(names, default=None)


def _filled(url: str, copy: Copy) -> str:
    """Return an address with its gaps filled by what can break out of none of its parts."""
    if "{" not in url:
        return url
    parts = read(url, _THEIR_ID).parts
    shown = []
    for text, name, form in parts:
        shown.append(text)
        if name == "their_id":
            shown.append(quote(copy.theirs, safe=""))
        elif name:
            gap = read(f"{{{name}:{form}}}" if form else f"{{{name}}}").fill(copy.entry)
            shown.append(quote(str(gap if gap is not None else ""), safe=""))
    return "".join(shown)
