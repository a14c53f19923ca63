"""A mirror that is a centre of this project, over a line or by a folder: told by the same ops as the default target.

It gets the text and the submission; its own supervisors decide there, and how an entry stands there is read back. The
ids of the ops follow from what is told, so that whatever is asked twice is answered from its ledger.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Protocol
from uuid import NAMESPACE_URL, uuid5

import msgspec

from ekin_tui.domain.model import Entry, Person, Problem, Status
from ekin_tui.domain.rev import content_hash
from ekin_tui.store.mirrored import Copy, Health, Outcome
from ekin_tui.sync.clashes import problem_of
from ekin_tui.sync.mirror import MISSING, OtherPerson, Standing
from ekin_tui.sync.plan import absorb
from ekin_tui.sync.remote import Refusal, Remote
from ekin_tui.wire import (
    MAX_BODY,
    MAX_OPS,
    PAGE,
    Op,
    SessionAnswer,
    SessionBody,
    Verdict,
    entry_of,
    fields_of,
    is_readable,
)

_AT_HOME = frozenset({Status.DRAFT, Status.DISCARDED})
_DECIDED = frozenset({Status.APPROVED, Status.REJECTED})
_DONE = frozenset({"applied", "duplicate"})
_INDIGESTIBLE = frozenset({400, 413, 415, 422})
_MOST = 2_000
"""Copies that a folder takes at once: its bundle holds all that wait."""


class Closing(Remote, Protocol):
    """A centre whose line is to be closed."""

    def close(self) -> None:
        """Close it."""


class CentreMirror:
    """One centre that takes copies."""

    def __init__(self, remote: Closing, name: str, nip: str) -> None:
        """``nip`` is of whoever the cache belongs to: the token must be theirs there too."""
        self._remote, self._name, self._nip = remote, name, nip
        self._epoch, self._limits = "", dict[str, int]()

    @property
    def batch(self) -> int:
        """Copies that are noted as leaving at once."""
        return _MOST if self._remote.carried else MAX_OPS // 3

    def open(self, known: Health) -> Health:
        """Open a session; whose token this is is made sure of before anything is sent."""
        session = self._session(known)
        if known.person and known.person != session.person:
            raise OtherPerson
        self._epoch, self._limits = session.epoch, session.limits
        if not known.person:
            self._check_person(session.person)
        return replace(known, epoch=session.epoch, person=session.person)

    def send(self, copies: Sequence[Copy]) -> Iterator[Sequence[Outcome]]:
        """Yield what becomes of the copies."""
        at_once, asked = list[Outcome](), list[tuple[Copy, list[Op]]]()
        for copy in copies:
            ops = self._ops(copy)
            if isinstance(ops, Outcome):
                at_once.append(ops)
            else:
                asked.append((copy, ops))
        if at_once:
            yield at_once
        for part in _parts(asked, self._limits):
            yield from self._push(part)

    def statuses(self, waiting: Sequence[Copy], known: Health) -> Iterator[tuple[Sequence[Standing], str]]:  # noqa: ARG002
        """Yield how one's own entries stand, page by page of one's own feed."""
        after = known.cursor
        while True:
            try:
                page = self._remote.feed("me", after, PAGE, epoch=self._epoch)
            except Refusal as error:
                if error.problem.status not in {404, 410}:
                    raise
                if error.problem.status == 410 and after:
                    after = ""
                    continue
                return
            found = absorb(page.items)  # what a later version there says in a way unknown here is passed over
            standing = [Standing(entry=one.id, status=one.status.value, rev=one.rev) for one in found.entries]
            standing += [Standing(entry=one, status=MISSING) for one in found.gone]
            yield standing, page.next
            if not page.more:
                return
            after = page.next

    def end(self) -> None:
        """End the exchange."""
        self._remote.end()

    def close(self) -> None:
        """Let go of the line."""
        self._remote.close()

    def _session(self, known: Health) -> SessionAnswer:
        have = {"me": known.cursor} if known.cursor else {}
        asked = SessionBody(device=self._remote.device, epoch=known.epoch, have=have)
        try:
            return self._remote.session(asked)
        except Refusal as error:
            if error.code != "epoch-changed":
                raise
            return self._remote.session(SessionBody(device=self._remote.device))

    def _check_person(self, person: str) -> None:
        """Raise OtherPerson unless ``person`` of that centre has the NIP of this cache."""
        after = ""
        while True:
            page = self._remote.feed("me", after, PAGE, epoch=self._epoch)
            for _, name, found in absorb(page.items).facts:
                if isinstance(found, Person) and name == person:
                    if found.nip != self._nip:
                        raise OtherPerson
                    return
            if not page.more:
                raise OtherPerson
            after = page.next

    def _ops(self, copy: Copy) -> list[Op] | Outcome:
        """Return what is to be asked, or what is known without asking."""
        entry, there, content = copy.entry, copy.their_status, content_hash(copy.entry)
        fine = Outcome(entry=entry.id, rev=entry.rev, content=content if copy.content == content else "", told=False)
        if entry.status in _AT_HOME:
            if there == Status.SUBMITTED:
                return [self._op(copy, "withdraw", copy.their_rev)]
            return _refusal(copy, "mirror-keeps", target=self._name) if there in _DECIDED else fine
        if content == copy.content and there not in {"", Status.DRAFT}:
            return fine
        if there in _DECIDED:
            return _refusal(copy, "mirror-decided", status=there)
        return self._told(copy, there)

    def _told(self, copy: Copy, there: str) -> list[Op]:
        ops, base = list[Op](), copy.their_rev or None
        if there == Status.SUBMITTED:
            ops.append(self._op(copy, "withdraw", base))
            base = f"@{ops[-1].op}"
        ops.append(self._op(copy, "put", base))
        ops.append(self._op(copy, "submit", f"@{ops[-1].op}"))
        return ops

    def _op(self, copy: Copy, act: str, base: str | None) -> Op:
        entry = copy.entry
        name = f"{self._name}/{entry.id}/{entry.rev}/{copy.attempt}/{act}"
        done = entry.claimed or entry.received
        fields = fields_of(entry) if act == "put" else None
        at = done.isoformat() if done else ""
        return Op(op=str(uuid5(NAMESPACE_URL, name)), t=act, entry=entry.id, base=base, at=at, fields=fields)

    def _push(self, part: Sequence[tuple[Copy, list[Op]]]) -> Iterator[Sequence[Outcome]]:
        ops = [op for _, chain in part for op in chain]
        bodies = [msgspec.json.encode(op).decode() for op in ops]
        try:
            answer = self._remote.push(bodies, [op.op for op in ops], epoch=self._epoch)
        except Refusal as error:
            if error.problem.status not in _INDIGESTIBLE:
                raise
            if len(part) == 1:
                yield [_refusal(part[0][0], error.code)]
                return
            for one in part:
                yield from self._push([one])
            return
        verdicts, at, found = answer.results, 0, []
        for copy, chain in part:
            outcome = _outcome(copy, verdicts[at : at + len(chain)])
            at += len(chain)
            if outcome is not None:
                found.append(outcome)
        yield found


def _parts(asked: Sequence[tuple[Copy, list[Op]]], limits: dict[str, int]) -> Iterator[Sequence[tuple[Copy, list[Op]]]]:
    """Yield as many copies at a time as one push takes."""
    most, largest = min(MAX_OPS, limits.get("ops", MAX_OPS)), min(MAX_BODY, limits.get("bytes", MAX_BODY))
    part, ops, size = list[tuple[Copy, list[Op]]](), 0, 16
    for copy, chain in asked:
        weight = sum(len(msgspec.json.encode(op)) + 1 for op in chain)
        if part and (ops + len(chain) > most or size + weight > largest):
            yield part
            part, ops, size = [], 0, 16
        part.append((copy, chain))
        ops, size = ops + len(chain), size + weight
    if part:
        yield part


def _outcome(copy: Copy, verdicts: Sequence[Verdict]) -> Outcome | None:
    """Return what the verdicts on a chain tell; None while there are none."""
    bad = next((one for one in verdicts if one.v not in _DONE), None)
    last = bad or verdicts[-1]
    if last.v == "deferred":
        return None
    doc = last.doc if last.doc is not None and is_readable(last.doc) else None
    there = entry_of(doc) if doc is not None else None
    known = _known(copy, there, last.rev)
    if bad is None:
        return replace(known, content=content_hash(copy.entry))
    if bad.v == "conflict" and there is not None:
        return replace(known, content=content_hash(there), retry=True)
    return replace(known, problem=problem_of(bad))


def _known(copy: Copy, there: Entry | None, rev: str) -> Outcome:
    entry = copy.entry
    if there is None:
        return Outcome(entry=entry.id, rev=entry.rev, their_rev=rev)
    return Outcome(entry=entry.id, rev=entry.rev, theirs=there.id, their_rev=there.rev, their_status=there.status.value)


def _refusal(copy: Copy, code: str, **args: str | int) -> Outcome:
    return Outcome(entry=copy.entry.id, rev=copy.entry.rev, problem=Problem(code=code, args=args))
