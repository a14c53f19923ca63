"""Keys of one's own work: calendar, editor, quick line, search, targets, report."""

from ekin_tui.keys import key

CALENDAR = (
    key("calendar.new", "n", "new", "entry"),
    key("calendar.quick", "a,colon", "quick", "entry"),
    key("calendar.edit", "e,enter", "edit", "entry"),
    key("calendar.submit", "s", "submit", "send"),
    key("calendar.next_unfilled", "f", "next_unfilled", "go"),
    key("calendar.copy", "y", "copy", "entry"),
    key("calendar.submit_all", "S", "submit_all", "send"),
    key("calendar.pane", "tab,shift+tab", "switch_pane", "go"),
    key("calendar.undo", "u", "undo", "entry"),
    key("calendar.withdraw", "w", "withdraw", "send"),
    key("calendar.discard", "d", "discard", "entry"),
    key("calendar.comment", "c", "comment", "entry"),
    key("calendar.mark", "i", "mark", "entry"),
    key("calendar.template", "p", "template", "entry"),
    key("calendar.paste", "b", "paste", "view"),
    key("calendar.range", "v", "range", "send"),
    key("calendar.search", "slash", "search", "go"),
    key("calendar.year", "H", "year", "go"),
    key("calendar.go_to", "g", "go_to", "go"),
    key("calendar.today", "t", "today", "go"),
    key("calendar.month_before", "left_square_bracket,pageup", "turn(-1)", "go"),
    key("calendar.month_after", "right_square_bracket,pagedown", "turn(1)", "go"),
    key("calendar.day_before", "left,h", "across(-1)", "move", show=False),
    key("calendar.day_after", "right,l", "across(1)", "move", show=False),
    key("calendar.up", "up,k", "down(-1)", "move", show=False),
    key("calendar.down", "down,j", "down(1)", "move", show=False),
    key("calendar.first", "home", "first", "move", show=False),
    key("calendar.last", "end", "last", "move", show=False),
    key("calendar.to_month", "escape", "to_month", "program", says="app.key.back", show=False),
    key("calendar.leave", "q", "leave", "program", says="app.key.leave", show=False),
)
EDITOR = (
    key("editor.send", "ctrl+g", "send", "send"),
    key("editor.save", "ctrl+o,ctrl+s", "save", "send"),
    key("editor.pin", "ctrl+t,f2", "pin", "entry"),
    key("editor.notes", "ctrl+r,ctrl+n", "notes", "view"),
    key("editor.template", "ctrl+y", "template", "entry"),
    key("editor.paste", "ctrl+l", "paste", "view"),
    key("editor.back", "escape", "back", "program", show=False),
)
QUICK = (
    key("quick.file", "enter", "file", "send"),
    key("quick.send", "ctrl+g", "send", "send"),
    key("quick.take", "tab", "take", "entry"),
    key("quick.back", "escape", "back", "program", show=False),
)
TEMPLATE = (
    key("template.take", "enter", "take", "entry"),
    *(
        key(f"template.pick_{n}", f"{n}", f"pick({n})", "entry", says="template.key.pick", show=False)
        for n in range(1, 10)
    ),
    key("template.add", "a", "add", "entry"),
    key("template.rename", "e", "rename", "entry"),
    key("template.drop", "d", "drop", "entry"),
)
SENDING = (
    key("sending.send", "enter,y", "answer(True)", "send", says="dialog.send"),
    key("sending.no", "n,q", "answer(False)", "program", says="dialog.no"),
)
SEARCH = (
    key("search.take", "enter", "take", "go"),
    key("search.back", "escape", "back", "program", says="app.key.back"),
)
YEAR = (
    key("year.take", "enter", "take", "go"),
    key("year.before", "left_square_bracket,pageup", "turn(-1)", "go", says="year.key.year_before"),
    key("year.after", "right_square_bracket,pagedown", "turn(1)", "go", says="year.key.year_after"),
    key("year.today", "t", "today", "go", says="calendar.key.today"),
    key("year.week_before", "left,h", "go(-7)", "move", show=False),
    key("year.week_after", "right,l", "go(7)", "move", show=False),
    key("year.day_before", "up,k", "go(-1)", "move", says="calendar.key.day_before", show=False),
    key("year.day_after", "down,j", "go(1)", "move", says="calendar.key.day_after", show=False),
    key("year.back", "escape,q,H", "back", "program", says="app.key.back"),
)
LOCKED = (
    key("locked.withdraw", "w", "withdraw", "send", says="editor.key.withdraw"),
    key("locked.comment", "c", "comment", "entry", says="editor.key.comment"),
    key("locked.paste", "b", "paste", "view", says="editor.key.paste"),
    key("locked.back", "escape,q", "back", "program", says="editor.key.back"),
)
PASTE = (
    key("paste.next", "n,right,l", "go(1)", "go"),
    key("paste.before", "p,left,h", "go(-1)", "go"),
    key("paste.back", "escape,q,b", "back", "program"),
)
SKP = (
    key("skp.open", "enter", "open", "view"),
    key("skp.new", "n", "new", "entry"),
    key("skp.empty", "o", "empty", "view"),
    key("skp.filter", "slash", "filter", "view"),
    key("skp.order", "v", "order", "view"),
    key("skp.pin", "p", "pin", "entry"),
    key("skp.before", "left_square_bracket", "turn(-1)", "go"),
    key("skp.after", "right_square_bracket", "turn(1)", "go"),
    key("skp.today", "t", "today", "go"),
    key("skp.scroll", "full_stop", "scroll(1)", "view", show=False),
    key("skp.scroll_back", "comma,backspace", "scroll(-1)", "view", show=False),
    key("skp.back", "escape,q", "back", "program", says="app.key.back", show=False),
)
PLAN_ENTRIES = (
    key("plan_entries.take", "enter", "take", "go", says="skp.key.take"),
    key("plan_entries.back", "escape,q", "back", "program", says="app.key.back"),
)
SETTINGS = (
    key("settings.edit", "enter,e", "edit", "entry"),
    key("settings.unset", "u", "unset", "entry"),
    key("settings.filter", "slash", "filter", "view"),
    key("settings.changed", "o", "changed", "view"),
    key("settings.scroll", "full_stop", "scroll(1)", "view", says="skp.key.scroll", show=False),
    key("settings.scroll_back", "comma,backspace", "scroll(-1)", "view", says="skp.key.scroll_back", show=False),
)
REPORT = (
    key("report.span", "m", "span", "view"),
    key("report.export", "x", "export", "send"),
    key("report.before", "left_square_bracket,left,h", "turn(-1)", "go"),
    key("report.after", "right_square_bracket,right,l", "turn(1)", "go"),
    key("report.today", "t", "today", "go"),
)
