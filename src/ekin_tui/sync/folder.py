"""The centre over a shared folder or a USB stick: asked by bundles, answered by bundles that somebody carries.

One ask holds all that has no answer yet, so the newest replaces those before it, and the answer to it all those before
that. What was asked and is not answered stays queued: a verdict is only what an answer says, as over a line.
"""

import threading
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from pathlib import Path

import msgspec

from ekin_tui.domain.sameness import Digest
from ekin_tui.store import Store
from ekin_tui.sync.bundles import Bundles
from ekin_tui.sync.remote import Refusal, Unreachable
from ekin_tui.wire import (
    PROTOCOL,
    Discovery,
    Feed,
    FeedAnswer,
    Problem,
    PushAnswer,
    RepairAnswer,
    SessionAnswer,
    SessionBody,
    Verdict,
    bundle,
    position_of,
)

_SETTLED = frozenset({"applied", "duplicate", "conflict", "rejected"})
_DONE = frozenset({"applied", "duplicate"})
_WAITS = "folder-waits"


class FolderRemote:
    """One centre behind a folder. It is asked when the exchange ends (:meth:`end`)."""

    carried = True

    def __init__(
        self, folder: Path, token: Callable[[], str], store: Store, device: str, name: str, now: Callable[[], datetime]
    ) -> None:
        """``store`` remembers under the target's ``name`` which bundles there were."""
        self._folder, self._device = folder, device
        self._bundles = Bundles(folder, token, store, device, name, now)
        self._lock = threading.Lock()
        self._asked: SessionBody | None = None
        self._ops: dict[str, str] = {}
        self._repair: dict[str, str] = {}
        self._told: bundle.Told | None = None
        self._verdicts: dict[str, Verdict] = {}
        self._deferred = set[str]()
        self._looked = False
        self.backoff_s = 0.0

    @property
    def device(self) -> str:
        """Id of this device."""
        return self._device

    def close(self) -> None:
        """Nothing is held open."""

    def discover(self) -> Discovery:
        """Tell when the centre last answered. Raises Unreachable."""
        return Discovery(protocol=PROTOCOL, server_time=self._answer().session.server_time)

    def session(self, body: SessionBody) -> SessionAnswer:
        """Return the session of the last answer. Raises Unreachable while there is none, or Refusal."""
        self._asked = body
        session = self._answer().session
        if body.epoch and body.epoch != session.epoch:
            raise Refusal(Problem(type="epoch-changed", status=409), epoch=session.epoch)
        return msgspec.structs.replace(session, feeds=[_not_behind(feed, body.have) for feed in session.feeds])

    def push(self, bodies: Sequence[str], ops: Sequence[str], *, epoch: str) -> PushAnswer:  # noqa: ARG002 - of a Remote
        """Return the verdicts that the answer holds; what has none goes into the next ask, and waits."""
        results, failed = [], set[str]()
        with self._lock:
            for op, body in zip(ops, bodies, strict=True):
                verdict = self._verdicts.get(op)
                if verdict is None and op in self._deferred and _base(body) in failed:
                    failed.add(op)  # it comes to nothing with what it rests on, or rests on something else hereafter
                elif verdict is None:
                    self._ops[op] = body
                elif verdict.v not in _DONE:
                    failed.add(op)
                results.append(verdict or Verdict(op=op, v="deferred"))
        return PushAnswer(n=len(results), results=results)

    def repair(self, ops: Mapping[str, str], *, epoch: str) -> RepairAnswer:  # noqa: ARG002 - of a Remote
        """Return what the answer says of ``ops``. Raises Refusal while it says nothing of some; they are asked then."""
        told = self._answer()
        if not ops.keys() <= set(told.repaired):
            self._repair |= ops
            raise Refusal(Problem(type=_WAITS, status=404))
        lacks, other = ([op for op in found if op in ops] for found in (told.lacks, told.other))
        return RepairAnswer(n=len(ops), lacks=lacks, other=other)

    def feed(self, feed: str, after: str, limit: int, *, epoch: str) -> FeedAnswer:
        """Return what the answer holds behind ``after``. Raises Refusal where it begins later, or is at its end."""
        pages = next((one for one in self._answer().feeds if one.feed == feed), None)
        here = _position(after)
        if pages is None or here < _position(pages.after):
            raise _not_carried()
        end = _position(pages.next)
        items = [item for item in pages.items if item.pos > here]
        if here >= end and pages.more:
            raise _not_carried()
        page, rest = items[:limit], items[limit:]
        cursor = f"c{page[-1].pos}" if rest else pages.next if here < end else after
        more = bool(rest) or (pages.more and here < end)
        return FeedAnswer(feed=feed, n=len(page), items=page, next=cursor, more=more, epoch=epoch)

    def window(self, feed: str, part: str, until: str, after: str, *, epoch: str) -> FeedAnswer:  # noqa: ARG002
        """Raise Refusal: a bundle holds feeds as they are."""
        raise _not_carried()

    def digest(self, feed: str, *, epoch: str, sums: bool = True) -> Digest:  # noqa: ARG002 - of a Remote
        """Raise Refusal: sums are compared over a line alone."""
        raise _not_carried()

    def end(self) -> None:
        """Leave the ask in the folder. Raises Unreachable where something waits for an answer, or a bundle is bad."""
        if self._asked is not None:
            ops = [msgspec.Raw(body.encode()) for body in self._ops.values()]
            self._bundles.leave(bundle.Ask(session=self._asked, ops=ops, repair=self._repair))
        if self._bundles.trouble is not None:
            raise self._bundles.trouble
        if self._told is None or self._ops or self._repair:
            raise self._waiting()

    def _waiting(self) -> Unreachable:
        return Unreachable(_WAITS, {"n": len(self._ops), "path": str(self._folder)})

    def _answer(self) -> bundle.Told:
        if not self._looked:
            self._looked = True
            self._told = self._bundles.find()
            results = self._told.results if self._told is not None else ()
            self._verdicts = {one.op: one for one in results if one.v in _SETTLED}
            self._deferred = {one.op for one in results} - self._verdicts.keys()
        if self._told is None:
            raise self._waiting()
        return self._told


class _Resting(msgspec.Struct):
    base: str | None = None


def _base(body: str) -> str:
    """Return the op that an op rests on; empty for none."""
    base = msgspec.json.decode(body, type=_Resting).base or ""
    return base[1:] if base.startswith("@") else ""


def _not_behind(feed: Feed, have: Mapping[str, str]) -> Feed:
    """Return ``feed`` no further back than this machine has read: an answer may be older than what came by a line."""
    mine = have.get(feed.id, "")
    return msgspec.structs.replace(feed, head=mine) if _position(mine) > _position(feed.head) else feed


def _position(cursor: str) -> int:
    try:
        return position_of(cursor)
    except ValueError:
        return 0


def _not_carried() -> Refusal:
    return Refusal(Problem(type="not-carried", status=404))
