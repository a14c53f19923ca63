"""Whether a centre stays level as it fills: time per entry of push and pull, its memory and its disk, at several sizes.

    python -m benchmarks.growth [--full] [--clients 1 10 100] [--db URL|postgres]

The centre is the real one in a process of its own, filled over HTTP to 1,000, 10,000 and 100,000 entries (``--full``:
1,000,000, and 1,000 clients too) of the twelve staff of the sample agency. At each size every number of clients meets
a new process on a copy of the file, so that each finds the size that the line names; a PostgreSQL (``--db``: the URL of
an empty database, or `postgres` for a server of its own) is measured as it is and ``held`` says what it had by then.
Each client, with the program's own HTTP client in a thread, reads pages of 100 and pushes 20 at a time: all together
read 10,000 and push 2,000, or one page and one batch each where that is more. All stay connected, a hundred at most
ask at the same moment.

``push_ms`` and ``pull_ms`` are milliseconds of the whole per entry, ``…_centre_ms`` the processor time of the centre in
it (which depends less on how busy the clients keep this machine); medians of three, a crowd of 1,000 has one turn.
``start_centre_s`` is the processor time until it listens, ``pss_mib`` and ``peak_mib`` are its memory, ``files`` and
``threads`` what it has open meanwhile, ``files_left`` what of it is open when the clients have gone. ``busy`` counts
the requests that were put off or cut; they are sent again, and their waiting is in the times. The line ``filled`` is of
the process that was filled: how long it took for each entry, and its memory after all of them. The last lines say how
often the figures of the smallest centre go into those of the largest: level is about 1.
"""

import argparse
import json
import re
import shutil
import ssl
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from statistics import median
from typing import TypeVar

import httpx
import msgspec

from benchmarks.stores import HELP, store
from benchmarks.sync import cpu_of, new_id, now, serving
from ekin_tui.server import admin
from ekin_tui.sync.http import HttpRemote
from ekin_tui.sync.remote import Unreachable
from ekin_tui.wire import MAX_OPS, PAGE, FeedAnswer, Fields, Op, PushAnswer, SessionBody

SERVE = "import sys; from ekin_tui.server.serve import run; run(sys.argv[1], '127.0.0.1', 0, rate=0)"
"""Without a limit of requests for each person: a handful of people ask here for a hundred."""
SIZES, CLIENTS = [1_000, 10_000, 100_000], [1, 10, 100]
FULL, CROWD = 1_000_000, 1_000
PUSHED, PULLED, TURNS = 2_000, 10_000, 3
BATCH, LOOK = 20, 100
"""Entries in a push and in a page, alike for every number of clients."""
AT_ONCE = 100
"""Clients that ask at the same moment: with a thousand threads this process would be measured, not the centre."""
GONE_S = 5.0
"""Seconds in which a centre has to notice that clients have left."""
PATIENCE, PAUSE_S = 100, 1.0
"""Tries of one request, and seconds between them where the centre names none."""
Answer = TypeVar("Answer")
DAYS, BEFORE = 1_000, 150
"""Days that the entries of one person lie on, and how long ago the last of them is: no period there is locked."""


@dataclass(slots=True)
class Client:
    """One signed-in device, without a cache of its own."""

    remote: HttpRemote
    epoch: str = ""
    plans: list[str] = field(default_factory=list)
    after: str = ""
    written: int = 0
    busy: int = 0
    """How often a request had no answer, or was put off by the centre."""

    def begin(self) -> None:
        """Open a session and learn the plans of the person. Raises Refusal, and TimeoutError."""
        self.epoch = self._patiently(lambda: self.remote.session(SessionBody(device=self.remote.device))).epoch
        page = self._read(PAGE)
        self.plans = [item.id for item in page.items if item.k == "plan"]

    def push(self, count: int, batch: int = BATCH) -> None:
        """Send ``count`` new entries. Raises Refusal, and TimeoutError."""
        for first in range(0, count, batch):
            answer = self._send([self.next_op() for _ in range(min(batch, count - first))])
            assert all(verdict.v in {"applied", "duplicate"} for verdict in answer.results), answer.results[0]

    def pull(self, count: int) -> None:
        """Read ``count`` items page by page, from the beginning again after the last one."""
        while count > 0:
            answer = self._read(min(LOOK, count))
            assert answer.items or self.after, "there is nothing to read"
            count -= len(answer.items)
            self.after = answer.next if answer.more else ""

    def _send(self, ops: Sequence[Op]) -> PushAnswer:
        bodies, named = [msgspec.json.encode(op).decode() for op in ops], [op.op for op in ops]
        return self._patiently(lambda: self.remote.push(bodies, named, epoch=self.epoch))

    def _read(self, count: int) -> FeedAnswer:
        return self._patiently(lambda: self.remote.feed("me", self.after, count, epoch=self.epoch))

    def _patiently(self, ask: Callable[[], Answer]) -> Answer:
        for _ in range(PATIENCE):
            try:
                return ask()
            except Unreachable as error:
                self.busy += 1
                time.sleep(error.retry_after or PAUSE_S)
        raise TimeoutError("the centre stays busy")

    def next_op(self) -> Op:
        """Return the op that records one more entry."""
        number = self.written
        self.written += 1
        hour = 7 + number % 8
        content = Fields(
            day=now().date() - timedelta(days=BEFORE + number // 8 % DAYS),
            start=f"{hour:02d}:30",
            end=f"{hour + 1:02d}:20",
            zone="Asia/Makassar",
            activity=f"Mendaftar arsip inaktif perangkat daerah boks {number} menurut tahun dan pencipta arsip",
            plan=self.plans[number % len(self.plans)],
            quantity=number % 9 + 1,
            unit="berkas",
            evidence=f"https://arsip.kota.example/daftar/{number}",
        )
        return Op(op=new_id(), t="put", entry=new_id(), at=now().isoformat(), fields=content)


def client(url: str, token: str) -> Client:
    """Return a device that has not said anything yet, on loopback: a thousand of them need no certificates."""
    plain = httpx.HTTPTransport(verify=ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT))
    return Client(HttpRemote(url, lambda: token, new_id(), transport=plain))


@dataclass(frozen=True, slots=True, kw_only=True)
class Scene:
    """A running centre with everybody who asks it."""

    process: int
    start_cpu: float
    """Seconds of processor time until it listened."""
    clients: list[Client]

    def all(self, act: Callable[[Client], None]) -> tuple[float, float]:
        """Let all clients act, at most ``AT_ONCE`` at a time; returns seconds and the centre's seconds of processor."""
        cpu, begun = cpu_of(self.process), time.perf_counter()
        with ThreadPoolExecutor(min(AT_ONCE, len(self.clients))) as threads:
            for done in [threads.submit(act, client) for client in self.clients]:
                done.result()
        return time.perf_counter() - begun, cpu_of(self.process) - cpu

    def fill(self, count: int) -> dict[str, float]:
        """Add ``count`` entries, spread over the clients; milliseconds per entry."""
        share = -(-count // len(self.clients))
        wall, cpu = self.all(lambda one: one.push(share, MAX_OPS))
        return {"push_ms": _per_entry([wall], count), "push_centre_ms": _per_entry([cpu], count)}

    def measure(self) -> dict[str, float]:
        """Read, then write, and look at what the process holds; milliseconds per entry."""
        number = len(self.clients)
        pulled, pushed = max(PULLED // number, LOOK), max(PUSHED // number, BATCH)
        turns = turns_of(number)
        pulls = [self.all(lambda one: one.pull(pulled)) for _ in range(turns)]
        pushes = [self.all(lambda one: one.push(pushed)) for _ in range(turns)]
        return {
            "start_centre_s": round(self.start_cpu, 2),
            "push_ms": _per_entry([wall for wall, _ in pushes], pushed * number),
            "push_centre_ms": _per_entry([cpu for _, cpu in pushes], pushed * number),
            "pull_ms": _per_entry([wall for wall, _ in pulls], pulled * number),
            "pull_centre_ms": _per_entry([cpu for _, cpu in pulls], pulled * number),
            "busy": sum(one.busy for one in self.clients),
            **memory_of(self.process),
            "files": _count(self.process, "fd"),
            "threads": _count(self.process, "task"),
            "files_left": self._leave(),
        }

    def _leave(self) -> int:
        """Hang up for all clients and return how many files the centre has open then."""
        before = _count(self.process, "fd")
        for one in self.clients:
            one.remote.close()
        until = time.monotonic() + GONE_S
        while _count(self.process, "fd") > before - len(self.clients) and time.monotonic() < until:
            time.sleep(0.05)
        return _count(self.process, "fd")


def turns_of(number: int) -> int:
    """Return how often ``number`` clients are measured: a crowd does enough in one turn."""
    return TURNS if number < CROWD else 1


def _per_entry(seconds: Sequence[float], count: int) -> float:
    return round(median(seconds) * 1000 / count, 4)


def _count(process: int, what: str) -> int:
    return sum(1 for _ in Path(f"/proc/{process}/{what}").iterdir())


def memory_of(process: int) -> dict[str, float]:
    """Return the PSS of a process and the most that it ever had resident, in MiB."""
    places = {"pss_mib": ("smaps_rollup", "Pss"), "peak_mib": ("status", "VmHWM")}
    sizes = {}
    for name, (file, row) in places.items():
        found = re.search(rf"^{row}:\s+(\d+) kB", Path(f"/proc/{process}/{file}").read_text(), re.MULTILINE)
        assert found
        sizes[name] = round(int(found[1]) / 1024, 1)
    return sizes


@contextmanager
def scene(database: str, tokens: Sequence[str], number: int) -> Iterator[Scene]:
    """Run a centre over ``database`` with ``number`` clients who hold ``tokens`` in turn."""
    with ExitStack() as stack:
        url, process = stack.enter_context(serving(database, SERVE))
        made = Scene(process=process, start_cpu=cpu_of(process), clients=[])
        for place in range(number):
            made.clients.append(client(url, tokens[place % len(tokens)]))
            stack.callback(made.clients[-1].remote.close)
        made.all(Client.begin)
        yield made


def fill(database: str, tokens: Sequence[str], count: int, size: int) -> dict[str, object]:
    """Add ``count`` entries to the centre over ``database``, so that it has ``size``; returns a line."""
    with scene(database, tokens, len(tokens)) as filling:
        took = filling.fill(count)
        return {"bench": "growth", "what": "filled", "entries": size, **took, **memory_of(filling.process)}


@contextmanager
def copied(database: str, folder: Path) -> Iterator[str]:
    """Give a copy of the centre's file, with the mark beside it; the database itself if it is none."""
    file = folder / "centre.db"
    if not file.exists():
        yield database
        return
    with tempfile.TemporaryDirectory(dir=folder) as place:
        for one in folder.glob("centre.db*"):
            shutil.copy2(one, place)
        yield f"sqlite:///{place}/centre.db"


def grow(database: str, folder: Path, sizes: Sequence[int], numbers: Sequence[int]) -> Iterator[dict[str, object]]:
    """Fill the new centre step by step and measure at each; returns the lines."""
    staff = [person for person in admin.init(database, sample=True) if person.role == "staff"]
    tokens, held = [admin.token(database, person.nip) for person in staff], 0
    for size in sizes:
        if size > held:
            yield fill(database, tokens, size - held, size)
        held = max(held, size)
        for number in numbers:
            with copied(database, folder) as place, scene(place, tokens, number) as looked:
                line = {"bench": "growth", "entries": size, "held": held, "clients": number, **looked.measure()}
                file = folder / "centre.db"
                yield line | ({"disk_bytes_per_entry": file.stat().st_size // held} if file.exists() else {})
            if place == database:
                held += max(PUSHED, BATCH * number) * turns_of(number)


def level(lines: Sequence[dict[str, object]], number: int) -> dict[str, object]:
    """Return how the largest centre compares with the smallest one, for ``number`` clients."""
    mine = [line for line in lines if line.get("clients") == number]
    first, last = mine[0], mine[-1]
    names = ("start_centre_s", "push_ms", "push_centre_ms", "pull_ms", "pull_centre_ms", "pss_mib", "peak_mib")
    ratios = {f"{name}_ratio": round(float(str(last[name])) / max(float(str(first[name])), 1e-9), 2) for name in names}
    return {"bench": "growth", "what": "level", "clients": number, "entries": last["entries"], **ratios}


def main() -> None:
    """Print one line for each size and number of clients."""
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("--full", action="store_true")
    asked.add_argument("--clients", type=int, nargs="+")
    asked.add_argument("--db", default="", help=HELP)
    given = asked.parse_args()
    sizes = [*SIZES, FULL] if given.full else SIZES
    numbers = given.clients or ([*CLIENTS, CROWD] if given.full else CLIENTS)
    with tempfile.TemporaryDirectory() as name, store(given.db, Path(name)) as database:
        folder = Path(name)
        lines = []
        for line in grow(database, folder, sizes, numbers):
            print(json.dumps(line), flush=True)
            lines.append(line)
        for number in numbers:
            print(json.dumps(level(lines, number)), flush=True)


if __name__ == "__main__":
    main()
