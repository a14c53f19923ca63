"""A centre behind a folder: a real database, filled and asked by ``admin take`` alone."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from ekin_tui.server import take as rooms
from ekin_tui.store import Store
from ekin_tui.sync.engine import sync
from ekin_tui.sync.folder import FolderRemote
from ekin_tui.sync.result import Result
from tests.centre import Centre
from tests.sync.device import Device, now


@dataclass
class Carried(Device):
    """A machine that reaches its centre by a folder alone."""

    folder: Path = field(default_factory=Path)

    def sync(self, **options: object) -> Result:
        remote = FolderRemote(self.folder, lambda: self.token, self.store, self.name, "pusat", now)
        return sync(self.store, remote, now, **{"tell": self.told.append, **options})  # type: ignore[arg-type]

    def files(self, kind: str) -> list[Path]:
        return sorted(self.folder.glob(f"*.{self.name}.*.{kind}"))


@dataclass
class Desk:
    """Where the folder is taken to."""

    centre: Centre
    folder: Path
    clock: Callable[[], datetime] | None = None

    def take(self) -> dict[str, str]:
        """Take all that lies there; returns file → what became of it."""
        found = rooms.take(self.centre.database_url, self.folder, now=self.clock or self.centre.now)
        return {one.file: one.code for one in found}

    def machine(self, place: Path, nip: str) -> Carried:
        number = sum(1 for _ in place.glob("carried-*"))
        store = Store.open(place / f"carried-{number}" / "cache.db")
        return Carried(store, self.centre.token(nip), "", folder=self.folder)

    def joined(self, place: Path, nip: str) -> Carried:
        """Return a machine that has been there and back once, so that it knows whose it is."""
        device = self.machine(place, nip)
        assert device.sync().code == "folder-waits"
        self.take()
        assert device.sync().code == "ok"
        return device
