"""A reviewer's note in the talk: written by hand, or a text whose gaps are asked for one by one."""

from ekin_tui.cli.plain.talk import Talk
from ekin_tui.desk import Desk
from ekin_tui.desk.phrases import around, gaps

_TEXTS = "p"
"""The answer that asks for the kept texts."""
_OFFERED = 6


def ask_note(talk: Talk, desk: Desk, kind: str, typed: str = "") -> str:
    """Return the note for ``kind`` with no gap left open; an empty answer takes ``typed``. Raises Back."""
    while True:
        text = talk.ask("review_note", typed)
        if text.casefold() != _TEXTS:
            return _filled(talk, text)
        own = desk.phrases.all(kind)
        keys = [f"phrase.{kind}.{number}" for number in range(1, _OFFERED + 1)]
        texts = [*own, *(talk.words(key) for key in keys if key in talk.words)]
        chosen = talk.number("phrase_number", texts)
        if chosen is not None:
            if chosen < len(own):
                desk.phrases.use(own[chosen], kind)
            return _filled(talk, texts[chosen])


def _filled(talk: Talk, text: str) -> str:
    """Ask for what belongs into each gap of ``text``."""
    while found := gaps(text):
        said = talk.ask("gap", near=around(text, found[0]))
        if said and not gaps(said):
            text = f"{text[: found[0]]}{said}{text[found[0] + 1 :]}"
    return text
