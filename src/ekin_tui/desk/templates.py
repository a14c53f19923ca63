"""Entries under a short name, used again with one choice: from the cache alone, the most used first."""

from dataclasses import dataclass, replace
from datetime import date

from ekin_tui.desk.journal import Journal
from ekin_tui.desk.queueing import Clock
from ekin_tui.desk.views import Form
from ekin_tui.domain.clean import one_paragraph
from ekin_tui.domain.clock import parse_clock, show_clock
from ekin_tui.store import Store

LONGEST = 24
"""Characters of a name."""
_FIELDS = ("plan", "start", "end", "activity", "quantity", "unit")
"""What a template holds: all but the day and the link, which belong to one piece of work."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Template:
    """One template; ``form`` has neither id nor day."""

    name: str
    form: Form
    used: int = 0


class Templates:
    """The templates of this machine. ``keep``, ``use``, ``rename`` and ``drop`` are one transaction each."""

    def __init__(self, store: Store, journal: Journal, clock: Clock) -> None:
        """``clock`` gives an aware local time."""
        self._store, self._journal, self._clock = store, journal, clock

    def all(self) -> list[Template]:
        """Return all templates, the most used first."""
        return [
            Template(name=kept.name, form=Form(**{n: kept.fields.get(n, "") for n in _FIELDS}), used=kept.used)
            for kept in self._store.templates.all()
        ]

    def named(self, name: str) -> Template | None:
        """Return the template of that name, however it is capitalised."""
        wanted = tidy(name).casefold()
        return next((template for template in self.all() if template.name.casefold() == wanted), None)

    def keep(self, name: str, form: Form) -> None:
        """Keep what ``form`` says as a template, in place of the one of that name."""
        known = self.named(name)
        fields = {field: getattr(form, field) for field in _FIELDS}
        with self._store.writing():
            self._store.templates.keep(known.name if known else tidy(name), fields, self._clock().isoformat())

    def rename(self, name: str, to: str) -> bool:
        """Give a template another name; False when that one is taken."""
        other = self.named(to)
        if other is not None and other.name != name:
            return False
        with self._store.writing():
            self._store.templates.rename(name, tidy(to))
        return True

    def drop(self, name: str) -> None:
        """Delete a template; the entries that were made from it stay."""
        with self._store.writing():
            self._store.templates.drop(name)

    def use(self, template: Template, day: date) -> Form:
        """Return the form of a new entry of ``day``, not saved yet, and count the use.

        Where the day already has work at those times, the entry starts at its end and is as long as the template's.
        """
        with self._store.writing():
            self._store.templates.count(template.name, self._clock().isoformat())
        form = replace(template.form, day=day.isoformat(), opened=day.isoformat())
        return _moved(form, self._journal.blank(day).start)


def tidy(name: str) -> str:
    """Return a name as it is kept: one inert line of at most 24 characters."""
    return one_paragraph(name)[:LONGEST].strip()


def _moved(form: Form, free: str) -> Form:
    """Return ``form`` with its times behind ``free`` (where the day's last entry ends) when it would start before."""
    start, end, after = _read(form.start), _read(form.end), _read(free)
    if start is None or after is None or start >= after:
        return form
    length = end - start if end is not None else None
    later = "" if length is None else show_clock(after + length, mark=".")
    return replace(form, start=free, end=later)


def _read(text: str) -> int | None:
    try:
        return parse_clock(text) if text.strip() else None
    except ValueError:
        return None
