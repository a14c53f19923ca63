"""What *Sinkron* says: where the work stands, each waiting line, each refusal, each clash side by side."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from itertools import zip_longest
from typing import TYPE_CHECKING

from ekin_tui.desk.mirror_view import MirrorView, TurnedDown
from ekin_tui.desk.record import BrokenNote
from ekin_tui.desk.views import Clash, QueueLine, SyncView
from ekin_tui.domain.chain import Fault
from ekin_tui.domain.clean import inert
from ekin_tui.terminal.signs import Signs
from ekin_tui.text import Words
from ekin_tui.widgets.entry_lines import column_of
from ekin_tui.widgets.lines import Line, dim, fit, label_lines, labelled, shown, wrap
from ekin_tui.widgets.mirror_lines import mirror_detail, mirror_line
from ekin_tui.widgets.sync_mark import ENDED

if TYPE_CHECKING:
    from ekin_tui.store import Salvage

BAR = 20
"""Cells of the progress bar."""
ACT = 15
"""Cells of what a line will do."""
SAID = 60
"""Cells of a note that are said again where it does not hold."""
USUAL = 60
"""Columns from which on there is room for a column of its own for that."""
_LABEL = 12
"""Cells for the name of a field in a narrow window: the short fields take one line each."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One row of the list: a heading, a damaged database, something refused, a clash, or something that waits."""

    heading: str = ""
    salvaged: "Salvage | None" = None
    refused: QueueLine | None = None
    clash: Clash | None = None
    record: BrokenNote | None = None
    waiting: QueueLine | None = None
    mirror: MirrorView | None = None
    """Another target, or with ``turned_down`` the one that refused that."""
    turned_down: TurnedDown | None = None
    number: int = 0
    """Place of a clash among those that wait, from 1."""

    @property
    def entry(self) -> str:
        """The id of the entry that the row is about; empty for a heading."""
        about = self.refused or self.clash or self.record or self.waiting or self.turned_down
        return about.entry if about else ""


def rows_of(words: Words, view: SyncView) -> list[Row]:
    """Return what needs a person first, then what waits."""
    rows: list[Row] = []
    if view.salvaged is not None:
        rows += [Row(heading=words("sync.heading_salvaged")), Row(salvaged=view.salvaged)]
    if view.record is not None:
        rows += [Row(heading=words("sync.heading_record", n=view.record.breaks)), Row(record=view.record.broken)]
    for key, part in (
        ("attention", [Row(refused=line) for line in view.attention]),
        ("clashes", [Row(clash=clash, number=number) for number, clash in enumerate(view.clashes, 1)]),
        ("mirrors", [Row(mirror=mirror) for mirror in view.mirrors]),
        ("queue", [Row(waiting=line) for line in view.queue]),
    ):
        if key == "mirrors":
            rows += _turned_down(words, view)
        if part:
            rows += [Row(heading=words(f"sync.heading_{key}", n=len(part))), *part]
    return rows


def _turned_down(words: Words, view: SyncView) -> list[Row]:
    """Return what other targets refused, under the name of each."""
    rows: list[Row] = []
    for mirror in view.mirrors:
        part = [Row(mirror=mirror, turned_down=line) for line in mirror.refused]
        if part:
            rows += [Row(heading=words("sync.heading_refused_by", target=mirror.name, n=len(part))), *part]
    return rows


def row_line(words: Words, signs: Signs, row: Row, width: int, *, chosen: bool) -> Line:
    """Return a row as it stands in the list."""
    if row.heading:
        return [(fit(row.heading, width), "bold")]
    mark, tone = _mark(signs, row)
    return [(f"{signs.chosen if chosen else mark} ", tone), (fit(_said(words, row, width), width - 2), "")]


def _mark(signs: Signs, row: Row) -> tuple[str, str]:
    if row.clash is not None:
        return signs.conflict, "warning"
    if row.mirror is not None and row.turned_down is None:
        return (" ", "bold") if row.mirror.last_code in {"", "ok"} else (signs.warning, "warning")
    return (" ", "bold") if row.waiting is not None else (signs.error, "error")


def _said(words: Words, row: Row, width: int) -> str:
    if row.clash is not None:
        return f"{row.number}. {_about(words, row.clash, '')}"
    if row.record is not None:
        return _broken(words, row.record)
    if row.salvaged is not None:
        return _saved(words, row.salvaged)
    if row.turned_down is not None:
        return _about(words, row.turned_down, "")
    if row.mirror is not None:
        return mirror_line(words, row.mirror)
    line = row.refused or row.waiting
    act = words(f"action.{line.action}") if line else ""
    return _about(words, line, fit(act, ACT) if width >= USUAL else act) if line else ""


def detail_lines(words: Words, signs: Signs, row: Row | None, width: int) -> list[Line]:
    """Return all about the chosen row, with the keys that help."""
    if row is None:
        return []
    if row.clash is not None:
        return [*dim(words("sync.clash_hint"), width), *_clash(words, row.clash, width)]
    if row.refused is not None:
        problem = row.refused.problem
        said = f"{signs.error} {words.problem(problem) if problem else ''}"
        return [*([(line, "error")] for line in wrap(said, width)), *dim(words("sync.remedy"), width)]
    if row.record is not None:
        lines = wrap(f"{signs.error} {_broken(words, row.record)}", width)
        return [*([(line, "error")] for line in lines), *dim(words("sync.record_hint"), width)]
    if row.salvaged is not None:
        lines = wrap(f"{signs.error} {salvage_told(words, row.salvaged)}", width)
        return [*([(line, "error")] for line in lines), *dim(words("sync.salvaged_hint"), width)]
    if row.mirror is not None:
        return mirror_detail(words, signs, row.mirror, row.turned_down, width)
    if row.waiting is not None:
        tries = words("sync.tries", n=row.waiting.tries) if row.waiting.tries else ""
        reason = words.problem(row.waiting.problem) if row.waiting.problem else ""
        return dim(" ".join(text for text in (tries, reason, words("sync.queue_hint")) if text), width)
    return []


def state_lines(words: Words, view: SyncView, progress: str, width: int) -> list[Line]:
    """Return the centre, the state in plain words, the last result, and how far an exchange has come."""
    column, wide = column_of(width), width >= USUAL
    name = words("sync.named", name=view.target, kind=view.kind) if view.mirrors else view.target
    target = " · ".join(text for text in (name, view.url) if text) or words("sync.none")
    counts = words("sync.counts", pushed=view.pushed, pulled=view.pulled) if view.last_sync else "-" if wide else ""
    state, result = ("state", _state(words, view)), ("result", progress or counts)
    clock = ("clock", _clock(words, view.skew_s))
    if wide:
        rows = [("target", target), state, clock, result]
    else:  # what moves, and what a person has to know, before what stands still
        rows = [result, state, clock, ("target", target)] if progress else [state, clock, result, ("target", target)]
    return [line for key, text in rows if text for line in labelled(words(f"sync.{key}"), text, width, column=column)]


def progress_text(words: Words, signs: Signs, step: str, done: int, total: int) -> str:
    """Return how far an exchange has come, in words and a bar while the total is known."""
    if not step:
        return words("sync.started")
    what = words({"push": "sync.pushing", "repair": "sync.repairing"}.get(step, "sync.pulling"))
    if total <= 0:
        return words("sync.progress_open", what=what, done=words.number(done))
    full = min(BAR, BAR * done // total)
    bar = signs.bar * full + signs.bar_rest * (BAR - full)
    return f"{words('sync.progress', what=what, done=words.number(done), total=words.number(total))} {bar}"


def _state(words: Words, view: SyncView) -> str:
    at = words.instant(view.last_sync) if view.last_sync else ""
    if view.last_code in {"", "ok"}:
        return words("sync.fine", at=at) if at else words("sync.never")
    ended = view.last_code in ENDED
    text = words("sync.sign_in") if ended else words.refusal(view.last_code, view.last_details)
    return words("sync.trouble_last", text=text, at=at) if at else text


def _clock(words: Words, skew_s: int) -> str:
    """Return that this clock is off, and by how much; nothing while it is not."""
    if not skew_s:
        return ""
    return words("sync.clock_slow" if skew_s > 0 else "sync.clock_fast", off=words.minutes(round(abs(skew_s) / 60)))


def _broken(words: Words, broken: BrokenNote) -> str:
    """Return which note of one's own record does not hold, in what way."""
    if broken.fault is Fault.MISSING and not broken.note:
        return words("sync.record_missing_unknown", seq=broken.seq)
    day = words.day(broken.day) if broken.day else words("sync.record_no_day")
    said = fit(" ".join(broken.text.split()), SAID).rstrip() or words("sync.record_no_text")
    return words(f"sync.record_{broken.fault}", day=day, text=inert(said))


def salvage_told(words: Words, done: "Salvage") -> str:
    """Return all about what came out of a damaged database."""
    fields = {name: words.number(value) if isinstance(value, int) else value for name, value in asdict(done).items()}
    return words("store.salvaged-part" if done.damaged else "store.salvaged", **fields)


def _saved(words: Words, salvaged: "Salvage") -> str:
    """Return in a line what came out of a damaged database."""
    return words("sync.salvaged", entries=words.number(salvaged.entries), queued=words.number(salvaged.queued))


def _about(words: Words, line: QueueLine | Clash | TurnedDown, act: str) -> str:
    day = words.day(line.day, year=False) if line.day else ""
    return "  ".join(text for text in (fit(day, 11), act, line.activity) if text)


def _clash(words: Words, clash: Clash, width: int) -> list[Line]:
    if not clash.fields:
        return [[(words("sync.deleted"), "warning")]]
    label = 18 if width >= USUAL else _LABEL
    half = max(8, (width - label) // 2)
    head: Line = [(fit("", label), ""), (fit(words("sync.mine"), half), "bold"), (words("sync.theirs"), "bold")]
    return [head, *(line for pair in _pairs(words, clash.fields) for line in _beside(pair, label, half))]


def _pairs(words: Words, fields: Mapping[str, tuple[str, str]]) -> list[tuple[str, str, str]]:
    return [
        (words.field(name), shown(words, name, mine), shown(words, name, theirs))
        for name, (mine, theirs) in fields.items()
    ]


def _beside(pair: tuple[str, str, str], label: int, half: int) -> list[Line]:
    name, here, there = pair
    left, right = wrap(here, half - 1), wrap(there, half)
    rows = zip_longest(label_lines(name, label), left, right, fillvalue="")
    return [[(named or " " * label, "dim"), (fit(mine, half), ""), (theirs, "")] for named, mine, theirs in rows]
