"""Keys that hold in many windows: the program, lists, fields, dialogs."""

from ekin_tui.keys import key

APP = (
    key("app.calendar", "1", "calendar", "place", show=False),
    key("app.review", "2", "review", "place", show=False),
    key("app.sync_screen", "3", "sync_screen", "place", show=False),
    key("app.skp", "4", "skp", "place", show=False),
    key("app.report", "5", "report", "place", show=False),
    key("app.team", "6", "team", "place", show=False),
    key("app.settings", "7", "settings", "place", show=False),
    key("app.sync", "R", "sync", "place", show=False),
    key("app.palette", "P,ctrl+p", "command_palette", "program", show=False),
    key("app.leader", "space,ctrl+k", "leader", "program", show=False),
    key("app.jump", "semicolon", "jump", "program", show=False),
    key("app.look", "W", "look", "program", show=False),
    key("app.pause", "ctrl+z,Z", "pause", "program", show=False),
    key("app.how_to_quit", "ctrl+c,Q", "how_to_quit", "program", show=False),
    key("app.sign_in", "", "sign_in", "program", show=False),
    key("app.switch", "", "switch", "program", show=False),
)
SCREEN = (
    key("screen.back", "escape,q", "back", "program", says="app.key.back", show=False),
    key("screen.help", "question_mark", "help", "program", says="app.key.help", show=False),
)
FORM = (
    key("form.next", "enter", "leave('enter')", "move", says="form.next", show=False),
    key("form.tab", "tab", "leave('tab')", "move", says="form.next", show=False),
    key("form.down", "down", "leave('down')", "move", says="form.next", show=False),
    key("form.previous", "up", "leave('up')", "move", says="form.previous", show=False),
    key("form.leader", "ctrl+k", "app.leader", "program", says="app.key.leader", show=False),
    key("form.jump", "ctrl+f", "app.jump", "program", says="app.key.jump", show=False),
)
WORDS = (
    key("words.leader", "ctrl+k", "app.leader", "program", says="app.key.leader", show=False),
    key("words.jump", "ctrl+f", "app.jump", "program", says="app.key.jump", show=False),
)
LIST = (
    key("list.next", "down,j", "move(1)", "move", says="list.next", show=False),
    key("list.previous", "up,k", "move(-1)", "move", says="list.previous", show=False),
    key("list.page_down", "pagedown", "page(1)", "move", says="list.page_down", show=False),
    key("list.page_up", "pageup", "page(-1)", "move", says="list.page_up", show=False),
    key("list.first", "home,g", "first", "move", says="list.first", show=False),
    key("list.last", "end,G", "last", "move", says="list.last", show=False),
)
FINDER = (
    key("finder.down", "down", "move(1)", "move", says="list.next", show=False),
    key("finder.up", "up", "move(-1)", "move", says="list.previous", show=False),
    key("finder.page_down", "pagedown", "page(1)", "move", says="list.page_down", show=False),
    key("finder.page_up", "pageup", "page(-1)", "move", says="list.page_up", show=False),
)
HELP = (
    key("help.run", "enter", "run", "program"),
    key("help.back", "escape", "back", "program", says="app.key.back"),
)
DIALOG = (key("dialog.cancel", "escape", "cancel", "program", says="dialog.cancel"),)
CONFIRM = (
    key("confirm.yes", "y", "answer(True)", "program", says="dialog.yes"),
    key("confirm.no", "n,q", "answer(False)", "program", says="dialog.no"),
)
CHOOSE = (key("choose.take", "enter", "take", "program", says="dialog.take"),)
PICK = tuple(key(f"pick.{n}", f"{n}", f"pick({n})", "program", says="dialog.pick", show=False) for n in range(1, 10))
