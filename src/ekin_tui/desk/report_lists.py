"""The long lists of a report: entries and notes, for people to read and for machines to count."""

from collections.abc import Iterator, Sequence

from ekin_tui.desk.report_tables import columns_of
from ekin_tui.desk.report_views import NoteRow, Report
from ekin_tui.domain.works import REPORTED, Stage, Work
from ekin_tui.exchange.report.document import Kind, Table, Value, Where
from ekin_tui.text import Words


def entries_page(words: Words, report: Report) -> Table:
    """Return the entries as people read them."""
    columns = columns_of(
        words,
        "entry",
        ("day", Kind.DAY, 15),
        ("time", Kind.TEXT, 15),
        ("activity", Kind.TEXT, 62),
        ("plan", Kind.TEXT, 38),
        ("result", Kind.TEXT, 15),
        ("minutes", Kind.NUMBER, 10),
        ("recognised", Kind.NUMBER, 10),
        ("stage", Kind.TEXT, 14),
    )
    reported = [work for work in report.works if work.stage in REPORTED]
    minutes, recognised = sum(work.entry.minutes for work in reported), sum(work.recognised for work in reported)
    total = (words("report.entry.total"), "", "", "", "", minutes, recognised, "")
    return Table(
        key="entries",
        title=words("report.entry.title"),
        where=Where.PAGES,
        columns=columns,
        rows=[_entry_page(words, work) for work in report.works],
        total=total if report.works else (),
        empty=words("report.entry.none"),
    )


def _entry_page(words: Words, work: Work) -> Sequence[Value]:
    entry = work.entry
    amount = "" if entry.quantity is None else f"{words.number(entry.quantity)} {entry.unit}".strip()
    stage = words(f"report.stage.{work.stage}")
    return (
        entry.day,
        f"{words.clock(entry.start)}-{words.clock(entry.end)}",
        "\n".join(part for part in (entry.activity, entry.evidence) if part),
        work.plan.text if work.plan else words("report.rhk.untied"),
        amount,
        entry.minutes,
        work.recognised if work.stage is Stage.APPROVED else None,
        f"{stage}, {words('report.stand.late')}" if entry.late else stage,
    )


def entries_data(words: Words, report: Report) -> Table:
    """Return the entries with each field apart."""
    names = (
        ("id", Kind.TEXT), ("day", Kind.DAY), ("start", Kind.TEXT), ("end", Kind.TEXT), ("activity", Kind.TEXT),
        ("plan", Kind.TEXT), ("rhk", Kind.TEXT), ("quantity", Kind.NUMBER), ("unit", Kind.TEXT),
        ("evidence", Kind.TEXT), ("stage", Kind.TEXT), ("late", Kind.TEXT),
        ("minutes", Kind.NUMBER), ("recognised", Kind.NUMBER),
    )  # fmt: skip
    columns = columns_of(words, "entry", *((name, kind, 10) for name, kind in names))
    rows = [_entry_data(words, work) for work in report.works]
    title = words("report.entry.title")
    return Table(key="entries", title=title, where=Where.DATA, columns=columns, rows=rows)


def _entry_data(words: Words, work: Work) -> Sequence[Value]:
    entry = work.entry
    return (
        entry.id,
        entry.day,
        words.clock(entry.start),
        words.clock(entry.end),
        entry.activity,
        work.plan.text if work.plan else "",
        work.rhk.text if work.rhk else "",
        entry.quantity,
        entry.unit,
        entry.evidence,
        words(f"report.stage.{work.stage}"),
        words("report.entry.yes") if entry.late else "",
        entry.minutes,
        work.recognised if work.stage is Stage.APPROVED else None,
    )


def notes_data(words: Words, report: Report) -> Table:
    """Return every note, each part of it apart."""
    names = (
        ("at", Kind.TEXT), ("name", Kind.TEXT), ("capacity", Kind.TEXT), ("act", Kind.TEXT), ("minutes", Kind.NUMBER),
        ("day", Kind.DAY), ("activity", Kind.TEXT), ("text", Kind.TEXT),
    )  # fmt: skip
    columns = columns_of(words, "note", *((name, kind, 10) for name, kind in names))
    rows = list(_note_rows(words, report.notes))
    return Table(key="notes", title=words("report.note.title"), where=Where.DATA, columns=columns, rows=rows)


def _note_rows(words: Words, notes: Sequence[NoteRow]) -> Iterator[Sequence[Value]]:
    for row in notes:
        note, entry = row.note, row.work.entry
        yield (
            note.at.isoformat(timespec="seconds") if note.at else words("report.note.waits"),
            note.name or note.by,
            words(f"capacity.{note.capacity}"),
            words(f"did.{note.kind}"),
            note.minutes,
            entry.day,
            entry.activity,
            note.text,
        )
