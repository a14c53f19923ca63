import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ekin_tui.domain.nip import NipError, parse_nip, show_nip

SITI = "198609262015051001"


@pytest.mark.parametrize(
    "text",
    [
        SITI,
        "19860926 201505 1 001",
        "'198609262015051001",
        "  \u201919860926\u00a0201505 1 001\n",
        "1986 0926 2015 0510 01",
    ],
)
def test_spaces_and_a_leading_apostrophe_are_accepted(text: str) -> None:
    assert parse_nip(text) == SITI


@pytest.mark.parametrize("part", [f"{month:02d}" for month in (*range(1, 13), *range(21, 30))])
def test_digits_13_and_14_are_a_month_or_2_and_the_count_of_contracts(part: str) -> None:
    assert parse_nip(f"198609262022{part}2001")


@pytest.mark.parametrize(
    ("text", "code", "details"),
    [
        ("", "nip-length", {"have": 0, "need": 18}),
        ("'", "nip-length", {"have": 0, "need": 18}),
        ("19860926201505100", "nip-length", {"have": 17, "need": 18}),
        ("1986092620150510011", "nip-length", {"have": 19, "need": 18}),
        ("1.98609E+17", "nip-digits", {}),
        ("19860926201505100l", "nip-digits", {}),
        ("\uff11" * 18, "nip-digits", {}),
        ("٠٩٨٦٠٩٢٦٢٠١٥٠٥١٠٠١", "nip-digits", {}),
        ("''198609262015051001", "nip-digits", {}),
        ("198613262015051001", "nip-birth", {"part": "19861326"}),
        ("198602302015051001", "nip-birth", {"part": "19860230"}),
        ("198609312015051001", "nip-birth", {"part": "19860931"}),
        ("189912312015051001", "nip-birth", {"part": "18991231"}),
        ("000000002015051001", "nip-birth", {"part": "00000000"}),
        ("188609262015051001", "nip-birth", {"part": "18860926"}),
        ("198609261985051001", "nip-year", {"part": "1985"}),
        ("198609262100051001", "nip-year", {"part": "2100"}),
        ("198609262015001001", "nip-month", {"part": "00"}),
        ("198609262015131001", "nip-month", {"part": "13"}),
        ("198609262015201001", "nip-month", {"part": "20"}),
        ("198609262015301001", "nip-month", {"part": "30"}),
        ("198609262015050001", "nip-sex", {"part": "0"}),
        ("198609262015053001", "nip-sex", {"part": "3"}),
    ],
)
def test_what_is_no_nip_is_refused_with_the_part_that_cannot_be(
    text: str, code: str, details: dict[str, object]
) -> None:
    with pytest.raises(NipError) as refused:
        parse_nip(text)
    assert (refused.value.code, refused.value.details) == (code, details)


def test_a_nip_is_shown_in_its_groups() -> None:
    assert show_nip(SITI) == "19860926 201505 1 001"


def test_what_has_another_length_is_shown_as_it_is() -> None:
    assert show_nip("123") == "123"


def test_the_eldest_birth_that_is_believed_is_of_1900() -> None:
    assert parse_nip("190001011920051001")


@given(st.text() | st.text("0123456789", min_size=18, max_size=18))
def test_any_text_is_a_nip_or_refused_by_code(text: str) -> None:
    with contextlib.suppress(NipError):
        assert parse_nip(show_nip(parse_nip(text))) == parse_nip(text)
