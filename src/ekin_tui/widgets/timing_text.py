"""Why a submission after its deadline is late, or is not, with both times."""

from ekin_tui.desk.views import EntryView
from ekin_tui.terminal.signs import Signs
from ekin_tui.text import Words


def timing_text(words: Words, signs: Signs, view: EntryView) -> tuple[str, str]:
    """Return the words and the name of their style; nothing for what came before its deadline."""
    entry = view.entry
    if not (entry.late or entry.timing):
        return "", ""
    key = f"review.timing.{entry.timing}"
    said = words(key if entry.timing and key in words else "review.late")
    if view.times is not None:
        claimed, received = (words.instant(at) for at in view.times)
        recorded = "review.times_offline" if entry.timing == "offline" else "review.times"
        said = f"{said} {words(recorded, claimed=claimed, received=received)}"
    return (f"{signs.warning} {said}", "warning") if entry.late else (said, "dim")
