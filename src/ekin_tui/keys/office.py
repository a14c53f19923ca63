"""Keys of others' work and of the line: Tinjau, Tim, Sinkron, conflicts."""

from ekin_tui.keys import key

REVIEW = (
    key("review.approve", "a", "approve", "entry"),
    key("review.approve_seen", "A", "approve_seen", "entry"),
    key("review.return", "r", "return", "entry"),
    key("review.reject", "x", "reject", "entry"),
    key("review.comment", "c", "comment", "entry"),
    key("review.fewer", "m", "fewer", "entry"),
    key("review.undo", "u", "undo", "entry"),
    key("review.filter", "slash", "filter", "view"),
    key("review.order", "o", "order", "view"),
    key("review.full", "enter", "full", "view"),
    key("review.scroll", "full_stop", "scroll(1)", "view"),
    key("review.scroll_back", "comma,backspace", "scroll(-1)", "view", show=False),
    key("review.sync", "ctrl+r,R", "sync", "place", show=False),
    key("review.back", "escape,q", "back", "program", show=False),
)
FILTER = (key("filter.done", "enter,down", "done", "view"),)
BULK = (
    key("bulk.approve", "enter,y", "answer(True)", "send"),
    key("bulk.no", "n,q", "answer(False)", "program", says="dialog.no"),
)
NOTE = (key("note.phrase", "ctrl+y", "phrase", "entry"),)
PHRASE = (
    key("phrase.take", "enter", "take", "entry"),
    *(key(f"phrase.pick_{n}", f"{n}", f"pick({n})", "entry", says="phrase.key.pick", show=False) for n in range(1, 10)),
    key("phrase.add", "a", "add", "entry"),
    key("phrase.drop", "d", "drop", "entry"),
)
SYNC = (
    key("sync.compare", "enter,o", "compare", "entry"),
    key("sync.mine", "m", "settle(True)", "entry"),
    key("sync.theirs", "t", "settle(False)", "entry"),
    key("sync.open", "enter,o", "open", "entry"),
    key("sync.dismiss", "x", "dismiss_line", "entry"),
    key("sync.sign_in", "i", "sign_in", "send"),
    key("sync.now", "R,r", "now", "send"),
    key("sync.scroll", "full_stop", "scroll(1)", "view", show=False),
    key("sync.scroll_back", "comma,backspace", "scroll(-1)", "view", show=False),
    key("sync.back", "escape,q", "back", "program", show=False),
)
SIGN_IN = (
    key("sign_in.agree", "y", "agree", "send"),
    key("sign_in.again", "enter,r", "again", "send"),
    key("sign_in.back", "escape,q,n", "back", "program", says="app.key.back"),
)
TEAM = (
    key("team.open", "enter", "open", "view"),
    key("team.remind", "m", "remind", "view"),
    key("team.remind_all", "y", "remind_all", "view"),
    key("team.next_lack", "f", "next_lack", "go"),
    key("team.filter", "slash", "filter", "view", says="skp.key.filter"),
    key("team.order", "v", "order", "view"),
    key("team.before", "left_square_bracket", "turn(-1)", "go", says="skp.key.before"),
    key("team.after", "right_square_bracket", "turn(1)", "go", says="skp.key.after"),
    key("team.today", "t", "today", "go", says="calendar.key.today"),
    key("team.day_before", "left,h", "across(-1)", "move", says="calendar.key.day_before", show=False),
    key("team.day_after", "right,l", "across(1)", "move", says="calendar.key.day_after", show=False),
    key("team.week_before", "less_than_sign,b", "across(-7)", "move", says="year.key.week_before", show=False),
    key("team.week_after", "greater_than_sign,w", "across(7)", "move", says="year.key.week_after", show=False),
    key("team.scroll", "full_stop", "scroll(1)", "view", says="skp.key.scroll", show=False),
    key("team.scroll_back", "comma,backspace", "scroll(-1)", "view", says="skp.key.scroll_back", show=False),
    key("team.back", "escape,q", "back", "program", says="app.key.back", show=False),
)
TEAM_DAY = (
    key("team_day.open", "enter", "open", "view", says="app.key.review"),
    key("team_day.scroll", "full_stop", "scroll(1)", "view", says="skp.key.scroll"),
    key("team_day.scroll_back", "comma,backspace", "scroll(-1)", "view", says="skp.key.scroll_back", show=False),
    key("team_day.back", "escape,q", "back", "program", says="app.key.back"),
)
REMINDER = (key("reminder.back", "escape,q", "back", "program", says="app.key.back"),)
CONFLICT = (
    key("conflict.side", "enter", "side", "entry"),
    key("conflict.save", "s,ctrl+g", "save", "send"),
    key("conflict.mine", "m", "mine", "entry"),
    key("conflict.theirs", "t", "theirs", "entry"),
    key("conflict.copy", "c", "copy", "entry"),
    key("conflict.back", "escape,q", "back", "program", show=False),
)
