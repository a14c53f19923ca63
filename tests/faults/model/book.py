"""What people typed, what they saw when they decided, and what they gave up by their own hand."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field

from ekin_tui.domain.model import Entry
from ekin_tui.domain.rev import content_hash

FIELDS = ("activity", "evidence")
"""The fields that carry texts which exist only once."""


@dataclass
class Book:
    """Kept by the model; the product knows nothing of it."""

    over: dict[str, set[str]] = field(default_factory=dict)
    """Text → the texts that somebody put in its place, having it on the screen."""
    where: dict[str, str] = field(default_factory=dict)
    """Text → its entry."""
    given_up: set[str] = field(default_factory=set)
    """Texts that were thrown away by hand, or stood in a refusal that was read and answered by another act."""
    gone: set[str] = field(default_factory=set)
    """Texts that were on no disk any more after a copy was put back."""
    approved: dict[str, set[str]] = field(default_factory=dict)
    """Entry → the hashes of the contents that somebody read when they approved it."""
    torn: set[str] = field(default_factory=set)
    """Entries with an acknowledged op that no disk has any more."""
    ghosts: set[str] = field(default_factory=set)
    """Notes that the centre had when it was put back. Its owner keeps one that can't be brought back, named."""
    numbers: int = 0

    def new(self, what: str) -> str:
        """Return a text that nobody has typed before."""
        self.numbers += 1
        return f"https://contoh.go.id/arsip/{self.numbers:04d}" if what == "evidence" else f"{what} {self.numbers:04d}"

    def typed(self, entry: Entry, before: Entry | None) -> None:
        """Note that somebody saved ``entry`` with ``before`` on the screen."""
        for name in FIELDS:
            text, old = getattr(entry, name), getattr(before, name) if before else ""
            if text != old:
                self.said(entry.id, text)
                if old:
                    self.over.setdefault(old, set()).add(text)

    def said(self, entry: str, text: str) -> None:
        """Note that ``text`` was typed at ``entry``."""
        if text:
            self.where[text] = entry
            self.over.setdefault(text, set())

    def drop(self, texts: Iterable[str]) -> None:
        """Note that ``texts`` were given up by hand."""
        self.given_up.update(text for text in texts if text)

    def approve(self, entry: Entry) -> None:
        """Note what an approver has before their eyes."""
        self.approved.setdefault(entry.id, set()).add(content_hash(entry))

    def lost(self, visible: Collection[str]) -> list[str]:
        """Return the texts that nobody can see any more though nobody gave them up."""
        safe = {text for text, entry in self.where.items() if text in visible or entry in self.torn}
        safe |= self.given_up | self.gone | {""}
        while more := {text for text, by in self.over.items() if text not in safe and by & safe}:
            safe |= more
        return [text for text in self.over if text not in safe]


def texts_of(entry: Entry) -> set[str]:
    """Return the texts in an entry that exist only once."""
    return {getattr(entry, name) for name in FIELDS} - {""}
