"""The power fails at any moment of a run: every state in which the disk could then be is built, opened and judged."""

import random
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from tests.faults import LONG, fast_folder, strace
from tests.faults.disk import Crash, Disk
from tests.faults.proof import LOST, OK, Tally, judge, prepared

pytestmark = [
    pytest.mark.skipif(bool(strace.why_not()), reason=strace.why_not() or "-"),
    pytest.mark.xdist_group("strace"),
]
SEED = 20_261_125
WANTED = 100_000 if LONG else 400
"""States of a run that are judged: all of them in the long run."""


def _crashes(tmp_path: Path, *options: str, new: bool = False) -> list[Crash]:
    """Return the states of one run; of the first one ever on this disk when it is ``new``."""
    folder = tmp_path / "run"
    folder.mkdir()
    path = folder / "cache.db" if new else prepared(folder)
    before = None if new else path.read_bytes()
    calls = tmp_path / "calls"
    assert strace.run(path, *options, out=calls).code == 0
    return list(Disk(path, before, SEED, tears=12 if LONG else 4).crashes(strace.recorded(calls)))


def _judged(crashes: list[Crash], wanted: int) -> Tally:
    """Judge ``wanted`` of the states."""
    tally = Tally()
    chosen = crashes if len(crashes) <= wanted else random.Random(SEED).sample(crashes, wanted)
    for crash in chosen:
        with TemporaryDirectory(dir=fast_folder()) as folder:
            tally.add(judge(crash.lay_out(Path(folder)), crash.acked), crash.where)
    return tally


@pytest.mark.parametrize("options", [(), ("journal=wal",)])
def test_a_loss_of_power_at_any_moment_loses_and_tears_nothing_that_was_said_to_be_saved(
    tmp_path: Path, options: tuple[str, ...]
) -> None:
    crashes = _crashes(tmp_path, *options)
    assert len(crashes) > 400
    tally = _judged(crashes, WANTED)
    print(f"{len(crashes)} states, {tally.found}")  # noqa: T201 - the figure of the proof, seen with -s
    assert tally.faulty == []


def test_a_loss_of_power_while_the_first_start_makes_its_tables_needs_no_repair(tmp_path: Path) -> None:
    crashes = [crash for crash in _crashes(tmp_path, new=True) if not crash.acked]
    assert len(crashes) > 100
    tally = _judged(crashes, WANTED if LONG else 80)
    print(f"{len(crashes)} states, {tally.found}")  # noqa: T201 - the figure of the proof, seen with -s
    assert tally.faulty == []


@pytest.mark.parametrize("option", ["synchronous=off", "synchronous=full"])
def test_the_proof_sees_what_is_lost_where_the_cache_waits_less_for_the_disk(tmp_path: Path, option: str) -> None:
    crashes = _crashes(tmp_path, option)
    tally = _judged(crashes, 2_000 if LONG else 80)
    print(f"{option}: {len(crashes)} states, {tally.found}")  # noqa: T201 - the figure of the proof, seen with -s
    assert tally.found[LOST]
    assert tally.found[OK]
