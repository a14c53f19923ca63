"""Finding a rencana aksi by any word, by initials, or in spite of a typo. Never decides for the person.

The words of all plans form one small vocabulary, so a query is compared with each distinct word once and not with
each plan: a few milliseconds over thousands of plans, where a general fuzzy matcher takes tens.
"""

import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from heapq import nlargest

from ekin_tui.domain.facts import dataclass
from ekin_tui.store import PlanLine

_EXACT, _PREFIX, _CODE, _INITIALS, _INSIDE, _TYPO = 10.0, 8.0, 12.0, 7.0, 4.0, 3.0
USED_WITHIN = timedelta(days=400)
"""How long a use of a plan counts as a habit: a plan holds for the year of its SKP."""
_OF_RHK = 0.4
"""A word of the RHK counts less than one of the plan itself."""
_SHORTEST_TYPO = 4
_RECENT_DAYS = 14
_LIKELY = 4.0
"""More than any habit, less than a pin."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Match:
    """A plan with its score; ``spans`` are the stretches of the plan's text that matched."""

    line: PlanLine
    score: float
    spans: tuple[tuple[int, int], ...] = ()


def fold(text: str) -> str:
    """Return ``text`` without case and accents, as long as it was."""
    return "".join(unicodedata.normalize("NFD", c)[0] for c in text.casefold()) if not text.isascii() else text.lower()


def split(text: str) -> list[str]:
    """Return the words of ``text``, folded."""
    return "".join(c if c.isalnum() else " " for c in fold(text)).split()


class Suggest:
    """The plans of one person, ready to be searched. Built once for a set of plans; cheap to ask."""

    def __init__(
        self,
        lines: Sequence[PlanLine],
        *,
        pins: frozenset[str] = frozenset(),
        uses: Mapping[str, tuple[int, date]] | None = None,
        today: date | None = None,
    ) -> None:
        """``uses`` gives for a plan id how often and when last the person logged on it."""
        self._lines = list(lines)
        self._habit = [_habit(line.plan.id, pins, uses or {}, today) for line in self._lines]
        self._likely = [0.0] * len(self._lines)
        self._scored: dict[str, dict[int, float]] = {}
        self._initials = ["".join(word[0] for word in split(line.plan.text)) for line in self._lines]
        self._index: dict[str, list[tuple[int, float]]] = defaultdict(list)
        for number, line in enumerate(self._lines):
            for word in set(split(line.rhk.text)):
                self._index[word].append((number, _OF_RHK))
            for word in set(split(line.plan.text)):
                self._index[word].append((number, 1.0))
            if line.plan.code:
                self._index[fold(line.plan.code)].append((number, _CODE / _EXACT))

    @property
    def lines(self) -> Sequence[PlanLine]:
        """All plans that are searched."""
        return self._lines

    def lean(self, likely: Mapping[str, float]) -> None:
        """Let what is likely now (plan id → 0 to 1) go before what is usual; what is pinned stays first."""
        self._likely = [_LIKELY * likely.get(line.plan.id, 0.0) for line in self._lines]

    def best(self, words: str, limit: int = 8) -> list[Match]:
        """Return the plans that match every word, best first; without words the usual ones first."""
        scores: dict[int, float] | None = None
        tokens = split(words)
        if words.strip() and not tokens:
            return []
        for token in tokens:
            found = self._scored.get(token) or self._scored.setdefault(token, self._score(token))
            scores = found if scores is None else {n: scores[n] + found[n] for n in scores.keys() & found.keys()}
        if scores is None:
            scores = dict.fromkeys(range(len(self._lines)), 0.0)
        ranked = nlargest(limit, ((score + self._habit[n] + self._likely[n], -n) for n, score in scores.items()))
        return [self._match(-n, score, tokens) for score, n in ranked]

    def exact(self, words: str) -> PlanLine | None:
        """Return the one plan that an id, a code or the whole text names, or that alone has all the words."""
        plain = words.strip()
        named = fold(plain)
        for fits in (
            [line for line in self._lines if line.plan.id == plain],
            [line for line in self._lines if line.plan.code and fold(line.plan.code) == named],
            [line for line in self._lines if fold(line.plan.text) == named],
        ):
            if fits:
                return fits[0] if len(fits) == 1 else None
        wanted = split(plain)
        hits = [line for line in self._lines if wanted and set(wanted) <= set(split(line.plan.text))]
        return hits[0] if len(hits) == 1 else None

    def _score(self, token: str) -> dict[int, float]:
        found: dict[int, float] = {}
        prefixed = _prefixed(token)
        for word, places in self._index.items():
            worth = _worth(token, word) or (_INSIDE if prefixed and prefixed in word else 0.0)
            if worth:
                _raise(found, ((number, worth * weight) for number, weight in places))
        if len(token) > 1:
            _raise(found, ((n, _INITIALS) for n, initials in enumerate(self._initials) if token in initials))
        if not found and len(token) >= _SHORTEST_TYPO:
            for word in self._near(token):
                _raise(found, ((number, _TYPO * weight) for number, weight in self._index[word]))
        return found

    def _near(self, token: str) -> list[str]:
        """Return the words one slip of the finger away, or whose beginning is."""
        long_enough = (word for word in self._index if len(word) >= _SHORTEST_TYPO)
        return [word for word in long_enough if _slip(word, token) or _slip(word[: len(token)], token)]

    def _match(self, number: int, score: float, tokens: list[str]) -> Match:
        line = self._lines[number]
        return Match(line=line, score=round(score, 2), spans=_spans(fold(line.plan.text), tokens))


def _habit(plan: str, pins: frozenset[str], uses: Mapping[str, tuple[int, date]], today: date | None) -> float:
    count, last = uses.get(plan, (0, None))
    worth = 6.0 if plan in pins else 0.0
    worth += min(count, 20) * 0.1
    if last is not None and today is not None and (today - last).days <= _RECENT_DAYS:
        worth += 2.0 - (today - last).days / _RECENT_DAYS
    return worth


_NASAL = {"p": "m", "t": "n", "s": "ny", "k": "ng"}
"""What me- and pe- make of the first letter of a root: pinjam → meminjam, susun → menyusun."""


def _prefixed(token: str) -> str:
    """Return the root ``token`` as it stands inside a word with me- or pe-; empty where the root stays as it is."""
    return _NASAL[token[0]] + token[1:] if len(token) >= _SHORTEST_TYPO and token[0] in _NASAL else ""


def _worth(token: str, word: str) -> float:
    if token not in word:
        return 0.0
    if token == word:
        return _EXACT
    return _PREFIX if word.startswith(token) else _INSIDE


def _raise(found: dict[int, float], hits: Iterable[tuple[int, float]]) -> None:
    for number, worth in hits:
        if worth > found.get(number, 0.0):
            found[number] = worth


def _slip(one: str, other: str) -> bool:
    """Tell whether a letter more, less or wrong, or two in the wrong order, lead from one word to the other."""
    longer = len(one) - len(other)
    if not -1 <= longer <= 1:
        return False
    at = next((i for i, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other)))
    if longer:
        return one[at + 1 :] == other[at:] if longer > 0 else one[at:] == other[at + 1 :]
    swapped = one[at : at + 2] == other[at : at + 2][::-1]
    return one[at + 1 :] == other[at + 1 :] or (swapped and one[at + 2 :] == other[at + 2 :])


def _spans(text: str, tokens: list[str]) -> tuple[tuple[int, int], ...]:
    places = ((text.find(token), len(token)) for token in tokens)
    return tuple(sorted((at, at + length) for at, length in places if at >= 0))
