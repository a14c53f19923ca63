"""A report as plain data for JSON. Keys and their order are a contract (docs/report.md); add, never rename."""

import json
from typing import Any

from ekin_tui.desk.report_said import INDICATORS, indicator_figure, indicator_parts, indicator_said
from ekin_tui.desk.report_views import DayRow, MonthLine, MonthReport, NoteRow, Report, RhkRow, Subject, YearReport
from ekin_tui.domain.clock import show_clock
from ekin_tui.domain.indicators import Discipline, Figure, Output
from ekin_tui.domain.ratings import Rating
from ekin_tui.domain.tallies import Tally
from ekin_tui.domain.works import Stage, Work
from ekin_tui.text import Words


def write_json(report: Report, words: Words) -> str:
    """Return ``report`` as one JSON document; what is not printable comes as JSON's own escape."""
    text = json.dumps(data_of(report, words), ensure_ascii=False, indent=2)
    return "".join(char if char.isprintable() or char == "\n" else json.dumps(char)[1:-1] for char in text) + "\n"


def data_of(report: Report, words: Words) -> dict[str, Any]:
    """Return ``report`` as JSON has it; only its sentences are in a language."""
    span: dict[str, Any] = {"kind": "month", "month": None, "year": report.first.year}
    if isinstance(report, MonthReport):
        span["month"] = str(report.month)
    else:
        span["kind"] = "year"
    months = [_month(line) for line in report.months] if isinstance(report, YearReport) else None
    return {
        **span,
        "first": report.first.isoformat(),
        "last": report.last.isoformat(),
        "made": report.made.isoformat(),
        "last_sync": report.last_sync.isoformat() if report.last_sync else None,
        "begun": report.begun.isoformat() if report.begun else None,
        "person": _person(report.subject),
        "totals": _totals(report),
        "indicators": {name: _indicator(report, name, words) for name in INDICATORS},
        "predicate": _rating(report.ratings[0]) if report.ratings else None,
        "ratings": [_rating(one) for one in report.ratings],
        "rhk": [_rhk(row) for row in report.rhks],
        "months": months,
        "days": [_day(row) for row in report.days],
        "entries": [_entry(work) for work in report.works],
        "notes": [_note(row) for row in report.notes],
        "record": {
            "head": report.record.head,
            "length": report.record.length,
            "breaks": report.record.breaks,
        },
    }


def _person(subject: Subject) -> dict[str, Any]:
    person, above = subject.person, subject.supervisor
    return {
        **{name: getattr(person, name) for name in ("nip", "name", "post", "unit", "agency", "zone")},
        "supervisor": {name: getattr(above, name) for name in ("nip", "name", "post")} if above else None,
        "skps": [
            {
                "id": skp.id,
                "post": skp.post,
                "kind": skp.kind,
                "start": skp.start.isoformat(),
                "end": skp.end.isoformat(),
            }
            for skp in subject.skps
        ],
    }


def _totals(report: Report) -> dict[str, Any]:
    offer = report.offer
    offered = {"target_minutes": offer.whole, "target_so_far": offer.so_far, "fixed_target": offer.fixed}
    return {**_tally(report.tally), **offered}


def _tally(tally: Tally) -> dict[str, Any]:
    return {
        "reported": tally.reported,
        "not_sent": tally.kept_here,
        "claimed_minutes": tally.claimed,
        "recognised_minutes": tally.recognised,
        "not_recognised_minutes": tally.cut,
        "undecided_minutes": tally.undecided,
        "not_sent_minutes": tally.unsent,
        "entries": {stage.value: tally.entries[stage] for stage in Stage},
        "minutes": {stage.value: tally.minutes[stage] for stage in Stage},
    }


def _indicator(report: Report, name: str, words: Words) -> dict[str, Any]:
    parts = [
        {"part": code, "count": part, "of": whole, "unit": unit}
        for code, part, whole, unit in indicator_parts(report, name)
    ]
    found = {"figure": _figure(indicator_figure(report, name)), "parts": parts}
    if name == "conformity":
        found["rhk_without_entries"] = [rhk.text for rhk in report.conformity.idle]
    return {**found, "said": " ".join(indicator_said(words, report, name))}


def _figure(figure: Figure) -> dict[str, Any]:
    permille = figure.permille
    percent = None if permille is None else permille / 10
    return {"part": figure.part, "whole": figure.whole, "unit": figure.unit, "percent": percent}


def _rating(rating: Rating) -> dict[str, Any]:
    return {
        "first": rating.start.isoformat(),
        "last": rating.end.isoformat(),
        "results": rating.results.value,
        "behaviour": rating.behaviour.value,
        "predicate": rating.predicate.value,
        "by": rating.by or None,
    }


def _rhk(row: RhkRow) -> dict[str, Any]:
    return {
        "id": row.rhk.id if row.rhk else None,
        "text": row.rhk.text if row.rhk else None,
        "skp": row.skp.post if row.skp else None,
        "entries": row.entries,
        "minutes": row.minutes,
        "recognised_minutes": row.recognised,
        "plans": [_output(one) for one in row.outputs],
    }


def _output(one: Output) -> dict[str, Any]:
    return {
        "id": one.plan.id,
        "text": one.plan.text,
        "unit": one.plan.unit,
        "target": one.plan.target,
        "realised": one.realised,
        "realised_so_far": one.so_far,
        "undecided": one.undecided,
        "entries_in_other_units": one.other_units,
        "entries": one.entries,
        "minutes": one.minutes,
    }


def _month(line: MonthLine) -> dict[str, Any]:
    return {
        "month": str(line.month),
        "days": _stands(line.discipline),
        "target_minutes": line.target,
        **_tally(line.tally),
    }


def _stands(found: Discipline) -> dict[str, int]:
    return {"obliged": found.obliged, **{stand.value: count for stand, count in found.days.items()}}


def _day(row: DayRow) -> dict[str, Any]:
    return {
        "day": row.day.isoformat(),
        "kind": row.kind.value,
        "name": row.name or None,
        "stand": row.stand.value,
        "open": row.open,
        "entries": row.tally.reported,
        "claimed_minutes": row.tally.claimed,
        "recognised_minutes": row.tally.recognised,
        "undecided_minutes": row.tally.undecided,
        "not_sent_minutes": row.tally.unsent,
        "target_minutes": row.target,
    }


def _entry(work: Work) -> dict[str, Any]:
    entry = work.entry
    return {
        "id": entry.id,
        "day": entry.day.isoformat(),
        "start": show_clock(entry.start) or None,
        "end": show_clock(entry.end) or None,
        "activity": entry.activity,
        "plan": work.plan.text if work.plan else None,
        "rhk": work.rhk.text if work.rhk else None,
        "quantity": entry.quantity,
        "unit": entry.unit,
        "evidence": entry.evidence or None,
        "stage": work.stage.value,
        "late": entry.late,
        "minutes": entry.minutes,
        "recognised_minutes": work.recognised if work.stage is Stage.APPROVED else None,
    }


def _note(row: NoteRow) -> dict[str, Any]:
    note = row.note
    return {
        "at": note.at.isoformat() if note.at else None,
        "by": note.by,
        "name": note.name,
        "as": note.capacity.value,
        "kind": note.kind.value,
        "minutes": note.minutes,
        "text": note.text,
        "entry": note.entry,
        "day": row.work.entry.day.isoformat(),
        "seq": note.seq,
    }
