"""Entries a second into each kind of target, through the same engine that the program uses, beside a bare httpx loop.

    python -m benchmarks.targets [--entries 1000]

Each target starts empty but for the sample, on this machine, with every check and sign-in on. ``ekin`` and ``folder``
are the default target (a put and a submission an entry; the folder's figure holds the way there, ``admin take`` and the
way back), the others mirrors. ``bare-httpx`` is httpx alone, posting the same bodies to the same interface one by one.
One JSON line each; ``x_bare`` is the ratio to that loop.
"""

import argparse
import json
import tempfile
import time
from pathlib import Path

import httpx
import msgspec
from tests.targets.agency_api import TOKEN
from tests.targets.kinds import KINDS, MIRROR, Target, make_target, rest_of

from ekin_tui.sync.rest import body_of


def hand_in(target: Target, count: int) -> None:
    """Record and submit ``count`` entries; before a mirror the default target takes them."""
    siti = target.siti
    for _ in range(count):
        siti.submit(siti.write().id)
    if target.is_mirror:
        assert siti.sync().code == "ok"


def drive(kind: str, count: int, folder: Path) -> float:
    """Return entries a second of one exchange."""
    target = make_target(kind, folder, through=False)
    try:
        hand_in(target, count)
        begun = time.perf_counter()
        done = target.exchange()
        seconds = time.perf_counter() - begun
        assert (done.code, target.waiting()) == ("ok", 0), done
        return count / seconds
    finally:
        target.close()


def bare(count: int, folder: Path) -> float:
    """Return entries a second of httpx alone, the same bodies to the same interface."""
    target = make_target("mirror-rest", folder, through=False)
    try:
        hand_in(target, count)
        copies = target.siti.store.mirrored.due(MIRROR, count)
        fields = rest_of(target.way.url).fields
        bodies = [msgspec.json.encode(body_of(fields, one.entry, "DIAJUKAN")) for one in copies]
        headers = {"Authorization": f"Bearer {TOKEN}", "Content-Type": "application/json"}
        begun = time.perf_counter()
        with httpx.Client(headers=headers) as line:
            for number, body in enumerate(bodies):
                line.post(target.way.url, content=body, headers={"Kunci-Ulang": str(number)}).raise_for_status()
        return len(bodies) / (time.perf_counter() - begun)
    finally:
        target.close()


def main() -> None:
    """Print one JSON line a kind."""
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("--entries", type=int, default=1_000)
    count = asked.parse_args().entries
    with tempfile.TemporaryDirectory() as folder:
        peer = bare(count, Path(folder, "bare"))
        print(json.dumps({"bench": "targets", "kind": "bare-httpx", "entries": count, "entries_s": round(peer)}))
        for kind in KINDS:
            speed = drive(kind, count, Path(folder, kind))
            figures = {"entries_s": round(speed), "x_bare": round(speed / peer, 2)}
            print(json.dumps({"bench": "targets", "kind": kind, "entries": count, **figures}))


if __name__ == "__main__":
    main()
