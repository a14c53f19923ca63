"""Notes that a reviewer uses again: texts with gaps, each of which has to be filled before the note goes."""

from ekin_tui.desk.queueing import Clock
from ekin_tui.domain.clean import one_paragraph
from ekin_tui.store import Store

GAP = "…"
"""Stands where something has to be written. Three dots of their own are no gap."""
TYPED_GAP = "___"
"""The same as a keyboard has it."""
LONGEST = 400
"""Characters of a kept text."""


class Phrases:
    """The kept texts of this machine, by what they are for. ``keep``, ``use`` and ``drop`` are one transaction each."""

    def __init__(self, store: Store, clock: Clock) -> None:
        """``clock`` gives an aware local time."""
        self._store, self._clock = store, clock

    def all(self, kind: str) -> list[str]:
        """Return the texts for ``kind`` (``return``, ``reject``, ``comment``, …), the most used first."""
        return self._store.phrases.all(kind)

    def keep(self, text: str, kind: str) -> None:
        """Keep a text of at most ``LONGEST`` characters, with its gaps as they are shown."""
        with self._store.writing():
            self._store.phrases.keep(with_gaps(text), kind, self._clock().isoformat())

    def use(self, text: str, kind: str) -> None:
        """Count that a text was used; one that is not kept stays so."""
        with self._store.writing():
            self._store.phrases.count(text, kind, self._clock().isoformat())

    def drop(self, text: str, kind: str) -> None:
        """Delete a text."""
        with self._store.writing():
            self._store.phrases.drop(text, kind)


def with_gaps(text: str) -> str:
    """Return ``text`` as one paragraph with the mark for each gap."""
    return one_paragraph(text.replace(TYPED_GAP, GAP))


def gaps(text: str) -> list[int]:
    """Return where the gaps of ``text`` stand."""
    return [at for at, char in enumerate(text) if char == GAP]


def around(text: str, at: int) -> str:
    """Return the words around a gap, to name it."""
    before, after = text[:at].split()[-2:], text[at + 1 :].split()[:3]
    return " ".join([*before, GAP, *after])
