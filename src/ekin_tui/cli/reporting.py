"""The report of an import, for people and as JSON."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from ekin_tui.cli.printing import show, show_json, table, tell
from ekin_tui.text import Words

if TYPE_CHECKING:
    from ekin_tui.server.intake.told import Change, Report, Trouble

_CHANGES = 20
"""Changes of a kind that are shown one by one; JSON has all."""
_TROUBLES = 100
_MARKS = {"added": "+", "changed": "~", "ended": "-"}
_ROOMS = {
    "kind": ("calendar.kind", "skp.kind"),
    "capacity": ("capacity",),
    "results": ("report.rating",),
    "behaviour": ("report.rating",),
}
"""Fields whose values have words, and where these stand."""


def show_report(report: "Report", words: Words, *, asked: bool, as_json: bool) -> None:
    """Print what an import found and did; ``asked``: whether it should be written."""
    if as_json:
        show_json(_shape(report, words))
        return
    for source in report.sources:
        tell(words("import.source", file=source.file, kind=_kind(source.kind, words), rows=words.number(source.rows)))
        if source.unused:
            tell(words("import.unused", names=", ".join(source.unused[:12])))
    counts = _counts(report)
    columns = ("added", "changed", "ended", "same", "absent", "refused")
    head = ("", *(words(f"import.count.{name}") for name in columns))
    table([head, *((_kind(kind, words), *(str(of[name]) for name in columns)) for kind, of in counts.items())])
    for kind in counts:
        _show_changes([change for change in report.changes if change.kind == kind], words)
    for trouble in report.troubles[:_TROUBLES]:
        tell(_said(trouble, words))
    if len(report.troubles) > _TROUBLES:
        tell(words("import.more-troubles", n=words.number(len(report.troubles) - _TROUBLES)))
    tell(words(f"import.end.{_end(report, asked=asked)}"))
    if report.cleared:
        tell(words("import.cleared", n=report.cleared))


def _end(report: "Report", *, asked: bool) -> str:
    if not asked:
        return "dry" if report.changes else "dry-same"
    if not report.applied:
        return "strict"
    return ("partly" if report.refused else "done") if report.changes else "same"


def _show_changes(changes: "Sequence[Change]", words: Words) -> None:
    for change in changes[:_CHANGES]:
        show(f"{_MARKS[change.did.value]} {_kind(change.kind, words)} {change.name}{_fields(change, words)}")
    if len(changes) > _CHANGES:
        more = words.number(len(changes) - _CHANGES)
        tell(words("import.more-changes", n=more, kind=_kind(changes[0].kind, words)))


def _fields(change: "Change", words: Words) -> str:
    parts = []
    for name, (old, new) in change.fields.items():
        keys = (f"import.field.{change.kind}-{name}", f"import.field.{name}")
        label = next((words(key) for key in keys if key in words), name)
        named = "" if label == change.name else f"{label}: "  # a policy's only field is the policy itself
        if new or old:
            after = _value(name, new, words)
            told = after if change.did == "added" or not old else f"{_value(name, old, words)} -> {after}"
            parts.append(f"{named}{told}")
    return f"  {'; '.join(parts)}" if parts else ""


def _value(name: str, value: str, words: Words) -> str:
    """Return a value as people read it: kinds of a day or an SKP, capacities and levels of a rating by their words."""
    keys = (f"{room}.{value}" for room in _ROOMS.get(name, ()))
    return next((words(key) for key in keys if key in words), value or "-")


def _said(trouble: "Trouble", words: Words) -> str:
    """Return where what is wrong, and the remedy, in one line."""
    place = words("import.place", file=trouble.place.file, row=trouble.place.row)
    column = words("import.column", column=trouble.column) if trouble.column else ""
    value = f' "{trouble.value}"' if trouble.value else ""
    severity = words(f"cli.{'warning' if trouble.warning else 'error'}")
    return f"{severity} {place}{column}{value}: {_message(trouble, words)}"


def _message(trouble: "Trouble", words: Words) -> str:
    key = f"import.trouble.{trouble.code}"
    if key in words:
        return words(key, **trouble.args)
    if trouble.code.startswith("policy-"):
        return words(f"admin.{trouble.code}", **trouble.args)
    return words.refusal(trouble.code, trouble.args)


def _kind(kind: str, words: Words) -> str:
    return words(f"import.kind.{kind}")


def _counts(report: "Report") -> dict[str, dict[str, int]]:
    """Return how many records of each kind became what; kinds that no file and no change is of are left out."""
    from ekin_tui.server.intake.mapping import REQUIRED
    from ekin_tui.server.intake.told import Did

    named = {source.kind for source in report.sources} | {change.kind for change in report.changes}
    refused: dict[str, set[tuple[str, int]]] = {}
    for trouble in report.troubles:
        if not trouble.warning:
            refused.setdefault(trouble.kind, set()).add((trouble.place.file, trouble.place.row))
    return {
        kind: {
            **{did.value: report.count(kind, did) for did in Did},
            "same": report.same.get(kind, 0),
            "absent": report.absent.get(kind, 0),
            "refused": len(refused.get(kind, ())),
        }
        for kind in REQUIRED
        if kind in named
    }


def _shape(report: "Report", words: Words) -> dict[str, Any]:
    return {
        "agency": report.agency,
        "applied": report.applied,
        "sources": [
            {"file": one.file, "kind": one.kind, "rows": one.rows, "unused": list(one.unused)} for one in report.sources
        ],
        "counts": _counts(report),
        "changes": [
            {
                "kind": one.kind,
                "name": one.name,
                "did": one.did.value,
                "fields": {name: list(pair) for name, pair in one.fields.items()},
            }
            for one in report.changes
        ],
        "troubles": [
            {
                "file": one.place.file,
                "row": one.place.row,
                "column": one.column or None,
                "value": one.value,
                "kind": one.kind,
                "code": one.code,
                "severity": "warning" if one.warning else "error",
                "message": _message(one, words),
            }
            for one in report.troubles
        ],
        "cleared": report.cleared,
    }
