"""Which rencana aksi a text of a file names: exactly one, or a person is asked. Nothing is guessed."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date

from ekin_tui.desk.suggest import Suggest, split
from ekin_tui.store import PlanLine

_OFFERED = 8
_SHORTEST = 3
"""Letters of a word that tells plans apart."""


def same(text: str) -> str:
    """Return what counts of a text: case and white space do not."""
    return " ".join(text.split()).casefold()


class Naming:
    """The plans of one person, by all that names them: id, code, the whole text."""

    def __init__(self, lines: Sequence[PlanLine], suggest: Suggest) -> None:
        """``suggest`` ranks those that are offered."""
        self._suggest = suggest
        self._named: dict[str, dict[str, PlanLine]] = defaultdict(dict)
        self._chosen: dict[str, PlanLine] = {}
        for line in lines:
            for name in {same(line.plan.id), same(line.plan.code), same(line.plan.text)} - {""}:
                self._named[name][line.plan.id] = line

    def choose(self, text: str, line: PlanLine) -> None:
        """Remember that ``text`` means ``line`` from now on."""
        self._chosen[same(text)] = line

    def find(self, text: str, day: date) -> PlanLine | None:
        """Return the plan that ``text`` names on ``day``; None for none, and for several."""
        chosen = self._chosen.get(same(text))
        if chosen is not None:
            return chosen
        found = list(self._named.get(same(text), {}).values())
        held = [line for line in found if line.plan.start <= day <= line.plan.end]
        one = held or found
        return one[0] if len(one) == 1 else None

    def offer(self, text: str, limit: int = _OFFERED) -> list[PlanLine]:
        """Return plans to choose from: those of that name, those with all its words, then with the most of them."""
        ranked = [*self._named.get(same(text), {}).values(), *(m.line for m in self._suggest.best(text, limit))]
        scores: dict[str, tuple[float, PlanLine]] = {}
        for word in {word for word in split(text) if len(word) >= _SHORTEST}:
            for match in self._suggest.best(word, limit * 3):
                known = scores.get(match.line.plan.id, (0.0, match.line))[0]
                scores[match.line.plan.id] = known + match.score, match.line
        ranked += [line for _, line in sorted(scores.values(), key=lambda one: -one[0])]
        ranked += [] if ranked else [match.line for match in self._suggest.best("", limit)]
        return list({line.plan.id: line for line in ranked}.values())[:limit]
