"""The centre over a shared folder or a USB stick: asked by bundles, answered by bundles that somebody carries.

One ask holds all that has no answer yet, so the newest replaces those before it, and the answer to it all those before
that. What was asked and is not answered stays queued: a verdict is only what an answer says, as over a line.
"""

import hashlib
import threading
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path

import msgspec

from ekin_tui.domain.sameness import Digest
from ekin_tui.store import Store
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
    is_readable,
    position_of,
)

_SETTLED = frozenset({"applied", "duplicate", "conflict", "rejected"})
_WAITS = "folder-waits"
_told = msgspec.json.Decoder(bundle.Told).decode


class Seen(msgspec.Struct, frozen=True, kw_only=True):
    """What a machine remembers of a folder, so that nothing older is ever taken for new."""

    asked: int = 0
    """Number of the last ask."""
    said: str = ""
    """The hash of its body."""
    answered: int = 0
    made: datetime | None = None
    """When the last answer that was taken was made; its number stands before."""


class FolderRemote:
    """One centre behind a folder. It is asked when the exchange ends (:meth:`end`)."""

    carried = True

    def __init__(
        self, folder: Path, token: Callable[[], str], store: Store, device: str, name: str, now: Callable[[], datetime]
    ) -> None:
        """``store`` remembers under the target's ``name`` which bundles there were."""
        self._folder, self._token, self._store, self._device = folder, token, store, device
        self._key, self._now = f"folder:{name}", now
        self._lock = threading.Lock()
        self._asked: SessionBody | None = None
        self._ops: dict[str, str] = {}
        self._repair: dict[str, str] = {}
        self._told: bundle.Told | None = None
        self._verdicts: dict[str, Verdict] = {}
        self._looked = False
        self._trouble: Unreachable | None = None
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
        results = []
        with self._lock:
            for op, body in zip(ops, bodies, strict=True):
                if op in self._verdicts:
                    results.append(self._verdicts[op])
                else:
                    self._ops[op] = body
                    results.append(Verdict(op=op, v="deferred"))
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
        self._leave()
        if self._trouble is not None:
            raise self._trouble
        if self._told is None or self._ops or self._repair:
            raise self._waiting()

    def _waiting(self) -> Unreachable:
        return Unreachable(_WAITS, {"n": len(self._ops), "path": str(self._folder)})

    def _signer(self) -> bundle.Signer:
        return bundle.Signer.of_token(self._token())

    def _seen(self) -> Seen:
        known = self._store.meta.get(self._key)
        return msgspec.json.decode(known, type=Seen) if known else Seen()

    def _keep(self, seen: Seen) -> None:
        if not self._store.readonly:
            with self._store.writing():
                self._store.meta.put(self._key, msgspec.json.encode(seen).decode())

    def _answer(self) -> bundle.Told:
        if not self._looked:
            self._looked = True
            self._find()
        if self._told is None:
            raise self._waiting()
        return self._told

    def _find(self) -> None:
        """Take the newest answer that is sound; what is bad or old is named when the exchange ends."""
        signer, seen = self._signer(), self._seen()
        for path in self._files(f"*.{self._device}.*.{bundle.ANSWER}"):
            found = bundle.named(path)
            if found is None or found[0] != signer.name:
                continue
            try:
                header, told = _read(path, signer)
            except bundle.BundleError as error:
                self._blame(error.code, path)
                continue
            except OSError:
                self._blame("bundle-unreadable", path)
                continue
            if (header.key, header.device, header.number) != (signer.name, self._device, found[2]):
                self._blame("bundle-altered", path)
            elif seen.made is not None and (header.number, header.made) < (seen.answered, seen.made):
                self._blame("bundle-old", path)
            else:
                self._told = told
                self._verdicts = {one.op: one for one in told.results if one.v in _SETTLED}
                newest = msgspec.structs.replace(seen, answered=header.number, made=header.made)
                if newest != seen:
                    self._keep(newest)
                return

    def _blame(self, code: str, path: Path) -> None:
        self._trouble = self._trouble or Unreachable(code, {"path": str(path)})

    def _files(self, pattern: str) -> list[Path]:
        """Return files of the folder, the last one first. Raises Unreachable ``folder-missing``."""
        if not self._folder.is_dir():
            raise Unreachable("folder-missing", {"path": str(self._folder)})
        return sorted(self._folder.glob(pattern), key=lambda path: path.name, reverse=True)

    def _leave(self) -> None:
        """Write the ask unless it lies there already, and take away what it replaces. Raises Unreachable."""
        if self._asked is None:
            return
        signer, seen = self._signer(), self._seen()
        ops = [msgspec.Raw(body.encode()) for body in self._ops.values()]
        body = msgspec.json.encode(bundle.Ask(session=self._asked, ops=ops, repair=self._repair))
        said = hashlib.sha256(body).hexdigest()
        name = bundle.file_name(signer.name, self._device, seen.asked, bundle.ASK)
        if said == seen.said and (self._folder / name).exists():
            return
        number = max(seen.asked, seen.answered) + 1
        self._keep(msgspec.structs.replace(seen, asked=number, said=said))
        header = bundle.Header(
            ekin=bundle.FORM,
            kind=bundle.ASK,
            key=signer.name,
            device=self._device,
            number=number,
            made=self._now().astimezone(UTC),
        )
        path = self._folder / bundle.file_name(signer.name, self._device, number, bundle.ASK)
        earlier = self._files(f"*.{self._device}.*.{bundle.ASK}")
        try:
            bundle.write_file(path, signer.seal(header, body))
        except OSError as error:
            raise Unreachable("folder-unwritable", {"path": str(self._folder)}) from error
        for old in earlier:
            with suppress(OSError):
                old.unlink()


def _read(path: Path, signer: bundle.Signer) -> tuple[bundle.Header, bundle.Told]:
    """Return the answer in a file. Raises OSError, BundleError."""
    header, body = signer.open(bundle.read_file(path), bundle.ANSWER)
    try:
        told = _told(body)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
        raise bundle.BundleError("bundle-form") from error
    if not all(one.doc is None or is_readable(one.doc) for one in told.results):
        raise bundle.BundleError("bundle-form")
    return header, told


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
