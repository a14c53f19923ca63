"""The program is killed at each of its writes and flushes in turn, and started again."""

import signal
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from tests.faults import fast_folder, spread, strace
from tests.faults.proof import OK, Tally, copied, judge, pictures, prepared

pytestmark = [
    pytest.mark.skipif(bool(strace.why_not()), reason=strace.why_not() or "-"),
    pytest.mark.xdist_group("strace"),
]


def _killed(before: Path | None, calls: str, points: list[int]) -> Tally:
    """Kill one run at each of ``points`` of ``calls`` on a copy of the cache ``before``, and judge what is left."""
    tally = Tally()

    def kill(point: int) -> tuple[str, str]:
        with TemporaryDirectory(dir=fast_folder()) as place:
            folder = Path(place) / "state"
            path = copied(before, folder) if before else folder / "cache.db"
            done = trial.run(path, inject=f"{calls}:signal=KILL:when={point}")
            verdict = judge(path, done.acked) if done.code == -signal.SIGKILL else f"not killed ({done.code})"
            return verdict, f"{calls} {point}, after step {done.acked}"

    with strace.warm() as trial:
        for verdict, where in trial.map(kill, points):
            tally.add(verdict, where)
    return tally


@pytest.mark.parametrize(("calls", "wanted"), [("pwrite64", 18), ("fdatasync", 8), ("unlink", 5)])
def test_a_kill_at_any_write_flush_or_end_of_a_save_loses_and_tears_nothing(
    tmp_path: Path, calls: str, wanted: int
) -> None:
    before = prepared(tmp_path)
    points = strace.count(copied(before, tmp_path / "counted"), calls)
    assert points >= len(pictures()) - 1
    tried = spread(points, wanted)
    tally = _killed(before, calls, tried)
    print(f"{calls}: {tally.found}")  # noqa: T201 - the figure of the proof, seen with -s
    assert tally.faulty == []
    assert tally.found == {OK: len(tried)}


def test_a_kill_while_the_first_start_makes_its_tables_needs_no_repair(tmp_path: Path) -> None:
    whole = strace.count(tmp_path / "cache.db", "pwrite64")
    points = whole - strace.count(copied(prepared(tmp_path / "made"), tmp_path / "counted"), "pwrite64")
    tried = spread(points, 7)
    tally = _killed(None, "pwrite64", tried)
    print(f"first start: {tally.found}")  # noqa: T201 - the figure of the proof, seen with -s
    assert tally.faulty == []
    assert tally.found == {OK: len(tried)}


def test_all_of_the_work_is_there_when_nobody_kills(tmp_path: Path) -> None:
    done = strace.run(prepared(tmp_path), "pictures")
    assert done.code == 0
    assert done.pictures == list(pictures()[1:])
    assert len(set(pictures())) == len(pictures())
