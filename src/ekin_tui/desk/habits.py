"""What a person usually does, counted over the entries of the last weeks: suggestions, never decisions.

Plain counting, no model: a person can say why each suggestion came. Nothing here is written into an entry by itself;
the screens show it dimly and a key takes it.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cached_property

from ekin_tui.desk.suggest import fold, split
from ekin_tui.domain.model import Entry
from ekin_tui.store import PlanLine

_SHORTEST = 3
"""Letters of a word that says anything about the work; *di*, *ke* and numbers of one digit do not."""
_HOUR = 60
_HOUR_VOTE = 0.5
"""The hour says less about the work than one of its words."""
_ENOUGH = 0.5
"""Of all votes, what a plan must have to be suggested: with less, two plans are as likely."""


class Habits:
    """Counts over ``entries`` (any order) and the words of the plans in ``lines``, each asked when first needed."""

    def __init__(self, entries: Callable[[], Iterable[Entry]], lines: Callable[[], Sequence[PlanLine]] = tuple) -> None:
        """Only plans among ``lines`` are suggested."""
        self._entries, self._lines = entries, lines

    def offer(self, name: str, entry: Entry) -> int | None:
        """Return what the field ``name`` of ``entry`` usually holds: ``start`` and ``end`` in minutes, ``quantity``."""
        if name == "start":
            return self.start()
        if name == "quantity":
            amount = self.amount(entry.plan or "")
            return amount[0] if amount else None
        usual = None if entry.start is None else self.minutes(entry.plan or "", entry.activity)
        return None if usual is None or entry.start is None else entry.start + usual

    def start(self) -> int | None:
        """Return when the first entry of a day usually starts (minutes); None when no day says so."""
        firsts = {e.day: e.start for e in self._latest if e.start is not None}
        return _usual(firsts.values())

    def minutes(self, plan: str, activity: str = "") -> int | None:
        """Return how long this activity usually takes, else any on ``plan``, else any at all."""
        timed = [e for e in self._latest if e.minutes]
        same = fold(activity.strip())
        groups = (
            [e for e in timed if same and fold(e.activity) == same],
            [e for e in timed if plan and e.plan == plan],
            timed[:1],
        )
        return next((found for group in groups if (found := _usual(e.minutes for e in group)) is not None), None)

    def amount(self, plan: str) -> tuple[int, str] | None:
        """Return quantity and unit that were last written for ``plan``."""
        found = (e for e in self._latest if plan and e.plan == plan and e.quantity is not None)
        last = next(found, None)
        return None if last is None or last.quantity is None else (last.quantity, last.unit)

    def activity(self, beginning: str) -> Entry | None:
        """Return the latest entry with the most used activity that begins so and says more."""
        typed = fold(beginning)
        fits = [e for e in self._latest if fold(e.activity).startswith(typed) and len(e.activity) > len(beginning)]
        often = Counter(e.activity for e in fits).most_common(1)
        return next((e for e in fits if e.activity == often[0][0]), None) if often else None

    def likely(self, activity: str, start: int | None) -> dict[str, float]:
        """Return for plans the share of votes (0 to 1) that the words of ``activity`` and the hour give them."""
        votes: dict[str, float] = defaultdict(float)
        ballots: list[Mapping[str, int]] = [
            self._words.get(word, {}) for word in set(split(activity)) if len(word) >= _SHORTEST
        ]
        for ballot in ballots:
            _share(votes, ballot, 1.0)
        if start is not None:
            near = Counter(e.plan for e in self._latest if e.plan in self._held and _near(e.start, start))
            _share(votes, {plan: count for plan, count in near.items() if plan}, _HOUR_VOTE)
        total = sum(votes.values())
        return {plan: vote / total for plan, vote in votes.items()}

    def plan(self, activity: str, start: int | None) -> PlanLine | None:
        """Return the plan that the words of ``activity`` and the hour point to; None when two are as likely."""
        if not any(self._words.get(word) for word in split(activity)):
            return None
        ranked = sorted(self.likely(activity, start).items(), key=lambda pair: -pair[1])
        return self._held[ranked[0][0]] if ranked and ranked[0][1] > _ENOUGH else None

    @cached_property
    def _latest(self) -> Sequence[Entry]:
        return sorted(self._entries(), key=lambda e: (e.day, e.start or 0, e.id), reverse=True)

    @cached_property
    def _held(self) -> Mapping[str, PlanLine]:
        return {line.plan.id: line for line in self._lines()}

    @cached_property
    def _words(self) -> Mapping[str, Counter[str]]:
        """How often each word stood with each plan: in entries, and once for the plan's own text."""
        counts: dict[str, Counter[str]] = defaultdict(Counter)
        texts = [(line.plan.id, line.plan.text) for line in self._held.values()]
        texts += [(e.plan, e.activity) for e in self._latest if e.plan in self._held and e.plan]
        for plan, text in texts:
            for word in set(split(text)):
                if len(word) >= _SHORTEST:
                    counts[word][plan] += 1
        return counts


def _usual(values: Iterable[int | None]) -> int | None:
    """Return the most frequent of ``values``, of equals the first."""
    counted = Counter(value for value in values if value is not None).most_common(1)
    return counted[0][0] if counted else None


def _share(votes: dict[str, float], ballot: Mapping[str, int], worth: float) -> None:
    """Give ``worth`` in shares to the plans of ``ballot``."""
    total = sum(ballot.values())
    for plan, count in ballot.items():
        votes[plan] += worth * count / total


def _near(one: int | None, other: int) -> bool:
    return one is not None and abs(one - other) < _HOUR
