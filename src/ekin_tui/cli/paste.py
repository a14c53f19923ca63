"""``show ID --paste``: an entry field by field, each value alone on its line, as it is keyed into BKN's web form."""

from ekin_tui.cli.printing import show, show_json
from ekin_tui.desk.paste import paste_fields
from ekin_tui.desk.views import EntryView
from ekin_tui.text import Words


def show_paste(view: EntryView, words: Words, *, as_json: bool) -> None:
    """Print the fields in the order of the form; as JSON: an array of field, name and value."""
    named = [
        (name, words("paste.end_next_day") if name == "end_next_day" else words.field(name), value)
        for name, value in paste_fields(view.entry, view.plan.plan.text if view.plan else "")
    ]
    if as_json:
        show_json([{"field": field, "name": name, "value": value} for field, name, value in named])
        return
    for number, (_, name, value) in enumerate(named):
        show(f"{'' if number == 0 else chr(10)}{name}:")
        show(value)
