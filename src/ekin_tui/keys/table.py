"""All keys: a row of ``own``, ``office`` or ``common`` is what a new one needs beside its action and its words."""

from collections.abc import Mapping, Sequence
from functools import cache

from ekin_tui.keys import Key, common, office, own

GROUPS = {"entry": "e", "send": "s", "go": "g", "view": "v", "move": "m", "place": "l", "program": "p"}
"""Group → its letter in the leader menu, the same in both languages."""

PLACES: Mapping[str, Sequence[Key]] = {
    "calendar": own.CALENDAR,
    "editor": own.EDITOR,
    "form": common.FORM,
    "quick": own.QUICK,
    "template": own.TEMPLATE,
    "sending": own.SENDING,
    "search": own.SEARCH,
    "words": common.WORDS,
    "year": own.YEAR,
    "locked": own.LOCKED,
    "paste": own.PASTE,
    "review": office.REVIEW,
    "filter": office.FILTER,
    "bulk": office.BULK,
    "note": office.NOTE,
    "phrase": office.PHRASE,
    "sync": office.SYNC,
    "sign_in": office.SIGN_IN,
    "skp": own.SKP,
    "plan_entries": own.PLAN_ENTRIES,
    "team": office.TEAM,
    "team_day": office.TEAM_DAY,
    "reminder": office.REMINDER,
    "conflict": office.CONFLICT,
    "report": own.REPORT,
    "settings": own.SETTINGS,
    "list": common.LIST,
    "help": common.HELP,
    "finder": common.FINDER,
    "dialog": common.DIALOG,
    "confirm": common.CONFIRM,
    "choose": common.CHOOSE,
    "pick": common.PICK,
    "screen": common.SCREEN,
    "app": common.APP,
}
"""Screen or widget → what its keys do, the most important first: the footer keeps this order."""
TOGETHER: Mapping[str, tuple[str, ...]] = {
    "calendar": ("calendar", "screen", "app"),
    "editor": ("form", "editor", "screen", "app"),
    "quick": ("quick", "screen", "app"),
    "template": ("list", "template", "dialog"),
    "sending": ("list", "sending", "dialog"),
    "search": ("words", "search", "finder", "screen", "app"),
    "year": ("year", "screen", "app"),
    "locked": ("list", "locked", "screen", "app"),
    "paste": ("list", "paste", "screen", "app"),
    "review": ("list", "review", "screen", "app"),
    "review_filter": ("words", "filter", "screen", "app"),
    "bulk": ("list", "bulk", "dialog"),
    "note": ("form", "note", "dialog"),
    "phrase": ("list", "phrase", "dialog"),
    "sync": ("list", "sync", "screen", "app"),
    "sign_in": ("list", "sign_in", "screen", "app"),
    "skp": ("list", "skp", "screen", "app"),
    "plan_entries": ("list", "plan_entries", "screen", "app"),
    "team": ("list", "team", "screen", "app"),
    "team_day": ("list", "team_day", "screen", "app"),
    "reminder": ("list", "reminder", "screen", "app"),
    "conflict": ("list", "conflict", "screen", "app"),
    "report": ("list", "report", "screen", "app"),
    "settings": ("list", "settings", "screen", "app"),
    "settings_filter": ("words", "filter", "screen", "app"),
    "help": ("finder", "help"),
    "palette": ("finder", "choose", "dialog"),
    "confirm": ("confirm", "dialog"),
    "choose": ("list", "choose", "pick", "dialog"),
}
"""Window → the places whose keys hold in it at the same time, from the focus outwards."""
TYPED_IN = frozenset({"editor", "quick", "search", "review_filter", "settings_filter", "note", "help", "palette"})
"""Windows in which a field has the focus: letters are text there."""


@cache
def rows() -> Mapping[str, Key]:
    """Return all rows by their ids."""
    return {key.id: key for place in PLACES.values() for key in place}
