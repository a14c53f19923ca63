"""Every key of the program. A row here is all that a new key needs beside its action and its words."""

from collections.abc import Mapping, Sequence

from ekin_tui.keys import Key

GROUPS = {"entry": "e", "send": "s", "go": "g", "view": "v", "move": "m", "place": "l", "program": "p"}
"""Group → its letter in the leader menu, the same in both languages."""


def _key(name: str, keys: str, action: str, group: str, *, says: str = "", show: bool = True) -> Key:
    """``keys`` stand apart by commas; without ``says`` the words of ``calendar.new`` are ``calendar.key.new``."""
    room, _, last = name.partition(".")
    split = tuple(keys.split(",")) if keys else ()
    return Key(id=name, keys=split, action=action, group=group, says=says or f"{room}.key.{last}", show=show)


_APP = (
    _key("app.calendar", "1", "calendar", "place", show=False),
    _key("app.review", "2", "review", "place", show=False),
    _key("app.sync_screen", "3", "sync_screen", "place", show=False),
    _key("app.skp", "4", "skp", "place", show=False),
    _key("app.report", "5", "report", "place", show=False),
    _key("app.team", "6", "team", "place", show=False),
    _key("app.sync", "R", "sync", "place", show=False),
    _key("app.palette", "P,ctrl+p", "command_palette", "program", show=False),
    _key("app.leader", "space,ctrl+k", "leader", "program", show=False),
    _key("app.jump", "semicolon", "jump", "program", show=False),
    _key("app.look", "W", "look", "program", show=False),
    _key("app.pause", "ctrl+z,Z", "pause", "program", show=False),
    _key("app.how_to_quit", "ctrl+c,Q", "how_to_quit", "program", show=False),
    _key("app.switch", "", "switch", "program", show=False),
)
_SCREEN = (
    _key("screen.back", "escape,q", "back", "program", says="app.key.back", show=False),
    _key("screen.help", "question_mark", "help", "program", says="app.key.help", show=False),
)
_CALENDAR = (
    _key("calendar.new", "n", "new", "entry"),
    _key("calendar.quick", "a,colon", "quick", "entry"),
    _key("calendar.edit", "e,enter", "edit", "entry"),
    _key("calendar.submit", "s", "submit", "send"),
    _key("calendar.next_unfilled", "f", "next_unfilled", "go"),
    _key("calendar.copy", "y", "copy", "entry"),
    _key("calendar.submit_all", "S", "submit_all", "send"),
    _key("calendar.pane", "tab,shift+tab", "switch_pane", "go"),
    _key("calendar.undo", "u", "undo", "entry"),
    _key("calendar.withdraw", "w", "withdraw", "send"),
    _key("calendar.discard", "d", "discard", "entry"),
    _key("calendar.comment", "c", "comment", "entry"),
    _key("calendar.mark", "i", "mark", "entry"),
    _key("calendar.template", "p", "template", "entry"),
    _key("calendar.paste", "b", "paste", "view"),
    _key("calendar.range", "v", "range", "send"),
    _key("calendar.search", "slash", "search", "go"),
    _key("calendar.year", "H", "year", "go"),
    _key("calendar.go_to", "g", "go_to", "go"),
    _key("calendar.today", "t", "today", "go"),
    _key("calendar.month_before", "left_square_bracket,pageup", "turn(-1)", "go"),
    _key("calendar.month_after", "right_square_bracket,pagedown", "turn(1)", "go"),
    _key("calendar.day_before", "left,h", "across(-1)", "move", show=False),
    _key("calendar.day_after", "right,l", "across(1)", "move", show=False),
    _key("calendar.up", "up,k", "down(-1)", "move", show=False),
    _key("calendar.down", "down,j", "down(1)", "move", show=False),
    _key("calendar.first", "home", "first", "move", show=False),
    _key("calendar.last", "end", "last", "move", show=False),
    _key("calendar.to_month", "escape", "to_month", "program", says="app.key.back", show=False),
    _key("calendar.leave", "q", "leave", "program", says="app.key.leave", show=False),
)
_EDITOR = (
    _key("editor.send", "ctrl+g", "send", "send"),
    _key("editor.save", "ctrl+o,ctrl+s", "save", "send"),
    _key("editor.pin", "ctrl+t,f2", "pin", "entry"),
    _key("editor.notes", "ctrl+r,ctrl+n", "notes", "view"),
    _key("editor.template", "ctrl+y", "template", "entry"),
    _key("editor.paste", "ctrl+l", "paste", "view"),
    _key("editor.back", "escape", "back", "program", show=False),
)
_FORM = (
    _key("form.next", "enter", "leave('enter')", "move", says="form.next", show=False),
    _key("form.tab", "tab", "leave('tab')", "move", says="form.next", show=False),
    _key("form.down", "down", "leave('down')", "move", says="form.next", show=False),
    _key("form.previous", "up", "leave('up')", "move", says="form.previous", show=False),
    _key("form.leader", "ctrl+k", "app.leader", "program", says="app.key.leader", show=False),
    _key("form.jump", "ctrl+f", "app.jump", "program", says="app.key.jump", show=False),
)
_WORDS = (
    _key("words.leader", "ctrl+k", "app.leader", "program", says="app.key.leader", show=False),
    _key("words.jump", "ctrl+f", "app.jump", "program", says="app.key.jump", show=False),
)
_QUICK = (
    _key("quick.file", "enter", "file", "send"),
    _key("quick.send", "ctrl+g", "send", "send"),
    _key("quick.take", "tab", "take", "entry"),
    _key("quick.back", "escape", "back", "program", show=False),
)
_TEMPLATE = (
    _key("template.take", "enter", "take", "entry"),
    *(
        _key(f"template.pick_{n}", f"{n}", f"pick({n})", "entry", says="template.key.pick", show=False)
        for n in range(1, 10)
    ),
    _key("template.add", "a", "add", "entry"),
    _key("template.rename", "e", "rename", "entry"),
    _key("template.drop", "d", "drop", "entry"),
)
_SENDING = (
    _key("sending.send", "enter,y", "answer(True)", "send", says="dialog.send"),
    _key("sending.no", "n,q", "answer(False)", "program", says="dialog.no"),
)
_SEARCH = (
    _key("search.take", "enter", "take", "go"),
    _key("search.back", "escape", "back", "program", says="app.key.back"),
)
_YEAR = (
    _key("year.take", "enter", "take", "go"),
    _key("year.before", "left_square_bracket,pageup", "turn(-1)", "go", says="year.key.year_before"),
    _key("year.after", "right_square_bracket,pagedown", "turn(1)", "go", says="year.key.year_after"),
    _key("year.today", "t", "today", "go", says="calendar.key.today"),
    _key("year.week_before", "left,h", "go(-7)", "move", show=False),
    _key("year.week_after", "right,l", "go(7)", "move", show=False),
    _key("year.day_before", "up,k", "go(-1)", "move", says="calendar.key.day_before", show=False),
    _key("year.day_after", "down,j", "go(1)", "move", says="calendar.key.day_after", show=False),
    _key("year.back", "escape,q,H", "back", "program", says="app.key.back"),
)
_LOCKED = (
    _key("locked.withdraw", "w", "withdraw", "send", says="editor.key.withdraw"),
    _key("locked.comment", "c", "comment", "entry", says="editor.key.comment"),
    _key("locked.paste", "b", "paste", "view", says="editor.key.paste"),
    _key("locked.back", "escape,q", "back", "program", says="editor.key.back"),
)
_PASTE = (
    _key("paste.next", "n,right,l", "go(1)", "go"),
    _key("paste.before", "p,left,h", "go(-1)", "go"),
    _key("paste.back", "escape,q,b", "back", "program"),
)
_REVIEW = (
    _key("review.approve", "a", "approve", "entry"),
    _key("review.approve_seen", "A", "approve_seen", "entry"),
    _key("review.return", "r", "return", "entry"),
    _key("review.reject", "x", "reject", "entry"),
    _key("review.comment", "c", "comment", "entry"),
    _key("review.fewer", "m", "fewer", "entry"),
    _key("review.undo", "u", "undo", "entry"),
    _key("review.filter", "slash", "filter", "view"),
    _key("review.order", "o", "order", "view"),
    _key("review.full", "enter", "full", "view"),
    _key("review.scroll", "full_stop", "scroll(1)", "view"),
    _key("review.scroll_back", "comma,backspace", "scroll(-1)", "view", show=False),
    _key("review.sync", "ctrl+r,R", "sync", "place", show=False),
    _key("review.back", "escape,q", "back", "program", show=False),
)
_FILTER = (_key("filter.done", "enter,down", "done", "view"),)
_BULK = (
    _key("bulk.approve", "enter,y", "answer(True)", "send"),
    _key("bulk.no", "n,q", "answer(False)", "program", says="dialog.no"),
)
_NOTE = (_key("note.phrase", "ctrl+y", "phrase", "entry"),)
_PHRASE = (
    _key("phrase.take", "enter", "take", "entry"),
    *(
        _key(f"phrase.pick_{n}", f"{n}", f"pick({n})", "entry", says="phrase.key.pick", show=False)
        for n in range(1, 10)
    ),
    _key("phrase.add", "a", "add", "entry"),
    _key("phrase.drop", "d", "drop", "entry"),
)
_SYNC = (
    _key("sync.compare", "enter,o", "compare", "entry"),
    _key("sync.mine", "m", "settle(True)", "entry"),
    _key("sync.theirs", "t", "settle(False)", "entry"),
    _key("sync.open", "enter,o", "open", "entry"),
    _key("sync.dismiss", "x", "dismiss_line", "entry"),
    _key("sync.now", "R,r", "now", "send"),
    _key("sync.scroll", "full_stop", "scroll(1)", "view", show=False),
    _key("sync.scroll_back", "comma,backspace", "scroll(-1)", "view", show=False),
    _key("sync.back", "escape,q", "back", "program", show=False),
)
_SKP = (
    _key("skp.open", "enter", "open", "view"),
    _key("skp.new", "n", "new", "entry"),
    _key("skp.empty", "o", "empty", "view"),
    _key("skp.filter", "slash", "filter", "view"),
    _key("skp.order", "v", "order", "view"),
    _key("skp.pin", "p", "pin", "entry"),
    _key("skp.before", "left_square_bracket", "turn(-1)", "go"),
    _key("skp.after", "right_square_bracket", "turn(1)", "go"),
    _key("skp.today", "t", "today", "go"),
    _key("skp.scroll", "full_stop", "scroll(1)", "view", show=False),
    _key("skp.scroll_back", "comma,backspace", "scroll(-1)", "view", show=False),
    _key("skp.back", "escape,q", "back", "program", says="app.key.back", show=False),
)
_PLAN_ENTRIES = (
    _key("plan_entries.take", "enter", "take", "go", says="skp.key.take"),
    _key("plan_entries.back", "escape,q", "back", "program", says="app.key.back"),
)
_TEAM = (
    _key("team.open", "enter", "open", "view"),
    _key("team.remind", "m", "remind", "view"),
    _key("team.remind_all", "y", "remind_all", "view"),
    _key("team.next_lack", "f", "next_lack", "go"),
    _key("team.filter", "slash", "filter", "view", says="skp.key.filter"),
    _key("team.order", "v", "order", "view"),
    _key("team.before", "left_square_bracket", "turn(-1)", "go", says="calendar.key.month_before"),
    _key("team.after", "right_square_bracket", "turn(1)", "go", says="calendar.key.month_after"),
    _key("team.today", "t", "today", "go", says="calendar.key.today"),
    _key("team.day_before", "left,h", "across(-1)", "move", says="calendar.key.day_before", show=False),
    _key("team.day_after", "right,l", "across(1)", "move", says="calendar.key.day_after", show=False),
    _key("team.week_before", "less_than_sign,b", "across(-7)", "move", says="year.key.week_before", show=False),
    _key("team.week_after", "greater_than_sign,w", "across(7)", "move", says="year.key.week_after", show=False),
    _key("team.scroll", "full_stop", "scroll(1)", "view", says="skp.key.scroll", show=False),
    _key("team.scroll_back", "comma,backspace", "scroll(-1)", "view", says="skp.key.scroll_back", show=False),
    _key("team.back", "escape,q", "back", "program", says="app.key.back", show=False),
)
_TEAM_DAY = (
    _key("team_day.open", "enter", "open", "view", says="app.key.review"),
    _key("team_day.scroll", "full_stop", "scroll(1)", "view", says="skp.key.scroll"),
    _key("team_day.scroll_back", "comma,backspace", "scroll(-1)", "view", says="skp.key.scroll_back", show=False),
    _key("team_day.back", "escape,q", "back", "program", says="app.key.back"),
)
_REMINDER = (_key("reminder.back", "escape,q", "back", "program", says="app.key.back"),)
_CONFLICT = (
    _key("conflict.side", "enter", "side", "entry"),
    _key("conflict.save", "s,ctrl+g", "save", "send"),
    _key("conflict.mine", "m", "mine", "entry"),
    _key("conflict.theirs", "t", "theirs", "entry"),
    _key("conflict.copy", "c", "copy", "entry"),
    _key("conflict.back", "escape,q", "back", "program", show=False),
)
_REPORT = (
    _key("report.span", "m", "span", "view"),
    _key("report.export", "x", "export", "send"),
    _key("report.before", "left_square_bracket,left,h", "turn(-1)", "go"),
    _key("report.after", "right_square_bracket,right,l", "turn(1)", "go"),
    _key("report.today", "t", "today", "go"),
)
_LIST = (
    _key("list.next", "down,j", "move(1)", "move", says="list.next", show=False),
    _key("list.previous", "up,k", "move(-1)", "move", says="list.previous", show=False),
    _key("list.page_down", "pagedown", "page(1)", "move", says="list.page_down", show=False),
    _key("list.page_up", "pageup", "page(-1)", "move", says="list.page_up", show=False),
    _key("list.first", "home,g", "first", "move", says="list.first", show=False),
    _key("list.last", "end,G", "last", "move", says="list.last", show=False),
)
_FINDER = (
    _key("finder.down", "down", "move(1)", "move", says="list.next", show=False),
    _key("finder.up", "up", "move(-1)", "move", says="list.previous", show=False),
    _key("finder.page_down", "pagedown", "page(1)", "move", says="list.page_down", show=False),
    _key("finder.page_up", "pageup", "page(-1)", "move", says="list.page_up", show=False),
)
_HELP = (
    _key("help.run", "enter", "run", "program"),
    _key("help.back", "escape", "back", "program", says="app.key.back"),
)
_DIALOG = (_key("dialog.cancel", "escape", "cancel", "program", says="dialog.cancel"),)
_CONFIRM = (
    _key("confirm.yes", "y", "answer(True)", "program", says="dialog.yes"),
    _key("confirm.no", "n,q", "answer(False)", "program", says="dialog.no"),
)
_CHOOSE = (_key("choose.take", "enter", "take", "program", says="dialog.take"),)

PLACES: Mapping[str, Sequence[Key]] = {
    "calendar": _CALENDAR,
    "editor": _EDITOR,
    "form": _FORM,
    "quick": _QUICK,
    "template": _TEMPLATE,
    "sending": _SENDING,
    "search": _SEARCH,
    "words": _WORDS,
    "year": _YEAR,
    "locked": _LOCKED,
    "paste": _PASTE,
    "review": _REVIEW,
    "filter": _FILTER,
    "bulk": _BULK,
    "note": _NOTE,
    "phrase": _PHRASE,
    "sync": _SYNC,
    "skp": _SKP,
    "plan_entries": _PLAN_ENTRIES,
    "team": _TEAM,
    "team_day": _TEAM_DAY,
    "reminder": _REMINDER,
    "conflict": _CONFLICT,
    "report": _REPORT,
    "list": _LIST,
    "help": _HELP,
    "finder": _FINDER,
    "dialog": _DIALOG,
    "confirm": _CONFIRM,
    "choose": _CHOOSE,
    "screen": _SCREEN,
    "app": _APP,
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
    "skp": ("list", "skp", "screen", "app"),
    "plan_entries": ("list", "plan_entries", "screen", "app"),
    "team": ("list", "team", "screen", "app"),
    "team_day": ("list", "team_day", "screen", "app"),
    "reminder": ("list", "reminder", "screen", "app"),
    "conflict": ("list", "conflict", "screen", "app"),
    "report": ("list", "report", "screen", "app"),
    "help": ("finder", "help"),
    "palette": ("finder", "choose", "dialog"),
    "confirm": ("confirm", "dialog"),
    "choose": ("list", "choose", "dialog"),
}
"""Window → the places whose keys hold in it at the same time, from the focus outwards."""
TYPED_IN = frozenset({"editor", "quick", "search", "review_filter", "note", "help", "palette"})
"""Windows in which a field has the focus: letters are text there."""


def rows() -> Mapping[str, Key]:
    """Return all rows by their ids."""
    return {key.id: key for place in PLACES.values() for key in place}
