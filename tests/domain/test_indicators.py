"""The three indicators: what each counts, what it leaves out, and that there is no figure where nothing counts."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from ekin_tui.domain.indicators import (
    OBLIGED,
    Duty,
    Figure,
    Stand,
    accountability,
    conformity,
    discipline,
    judge_day,
    outputs,
)
from ekin_tui.domain.model import Rhk, Status
from ekin_tui.domain.tallies import tally
from ekin_tui.domain.works import Stage, Work, stage_of
from tests.domain.facts import DAY, PLAN, an_entry

RHK = Rhk(id="r1", skp="s1", text="Laporan tersusun")
IDLE = Rhk(id="r2", skp="s1", text="Arsip statis tersedia")
SENT = (Stage.WAITING, Stage.RETURNED, Stage.APPROVED, Stage.REJECTED)


def work(stage: Stage = Stage.APPROVED, **changes: object) -> Work:
    own = {name: changes.pop(name) for name in ("sent_back", "plan", "rhk", "reached") if name in changes}
    made = Work(entry=an_entry(**changes), stage=stage, reached=stage in SENT, plan=PLAN, rhk=RHK)
    return replace(made, **own)  # type: ignore[arg-type]


def duty(day: date = DAY, **changes: object) -> Duty:
    return replace(Duty(day=day, workday=True, served=True, open=True), **changes)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("asked", "works", "stand"),
    [
        (duty(), [work()], Stand.ON_TIME),
        (duty(), [work(), work(late=True)], Stand.LATE),
        (duty(), [work(), work(Stage.DRAFT)], Stand.ON_TIME),
        (duty(), [work(Stage.REJECTED)], Stand.ON_TIME),
        (duty(), [work(Stage.DRAFT), work(Stage.QUEUED)], Stand.UNSENT),
        (duty(), [work(Stage.QUEUED, reached=True)], Stand.ON_TIME),
        (duty(), [], Stand.MISSING),
        (duty(workday=False), [], Stand.FREE),
        (duty(workday=False), [work(late=True)], Stand.FREE),
        (duty(served=False), [], Stand.OUTSIDE),
        (duty(DAY + timedelta(days=1)), [], Stand.COMING),
        (duty(date(2026, 1, 5)), [], Stand.BEFORE),
    ],
)
def test_a_day_obliges_only_where_it_is_worked_served_and_here(asked: Duty, works: list[Work], stand: Stand) -> None:
    assert judge_day(asked, works, today=DAY, begun=date(2026, 11, 2)).stand is stand


def test_without_a_log_no_day_is_called_missing() -> None:
    assert judge_day(duty(), [], today=DAY, begun=None).stand is Stand.BEFORE


def test_discipline_is_days_in_time_of_days_that_ask_and_its_parts_give_the_whole() -> None:
    works = [[work()], [work(late=True)], [work(Stage.DRAFT)], [], []]
    asked = [duty(DAY - timedelta(days=n), open=n == 3) for n in range(5)]
    days = [judge_day(one, some, today=DAY, begun=date(2026, 1, 1)) for one, some in zip(asked, works, strict=True)]
    found = discipline(days)
    assert found.figure == Figure(part=1, whole=5, unit="day")
    assert [found.days[stand] for stand in OBLIGED] == [1, 1, 1, 2]
    assert sum(found.days[stand] for stand in OBLIGED) == found.obliged
    assert found.still_open == 1


def test_nothing_to_count_is_no_figure_neither_nothing_nor_all() -> None:
    assert discipline([]).figure.permille is None
    assert conformity([], []).figure.permille is None
    assert accountability([work(Stage.WAITING)]).figure.permille is None
    assert Figure(part=0, whole=3, unit="day").permille == 0


@pytest.mark.parametrize(("part", "whole", "permille"), [(1, 3, 333), (2, 3, 667), (1, 2_000, 1), (3, 3, 1_000)])
def test_a_share_is_rounded_half_up_in_thousandths(part: int, whole: int, permille: int) -> None:
    assert Figure(part=part, whole=whole, unit="day").permille == permille


def test_conformity_counts_reported_work_against_ones_own_skp_and_names_idle_results() -> None:
    works = [
        work(),
        work(Stage.WAITING, activity="Memupuk bibit cabai di kebun", start=600, end=660),
        work(Stage.RETURNED, plan=None, rhk=None),
        work(Stage.REJECTED),
        work(Stage.DRAFT),
        work(Stage.QUEUED),
    ]
    found = conformity(works, [RHK, IDLE])
    assert found.minutes == Figure(part=150, whole=240, unit="minute")
    assert found.entries == Figure(part=2, whole=3, unit="entry")
    assert found.spread == Figure(part=1, whole=2, unit="rhk")
    assert found.idle == (IDLE,)
    assert found.strangers == Figure(part=1, whole=2, unit="entry")
    assert conformity(works, [RHK], silent=["plan-unrelated"]).strangers is None


def test_accountability_holds_recognised_minutes_against_decided_ones_alone() -> None:
    works = [
        work(recognised=60, sent_back=True),
        work(recognised=None, evidence=""),
        work(Stage.REJECTED, recognised=None),
        work(Stage.WAITING),
        work(Stage.DRAFT),
    ]
    found = accountability(works)
    assert found.recognised == Figure(part=150, whole=270, unit="minute")
    assert found.evidence == Figure(part=3, whole=4, unit="entry")
    assert found.sent_back == Figure(part=1, whole=4, unit="entry")
    assert found.rejected == Figure(part=1, whole=4, unit="entry")


def test_output_counts_approved_quantities_in_the_plans_own_unit() -> None:
    plan = replace(PLAN, unit="dokumen", target=12)
    tied = {"plan": plan}
    works = [
        work(quantity=2, **tied),
        work(quantity=40, unit="lembar", **tied),
        work(Stage.WAITING, quantity=3, **tied),
        work(Stage.REJECTED, quantity=9, **tied),
        work(Stage.DRAFT, quantity=9, **tied),
    ]
    [found] = outputs([plan], works, [work(quantity=4, **tied), work(Stage.WAITING, quantity=5, **tied)])
    assert (found.realised, found.so_far, found.undecided, found.other_units) == (2, 6, 3, 1)
    assert (found.entries, found.minutes) == (3, 270)


@pytest.mark.parametrize(
    ("status", "known", "stage"),
    [
        (Status.DRAFT, None, Stage.DRAFT),
        (Status.DRAFT, Status.SUBMITTED, Stage.DRAFT),
        (Status.SUBMITTED, None, Stage.QUEUED),
        (Status.SUBMITTED, Status.RETURNED, Stage.QUEUED),
        (Status.SUBMITTED, Status.SUBMITTED, Stage.WAITING),
        (Status.APPROVED, Status.APPROVED, Stage.APPROVED),
        (Status.APPROVED, Status.SUBMITTED, Stage.QUEUED),
        (Status.REJECTED, Status.REJECTED, Stage.REJECTED),
    ],
)
def test_only_what_the_centre_has_said_counts_as_decided(status: Status, known: Status | None, stage: Stage) -> None:
    assert stage_of(status, known) is stage


def test_claimed_minutes_are_recognised_or_cut_or_undecided_and_nothing_else() -> None:
    works = [work(stage, recognised=30 if stage is Stage.APPROVED else None) for stage in Stage]
    sums = tally(works)
    assert sums.claimed == sums.recognised + sums.cut + sums.undecided == 360
    assert (sums.recognised, sums.cut, sums.undecided, sums.unsent) == (30, 150, 180, 180)
    assert (sums.reported, sums.kept_here) == (4, 2)
