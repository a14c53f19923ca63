"""The draft behind the editor: what was there, what is typed, and the way to the disk."""

from dataclasses import replace
from datetime import date

from ekin_tui.desk.journal import Journal
from ekin_tui.desk.views import Checked, Form, Met
from ekin_tui.domain.model import CONTENT, Problem
from ekin_tui.domain.rules import Refused
from ekin_tui.store import StoreError

KEEP_WITHIN = 0.4
"""Seconds from a key to the disk."""


def iso_day(text: str) -> date | None:
    """Return the day that an ISO date names; None for other text."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


class Draft:
    """One entry while it is written. Reports what can't be stored as a problem instead of raising."""

    def __init__(self, journal: Journal, form: Form) -> None:
        """``form`` is what the editor was opened with."""
        self._journal = journal
        day = iso_day(form.day)
        self.first = replace(form, day=f"{day:%d-%m-%Y}") if day else form
        """What the editor was opened with; the day as the office writes it, ``25-11-2026``."""
        self.id = form.id
        self._day, self._recent = day, journal.recent(day) if day else None
        self.checked: Checked = self.check(self.first)
        self._kept, self._base = self.first, form.base
        self._unsaved = any(left.id == form.id for left in journal.unfinished())
        self.met = Met.NOTHING

    def changed(self, form: Form) -> bool:
        """Tell whether anything differs from what was saved; text left from another time was never saved."""
        return self._unsaved or _bare(form) != _bare(self.first)

    def changes(self, form: Form) -> list[str]:
        """Return the fields that differ from what the editor was opened with."""
        return [name for name in CONTENT if getattr(form, name, "") != getattr(self.first, name, "")]

    def check(self, form: Form) -> Checked:
        """Judge ``form`` as it stands; the days around are read again only when it goes to another day."""
        self.checked = self._journal.check(form, self._recent)
        if self.checked.entry.day != self._day:
            self._day = self.checked.entry.day
            self._recent = self._journal.recent(self._day)
            self.checked = self._journal.check(form, self._recent)
        return self.checked

    def keep(self, form: Form) -> Problem | None:
        """Put ``form`` on disk as it is typed."""
        if _bare(form) == _bare(self._kept):
            return None
        try:
            self.id = self._journal.keep(self.named(form)).id
        except StoreError as no:
            return Problem(code=no.code, args=no.details)
        self._kept = form
        return None

    def save(self, form: Form) -> Problem | None:
        """Make ``form`` a draft, complete or not."""
        kept = self.keep(form)
        if kept is not None:
            return kept
        try:
            view, checked = self._journal.save(self.named(form))
        except Refused as no:
            return Problem(code=no.code, field=no.field, args=no.details)
        except StoreError as no:
            return Problem(code=no.code, args=no.details)
        self.id, self.met = view.entry.id, checked.met
        self._base = self._journal.form(self.id).base
        return None

    def send(self, form: Form, *, as_is: bool = False) -> Problem | None:
        """Save ``form`` and send it to the supervisor; what met another change is to be looked at first.

        What was returned and not mended since goes only ``as_is``; else the problem is ``not-mended``.
        """
        problem = self.save(form)
        if problem or self.met:
            return problem
        try:
            return self._journal.submit([self.id], as_is=as_is)[0].problem
        except StoreError as no:
            return Problem(code=no.code, args=no.details)

    def forget(self, form: Form) -> None:
        """Drop what was kept on the way: in the end ``form`` is what it was at first."""
        self._kept = form
        if self.id:
            self._journal.drop_scratch(self.id)

    def named(self, form: Form) -> Form:
        """Return ``form`` as that of this entry, with what it was opened with."""
        return replace(form, id=self.id, base=self._base)


def _bare(form: Form) -> Form:
    """Return ``form`` with nothing but what is typed."""
    return replace(form, id="", base="")
