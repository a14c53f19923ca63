"""From a report to a document: what stands on it, in which order, under whose name."""

from collections.abc import Iterator

from ekin_tui.config.report import Letter
from ekin_tui.desk import report_lists as lists
from ekin_tui.desk import report_tables as tables
from ekin_tui.desk.record import RecordState
from ekin_tui.desk.report_rating import rated
from ekin_tui.desk.report_said import INDICATORS, long_day, moment, state_said
from ekin_tui.desk.report_views import DayRow, MonthReport, NoteRow, Report, Subject, YearReport
from ekin_tui.desk.views import DayKind
from ekin_tui.domain.indicators import Stand
from ekin_tui.domain.nip import show_nip
from ekin_tui.exchange.report.document import Block, Cell, Document, Facts, HeatMap, Note, Prose, Signature, Where
from ekin_tui.text import Words

_MARKS = {
    DayKind.HOLIDAY: "holiday",
    DayKind.LEAVE: "leave",
    DayKind.DUTY: "leave",
    DayKind.TRAINING: "leave",
}
_KINDS = {"plt": "Plt.", "plh": "Plh.", "pj": "Pj."}
"""Kinds of an SKP that are abbreviations."""
_HEAD = 16
"""Digits of the record's last link that stand at the foot of each page; the whole stands in its own block."""


def document(report: Report, words: Words, letter: Letter) -> Document:
    """Return ``report`` as a document in the language of ``words``."""
    person = report.subject.person
    lines = [line.strip() for line in letter.letterhead.splitlines() if line.strip()]
    day = long_day(words, report.made.date())
    return Document(
        letterhead=lines or [text for text in (person.agency, person.unit) if text],
        title=words("report.month_title" if isinstance(report, MonthReport) else "report.year_title"),
        subtitle=span_said(words, report),
        blocks=list(_blocks(report, words, letter)),
        place_and_day=words("report.signed_at", place=letter.place, day=day) if letter.place else day,
        signatures=_signatures(report.subject, words, letter),
        foot=_foot(words, report.record),
        author=person.name,
        made=report.made,
    )


def span_said(words: Words, report: Report) -> str:
    """Return which month or year it is."""
    if isinstance(report, MonthReport):
        return words("report.month_span", month=words.month(report.month))
    return words("report.year_span", year=report.first.year)


def _blocks(report: Report, words: Words, letter: Letter) -> Iterator[Block]:
    yield _identity(report.subject, words, letter)
    yield Prose(key="state", title=words("report.data.title"), lines=state_said(words, report))
    for where in (Where.PAGES, Where.DATA):
        yield tables.totals(words, report, where)
        for name in INDICATORS:
            yield tables.indicator(words, report, name, where)
    yield from rated(words, report)
    yield tables.rhk_bars(words, report)
    yield tables.rhks(words, report)
    yield tables.plans(words, report)
    if isinstance(report, YearReport):
        yield tables.months(words, report)
        yield _map(words, report)
        yield Prose(key="details", where=Where.PAGES, lines=[words("report.data.details")])
        yield tables.days(words, report, Where.DATA)
    else:
        yield tables.days(words, report, Where.ALL)
        yield lists.entries_page(words, report)
    yield lists.entries_data(words, report)
    yield from _notes(words, report)
    yield lists.notes_data(words, report)
    yield Prose(key="record", title=words("report.record.title"), lines=[_record(words, report.record)])


def _identity(subject: Subject, words: Words, letter: Letter) -> Facts:
    person, above = subject.person, subject.supervisor
    unknown = words("report.who.unknown")
    kinds = [
        f"{words('report.post_of', post=skp.post, kind=_KINDS.get(skp.kind, skp.kind))}, "
        + words("report.span", first=long_day(words, skp.start), last=long_day(words, skp.end))
        for skp in subject.skps
    ]
    rows = [
        ("name", person.name),
        ("nip", show_nip(person.nip)),
        ("post", person.post),
        ("unit", person.unit),
        ("agency", person.agency),
        ("supervisor", letter.supervisor or (above.name if above else "") or unknown),
        ("supervisor_nip", show_nip(letter.supervisor_nip or (above.nip if above else ""))),
        ("skp", "\n".join(kinds) or words("report.who.no_skp")),
    ]
    title = words("report.who.title")
    return Facts(key="person", title=title, rows=[(words(f"report.who.{name}"), text) for name, text in rows if text])


def _signatures(subject: Subject, words: Words, letter: Letter) -> list[Signature]:
    person, above = subject.person, subject.supervisor
    return [
        Signature(
            role=words("report.sign.supervisor"),
            post=letter.supervisor_post or (above.post if above else ""),
            name=letter.supervisor or (above.name if above else ""),
            nip=show_nip(letter.supervisor_nip or (above.nip if above else "")),
        ),
        Signature(
            role=words("report.sign.person"),
            post=letter.signer_post or person.post,
            name=letter.signer or person.name,
            nip=show_nip(letter.signer_nip or person.nip),
        ),
    ]


def _map(words: Words, report: YearReport) -> HeatMap:
    legend = [(mark, words(f"report.heat.{mark}")) for mark in ("missing", "unsent", "holiday", "leave")]
    cells = [_cell(row) for row in report.days]
    title, levels = words("report.heat.title"), words("report.heat.levels")
    return HeatMap(key="map", title=title, where=Where.PAGES, cells=cells, legend=legend, levels=levels)


def _cell(row: DayRow) -> Cell:
    """Return a day of the map: how full it is by what was reported, else why it is empty."""
    if row.tally.reported:
        share = 1_000 * row.tally.claimed // row.target if row.target else 1_000
        return Cell(day=row.day, mark="full", share=min(1_000, max(1, share)))
    stand = row.stand.value if row.stand in {Stand.MISSING, Stand.UNSENT} else ""
    return Cell(day=row.day, mark=stand or _MARKS.get(row.kind, ""))


def _notes(words: Words, report: Report) -> Iterator[Block]:
    """Give the notes that say something in full; how many approvals without a word there are is told before."""
    title, telling = words("report.note.title"), [row for row in report.notes if row.says]
    quiet = len(report.notes) - len(telling)
    lines = [words("report.note.lead")] if telling else [words("report.note.none")]
    lines += [words("report.note.quiet", n=words.number(quiet))] if quiet else []
    yield Prose(key="notes", title=title, where=Where.PAGES, lines=lines)
    for row in telling:
        yield _note(words, row, report.subject.person.zone)


def _note(words: Words, row: NoteRow, zone: str) -> Note:
    note, entry = row.note, row.work.entry
    head = words(
        "report.note.head",
        at=moment(words, note.at, zone) if note.at else words("report.note.waits"),
        name=note.name or note.by,
        capacity=words(f"capacity.{note.capacity}"),
        act=words(f"did.{note.kind}"),
    )
    if note.minutes is not None:
        head += f" - {words('report.note.minutes')}: {words.number(note.minutes)}"
    about = words("report.note.about", day=words.day(entry.day), activity=entry.activity)
    text = note.text.strip() or words("report.note.empty")
    return Note(key="note", where=Where.PAGES, head=head, about=about, text=text)


def _record(words: Words, record: RecordState) -> str:
    if record.broken is not None:
        seq = record.broken.seq
        return words("report.record.broken", n=record.breaks, seq=seq, head=record.head)
    if not record.length:
        return words("report.record.none")
    return words("report.record.holds", n=words.number(record.length), head=record.head)


def _foot(words: Words, record: RecordState) -> str:
    if not record.length:
        return words("report.foot_none")
    return words("report.foot", head=record.head[:_HEAD], n=words.number(record.length))
