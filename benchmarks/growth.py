"""Whether a centre stays level as it fills: time per entry of push and pull, and its memory, at several sizes.

    python -m benchmarks.growth [--full] [--clients 1 10 100] [--db URL]

The centre is the real one in a process of its own (SQLite unless ``--db`` names another, empty database), filled over
HTTP with 1,000, 10,000 and 100,000 entries (``--full``: 1,000,000) of the twelve staff of the sample agency. At each
size 1, 10 and 100 clients, each with the program's own HTTP client in a thread, push 2,000 entries and read 10,000 in
all. ``push_ms`` and ``pull_ms`` are milliseconds of the whole per entry, ``…_centre_ms`` the processor time of the
centre in it (which depends less on how busy the clients keep this machine); medians of three. The last line of each
number of clients says how often the figures of the smallest centre go into those of the largest: level is about 1.
``busy`` counts the requests that were put off or cut; they are sent again, and their waiting is in the times.
"""

import argparse
import json
import re
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from statistics import median
from typing import TypeVar

import msgspec

from benchmarks.sync import cpu_of, new_id, now, serving
from ekin_tui.server import admin
from ekin_tui.sync.http import HttpRemote
from ekin_tui.sync.remote import Unreachable
from ekin_tui.wire import MAX_OPS, PAGE, FeedAnswer, Fields, Op, PushAnswer, SessionBody

SERVE = "import sys; from ekin_tui.server.serve import run; run(sys.argv[1], '127.0.0.1', 0, rate=0)"
"""Without a limit of requests for each person: a handful of people ask here for a hundred."""
SIZES, FULL = (1_000, 10_000, 100_000), 1_000_000
PUSHED, PULLED, TURNS = 2_000, 10_000, 3
BATCH, LOOK = 20, 100
"""Entries in a push and in a page, alike for every number of clients."""
PATIENCE, PAUSE_S = 10, 1.0
"""Tries of one request, and seconds between them where the centre names none."""
Answer = TypeVar("Answer")
WARM = 5
"""Entries that each client pushes before anything is measured."""
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
        """Open a session and learn the plans of the person. Raises Unreachable or Refusal."""
        self.epoch = self.remote.session(SessionBody(device=self.remote.device)).epoch
        page = self.remote.feed("me", "", PAGE, epoch=self.epoch)
        self.plans = [item.id for item in page.items if item.k == "plan"]

    def push(self, count: int, batch: int = BATCH) -> None:
        """Send ``count`` new entries. Raises Unreachable or Refusal."""
        for first in range(0, count, batch):
            answer = self._send([self._op() for _ in range(min(batch, count - first))])
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

    def _op(self) -> Op:
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
    """Return a device that has not said anything yet."""
    return Client(HttpRemote(url, lambda: token, new_id()))


@dataclass(frozen=True, slots=True, kw_only=True)
class Scene:
    """A running centre with everybody who asks it."""

    process: int
    clients: list[Client]

    def all(self, some: Sequence[Client], act: Callable[[Client], None]) -> tuple[float, float]:
        """Let ``some`` clients act at once; returns seconds and the centre's processor time in them."""
        cpu, begun = cpu_of(self.process), time.perf_counter()
        with ThreadPoolExecutor(len(some)) as threads:
            for done in [threads.submit(act, client) for client in some]:
                done.result()
        return time.perf_counter() - begun, cpu_of(self.process) - cpu

    def fill(self, count: int) -> None:
        """Add ``count`` entries, spread over the staff."""
        some = self.clients[:12]
        shares = [count // len(some) + (place < count % len(some)) for place in range(len(some))]
        share = {id(one): number for one, number in zip(some, shares, strict=True)}
        self.all(some, lambda one: one.push(share[id(one)], MAX_OPS))

    def measure(self, number: int) -> dict[str, float]:
        """Measure with ``number`` clients; milliseconds per entry."""
        some = self.clients[:number]
        refused = sum(one.busy for one in some)
        pushes = [self.all(some, lambda one: one.push(PUSHED // number)) for _ in range(TURNS)]
        pulls = [self.all(some, lambda one: one.pull(PULLED // number)) for _ in range(TURNS)]
        return {
            "push_ms": _per_entry([wall for wall, _ in pushes], PUSHED),
            "push_centre_ms": _per_entry([cpu for _, cpu in pushes], PUSHED),
            "pull_ms": _per_entry([wall for wall, _ in pulls], PULLED),
            "pull_centre_ms": _per_entry([cpu for _, cpu in pulls], PULLED),
            "busy": sum(one.busy for one in some) - refused,
        }


def _per_entry(seconds: Sequence[float], count: int) -> float:
    return round(median(seconds) * 1000 / count, 4)


def memory_of(process: int) -> float:
    """Return the PSS of a process in MiB."""
    text = Path(f"/proc/{process}/smaps_rollup").read_text(encoding="ascii")
    found = re.search(r"^Pss:\s+(\d+) kB", text, re.MULTILINE)
    assert found
    return int(found[1]) / 1024


def grow(scene: Scene, sizes: Sequence[int], numbers: Sequence[int]) -> Iterator[dict[str, object]]:
    """Fill the centre step by step and measure at each; the entries pushed while measuring count as well.

    Everybody asks once before the first look at the memory, so that no thread or statement is made later.
    """
    scene.all(scene.clients, lambda one: one.push(WARM))
    scene.all(scene.clients, lambda one: one.pull(LOOK))
    held, empty = WARM * len(scene.clients), memory_of(scene.process)
    for size in sizes:
        scene.fill(max(0, size - held))
        held = max(held, size)
        for number in numbers:
            found = scene.measure(number)
            memory = memory_of(scene.process)
            yield {
                "bench": "growth",
                "entries": size,
                "clients": number,
                **found,
                "pss_mib": round(memory, 1),
                "pss_bytes_per_entry": round((memory - empty) * 1024 * 1024 / held),
            }
            held += PUSHED * TURNS


def level(lines: Sequence[dict[str, object]], number: int) -> dict[str, object]:
    """Return how the largest centre compares with the smallest one, for ``number`` clients."""
    mine = [line for line in lines if line["clients"] == number]
    first, last = mine[0], mine[-1]
    names = ("push_ms", "push_centre_ms", "pull_ms", "pull_centre_ms", "pss_mib")
    ratios = {f"{name}_ratio": round(float(str(last[name])) / max(float(str(first[name])), 1e-9), 2) for name in names}
    return {"bench": "growth", "what": "level", "clients": number, "entries": last["entries"], **ratios}


def main() -> None:
    """Print one line for each size and number of clients."""
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("--full", action="store_true")
    asked.add_argument("--clients", type=int, nargs="+", default=[1, 10, 100])
    asked.add_argument("--db")
    given = asked.parse_args()
    sizes = (*SIZES, FULL) if given.full else SIZES
    with ExitStack() as stack:
        folder = stack.enter_context(tempfile.TemporaryDirectory())
        database = given.db or f"sqlite:///{Path(folder) / 'centre.db'}"
        people = [person for person in admin.init(database, sample=True) if person.role == "staff"]
        url, process = stack.enter_context(serving(database, SERVE))
        tokens = [admin.token(database, person.nip) for person in people]
        scene = Scene(process=process, clients=[])
        for place in range(max(12, *given.clients)):
            scene.clients.append(client(url, tokens[place % len(tokens)]))
            stack.callback(scene.clients[-1].remote.close)
        scene.all(scene.clients, Client.begin)
        lines = []
        for line in grow(scene, sizes, given.clients):
            print(json.dumps(line), flush=True)
            lines.append(line)
        for number in given.clients:
            print(json.dumps(level(lines, number)), flush=True)


if __name__ == "__main__":
    main()
