"""Push, pull and a sync with nothing new: ours, Anki's and PouchDB's in turn, as JSON lines.

    python -m benchmarks.peers [--entries 10000] [--repeat 3]

Not part of ``python -m benchmarks``: it installs the peers, by their package names, into a folder that is removed at
the end. A peer that can't be installed or fails is named with the reason, and the rest goes on. README.md beside this
file says what each one does and does not do.
"""

import argparse
import json
import shutil
import sys
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from benchmarks import sync
from benchmarks.peers.fresh import INSTALL_S, PeerError, call, install
from ekin_tui import __version__

HERE = Path(__file__).parent
RUN_S = 300.0
TIMES = ("push_s", "pull_s", "nothing_new_s")


@dataclass(frozen=True, slots=True, kw_only=True)
class Times:
    """What one program needed, in seconds; ``pulled`` are the items that the second device took."""

    version: str
    push_s: float
    pull_s: float
    nothing_new_s: float
    pulled: int


Measure = Callable[[Path, int], Times]
"""Measures one program once, with an empty folder and the number of entries."""


def ours(_: Path, count: int) -> Times:
    """Measure this program, as ``benchmarks.sync`` does."""
    push, pull, rest = sync.run(count)
    seconds = [float(str(line["seconds"])) for line in (push, pull, rest)]
    pulled = int(str(pull["n"]))
    return Times(version=__version__, push_s=seconds[0], pull_s=seconds[1], nothing_new_s=seconds[2], pulled=pulled)


def anki(folder: Path) -> Measure:
    """Install Anki into an environment of its own under ``folder``. Raises PeerError."""
    python = install(folder, "anki") / "python"
    script = str(HERE / "anki_peer.py")
    return lambda empty, count: _measured([str(python), script, str(count), str(empty)], folder, count)


def pouchdb(folder: Path) -> Measure:
    """Install PouchDB and its server under ``folder``. Raises PeerError."""
    if shutil.which("npm") is None:
        raise PeerError("npm is not on this machine")
    home = folder / "pouch"
    shutil.copytree(HERE / "pouch_peer", home, ignore=shutil.ignore_patterns("node_modules"))
    quiet = ["--no-package-lock", "--no-audit", "--no-fund", "--silent"]
    call(["npm", "install", *quiet], home, INSTALL_S)
    return lambda empty, count: _measured(["node", "pouch.mjs", str(count), str(empty)], home, count)


def _measured(command: Sequence[str], folder: Path, count: int) -> Times:
    line = json.loads(call(command, folder, RUN_S).strip().splitlines()[-1])
    return Times(version=line["version"], pulled=count, **{name: line[name] for name in TIMES})


def summed(who: str, count: int, found: Sequence[Times]) -> dict[str, object]:
    """Return the line of one program: medians of its runs."""
    return {
        "bench": "peers",
        "who": who,
        "version": found[0].version,
        "entries": count,
        "runs": len(found),
        "push_per_s": round(count / median(times.push_s for times in found)),
        "pull_per_s": round(median(times.pulled / times.pull_s for times in found)),
        "nothing_new_ms": round(median(times.nothing_new_s for times in found) * 1000, 1),
    }


def compare(folder: Path, count: int, repeat: int) -> list[dict[str, object]]:
    """Measure all in turn, ``repeat`` times, so that a busy minute of the machine meets each of them."""
    measures: dict[str, Measure] = {"ekin-tui": ours}
    missing: dict[str, str] = {}
    for name, prepare in (("anki", anki), ("pouchdb", pouchdb)):
        (folder / name).mkdir()
        try:
            measures[name] = prepare(folder / name)
        except PeerError as error:
            missing[name] = str(error)
    found: dict[str, list[Times]] = {}
    for turn in range(repeat):
        for name in [name for name in measures if name not in missing]:
            empty = folder / f"{name}-{turn}"
            empty.mkdir()
            try:
                found.setdefault(name, []).append(measures[name](empty, count))
            except PeerError as error:
                missing[name] = str(error)
    lines = [summed(name, count, times) for name, times in found.items() if name not in missing]
    return lines + [{"bench": "peers", "who": name, "missing": why} for name, why in missing.items()]


def main() -> None:
    """Print one line a program."""
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("--entries", type=int, default=10_000)
    asked.add_argument("--repeat", type=int, default=3)
    given = asked.parse_args()
    with tempfile.TemporaryDirectory() as name:
        for line in compare(Path(name), given.entries, given.repeat):
            print(json.dumps(line))
            sys.stdout.flush()


if __name__ == "__main__":
    main()
