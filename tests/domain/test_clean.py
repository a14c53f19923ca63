import sys
from unicodedata import category, normalize

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ekin_tui.domain.clean import MAX_MARKS, hostile, inert, one_paragraph

ANYTHING = st.text(st.characters(exclude_categories=()), max_size=80)
EVERY_CODE_POINT = range(sys.maxunicode + 1)
STEERING = {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}

ATTACKS = {
    "csi": "\x1b[31mmerah",
    "osc 52 takes the clipboard": "\x1b]52;c;ZWNobyBoYWNrZWQ=\x07",
    "osc title": "\x1b]0;judul\x1b\\",
    "c1 csi": "\x9b2J",
    "c1 osc": "\x9d0;x\x9c",
    "dcs": "\x1bPq#0\x1b\\",
    "delete": "a\x7fb",
    "backspace": "setuju\x08\x08tolak",
    "null": "a\x00b",
    "carriage return overwrites": "ditolak\rdisetujui",
    "next line": "a\x85b",
    "bidi embedding": "\u202aabc",
    "bidi override": "dokumen\u202efdp.exe",
    "bidi isolate": "\u2066abc\u2069",
    "right to left mark": "a\u200fb",
    "arabic letter mark": "a\u061cb",
    "zero width space": "dinas\u200barsip",
    "zero width joiner": "a\u200db",
    "word joiner": "a\u2060b",
    "byte order mark": "\ufeffabc",
    "soft hyphen": "lapo\u00adran",
    "tag": "abc\U000e0041\U000e007f",
    "private use": "a\ue000b",
    "private use of plane 16": "a\U00100000b",
    "lone surrogate": "a\ud800b",
    "non-character": "a\uffffb",
    "line separator": "a\u2028b",
    "paragraph separator": "a\u2029b",
    "hangul filler": "a\u3164b",
    "braille blank": "a\u2800b",
    "mark without a base": "\u0301abc",
}


@pytest.mark.parametrize("text", ATTACKS.values(), ids=ATTACKS.keys())
def test_an_attack_is_hostile_and_comes_out_inert_but_visible(text: str) -> None:
    cleaned = inert(text)
    assert hostile(text)
    assert hostile(text, lines=True)
    assert "\ufffd" in cleaned
    assert not any(category(char) in STEERING for char in cleaned)
    assert not hostile(cleaned)


@pytest.mark.parametrize(
    "text",
    [
        "Menyusun laporan bulanan, 12 dokumen (revisi ke-2)",
        "Rapat “koordinasi” \u2013 tahap 1 … selesai ✔",
        "Café Jakarta naïve",
        "ꦲꦏ꧀ꦱꦫꦗꦮ",  # Javanese script
        "ᬅᬓ᭄ᬱᬭᬩᬮᬶ",  # Balinese script
        "السلام عليكم",
        "会议记录",
        "👍 ❤️",
        "1\u00a0000\u2009km",
    ],
)
def test_what_people_of_the_office_write_stays_as_it_is(text: str) -> None:
    assert inert(text) == text
    assert not hostile(text)


def test_no_code_point_that_steers_or_hides_passes_alone_or_among_others() -> None:
    leaks = [
        hex(number)
        for number in EVERY_CODE_POINT
        for char in [chr(number)]
        if category(char) in STEERING and char in inert(f"a{char}b", lines=True) and char not in "\n\t"
    ]
    assert leaks == []


def test_every_steering_code_point_is_told_as_hostile() -> None:
    silent = [
        hex(number)
        for number in EVERY_CODE_POINT
        if category(chr(number)) in STEERING and not hostile(f"a{chr(number)}")
    ]
    assert silent == []


def test_lines_keep_newline_and_tab_and_read_the_windows_line_end() -> None:
    assert inert("a\n\tb\r\nc", lines=True) == "a\n\tb\nc"
    assert not hostile("a\n\tb", lines=True)
    assert inert("a\n\tb") == "a\ufffd\ufffdb"
    assert hostile("a\nb")


def test_decomposed_text_is_composed_and_not_hostile() -> None:
    assert inert("Cafe\u0301") == "Café"
    assert not hostile("Cafe\u0301")


def test_a_tower_of_marks_is_cut_to_four_on_each_base() -> None:
    tower = "z" + "\u0335" * 400 + "x" + "\u0301" * 3
    assert MAX_MARKS == 4
    assert hostile(tower)
    assert inert(tower) == "z" + "\u0335" * MAX_MARKS + "x" + "\u0301" * 3


def test_marks_are_composed_before_they_are_counted_as_far_as_a_stream_safe_text_goes() -> None:
    below = "\u0316" * 29  # grave accents below: NFC sorts them before the acute, which then joins its base
    assert inert("a" + below + "\u0301") == "\u00e1" + "\u0316" * MAX_MARKS
    assert inert("a" + below + "\u0316\u0301") == "a" + "\u0316" * MAX_MARKS
    assert inert("a" + below + "\u0301\u0316") == "\u00e1" + "\u0316" * MAX_MARKS
    assert inert("\u03b1" + below + "\u0301\u0316") == "\u03ac" + "\u0316" * MAX_MARKS
    assert inert("a" + below + "\u0301 b") == "\u00e1" + "\u0316" * MAX_MARKS + " b"


def test_a_mark_at_the_start_of_a_line_finds_no_base_in_the_line_before() -> None:
    assert inert("a\n\u0301b", lines=True) == "a\n\ufffdb"


def test_variation_selectors_carry_no_hidden_message() -> None:
    secret = "😀" + "".join(chr(0xE0100 + byte) for byte in b"instruction")
    assert len(inert(secret)) == 1 + MAX_MARKS
    assert hostile(secret)


@given(ANYTHING, st.booleans())
def test_inert_text_is_inert_for_good_and_in_normal_form(text: str, lines: bool) -> None:
    cleaned = inert(text, lines=lines)
    assert inert(cleaned, lines=lines) == cleaned
    assert normalize("NFC", cleaned) == cleaned
    assert not hostile(cleaned, lines=lines)
    assert not any(category(char) in STEERING - ({"Cc"} if lines else set()) for char in cleaned)


@given(ANYTHING)
def test_inert_text_can_be_written_to_a_terminal_and_to_disk(text: str) -> None:
    assert inert(text).encode().decode() == inert(text)


@given(ANYTHING)
def test_hostile_says_whether_cleaning_changes_more_than_the_normal_form(text: str) -> None:
    assert hostile(text) == (inert(text) != normalize("NFC", text))


def test_a_pasted_novel_becomes_one_paragraph_without_the_noise_of_its_source() -> None:
    assert one_paragraph("\ufeff  Bab\t1\r\n\r\nlapo\u00adran\u2028akhir\u00a0tahun \x1b[2J\n") == (
        "Bab 1 laporan akhir tahun \ufffd[2J"
    )


@given(ANYTHING)
def test_one_paragraph_is_trimmed_inert_and_stable(text: str) -> None:
    paragraph = one_paragraph(text)
    assert paragraph == paragraph.strip()
    assert not hostile(paragraph)
    assert one_paragraph(paragraph) == paragraph


def test_a_megabyte_of_marks_is_thinned() -> None:
    assert len(inert("a" + "\u0301\u0323" * 500_000)) <= 5
