"""The model of the deadline hour against what is known of queues, and that it loses nobody."""

from random import Random

import pytest
from benchmarks.rush import Request, Rules, Rush

from ekin_tui.server.envelope import MOST

CLOSED = Rules(until=0)


def _arrivals(count: int, rate: float, chance: Random) -> list[tuple[float, float, bool]]:
    at, found = 0.0, []
    for _ in range(count):
        at += chance.expovariate(rate)
        found.append((at, at, False))
    return found


@pytest.mark.parametrize("load", [0.3, 0.6, 0.8])
def test_one_worker_waits_as_the_formula_for_one_server_says(load: float) -> None:
    chance, core = Random(1), 0.01
    seen = Rush([Request(core=core)], [], CLOSED, chance).run(_arrivals(60_000, load / core, chance))
    expected = core + load * core / (2 * (1 - load))  # Pollaczek and Khinchin, one length of service
    assert sum(seen.waits) / len(seen.waits) == pytest.approx(expected, rel=0.06)


def test_a_crowd_beyond_the_limit_is_turned_away_and_everybody_is_received_in_the_end() -> None:
    coming = [(0.0, 0.0, False)] * (3 * MOST)
    seen = Rush([Request(core=0.05)], [], CLOSED, Random(2)).run(coming)
    assert len(seen.ends) == len(coming)
    assert seen.refused > MOST
    assert max(seen.lines) == MOST
    assert seen.given_up == 0


def test_without_being_turned_away_clients_give_up_and_the_work_for_them_is_done_in_vain() -> None:
    coming = [(0.0, 0.0, False)] * (6 * MOST)
    seen = Rush([Request(core=0.05)], [], Rules(until=0, turns_away=False), Random(2)).run(coming)
    assert len(seen.ends) == len(coming)
    assert seen.given_up > 0
    assert seen.requests > len(coming)


def test_pushes_that_wait_for_the_disk_share_a_commit() -> None:
    coming = [(0.0, 0.0, False)] * 10
    seen = Rush([Request(core=0.001, commit=1.0)], [], CLOSED, Random(3)).run(coming)
    assert min(seen.waits) == pytest.approx(1.001)
    assert {round(wait, 3) for wait in seen.waits[1:]} == {2.001}


def test_while_the_centre_is_away_nobody_is_received_and_afterwards_all_are() -> None:
    coming = [(float(second), float(second), False) for second in range(100)]
    seen = Rush([Request(core=0.001)], [], Rules(until=0, away=(0.0, 200.0)), Random(4)).run(coming)
    assert len(seen.ends) == 100
    assert min(seen.ends) >= 200
