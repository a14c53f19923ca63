from dataclasses import replace
from datetime import date, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ekin_tui.domain.lateness import NEAR, ON_TIME, SKEW, Outage, Sending, Timing, is_closed, judge, moved, stand
from ekin_tui.domain.model import Policy, Status
from tests.domain.facts import DAY, GOOD, NOVEMBER

DUE = NOVEMBER.due
MARK = Policy(grace_offline_h=72)
MOVES = replace(MARK, outage_moves_deadline=True)
HOUR, SECOND = timedelta(hours=1), timedelta(seconds=1)
MOMENTS = st.integers(-200 * 3600, 200 * 3600).map(lambda seconds: DUE + timedelta(seconds=seconds))
OUTAGES = st.lists(st.tuples(MOMENTS, MOMENTS).map(lambda pair: (min(pair), max(pair))), max_size=6)


def timing(
    received: timedelta,
    claimed: timedelta | None = None,
    beacon: timedelta | None = None,
    policy: Policy = MARK,
    outages: list[Outage] | None = None,
) -> Timing:
    """Judge a submission; all moments are told from the deadline."""
    sending = Sending(
        received=DUE + received,
        claimed=None if claimed is None else DUE + claimed,
        beacon=None if beacon is None else DUE + beacon,
    )
    return judge(DAY, sending, [NOVEMBER], policy, outages or [])


@pytest.mark.parametrize(
    ("received", "claimed", "beacon", "want"),
    [
        (-HOUR, None, None, Timing.IN_TIME),
        (0 * HOUR, None, None, Timing.IN_TIME),
        (SECOND, None, None, Timing.NO_CLAIM),
        (HOUR, SECOND, -HOUR, Timing.AFTER_DUE),
        (HOUR, -HOUR, None, Timing.NO_BEACON),
        (HOUR, -HOUR, 2 * HOUR, Timing.NO_BEACON),
        (2 * HOUR, -HOUR, HOUR, Timing.AFTER_DUE),
        (HOUR, -2 * HOUR, -HOUR, Timing.BEFORE_BEACON),
        (HOUR, -HOUR - SKEW, -HOUR, Timing.OFFLINE),
        (HOUR, -HOUR - SKEW - SECOND, -HOUR, Timing.BEFORE_BEACON),
        (HOUR, -HOUR, -2 * HOUR, Timing.OFFLINE),
        (HOUR, 0 * HOUR, 0 * HOUR, Timing.OFFLINE),
        (72 * HOUR, -HOUR, -2 * HOUR, Timing.OFFLINE),
        (72 * HOUR + SECOND, -HOUR, -2 * HOUR, Timing.BEYOND_GRACE),
    ],
)
def test_receipt_claim_and_beacon_decide_together(
    received: timedelta, claimed: timedelta | None, beacon: timedelta | None, want: Timing
) -> None:
    assert timing(received, claimed, beacon) is want


def test_without_grace_only_the_receipt_counts() -> None:
    assert timing(SECOND, -HOUR, -2 * HOUR, Policy(grace_offline_h=0)) is Timing.BEYOND_GRACE
    assert timing(SECOND, -HOUR, -2 * HOUR, Policy(grace_offline_h=-5)) is Timing.BEYOND_GRACE


def test_the_deadline_is_an_instant_whatever_the_zone_of_the_receipt() -> None:
    makassar = timezone(timedelta(hours=8))
    assert judge(DAY, Sending(received=DUE.astimezone(makassar)), [NOVEMBER], MARK) is Timing.IN_TIME
    assert judge(DAY, Sending(received=(DUE + SECOND).astimezone(makassar)), [NOVEMBER], MARK) not in ON_TIME


def test_a_day_without_a_period_is_never_late() -> None:
    sending = Sending(received=DUE + timedelta(days=900))
    assert judge(date(2027, 2, 1), sending, [NOVEMBER], MARK) is Timing.IN_TIME


def test_only_a_policy_that_refuses_closes_a_period() -> None:
    refuse = replace(MARK, late="refuse")
    assert [is_closed(MARK, one) for one in Timing] == [False] * len(Timing)
    assert [one for one in Timing if is_closed(refuse, one)] == [one for one in Timing if one not in ON_TIME]


@pytest.mark.parametrize(
    ("outages", "by"),
    [
        ([], 0 * HOUR),
        ([(-3 * HOUR, -HOUR)], 2 * HOUR),
        ([(-HOUR, 2 * HOUR)], 3 * HOUR),
        ([(HOUR, 2 * HOUR)], 0 * HOUR),
        ([(-HOUR, HOUR), (1.5 * HOUR, 2 * HOUR)], 2.5 * HOUR),
        ([(-3 * HOUR, -HOUR), (-2 * HOUR, 0 * HOUR)], 3 * HOUR),
        ([(-NEAR - 5 * HOUR, -NEAR - HOUR)], 0 * HOUR),
        ([(-NEAR - 5 * HOUR, -NEAR + HOUR)], HOUR),
    ],
)
def test_a_deadline_moves_by_the_downtime_of_its_last_day(
    outages: list[tuple[timedelta, timedelta]], by: timedelta
) -> None:
    assert moved(DUE, [(DUE + began, DUE + ended) for began, ended in outages]) - DUE == by


def test_an_outage_counts_only_where_the_policy_says_so() -> None:
    away = [(DUE - HOUR, DUE + HOUR)]
    assert timing(2 * HOUR, policy=MOVES, outages=away) is Timing.OUTAGE
    assert timing(2 * HOUR + SECOND, policy=MOVES, outages=away) is Timing.NO_CLAIM
    assert timing(2 * HOUR, policy=MARK, outages=away) is Timing.NO_CLAIM


def test_the_grace_runs_from_the_moved_deadline() -> None:
    away = [(DUE - HOUR, DUE + HOUR)]
    assert timing(74 * HOUR, HOUR, -HOUR, MOVES, away) is Timing.OFFLINE
    assert timing(74 * HOUR + SECOND, HOUR, -HOUR, MOVES, away) is Timing.BEYOND_GRACE


@pytest.mark.parametrize("late", [True, False])
def test_what_was_returned_keeps_the_lateness_of_its_first_receipt(late: bool) -> None:
    entry = replace(GOOD, status=Status.RETURNED, late=late)
    for sending in (Sending(received=DUE - HOUR), Sending(received=DUE + timedelta(days=90))):
        assert (stand(entry, sending, [NOVEMBER], MARK) not in ON_TIME) is late


def test_what_was_returned_keeps_the_reason_too() -> None:
    offline = replace(GOOD, status=Status.RETURNED, timing="offline")
    assert stand(offline, Sending(received=DUE + 99 * HOUR), [NOVEMBER], MARK) is Timing.OFFLINE
    newer = replace(GOOD, status=Status.RETURNED, late=True, timing="of-a-later-version")
    assert stand(newer, Sending(received=DUE - HOUR), [NOVEMBER], MARK) is Timing.AFTER_DUE


@given(received=MOMENTS, claimed=MOMENTS, beacon=MOMENTS, outages=OUTAGES)
def test_nothing_makes_an_entry_late_that_came_before_its_deadline(
    received: datetime, claimed: datetime, beacon: datetime, outages: list[Outage]
) -> None:
    sending = Sending(received=min(received, DUE), claimed=claimed, beacon=beacon)
    assert judge(DAY, sending, [NOVEMBER], MOVES, outages) is Timing.IN_TIME


@given(received=MOMENTS, claimed=MOMENTS, beacon=MOMENTS)
def test_the_grace_is_given_only_within_the_interval_that_is_proved(
    received: datetime, claimed: datetime, beacon: datetime
) -> None:
    if judge(DAY, Sending(received=received, claimed=claimed, beacon=beacon), [NOVEMBER], MARK) is Timing.OFFLINE:
        assert beacon - SKEW <= claimed <= DUE < received <= DUE + 72 * HOUR
        assert beacon <= DUE


@given(received=MOMENTS, claimed=st.none() | MOMENTS, beacon=st.none() | MOMENTS, outages=OUTAGES)
def test_an_outage_never_makes_anything_late(
    received: datetime, claimed: datetime | None, beacon: datetime | None, outages: list[Outage]
) -> None:
    sending = Sending(received=received, claimed=claimed, beacon=beacon)
    if judge(DAY, sending, [NOVEMBER], MOVES) in ON_TIME:
        assert judge(DAY, sending, [NOVEMBER], MOVES, outages) in ON_TIME


@given(outages=OUTAGES, more=OUTAGES)
def test_more_downtime_never_brings_a_deadline_forward(outages: list[Outage], more: list[Outage]) -> None:
    assert DUE <= moved(DUE, outages) <= moved(DUE, [*outages, *more])


@given(outages=OUTAGES)
def test_the_order_of_outages_and_their_overlaps_change_nothing(outages: list[Outage]) -> None:
    assert moved(DUE, outages) == moved(DUE, [*outages[::-1], *outages])
