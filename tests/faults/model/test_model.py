"""Whatever people, machines and wires do, in any order: nothing typed is lost, and all end up with the same."""

import os

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import run_state_machine_as_test

from tests.faults import LONG
from tests.faults.model.machine import Office

EXAMPLES = int(os.environ.get("EKIN_PROOFS_EXAMPLES", "1000")) if LONG else 8
STEPS = 60 if LONG else 25
PART = 25
"""Runs of one part: the parts go to whoever is free, and each tells when it is done."""


@pytest.mark.parametrize("part", range(-(-EXAMPLES // PART)))
def test_nothing_is_lost_and_all_end_up_with_the_same(office: type[Office], part: int) -> None:
    runs = min(PART, EXAMPLES - part * PART)
    office.done.clear()
    run_state_machine_as_test(  # type: ignore[no-untyped-call]  # hypothesis
        office,
        settings=settings(
            max_examples=runs,
            stateful_step_count=STEPS,
            derandomize=not LONG,
            deadline=None,
            database=None,
            print_blob=True,
            suppress_health_check=list(HealthCheck),
            phases=(Phase.generate, Phase.shrink) if LONG else (Phase.generate,),
        ),
    )
    print(f"{office.done}")  # noqa: T201 - the figure of the proof, seen with -s
    assert office.done["runs"] >= runs
