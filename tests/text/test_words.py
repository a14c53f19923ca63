import re
from datetime import date, datetime
from pathlib import Path

import pytest

import ekin_tui
from ekin_tui.domain import checks, writing
from ekin_tui.domain.calendar import Month
from ekin_tui.domain.model import Action, Problem, Status
from ekin_tui.text import LANGUAGES, Words, _read

RULES = [
    "not-found",
    "own-entry",
    "not-yours",
    "wrong-state",
    "stale-base",
    "period-closed",
    "period-locked",
    "note-needed",
    "note-too-long",
    "minutes-out-of-range",
    "withdraw-off",
    "was-sent",
]

HINTS = {code: names for code, _, _, names in writing.CHECKS}


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_code_of_the_rules_and_checks_has_a_sentence(lang: str) -> None:
    words = Words(lang)
    for code in [*checks.CODES, *HINTS, *RULES]:
        assert f"problem.{code}" in words, code


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_sentence_of_a_check_is_filled_by_the_args_that_come_with_its_code(lang: str) -> None:
    words = Words(lang)
    samples = {"day": "2026-11-25", "first": "2026-01-01", "last": "2026-03-31", "today": "2026-11-25", "field": "unit"}
    for code, names in [*checks.CODES.items(), *HINTS.items()]:
        sentence = words.problem(Problem(code=code, args={name: samples.get(name, "7") for name in names}))
        assert "{" not in sentence
        assert sentence != words("problem.unknown", code=code)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_status_and_action_has_a_word(lang: str) -> None:
    words = Words(lang)
    assert all(f"status.{status.value}" in words for status in Status)
    assert all(f"action.{action.value}" in words for action in Action)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_sentence_that_the_code_names_is_there(lang: str) -> None:
    words, root = Words(lang), Path(ekin_tui.__file__).parent
    said = re.compile(r'\b(?:words|say)\(\s*"([a-z_]+(?:\.[a-z_]+)+)"')
    named = {key for file in root.rglob("*.py") if "plain" not in file.parts for key in said.findall(file.read_text())}
    assert len(named) > 100
    assert sorted(key for key in named if key not in words) == []


def test_dates_times_and_numbers_are_written_as_the_language_does() -> None:
    indonesian, english = Words("id"), Words("en")
    assert indonesian.day(date(2026, 11, 25)) == "Rab 25 Nov 2026"
    assert english.day(date(2026, 11, 25), year=False) == "Wed 25 Nov"
    assert indonesian.month(Month(2026, 8)) == "Agustus 2026"
    assert indonesian.clock(480) == "08.00"
    assert english.clock(1_800) == "06:00+1"
    assert indonesian.minutes(450) == "7 j 30 m"
    assert english.minutes(0) == "0 m"
    assert english.minutes(-60) == "-1 h"
    assert indonesian.number(6_750) == "6.750"
    assert english.number(6_750) == "6,750"
    assert indonesian.instant(datetime(2026, 12, 5, 23, 59)) == "5 Des 23.59"  # noqa: DTZ001 - the zone is not shown


def test_a_refusal_is_filled_with_words_of_the_language() -> None:
    args = {"status": "approved", "action": "withdraw"}
    assert "Entri berstatus disetujui; tidak dapat menarik" in Words("id").refusal("wrong-state", args)
    assert "The entry is approved" in Words("en").refusal("wrong-state", args)


def test_a_code_of_a_newer_centre_is_named_and_comes_inert() -> None:
    assert "x-9" in Words("en").refusal("x-9")
    assert "\x1b" not in Words("en").refusal("\x1b]52;c;eA==\x07")
    assert "\x1b" not in Words("id").refusal("overlap", {"start": "\x1b[2J", "end": "9", "day": "2026-99-99\x1b"})


def test_an_arg_that_is_missing_does_not_end_the_program() -> None:
    assert "overlap" in Words("en").refusal("overlap", {})


def test_a_key_that_does_not_exist_is_a_fault() -> None:
    with pytest.raises(KeyError):
        Words("id")("calendar.no-such-key")
    with pytest.raises(KeyError):
        Words("xx")


def test_a_sentence_names_the_key_where_the_settings_have_put_it() -> None:
    assert "Tekan n untuk mencatat" in Words("id")("calendar.nothing_to_copy")
    moved = Words("id", {"calendar.new": ("insert", "n")})
    assert "Tekan Ins untuk mencatat" in moved("calendar.nothing_to_copy")
    assert "Tekan Ctrl+P" in Words("id", {"review.sync": ("ctrl+p",)})("review.empty_next")


@pytest.mark.parametrize("lang", LANGUAGES)
def test_what_a_person_wrote_is_not_taken_for_the_name_of_a_key(lang: str) -> None:
    assert '"<calendar.new>"' in Words(lang)("review.no_hit", words="<calendar.new>")


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_key_in_a_sentence_is_one_of_the_table_and_none_is_written_as_a_letter(lang: str) -> None:
    words = Words(lang)
    plain = re.compile(
        r"\b(?:[Tt]ekan|[Pp]ress) (?:\w|/|Ctrl\+\w)(?=[ ,.;)])|[;.,] [a-z] (?:takes|brings|membatalkan|meng)"
    )
    talk = ("plain.", "first.")  # letters that are typed in a talk line by line, where no key is moved
    for key in sorted(key for key in words.keys() if not key.startswith(talk)):  # noqa: SIM118 - no dictionary
        sentence = words.sentence(key)  # raises KeyError for a key that is not in the table
        assert re.search(r"<[a-z]+\.", sentence) is None, key
        if (found := plain.search(sentence)) is not None:
            raw = _read(lang, key.partition(".")[0])[key]
            assert found[0] not in raw, key


@pytest.mark.parametrize("lang", LANGUAGES)
def test_no_sentence_of_a_screen_spells_a_key_that_the_table_has(lang: str) -> None:
    asked = {"plain", "first", "sheet", "dialog", "note"}
    """Lines that are answered, and fields that take their Enter themselves."""
    root = Path(ekin_tui.__file__).parent
    for file in sorted((root / "text" / lang).glob("*.toml")):
        if file.stem not in asked:
            for key, sentence in _read(lang, file.stem).items():
                assert re.search(r"\b(?:Esc|Enter)\b", sentence) is None, key


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_name_that_ends_in_a_full_stop_ends_its_sentence_with_it(lang: str) -> None:
    words = Words(lang)
    assert words("template.kept", name="Dewi Anggraini, S.Kom.").endswith(" S.Kom.")
    assert words("template.kept", name="Rahmat Hidayat").endswith(" Rahmat Hidayat.")
    said = words("team.nothing_received", day="Sen 30 Nov", name="Maria Lolo, S.Arsip.")
    assert ".." not in said
    assert "S.Arsip. " in said
