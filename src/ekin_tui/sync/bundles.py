"""The bundles of one machine in one folder: the newest answer is found, the next ask is laid there."""

import hashlib
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path

import msgspec

from ekin_tui.store import Store
from ekin_tui.sync.remote import Unreachable
from ekin_tui.wire import bundle, is_readable

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


class Bundles:
    """Finds and lays bundles. What was seen before is remembered, so that nothing older is taken for new."""

    def __init__(
        self, folder: Path, token: Callable[[], str], store: Store, device: str, name: str, now: Callable[[], datetime]
    ) -> None:
        """``store`` remembers under the target's ``name`` which bundles there were."""
        self._folder, self._token, self._store, self._device = folder, token, store, device
        self._key, self._now = f"folder:{name}", now
        self.trouble: Unreachable | None = None
        """What is wrong with an answer that could not be used."""

    def _signer(self) -> bundle.Signer:
        return bundle.Signer.of_token(self._token())

    def _seen(self) -> Seen:
        known = self._store.meta.get(self._key)
        return msgspec.json.decode(known, type=Seen) if known else Seen()

    def _keep(self, seen: Seen) -> None:
        if not self._store.readonly:
            with self._store.writing():
                self._store.meta.put(self._key, msgspec.json.encode(seen).decode())

    def find(self) -> bundle.Told | None:
        """Return the newest answer that is sound. Raises Unreachable ``folder-missing``."""
        signer, seen = self._signer(), self._seen()
        for path in self._files(bundle.ANSWER):
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
                newest = msgspec.structs.replace(seen, answered=header.number, made=header.made)
                if newest != seen:
                    self._keep(newest)
                return told
        return None

    def _blame(self, code: str, path: Path) -> None:
        self.trouble = self.trouble or Unreachable(code, {"path": str(path)})

    def _files(self, kind: str) -> list[Path]:
        """Return bundles of this machine, the last one first. Raises Unreachable ``folder-missing``."""
        found = bundle.files_of(self._folder, kind, self._device)
        if found is None:
            raise Unreachable("folder-missing", {"path": str(self._folder)})
        return found[::-1]

    def leave(self, ask: bundle.Ask) -> None:
        """Write the ask unless it lies there already, and take away what it replaces. Raises Unreachable."""
        signer, seen, body = self._signer(), self._seen(), msgspec.json.encode(ask)
        said = hashlib.sha256(body).hexdigest()
        name = bundle.file_name(signer.name, self._device, seen.asked, bundle.ASK)
        earlier = self._files(bundle.ASK)
        if said == seen.said and self._folder / name in earlier:
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
