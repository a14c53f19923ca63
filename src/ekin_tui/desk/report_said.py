"""What a report says in words: shares, moments, and a sentence for each indicator with what it is made of."""

from datetime import date, datetime

from ekin_tui.desk.report_views import Report
from ekin_tui.domain.calendar import Month
from ekin_tui.domain.indicators import Figure, Stand
from ekin_tui.domain.tallies import Tally
from ekin_tui.domain.works import Stage
from ekin_tui.text import Words

INDICATORS = ("discipline", "conformity", "accountability")
_ZONES = {"Asia/Jakarta": "wib", "Asia/Pontianak": "wib", "Asia/Makassar": "wita", "Asia/Jayapura": "wit"}


def share(words: Words, permille: int | None) -> str:
    """Return ``87,5 %``; that there is nothing to count where there is nothing."""
    if permille is None:
        return words("report.nothing")
    return words("report.share", whole=words.number(permille // 10), tenth=permille % 10)


def long_day(words: Words, day: date) -> str:
    """Return ``25 November 2026``."""
    return f"{day.day} {words.month(Month.of(day))}"


def moment(words: Words, at: datetime, zone: str) -> str:
    """Return ``25 November 2026 09.30 WITA``; ``at`` is in ``zone``."""
    name = words(f"report.zone.{_ZONES[zone]}") if zone in _ZONES else at.strftime("%Z")
    return f"{long_day(words, at.date())} {words.clock(at.hour * 60 + at.minute)} {name}"


def indicator_said(words: Words, report: Report, name: str) -> list[str]:
    """Return the sentences of the indicator ``name``, one of :data:`INDICATORS`."""
    return {"discipline": _discipline, "conformity": _conformity, "accountability": _accountability}[name](
        words, report
    )


def indicator_figure(report: Report, name: str) -> Figure:
    """Return the figure that stands for the indicator ``name``."""
    return {
        "discipline": report.discipline.figure,
        "conformity": report.conformity.figure,
        "accountability": report.accountability.figure,
    }[name]


def indicator_parts(report: Report, name: str) -> list[tuple[str, int, int | None, str]]:
    """Return what the indicator is made of: the code of each part, its count, of how many (None: of none), its unit."""
    if name == "discipline":
        return _discipline_parts(report)
    fit, account = report.conformity, report.accountability
    parts: dict[str, Figure | None]
    if name == "conformity":
        parts = {"minutes": fit.minutes, "entries": fit.entries, "spread": fit.spread, "strangers": fit.strangers}
    else:
        parts = {
            "recognised": account.recognised,
            "evidence": account.evidence,
            "sent_back": account.sent_back,
            "rejected": account.rejected,
        }
    return [(code, one.part, one.whole, one.unit) for code, one in parts.items() if one is not None]


def state_said(words: Words, report: Report) -> list[str]:
    """Return from when the data are, from where on they count, and what of them nobody has decided."""
    zone = report.subject.person.zone
    said = [words("report.data.made", at=moment(words, report.made, zone))]
    if report.last_sync is None:
        said.append(words("report.data.never"))
    else:
        said.append(words("report.data.synced", at=moment(words, report.last_sync, zone)))
    if report.begun is not None and report.begun > report.first:
        said.append(words("report.data.begun", day=long_day(words, report.begun)))
    said += _undecided(words, report.tally)
    return said


def _undecided(words: Words, tally: Tally) -> list[str]:
    waiting = tally.entries[Stage.WAITING] + tally.entries[Stage.RETURNED]
    said = [words("report.data.waits", n=words.number(waiting))] if waiting else []
    said += [words("report.data.unsent", n=words.number(tally.kept_here))] if tally.kept_here else []
    return said or ([words("report.data.decided")] if tally.reported else [])


def _discipline(words: Words, report: Report) -> list[str]:
    found = report.discipline
    if not found.obliged:
        before = found.days[Stand.BEFORE]
        return [words(f"report.indicator.discipline_{'before' if before else 'none'}", n=before)]
    days = {stand.value: found.days[stand] for stand in (Stand.LATE, Stand.UNSENT, Stand.MISSING)}
    said = [words("report.indicator.discipline_said", **_filled(words, found.figure), **days)]
    if found.still_open:
        said.append(words("report.indicator.discipline_open", n=found.still_open))
    if found.days[Stand.MISSING]:
        said.append(words("report.indicator.discipline_note"))
    return said


def _conformity(words: Words, report: Report) -> list[str]:
    found = report.conformity
    if not found.entries.whole:
        said = [words("report.indicator.conformity_none")]
    else:
        said = [words("report.indicator.conformity_said", **_filled(words, found.minutes))]
    if not report.subject.skps:
        said.append(words("report.indicator.conformity_no_skp"))
    elif found.entries.whole and found.spread.whole:
        spread = {"touched": found.spread.part, "promised": found.spread.whole}
        said.append(words("report.indicator.conformity_spread", **spread))
    if found.idle:
        said.append(words("report.indicator.conformity_idle", names="; ".join(rhk.text for rhk in found.idle)))
    return said


def _accountability(words: Words, report: Report) -> list[str]:
    found = report.accountability
    if not found.recognised.whole:
        said = [words("report.indicator.accountability_none")]
    else:
        evidence = {"evidence": words.number(found.evidence.part), "reported": words.number(found.evidence.whole)}
        said = [words("report.indicator.accountability_said", **_filled(words, found.recognised), **evidence)]
    if report.tally.undecided:
        said.append(words("report.indicator.accountability_waits", minutes=words.number(report.tally.undecided)))
    return said


def _filled(words: Words, figure: Figure) -> dict[str, str]:
    return {
        "part": words.number(figure.part),
        "whole": words.number(figure.whole),
        "share": share(words, figure.permille),
    }


def _discipline_parts(report: Report) -> list[tuple[str, int, int | None, str]]:
    found = report.discipline
    asked = (Stand.ON_TIME, Stand.LATE, Stand.UNSENT, Stand.MISSING)
    rows: list[tuple[str, int, int | None, str]] = [
        (stand.value, found.days[stand], found.obliged, "day") for stand in asked
    ]
    free = [row.kind.value for row in report.days if row.stand is Stand.FREE]
    rest = {kind: free.count(kind) for kind in ("leave", "duty", "training", "holiday")}
    rest |= {stand.value: found.days[stand] for stand in (Stand.BEFORE, Stand.OUTSIDE, Stand.COMING)}
    return rows + [(code, count, None, "day") for code, count in rest.items() if count]
