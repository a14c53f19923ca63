"""Facts that the tests of the domain share: one good entry and its surroundings."""

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

from ekin_tui.domain.checks import Around
from ekin_tui.domain.model import Entry, Period, Plan, Problem

DAY = date(2026, 11, 25)
"""A Wednesday that is no holiday."""

GOOD = Entry(
    id="e1",
    owner="siti",
    day=DAY,
    start=480,
    end=570,
    activity="Menyusun laporan bulanan bidang arsip",
    plan="plan-1",
    quantity=1,
    unit="dokumen",
    evidence="https://arsip.example.go.id/laporan/11",
)
PLAN = Plan(id="plan-1", rhk="r1", text="Menyusun laporan", start=date(2026, 1, 1), end=date(2026, 12, 31))
NOVEMBER = Period(
    id="2026-11", start=date(2026, 11, 1), end=date(2026, 11, 30), due=datetime(2026, 12, 5, 10, tzinfo=UTC)
)


def an_entry(**changes: Any) -> Entry:
    return replace(GOOD, **changes)


def around(**changes: Any) -> Around:
    return replace(Around(today=DAY, plan=PLAN), **changes)


def codes(problems: tuple[Problem, ...]) -> list[str]:
    return [problem.code for problem in problems]
