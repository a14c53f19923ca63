"""From what a filter line asks for to what the cache is asked."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from ekin_tui.desk.sifting import HINTED, LATE, OVER, Wanted
from ekin_tui.domain.model import Entry, Person
from ekin_tui.domain.worktime import usual_minutes
from ekin_tui.domain.writing import Beside, advise
from ekin_tui.store import Store
from ekin_tui.store.undecided import Sift


class Narrowing:
    """Knows the people and plans that words may mean."""

    def __init__(self, store: Store) -> None:
        """Read from ``store``."""
        self._store = store
        self._people = {person.id: person for person in store.reference.persons()}

    def ranked(self) -> tuple[str, ...]:
        """Return all people by name."""
        return tuple(sorted(self._people, key=self.rank))

    def narrowed(self, sift: Sift, wanted: Wanted) -> Sift:
        """Return ``sift`` as far as ``wanted`` asks; for hints it holds no row as yet."""
        if wanted.all:
            return sift
        narrow = replace(
            sift,
            first=wanted.first,
            last=wanted.last,
            late=LATE in wanted.marks,
            words=tuple((word, self._named(word)) for word in wanted.words),
            plans=self._plans(wanted.targets) if wanted.targets else None,
            rows=() if HINTED in wanted.marks else None,
        )
        return replace(narrow, days=self._over(narrow)) if OVER in wanted.marks else narrow

    def _named(self, word: str) -> tuple[str, ...]:
        return tuple(p.id for p in self._people.values() if word in p.name.casefold() or word in p.nip)

    def _plans(self, targets: Sequence[str]) -> tuple[str, ...]:
        lines = self._store.reference.plans(None, None)
        said = {line.plan.id: f"{line.plan.code} {line.plan.text} {line.rhk.text} {line.skp.post}" for line in lines}
        return tuple(plan for plan, text in said.items() if all(word in text.casefold() for word in targets))

    def _over(self, sift: Sift) -> frozenset[tuple[str, date]]:
        """Return the days of persons that claim more minutes than such a day has."""
        policy, targets = self._store.reference.policy(), dict[tuple[int, date], int]()
        over = set[tuple[str, date]]()
        for owner, day, minutes in self._store.undecided.minutes(replace(sift, rows=None)):
            week = self.person(owner).week
            target = targets.setdefault((week, day), policy.day_target or usual_minutes(day, week=week, policy=policy))
            if minutes > target:
                over.add((owner, day))
        return frozenset(over)

    def is_odd(self, entry: Entry) -> bool:
        """Tell whether there is a hint on how an entry is written, apart from what other days say."""
        store = self._store.reference
        line = store.plan(entry.plan) if entry.plan else None
        beside = Beside(
            plan=line.plan if line else None, result=line.rhk.text if line else "", silent=store.policy().silent
        )
        return bool(advise(entry, beside))

    def person(self, owner: str) -> Person:
        """Return a person; one who is not known has no name."""
        return self._people.get(owner) or Person(id=owner, nip="", name="")

    def rank(self, owner: str) -> tuple[str, str]:
        """Return where a person stands among others: by name."""
        return self.person(owner).name.casefold(), owner
