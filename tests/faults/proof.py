"""What must hold of a cache after a fault, whatever was going on."""

import shutil
from collections import Counter
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

from ekin_tui.store import Store, StoreError
from tests.faults import strace
from tests.faults.program import picture

OK, LOST, TORN, CORRUPT = "ok", "lost", "torn", "corrupt"


@dataclass
class Tally:
    """How many states were judged, and how."""

    found: Counter[str] = field(default_factory=Counter)
    faulty: list[str] = field(default_factory=list)

    def add(self, verdict: str, where: object) -> None:
        self.found[verdict] += 1
        if verdict != OK:
            self.faulty.append(f"{verdict}: {where}")


@cache
def pictures() -> tuple[str, ...]:
    """Return what a cache holds after each step of a run without faults; the first is that of a new cache."""
    with TemporaryDirectory() as folder:
        store = Store.open(Path(folder) / "cache.db")
        new = picture(store)
        store.close()
        return (new, *strace.run(Path(folder) / "cache.db", "pictures").pictures)


def judge(path: Path, acked: int) -> str:
    """Open the cache as the next start does and say whether all is there that was said to be saved, whole.

    What it holds must be what it held after the last step that was told, or after the one behind it: nothing between.
    """
    try:
        store = Store.open(path)
    except StoreError as error:
        return f"{CORRUPT} ({error.code}, {error.details})"
    try:
        if store.salvaged is not None or store._base.row("pragma integrity_check") != ("ok",):
            return CORRUPT
        now = picture(store)
        with store.writing():
            store.meta.put("later", "saves go on")
    finally:
        store.close()
    if now in pictures()[acked : acked + 2]:
        return OK
    return LOST if now in pictures() else TORN


def prepared(folder: Path) -> Path:
    """Return a new cache without anything in it."""
    folder.mkdir(exist_ok=True)
    Store.open(folder / "cache.db").close()
    return folder / "cache.db"


def copied(path: Path, folder: Path) -> Path:
    """Return a copy of the cache in a folder of its own."""
    folder.mkdir(parents=True)
    shutil.copy2(path, folder / path.name)
    return folder / path.name
