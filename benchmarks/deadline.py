"""The hour before a deadline: what 4.7 million staff ask of a centre, simulated with costs that are measured here.

    python -m benchmarks.deadline [--db URL|postgres] [--staff N] [--entries N] [--last-hour SHARE] [--open SHARE]
                                  [--rise MINUTES] [--costs FILE] [--validate]

JSON lines. ``costs``: what a session, a page and a push of 1, 5 and 20 entries (two ops each: recorded and sent) take,
measured on a real centre in a process of its own: ``core_ms`` of processor and ``database_ms`` of PostgreSQL's
processes, means with eight asking at once, and ``answer_ms`` in all, the median of one who is alone; ``--costs`` takes
such a line from a file instead. ``validation``: 200 clients against one real worker on loopback, and the same arrivals
in the model (`benchmarks/rush.py`); its load is half of what the core can do on average and rises to most of it;
``crowd`` is how many times the costs an exchange took of the processor meanwhile, here and in the hour that follows;
``share`` is what the machine had left of a core before and after (1 where it is quiet; rough below 0.9), by which the
model's core is slower. ``needed``: the smallest number of workers (a core each) with which 99 of 100 exchanges take at
most two seconds and nobody is turned away. ``run``: the hour, with those workers and with fewer, with the centre away
for a quarter of an hour, with and without jitter, ``Backoff`` and ``Retry-After``; ``late_with_grace`` is the share
that the policy's ``grace_offline_h`` does not cover, where all have exchanged once before the deadline.

ASSUMED, not measured, and to be set by the options: that a tenth of the staff sends in the last hour, five entries
each; that arrivals grow e-fold every 20 minutes up to the last second; that a twentieth has the program open all that
time (an exchange each ten minutes); that load is even over the workers. Not in it: supervisors, first syncs, lines.
"""

import argparse
import asyncio
import json
import math
import os
import statistics
import tempfile
import time
from collections.abc import Awaitable, Callable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from random import Random
from urllib.parse import quote, urlsplit

import msgspec

from benchmarks.growth import SERVE, Client, client
from benchmarks.rush import Request, Rules, Rush, Seen
from benchmarks.stores import HELP, engine, store
from benchmarks.sync import cpu_of, new_id, now, serving
from ekin_tui.domain.model import Policy
from ekin_tui.server import admin
from ekin_tui.wire import PAGE, Op, SessionBody

HOUR, TOO_SLOW_S = 3600.0, 2.0
GRACE_S = Policy(rev=1).grace_offline_h * HOUR
SIZES, ALONE, REPEAT, AT_ONCE = (1, 5, 20), 60, 160, 8
CLIENTS, LOAD, SPAN_S, PROBE_S = 200, 0.5, 12.0, 1.0
AWAY = (HOUR - 1800, HOUR - 900)


@dataclass(frozen=True, slots=True, kw_only=True)
class Caller:
    """One device: what it sends, as bytes of a request."""

    host: str
    token: str
    device: Client

    def session(self) -> bytes:
        """Return the request that opens an exchange."""
        return self._post("session", msgspec.json.encode(SessionBody(device=self.device.remote.device)))

    def page(self, entries: int) -> bytes:
        """Return the request for a page of one's own feed that holds ``entries``, as after a push of so many."""
        return self._head("GET", f"feeds/me?limit={entries}&after={quote(self.device.after)}") + b"\r\n"

    def push(self, entries: int) -> bytes:
        """Return the request that records and submits ``entries``."""
        ops = []
        for _ in range(entries):
            put = self.device.next_op()
            ops += [put, Op(op=new_id(), t="submit", entry=put.entry, base=f"@{put.op}", at=now().isoformat())]
        return self._post("push", msgspec.json.encode({"ops": ops}))

    def _post(self, path: str, body: bytes) -> bytes:
        kind = f"Content-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n"
        return self._head("POST", path) + kind.encode() + body

    def _head(self, method: str, path: str) -> bytes:
        return (
            f"{method} /ekin/v1/{path} HTTP/1.1\r\nHost: {self.host}\r\nAuthorization: Bearer {self.token}\r\n"
            f"Ekin-Protocol: 1.0\r\nEkin-Epoch: {self.device.epoch}\r\nEkin-Request: n\r\n"
        ).encode()


class Line:
    """One connection, without a library: the centre is to be measured, not who asks."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._reader, self._writer = reader, writer

    @classmethod
    async def open(cls, host: str) -> "Line":
        """Connect to ``host``, with its port."""
        name, _, port = host.partition(":")
        return cls(*await asyncio.open_connection(name, int(port)))

    async def ask(self, request: bytes) -> bytes:
        """Send a request and return the body of its answer, which has to be 200."""
        self._writer.write(request)
        head = (await self._reader.readuntil(b"\r\n\r\n")).lower()
        assert b" 200 " in head[:16], head
        length = int(head.partition(b"content-length:")[2].partition(b"\r\n")[0])
        return await self._reader.readexactly(length)

    def close(self) -> None:
        """Hang up."""
        self._writer.close()


def begin(url: str, token: str) -> Caller:
    """Return a device that knows its plans and has read its own feed to the end."""
    device = client(url, token)
    device.begin()
    with closing(device.remote):
        while (page := device.remote.feed("me", device.after, PAGE, epoch=device.epoch)).more:
            device.after = page.next
        device.after = page.next
    return Caller(host=urlsplit(url).netloc, token=token, device=device)


def database_cpu(folder: Path) -> float:
    """Return the seconds of processor time of a PostgreSQL under ``folder``; 0 where there is none."""
    pid = folder / "postgres" / "postmaster.pid"
    if not pid.exists():
        return 0.0
    own, total = pid.read_text().splitlines()[0], 0
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            name, fields = stat.parent.name, stat.read_text().rpartition(")")[2].split()
        except OSError:  # it may end meanwhile
            continue
        if own in (name, fields[1]):
            total += sum(map(int, fields[11 : 15 if name == own else 13]))
    return total / os.sysconf("SC_CLK_TCK")


def share_of_a_core() -> float:
    """Return which part of a core this machine gives to somebody who asks for a whole one: 1 where it is quiet."""
    begun, worked = time.perf_counter(), time.process_time()
    while time.perf_counter() - begun < PROBE_S:
        pass
    return (time.process_time() - worked) / (time.perf_counter() - begun)


async def measure(callers: Sequence[Caller], process: int, folder: Path, entries: int) -> dict[str, dict[str, float]]:
    """Ask each kind of request many times; milliseconds by kind. Alone for the answer, several at once for the cost."""
    lines, found = [await Line.open(caller.host) for caller in callers], {}
    kinds: dict[str, Callable[[Caller], bytes]] = {"session": Caller.session}
    kinds |= {f"push_{size}": partial(Caller.push, entries=size) for size in SIZES}
    kinds["page"] = partial(Caller.page, entries=entries)

    async def ask(place: int, requests: Sequence[bytes], took: list[float]) -> None:
        for request in requests:
            begun = time.perf_counter()
            answer = await lines[place].ask(request)
            took.append(time.perf_counter() - begun)
            assert b'"rejected"' not in answer, answer[:300]

    for name, make in kinds.items():
        alone: list[float] = []
        for place in range(len(lines)):
            await ask(place, [make(callers[place]) for _ in range(ALONE // len(lines))], alone)
        crowd = [[make(caller) for _ in range(REPEAT // AT_ONCE)] for caller in callers[:AT_ONCE]]
        cpu, theirs = cpu_of(process), database_cpu(folder)
        await asyncio.gather(*(ask(place, requests, []) for place, requests in enumerate(crowd)))
        found[name] = {
            "core_ms": round((cpu_of(process) - cpu) * 1_000 / REPEAT, 2),
            "database_ms": round((database_cpu(folder) - theirs) * 1_000 / REPEAT, 2),
            "answer_ms": round(statistics.median(alone) * 1_000, 2),
        }
    for line in lines:
        line.close()
    return found


def request_of(costs: dict[str, float], *, commits: bool = False) -> Request:
    """Return the request of these ``costs``; ``commits``: what is not the core's is the one disk of SQLite."""
    core, rest = costs["core_ms"] / 1_000, max(0.0, costs["answer_ms"] - costs["core_ms"]) / 1_000
    return Request(core=core, commit=rest) if commits else Request(core=core, rest=rest)


def exchange_of(costs: dict[str, dict[str, float]], entries: int, db: str) -> list[Request]:
    """Return the requests of an exchange that sends ``entries`` to a centre over ``db``."""
    push = request_of(push_of(costs, entries), commits=db == "sqlite")
    return [request_of(costs["session"]), push, request_of(costs["page"])]


def push_of(costs: dict[str, dict[str, float]], entries: int) -> dict[str, float]:
    """Return the costs of a push of ``entries``: a straight line through the smallest and the largest measured one."""
    few, many, step = costs["push_1"], costs["push_20"], (entries - 1) / 19
    return {name: round(few[name] + (many[name] - few[name]) * step, 3) for name in few}


def rising(count: int, rise_s: float, end: float, chance: Random) -> list[float]:
    """Return ``count`` moments up to ``end`` that grow e-fold every ``rise_s``, in their order."""
    whole = 1 - math.exp(-end / rise_s)
    return sorted(end + rise_s * math.log(1 - whole * chance.random()) for _ in range(count))


async def drive(callers: Sequence[Caller], moments: Sequence[float], entries: int) -> list[float]:
    """Let the callers exchange at these moments, each in its turn; seconds of each exchange from its moment on."""
    lines = [await Line.open(caller.host) for caller in callers]
    turns = [asyncio.Lock() for _ in callers]
    begun = time.perf_counter()

    async def exchange(number: int, moment: float) -> float:
        place = number % len(callers)
        caller = callers[place]
        requests = [caller.session(), caller.push(entries), caller.page(entries)]
        await asyncio.sleep(max(0.0, begun + moment - time.perf_counter()))
        async with turns[place]:
            for request in requests:
                await lines[place].ask(request)
        return time.perf_counter() - begun - moment

    coming: list[Awaitable[float]] = [exchange(number, moment) for number, moment in enumerate(moments)]
    took = list(await asyncio.gather(*coming))
    for line in lines:
        line.close()
    return took


def slowed(steps: Sequence[Request], times: float) -> list[Request]:
    """Return ``steps`` that take so many times as long of the core."""
    return [replace(step, core=step.core * times) for step in steps]


def validate(callers: Sequence[Caller], steps: Sequence[Request], entries: int, process: int) -> dict[str, object]:
    """Compare the model with the real worker under the same arrivals."""
    chance, share, alone = Random(7), share_of_a_core(), sum(step.core for step in steps)
    count = int(LOAD * SPAN_S * share / alone)
    moments = rising(count, SPAN_S, SPAN_S, chance)
    cpu = cpu_of(process)
    took = asyncio.run(drive(callers, moments, entries))
    crowd = (cpu_of(process) - cpu) / count / alone
    share = (share + share_of_a_core()) / 2
    steps = slowed(steps, crowd / share)
    model = Rush(steps, steps, Rules(until=0), chance).run([(at, at, False) for at in moments])
    line: dict[str, object] = {"bench": "deadline", "what": "validation", "clients": len(callers), "exchanges": count}
    line |= {"share": round(share, 2), "crowd": round(crowd, 2)}
    for name, waits in (("real", took), ("model", model.waits)):
        line |= {f"{name}_{part}_ms": round(at(waits, part / 100) * 1_000, 1) for part in (50, 90, 99)}
    return line


def at(values: Sequence[float], share: float) -> float:
    """Return the value below which ``share`` of ``values`` lie."""
    return sorted(values)[min(len(values) - 1, int(len(values) * share))] if values else 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Hour:
    """The hour before the deadline, as it is assumed, and the costs as they were measured."""

    staff: int
    last_hour: float
    open: float
    rise_s: float
    sending: Sequence[Request]
    idle: Sequence[Request]

    def run(self, workers: int, rules: Rules, *, patient: bool = True) -> Seen:
        """Run the share of one of ``workers``; not ``patient``: only until somebody is turned away."""
        chance = Random(workers)
        mine = self.staff // workers
        due = rising(int(mine * self.last_hour), self.rise_s, HOUR, chance)
        coming = []
        for moment in due:
            stays = chance.random() < self.open
            coming.append((chance.uniform(0, rules.interval_s) if stays else moment, moment, stays))
        only_open = range(int(mine * (1 - self.last_hour) * self.open))
        coming += [(chance.uniform(0, rules.interval_s), math.inf, True) for _ in only_open]
        return Rush(self.sending, self.idle, rules, chance).run(coming, patient=patient)

    def needed(self) -> int:
        """Return the smallest number of workers that holds the two seconds and turns nobody away."""
        low, high = self._least(), self._least() + 1
        while not self._holds(high):
            low, high = high, high * 2
        while high - low > 1:
            middle = (low + high) // 2
            low, high = (low, middle) if self._holds(middle) else (middle, high)
        return high

    def _least(self) -> int:
        """Return how many cores are busy on average over the hour: fewer can't do the work."""
        idle = self.staff * self.open * HOUR / Rules().interval_s * sum(step.core for step in self.idle)
        return int((self.staff * self.last_hour * sum(step.core for step in self.sending) + idle) / HOUR)

    def _holds(self, workers: int) -> bool:
        seen = self.run(workers, Rules(), patient=False)
        return not seen.refused and at(seen.waits, 0.99) <= TOO_SLOW_S


def told(seen: Seen) -> dict[str, object]:
    """Return what came of a run, as figures."""
    late, beyond = (sum(end > HOUR + grace for end in seen.ends) / len(seen.ends) for grace in (0, GRACE_S))
    return {
        "exchange_ms": {str(share): round(at(seen.waits, share / 100) * 1_000) for share in (50, 90, 99)},
        "delay_s": {str(share): round(at(seen.delays, share / 100), 1) for share in (50, 90, 99)},
        "queue": {str(share): round(at(seen.lines, share / 100)) for share in (50, 99)} | {"most": max(seen.lines)},
        "busiest_minute": round(max(seen.busy.values()) / 60, 3),
        "requests": seen.requests,
        "turned_away": seen.refused,
        "given_up": seen.given_up,
        "late_without_grace": round(late, 4),
        "late_with_grace": round(beyond, 4),
        "all_in_s": round(max(seen.ends) - HOUR, 1),
    }


def runs(hour: Hour) -> Iterator[dict[str, object]]:
    """Give a line for the number that is needed, and for each run."""
    enough = hour.needed()
    yield {"what": "needed", "workers": enough}
    base = Rules()
    away = replace(base, away=AWAY)
    cases = {
        "enough": (enough, base),
        "four fifths": (max(1, enough * 4 // 5), base),
        "four fifths, no backoff": (max(1, enough * 4 // 5), replace(base, backoff=False)),
        "four fifths, nobody turned away": (max(1, enough * 4 // 5), replace(base, turns_away=False)),
        "four fifths, no jitter": (max(1, enough * 4 // 5), replace(base, jitter=False)),
        "away 15 min": (enough, away),
        "away 15 min, no jitter": (enough, replace(away, jitter=False)),
    }
    for name, (workers, rules) in cases.items():
        yield {"what": "run", "case": name, "workers": workers, **told(hour.run(workers, rules))}


def main() -> None:
    """Measure, validate, simulate; print the lines."""
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("--db", default="", help=HELP)
    asked.add_argument("--staff", type=int, default=4_700_000)
    asked.add_argument("--entries", type=int, default=5)
    asked.add_argument("--last-hour", type=float, default=0.1)
    asked.add_argument("--open", type=float, default=0.05)
    asked.add_argument("--rise", type=float, default=20.0)
    asked.add_argument("--costs", type=Path)
    asked.add_argument("--validate", action="store_true", help="measure and validate alone")
    given = asked.parse_args()
    if given.costs:
        line = json.loads(given.costs.read_text(encoding="utf-8"))
        costs, db, crowd = line["costs"], line["db"], line.get("crowd", 1.0)
    else:
        with tempfile.TemporaryDirectory() as name, store(given.db, Path(name)) as database:
            staff = [person for person in admin.init(database, sample=True) if person.role == "staff"]
            tokens = [admin.token(database, person.nip) for person in staff]
            with serving(database, SERVE) as (url, process):
                known = [begin(url, token) for token in tokens]
                costs = asyncio.run(measure(known, process, Path(name), given.entries))
                callers = [replace(known[number % len(known)]) for number in range(CLIENTS)]
                db = engine(database)
                print(json.dumps({"bench": "deadline", "what": "costs", "db": db, "costs": costs}))
                steps = exchange_of(costs, given.entries, db)
                checked = validate(callers, steps, given.entries, process)
                crowd = float(str(checked["crowd"]))
                print(json.dumps(checked), flush=True)
    if given.validate:
        return
    steps = slowed(exchange_of(costs, given.entries, db), crowd)
    hour = Hour(
        staff=given.staff,
        last_hour=given.last_hour,
        open=given.open,
        rise_s=given.rise * 60,
        sending=steps,
        idle=steps[:1],
    )
    for line in runs(hour):
        print(json.dumps({"bench": "deadline", **line}), flush=True)


if __name__ == "__main__":
    main()
