"""What a supervisor has rated: results and behaviour of a period, and the *predikat* that both together give.

The matrix is that of the civil service's performance rules (PermenPANRB 6/2022). A rating is made by a person, in the
national application; it is shown here and never computed from a log.
"""

from collections.abc import Iterable
from datetime import date
from enum import StrEnum

from ekin_tui.domain.facts import dataclass


class Level(StrEnum):
    """How results or behaviour stand to what was expected, the least first."""

    BELOW = "below"
    AS = "as"
    ABOVE = "above"


class Predicate(StrEnum):
    """The predikat kinerja of a person, the least first."""

    VERY_POOR = "sangat-kurang"
    POOR = "kurang"
    TO_IMPROVE = "butuh-perbaikan"
    GOOD = "baik"
    VERY_GOOD = "sangat-baik"


@dataclass(frozen=True, slots=True, kw_only=True)
class Rating:
    """What was rated of one person for one period."""

    id: str
    person: str
    start: date
    end: date
    results: Level
    """Rating hasil kerja."""
    behaviour: Level
    """Rating perilaku kerja."""
    by: str = ""
    """Name of who rated; empty where nobody said."""

    @property
    def predicate(self) -> Predicate:
        """What the matrix has for both."""
        return predicate(self.results, self.behaviour)


def predicate(results: Level, behaviour: Level) -> Predicate:
    """Return the field of the matrix for a rating of results and one of behaviour."""
    if behaviour is Level.BELOW:
        return Predicate.VERY_POOR if results is Level.BELOW else Predicate.POOR
    if results is Level.BELOW:
        return Predicate.TO_IMPROVE
    return Predicate.VERY_GOOD if results is behaviour is Level.ABOVE else Predicate.GOOD


def of_span(ratings: Iterable[Rating], first: date, last: date) -> tuple[Rating, ...]:
    """Return the ratings whose period ends between two days: most months first, of as many the latest."""
    found = [one for one in ratings if first <= one.end <= last]
    return tuple(sorted(found, key=lambda one: (-_months(one), -one.end.toordinal(), one.id)))


def _months(one: Rating) -> int:
    return 12 * (one.end.year - one.start.year) + one.end.month - one.start.month
