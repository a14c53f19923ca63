"""The matrix of the predikat, field by field, and which ratings belong to a span of days."""

from datetime import date

import pytest

from ekin_tui.domain.ratings import Level, Rating, of_span, predicate

MATRIX = {
    ("above", "above"): "sangat-baik",
    ("above", "as"): "baik",
    ("as", "as"): "baik",
    ("as", "above"): "baik",
    ("below", "as"): "butuh-perbaikan",
    ("below", "above"): "butuh-perbaikan",
    ("above", "below"): "kurang",
    ("as", "below"): "kurang",
    ("below", "below"): "sangat-kurang",
}


@pytest.mark.parametrize(("rated", "wanted"), MATRIX.items())
def test_each_field_of_the_matrix_is_that_of_the_rules(rated: tuple[str, str], wanted: str) -> None:
    results, behaviour = map(Level, rated)
    assert predicate(results, behaviour) == wanted
    assert rate(date(2026, 1, 1), date(2026, 3, 31), results, behaviour).predicate == wanted


def rate(start: date, end: date, results: Level = Level.AS, behaviour: Level = Level.AS) -> Rating:
    return Rating(id=f"{start}/{end}", person="p", start=start, end=end, results=results, behaviour=behaviour)


def test_a_span_has_the_ratings_that_end_in_it_and_the_longest_stands_first() -> None:
    quarters = [rate(date(2026, 1, 1), date(2026, 3, 31)), rate(date(2026, 7, 1), date(2026, 9, 30))]
    year, before = rate(date(2026, 1, 1), date(2026, 12, 31)), rate(date(2025, 1, 1), date(2025, 12, 31))
    every = [before, *quarters, year]
    assert of_span(every, date(2026, 1, 1), date(2026, 12, 31)) == (year, quarters[1], quarters[0])
    assert of_span(every, date(2026, 9, 1), date(2026, 9, 30)) == (quarters[1],)
    assert of_span(every, date(2026, 8, 1), date(2026, 8, 31)) == ()
