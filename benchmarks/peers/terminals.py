"""Start, keys and idle of ekin-tui beside posting, harlequin and khal, in turn on the same machine, as JSON lines.

    python -m benchmarks.peers.terminals [--runs 3] [--idle 5]

Each runs on a pseudo-terminal of 80x24 (xterm-256color) that answers no question, with a home of its own and something
to show: a November of entries and 20,000 before it here, 60 requests in posting, 60 events in khal, an empty database
in harlequin. The peers are installed by their package names into a folder that is removed at the end, never into the
project's environment. A start is over when a program has painted and works no more; bytes and processor time say more
than milliseconds on a machine that others use.
"""

import argparse
import json
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

from benchmarks.home import NOW, fill_home
from benchmarks.meter import CONTROL, Burst, Terminal
from benchmarks.peers.fresh import PeerError, call, install

ENTRIES, ITEMS = 20_000, 60
LETTERS = "menyusunarsip"
WINDOW_S, CALM, LIMIT_S = 0.5, 3, 60.0
"""So many pieces of this length without work end a start; one that takes longer than the limit has failed."""
WORK_MS, PICTURE = 25.0, 200
"""Processor time in such a piece from which on a program works; visible characters that make a picture."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Peer:
    """How a program is run, and the keys that lead to what is measured."""

    name: str
    version: str
    command: Sequence[str]
    env: dict[str, str] = field(default_factory=dict)
    to_arrows: Sequence[str] = ()
    """Keys from the start to where arrows move."""
    arrows: Sequence[str] = ("left", "up", "right", "down")
    to_letters: Sequence[str] = ()
    """Keys from there to a field."""
    cannot: str = ""
    """What it has no equal of, or what it needs to start at all."""


Prepare = Callable[[Path], Peer]


def ours(folder: Path) -> Peer:
    """Make a home with entries."""
    fill_home(folder / "home", ENTRIES)
    said = call([sys.executable, "-m", "ekin_tui", "--version"], folder, 30)
    env = {"EKIN_TUI_HOME": str(folder / "home"), "EKIN_TUI_NOW": NOW}
    keys = ("n", *"laporan", "enter", "enter", *"08.00", "enter", *"09.30", "enter")
    return Peer(
        name="ekin-tui", version=_last(said), command=[sys.executable, "-m", "ekin_tui"], env=env, to_letters=keys
    )


def posting(folder: Path) -> Peer:
    """Install posting, and write a collection."""
    commands = install(folder, "posting", "tree-sitter<0.26")
    requests = folder / "requests"
    requests.mkdir()
    for number in range(ITEMS):
        text = f"name: permintaan {number}\nmethod: GET\nurl: https://contoh.go.id/{number}\n"
        (requests / f"permintaan-{number}.posting.yaml").write_text(text)
    env = {"POSTING_FOCUS__ON_STARTUP": "collection"}
    command = [str(commands / "posting"), "--collection", str(requests)]
    cannot = "as pip alone installs it, it ends by signal 11 at its start; measured with tree-sitter<0.26"
    version = _version(commands, "posting")
    keys, moves = ("ctrl+l",), ("down", "down", "up")
    return Peer(name="posting", version=version, command=command, env=env, to_letters=keys, arrows=moves, cannot=cannot)


def harlequin(folder: Path) -> Peer:
    """Install harlequin; its editor has the focus."""
    commands = install(folder, "harlequin")
    command = [str(commands / "harlequin"), "--no-download-tzdata"]
    cannot = "its lists have rows only once a query was run: arrows move in its editor"
    typed, moves = ("enter",) * 6, ("up", "up", "down")
    version = _version(commands, "harlequin")
    return Peer(name="harlequin", version=version, command=command, to_arrows=typed, arrows=moves, cannot=cannot)


def khal(folder: Path) -> Peer:
    """Install khal, and write a calendar."""
    commands = install(folder, "khal", "urwid<3")
    events = folder / "events"
    events.mkdir()
    for number in range(ITEMS):
        (events / f"{number}.ics").write_text(_event(number))
    settings = folder / "khal.conf"
    settings.write_text(KHAL.format(events=events, cache=folder / "khal.db"))
    command = [str(commands / "khal"), "-c", str(settings), "interactive"]
    cannot = "as pip alone installs it, it ends with an error in C.UTF-8 and with urwid 5; measured with urwid<3"
    version, env = _version(commands, "khal"), {"LC_TIME": "C"}
    return Peer(name="khal", version=version, command=command, env=env, to_letters=("n",), cannot=cannot)


KHAL = """[calendars]
[[kerja]]
path = {events}
type = calendar
[sqlite]
path = {cache}
[locale]
timeformat = %H:%M
dateformat = %Y-%m-%d
longdateformat = %Y-%m-%d
datetimeformat = %Y-%m-%d %H:%M
longdatetimeformat = %Y-%m-%d %H:%M
local_timezone = Asia/Makassar
default_timezone = Asia/Makassar
"""


def _event(number: int) -> str:
    """Return an event of the weeks around today: khal knows no other clock."""
    day, hour = f"{datetime.now(UTC) + timedelta(days=number % 28 - 14):%Y%m%d}", 8 + number % 8
    return "\r\n".join(
        [
            *("BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//benchmark//", "BEGIN:VEVENT", f"UID:{number}@contoh"),
            *(f"DTSTART:{day}T{hour:02d}0000", f"DTEND:{day}T{hour:02d}4500"),
            *(f"SUMMARY:Menyusun rekap arsip masuk {number}", "END:VEVENT", "END:VCALENDAR", ""),
        ]
    )


def _version(commands: Path, package: str) -> str:
    asked = f"from importlib.metadata import version; print(version({package!r}))"
    return _last(call([str(commands / "python"), "-c", asked], commands, 30))


def _last(text: str) -> str:
    return text.rsplit(maxsplit=1)[-1]


def measure(peer: Peer, folder: Path, runs: int, idle_s: float) -> dict[str, object]:
    """Start ``peer`` several times; in the last of them leave it alone for ``idle_s`` seconds, then press keys."""
    env = {"HOME": str(folder), "XDG_CONFIG_HOME": "", "XDG_DATA_HOME": "", "XDG_CACHE_HOME": "", "LANG": "C.UTF-8"}
    starts = list[Burst]()
    for _ in range(runs - 1):
        with Terminal(peer.command, env={**env, **peer.env}) as terminal:
            starts.append(_start(terminal, peer))
    with Terminal(peer.command, env={**env, **peer.env}) as terminal:
        starts.append(_start(terminal, peer))
        for key in peer.to_arrows:
            terminal.key(key, quiet=0.4)
        rest = _idle(terminal, idle_s)
        arrows = [terminal.key(key, quiet=0.5) for key in (*peer.arrows, *peer.arrows, *peer.arrows)]
        for key in peer.to_letters:
            terminal.key(key, quiet=0.3)
        letters = [terminal.key(letter, quiet=0.5) for letter in LETTERS]
        field_rest = _idle(terminal, idle_s)
        return {
            "start": {**_medians(starts), "first_ms": _median([one.first for one in starts])},
            "idle": {"bytes_s": round(len(rest.data) / idle_s), "cpu_ms_s": round(rest.cpu / idle_s, 1)},
            "idle_in_field": {
                "bytes_s": round(len(field_rest.data) / idle_s),
                "cpu_ms_s": round(field_rest.cpu / idle_s, 1),
            },
            "arrow": _medians(arrows),
            "letter": _medians(letters),
            "pss_mb": round(terminal.memory() / 1024, 1),
        }


def _idle(terminal: Terminal, seconds: float) -> Burst:
    """Return what comes while nobody types, once what the last key led to is over."""
    terminal.read(limit=2, whole=True)
    return terminal.read(limit=seconds, whole=True, cpu=terminal.cpu())


def _start(terminal: Terminal, peer: Peer) -> Burst:
    """Return what came until the program had painted and worked no more."""
    burst = terminal.start(quiet=WINDOW_S, limit=WINDOW_S)
    first, last, calm, data = burst.first, burst.last, 0, len(burst.data)
    while calm < CALM:
        at, before = (time.perf_counter() - terminal.began) * 1000, terminal.cpu()
        if terminal.wait(0) is not None or at > LIMIT_S * 1000:
            raise PeerError(f"{peer.name} did not start: its end is {terminal.ended}")
        piece = terminal.read(limit=WINDOW_S, whole=True, cpu=before)
        works = not 0 <= piece.cpu < WORK_MS or len(CONTROL.sub(b"", terminal.output)) < PICTURE
        calm = 0 if works else calm + 1
        if piece.data and not calm:
            first, last, data = first or at + piece.first, at + piece.last, len(terminal.output)
    return Burst(data=terminal.output[:data], first=first, last=last, cpu=terminal.cpu())


def _medians(bursts: Sequence[Burst]) -> dict[str, float]:
    return {
        "bytes": _median([len(burst.data) for burst in bursts]),
        "ms": _median([burst.last for burst in bursts]),
        "cpu_ms": _median([burst.cpu for burst in bursts]),
    }


def _median(values: Sequence[float]) -> float:
    return round(statistics.median(values), 1)


def compare(folder: Path, runs: int, idle_s: float) -> None:
    """Print a line for each program, as it was measured; one that can't be had is named with the reason."""
    for prepare in (ours, posting, harlequin, khal):
        place = folder / prepare.__name__
        place.mkdir()
        line: dict[str, object] = {"bench": "terminal peers", "who": prepare.__name__}
        try:
            peer = prepare(place)
            line |= {"who": peer.name, "version": peer.version, **measure(peer, place, runs, idle_s)}
            line |= {"cannot": peer.cannot} if peer.cannot else {}
        except PeerError as error:
            line["missing"] = str(error)
        print(json.dumps(line), flush=True)


def main() -> None:
    """Print one line a program."""
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("--runs", type=int, default=3)
    asked.add_argument("--idle", type=float, default=5)
    given = asked.parse_args()
    with tempfile.TemporaryDirectory() as name:
        compare(Path(name), given.runs, given.idle)


if __name__ == "__main__":
    main()
