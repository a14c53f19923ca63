"""How an entry is written: hints that help it through the review. Offline, by rules alone; never an error.

:data:`CHECKS` is the table: a code and a pure function that returns the arguments of its sentence, or None where there
is nothing to say. The client alone asks it, so that the centre spends nothing on it; an agency silences a code by its
policy (``Policy.silent``). The sentences live in ``text``.
Source: BKN's guide (short, clear, factual; one activity an entry; tied to the SKP) and what supervisors return.
"""

import re
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import field
from datetime import date

from ekin_tui.domain.clean import one_paragraph
from ekin_tui.domain.facts import dataclass
from ekin_tui.domain.model import MAX_ACTIVITY, Entry, Plan, Problem, Severity, Status
from ekin_tui.domain.stems import listed, related, shortened, stem, stems, telling
from ekin_tui.domain.units import fits, too_fast

Args = dict[str, str | int]
Gist = tuple[frozenset[str], int, int]
"""What makes two entries copies: the words without their form, the quantity, the minutes. Work that is done every day
under the same words differs in one of them."""

REACH = 7
"""Days before and after an entry in which the same text is looked for."""
SHORT = 5
"""Minutes below which an activity is hardly worth an entry."""
_FEWEST = 2
"""Stems that a text must have to be called the same as another one."""
_SHOWN = 40


@dataclass(frozen=True, slots=True, kw_only=True)
class Recent:
    """What an owner's other days say about an entry; see :func:`read_recent`."""

    days: Mapping[Gist, Sequence[date]] = field(default_factory=dict)
    """The days on which each gist was written."""
    approved: Mapping[str, frozenset[str]] = field(default_factory=dict)
    """By plan the telling stems of what was approved for it: a supervisor has read that they belong together."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Beside:
    """What lies beside an entry while it is written."""

    plan: Plan | None = None
    """The rencana aksi that it names, where it is at hand."""
    result: str = ""
    """The text of that plan's RHK."""
    recent: Recent = field(default_factory=Recent)
    """The owner's other days, read once when the form is opened."""
    silent: Collection[str] = ()
    """Codes that the agency does not want said."""


def advise(entry: Entry, beside: Beside) -> tuple[Problem, ...]:
    """Return the hints for ``entry``, each a warning, in the order of the table."""
    if len(entry.activity) > MAX_ACTIVITY:
        return ()
    found = ((code, name, check(entry, beside)) for code, name, check, _ in CHECKS if code not in beside.silent)
    return tuple(
        Problem(code=code, field=name, severity=Severity.WARNING, args=args)
        for code, name, args in found
        if args is not None
    )


def read_recent(entries: Iterable[Entry]) -> Recent:
    """Return what was written on which days, for :class:`Beside`; what was rejected may be written again."""
    days: dict[Gist, list[date]] = {}
    approved: dict[str, frozenset[str]] = {}
    for entry in entries:
        gist = _gist(entry)
        if gist is not None and entry.status is not Status.REJECTED:
            days.setdefault(gist, []).append(entry.day)
        if entry.plan and entry.status is Status.APPROVED:
            approved[entry.plan] = approved.get(entry.plan, frozenset()) | telling(entry.activity)
    return Recent(days=days, approved=approved)


def _gist(entry: Entry) -> Gist | None:
    if not entry.minutes or entry.quantity is None:
        return None
    found = stems(entry.activity)
    return (found, entry.quantity, entry.minutes) if len(found) >= _FEWEST else None


def same_text(entry: Entry, beside: Beside) -> Args | None:
    """The same words, quantity and minutes stand on another day: probably a copy that nobody has mended yet."""
    gist = _gist(entry) if beside.recent.days else None
    days = [day for day in beside.recent.days.get(gist, ()) if day != entry.day] if gist else []
    near = min(days, key=lambda day: (abs(day - entry.day), day), default=None)
    return None if near is None or abs((near - entry.day).days) > REACH else {"day": near.isoformat()}


def only_link(entry: Entry, _: Beside) -> Args | None:
    """An address alone does not tell what was done."""
    return {} if _LINKS.fullmatch(entry.activity.strip()) else None


def all_capitals(entry: Entry, _: Beside) -> Args | None:
    """A sentence in capitals is hard to read; a few abbreviations are none."""
    text = entry.activity
    letters = sum(map(str.isalpha, text))
    return {} if text.isupper() and letters >= 12 and len(text.split()) >= 3 else None


def unfinished(entry: Entry, _: Beside) -> Args | None:
    """The text stops where something has to follow: at a joining word, a comma, an open bracket or quote."""
    text = entry.activity.strip()
    words = text[-_SHOWN:].split()[-2:]
    if words and (_is_open(text) or _joins(words)):
        return {"ending": one_paragraph(words[-1])}
    for mark, closing in _PAIRS:
        if text.count(mark) > (text.count(mark) // 2 * 2 if mark == closing else text.count(closing)):
            return {"ending": one_paragraph(text[text.rindex(mark) :])[:_SHOWN]}
    return None


def _is_open(text: str) -> bool:
    return text.endswith(_OPEN) and _CLOSED.search(text) is None


def _joins(words: Sequence[str]) -> bool:
    """Tell whether the last of ``words`` joins what is before it to something: *dan*, *dalam rangka*, a bare prefix."""
    last = " ".join(words).casefold().rstrip(".!?").split()
    return bool(last) and (last[-1] in _JOINING or " ".join(last) in _JOINING_PAIRS) and " ".join(last) not in _WHOLE


def several_activities(entry: Entry, _: Beside) -> Args | None:
    """A list, or clauses that each begin with a verb and have nothing in common."""
    text = entry.activity.strip()
    if _is_list(text):
        return {}
    verbs = sum(word.startswith(_STARTS) for word in text.casefold().split())
    if verbs >= 2 and _strangers(_begun(_HARD.split(text))) >= 2:
        return {}
    return {} if verbs >= 3 and _strangers(_begun(_SOFT.split(text))) >= 3 else None


def unrelated(entry: Entry, beside: Beside) -> Args | None:
    """No word of the activity stands in the plan, its RHK or what was approved for it (*kesesuaian*)."""
    plan = beside.plan
    if plan is None:
        return None
    text = f"{plan.text} {beside.result} {plan.unit}"
    said, planned = telling(entry.activity), telling(text)
    if not said or not planned or related(said, planned) or shortened(entry.activity, text):
        return None
    return None if related(said, beside.recent.approved.get(plan.id, frozenset())) else {}


def other_unit(entry: Entry, beside: Beside) -> Args | None:
    """The unit counts something else than the plan does."""
    if beside.plan is None or fits(beside.plan.unit, entry.unit):
        return None
    return {"typed": one_paragraph(entry.unit)[:_SHOWN], "planned": one_paragraph(beside.plan.unit)[:_SHOWN]}


def over_target(entry: Entry, beside: Beside) -> Args | None:
    """One entry alone realises more than the plan's whole target: probably a slip in the figure."""
    target = beside.plan.target if beside.plan else None
    return {"target": target} if target and entry.quantity and entry.quantity > target else None


def many_units(entry: Entry, _: Beside) -> Args | None:
    """More was realised than fits in the time: 20 documents in 20 minutes."""
    handled = not _HANDLING.isdisjoint(stems(entry.activity))
    if (
        not entry.minutes
        or not entry.quantity
        or not too_fast(entry.quantity, entry.unit, entry.minutes, quick=handled)
    ):
        return None
    return {"quantity": entry.quantity, "minutes": entry.minutes}


def few_minutes(entry: Entry, _: Beside) -> Args | None:
    """An entry of a minute or two is mostly a slip in the times."""
    return {"minutes": entry.minutes} if 0 < entry.minutes < SHORT else None


CHECKS: tuple[tuple[str, str, Callable[[Entry, Beside], Args | None], tuple[str, ...]], ...] = (
    ("text-only-link", "activity", only_link, ()),
    ("text-unfinished", "activity", unfinished, ("ending",)),
    ("text-capitals", "activity", all_capitals, ()),
    ("text-repeated", "activity", same_text, ("day",)),
    ("several-activities", "activity", several_activities, ()),
    ("plan-unrelated", "activity", unrelated, ()),
    ("few-minutes", "end", few_minutes, ("minutes",)),
    ("quantity-over-target", "quantity", over_target, ("target",)),
    ("quantity-too-fast", "quantity", many_units, ("quantity", "minutes")),
    ("unit-unlike-plan", "unit", other_unit, ("typed", "planned")),
)
"""Code, field that it is said at, function, names of the args."""

WHEN_LEFT = frozenset({"text-unfinished", "plan-unrelated", "quantity-too-fast", "few-minutes", "unit-unlike-plan"})
"""Said when the field has been left: true of every text while it is being typed."""

_LINKS = re.compile(r"(?:(?:https?://|www\.)\S+\s*)+", re.IGNORECASE)
_OPEN = (",", ";", ":", "(", "[", "/", "&", "-", "\N{EN DASH}", "..", "…")
_CLOSED = re.compile(r"(?:\d,|\b(?-i:[A-Z]{1,5}) ?)-$")
"""What a comma and a dash end without anything behind them: *Rp125.000,-*, blood group *O-*, *BTA -*."""
_JOINING = listed(
    """adalah agar antara atau bagi bahwa berdasarkan berupa beserta dalam dan dari dengan dgn di dlm guna hingga ialah
    karena ke kemudian kepada kpd krn lalu maupun meliputi melalui mengenai oleh pada para pd per s.d s/d sampai sebagai
    sebanyak sehingga seperti serta spy supaya tanpa tentang terhadap ttg untuk utk yaitu yakni yang yg
    me mem memper men meng meny pem peng peny"""
)
_JOINING_PAIRS = frozenset({"dalam rangka"})
_WHOLE = frozenset(
    f"{before} {word}"
    for word, words in {
        "dalam": "penyakit spesialis poli bagian ruang sisi ke luka organ laut sumur bangunan ban pakaian",
        "lalu": """yang tahun bulan minggu pekan hari semester triwulan caturwulan kuartal periode waktu masa malam pagi
            siang sore kemarin senin selasa rabu kamis jumat sabtu ahad lampau""",
        "guna": "tepat serba daya hasil tata alih multi pasca purna nir",
        "serta": "peran ikut turut berperan",
        "antara": "laporan perantara perkampungan putusan tujuan uji sementara",
        "agar": "media nutrient blood plate cawan tepung bubuk lempeng chocolate",
        "bagi": "hasil dana",
        "per": "satu pegas",
        "sampai": "telah sudah hingga belum",
    }.items()
    for before in words.split()
)
"""Two words that end a text, though the second one joins elsewhere: *poli penyakit dalam*, *bulan lalu*."""
_PAIRS = (("(", ")"), ("[", "]"), ("“", "”"), ('"', '"'))
_HANDLING = frozenset(
    stem(word)
    for word in listed(
        """cap mengecap stempel legalisir melegalisir legalisasi scan memindai pemindaian registrasi meregistrasi
        menandatangani paraf memaraf mencetak menggandakan fotokopi memfotokopi mengagendakan mendistribusikan
        membagikan menyortir menghitung mengunggah mengunduh"""
    )
)
"""What is done to many papers in a minute: stamping, scanning, signing."""
_NUMBERED = re.compile(r"(?:^|: ?)\(?1[.)]\s*[^\W\d].{3,}?\s\(?2[.)]\s*[^\W\d]")
_LETTERED = re.compile(r"(?:^|: ?)\(?a[.)]\s*\w.{3,}?\s\(?b[.)]\s*\w", re.IGNORECASE)
_BULLETS = ("-", "\N{EN DASH}", "•", "*")
_STARTS = ("me", "rapat", "apel", "senam", "monitoring", "input", "entri", "penyusunan", "pembuatan")
_HARD = re.compile(r";|(?<=[a-z)]{2})\.\s|\s[+]\s")
_SOFT = re.compile(r"[,;+]|(?<=[a-z)]{2})\.\s|\s(?:dan|serta|lalu|kemudian|selanjutnya|dilanjutkan)\s", re.IGNORECASE)
_VERB = re.compile(
    r"(?!media|medis|meja|melati|melalui|mengenai|menurut|meliputi|menjadi|menteri|menuju|merah|merupakan|metod|mesin)"
    r"(?:me[a-z]{4,}|rapat|apel|senam|monitoring|input|entri|penyusunan|pembuatan)\s+\w",
    re.IGNORECASE,
)


def _is_list(text: str) -> bool:
    """Tell whether ``text`` is numbered, lettered or bulleted: 1. … 2. …"""
    if text.startswith(_BULLETS):
        return any(f" {mark} " in text for mark in _BULLETS)
    numbered = "1" in text and "2" in text and _NUMBERED.search(text) is not None
    return numbered or (("b." in text or "b)" in text) and _LETTERED.search(text) is not None)


def _begun(clauses: Iterable[str]) -> list[frozenset[str]]:
    """Return what the clauses that begin with an activity are about; a bare verb belongs to the next one."""
    return [telling(clause) for clause in map(str.strip, clauses) if _VERB.match(clause)]


def _strangers(clauses: Sequence[frozenset[str]]) -> int:
    """Return how many clauses share nothing with any other one."""
    near = [[related(one, other) for m, other in enumerate(clauses) if m != n] for n, one in enumerate(clauses)]
    return sum(not any(found) for found in near) if len(clauses) > 1 else 0
