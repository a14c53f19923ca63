"""The stage of a demonstration: a centre of its own with the sample agency, in a folder that goes when it ends."""

import os
import subprocess
import sys
import tempfile
import threading
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from ekin_tui.cli.ending import Code, End
from ekin_tui.cli.join import Joined
from ekin_tui.cli.reach import exchange
from ekin_tui.config import PREFIX
from ekin_tui.config.writing import write_target
from ekin_tui.domain.model import Person

CLERK = "198609262015052001"
"""Whose calendar a demonstration opens."""
CHIEF = "197803122003121004"
"""Who reviews the clerk."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Stage:
    """A running centre with the sample agency, and where each person's home lies."""

    folder: Path
    url: str
    database: str
    people: tuple[Person, ...]

    def home(self, nip: str) -> Path:
        """Return the home of the person with ``nip``."""
        return self.folder / nip


@contextmanager
def stage(joined: Joined) -> Iterator[Stage]:
    """Give a centre in a process of its own; it and its folder go when the block ends, or this process does."""
    sys.stderr.write(joined.words("demo.making") + "\n")  # before what takes seconds is loaded and made
    from ekin_tui.server import admin

    folder = Path(tempfile.mkdtemp(prefix="ekin-tui-demo-"))
    database = f"sqlite:///{folder / 'centre.db'}"
    with _kept(folder) as keeper:
        listed = admin.init(database, sample=True, today=joined.clock().date())
        people = tuple(Person(id=one.nip, nip=one.nip, name=one.name, post=one.post) for one in listed)
        yield Stage(folder=folder, url=_open_centre(keeper, database), database=database, people=people)


def sign_in(joined: Joined, on: Stage, nip: str) -> Joined:
    """Return the parts of the person with ``nip``, signed in and with their month fetched."""
    from ekin_tui.server import admin
    from ekin_tui.sync.login import Personal, save

    person = Joined(os.environ, home=str(on.home(nip)), lang=joined.words.lang)
    write_target(person.home.config_file, person.settings, on.url)
    person.__dict__.pop("settings", None)
    token = person.home.token_file(person.settings.default_target)
    if not token.exists():
        save(token, Personal(token=admin.token(on.database, nip), centre=person.target.centre))
    exchange(person, person.store)
    return person


@contextmanager
def _kept(folder: Path) -> "Iterator[subprocess.Popen[str]]":
    """Give the keeper of ``folder``; when the block ends, so does what it keeps."""
    command = [sys.executable, "-m", "ekin_tui.cli.keeper", str(folder)]
    environment = {name: value for name, value in os.environ.items() if not name.startswith(PREFIX)}
    keeper = subprocess.Popen(
        command,
        stdin=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env={**environment, f"{PREFIX}HOME": str(folder / "centre")},
        start_new_session=True,
    )
    try:
        yield keeper
    finally:
        if keeper.stdin is not None:
            keeper.stdin.close()
        keeper.wait()


def _open_centre(keeper: "subprocess.Popen[str]", database: str) -> str:
    """Have ``database`` served and return the address. Ends with UNREACHABLE when the centre does not come up."""
    if keeper.stdin is not None:
        keeper.stdin.write(f"{database}\n")
        keeper.stdin.flush()
    for line in keeper.stderr or ():
        if line.startswith("listening on "):
            threading.Thread(target=deque, args=(keeper.stderr, 0), daemon=True).start()
            return line.split()[-1]
    raise End(Code.UNREACHABLE, "demo.no-centre")
