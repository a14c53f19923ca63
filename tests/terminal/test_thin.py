"""The translator: what passes, what is dropped, what is spared, what is forgotten."""

import sys

import pytest

from ekin_tui.terminal.cells import Screen
from ekin_tui.terminal.frames import Reader
from ekin_tui.terminal.pen import CLEAR
from ekin_tui.terminal.styles import PLAIN, one
from ekin_tui.terminal.thin import ENTER, LEAVE, SYNC_END, SYNC_START, Place, Thin


def begun(width: int = 20, height: int = 4) -> Thin:
    """A translator with the alternate screen on and cleared."""
    thin = Thin(width, height)
    assert thin.read(ENTER) == ENTER
    assert thin.take() == CLEAR
    return thin


def write(thin: Thin, data: str) -> str:
    return thin.read(data) + ("" if thin.open else thin.take())


@pytest.mark.parametrize(
    "data",
    ["\x07", "\x1b[?25l", "\x1b[?2004h\x1b[?1004h", "\x1b[?2026$p", "\x1b]0;ekin\x07", "\x1b]52;c;YQ==\x07", "\x1b[c"],
)
def test_settings_bells_titles_and_queries_pass_unchanged_and_cost_no_repaint(data: str) -> None:
    thin = begun()
    write(thin, "\x1b[1;1Hhalo\x1b[1;1H")
    assert write(thin, data) == data
    assert write(thin, "\x1b[1;1Hhalo\x1b[1;1H") == ""


def test_a_frame_that_changes_nothing_sends_nothing_not_even_its_marks() -> None:
    thin = begun()
    write(thin, "\x1b[1;1Hhalo\x1b[1;1H")
    assert "".join(write(thin, part) for part in (SYNC_START, "\x1b[1;1Hhalo\x1b[1;1H", SYNC_END)) == ""


def test_a_small_frame_goes_without_marks_and_a_large_one_between_them() -> None:
    thin = begun(200, 4)
    assert "".join(write(thin, part) for part in (SYNC_START, "\x1b[1;1Hhalo\x1b[1;5H", SYNC_END)) == "halo"
    large = "".join(
        write(thin, part) for part in (SYNC_START, f"\x1b[2;1H{'x' * 199}\x1b[3;1H{'y' * 199}\x1b[1;5H", SYNC_END)
    )
    assert large.startswith(SYNC_START)
    assert large.endswith(SYNC_END)


def test_only_the_letters_that_differ_are_sent() -> None:
    thin = begun()
    write(thin, "\x1b[1;1Hmembuat laporan\x1b[1;1H")
    assert write(thin, "\x1b[1;1Hmembuat laporam\x1b[1;1H") == "\x1b[14Cm\r"


def test_a_blank_end_of_a_line_is_erased_and_a_coloured_one_is_not() -> None:
    thin = begun()
    write(thin, "\x1b[1;1Hmembuat laporan\x1b[2;1H\x1b[41mmembuat laporan\x1b[0m\x1b[1;1H")
    sent = write(thin, f"\x1b[1;1Hmembuat{' ' * 13}\x1b[1;1H")
    assert sent == "\x1b[7C\x1b[m\x1b[K\r"
    assert "\x1b[K" not in write(thin, f"\x1b[2;1H\x1b[41mmembuat{' ' * 13}\x1b[0m\x1b[1;1H")


def test_a_sequence_that_hides_in_the_text_of_a_frame_does_not_get_out() -> None:
    thin = begun(40, 2)
    sent = write(thin, "\x1b[1;1Haman\x1b]52;c;cm0=\x07\x9b31m\x1bPq\x1b\\\x1b[?1049l\x07\x1b[5ntetap\x1b[1;1H")
    assert sent == "aman31mtetap\r"


def test_after_leaving_nothing_is_painted_until_the_return() -> None:
    thin = begun()
    write(thin, "\x1b[1;1H\x1b[1mtebal\x1b[0m\x1b[1;1H")
    assert write(thin, LEAVE) == LEAVE
    assert write(thin, "\x1b[1;1Hdiam\x1b[1;1H") == ""
    assert write(thin, ENTER).startswith(ENTER + CLEAR)


def test_something_that_may_have_moved_the_cursor_is_followed_by_a_whole_repaint() -> None:
    thin = begun()
    write(thin, "\x1b[1;1Hhalo\x1b[1;1H")
    assert write(thin, "pesan dari orang lain") == f"pesan dari orang lain{CLEAR}halo\r"


def test_a_first_frame_that_was_painted_before_is_neither_cleared_nor_sent_again() -> None:
    painted = Screen(20, 4)
    painted.put(0, 0, "halo", PLAIN)
    thin = Thin(20, 4, painted)
    assert thin.read(ENTER) == ""
    assert write(thin, "\x1b[1;1HhalO\x1b[1;1H") == "\x1b[1;4H" + "\x1b[m" + "O\r"


def test_a_first_frame_of_another_size_is_painted_again() -> None:
    thin = Thin(30, 4, Screen(20, 4))
    assert write(thin, ENTER) == CLEAR


def test_a_flag_whose_width_is_not_sure_shifts_nothing_that_comes_after() -> None:
    thin = begun()
    sent = write(thin, "\x1b[1;1Ha\U0001f1ee\U0001f1e9b\x1b[1;1H")
    assert sent == "a\U0001f1ee\x1b[3G\U0001f1e9\x1b[4Gb\x1b[K\r"


def test_links_are_opened_and_closed_where_they_change() -> None:
    thin = begun()
    sent = write(thin, "\x1b[1;1H\x1b]8;id=1;https://a.id\x1b\\satu\x1b]8;;\x1b\\ dua\x1b[1;1H")
    assert sent == "\x1b]8;id=1;https://a.id\x1b\\satu\x1b[C\x1b]8;;\x1b\\dua\r"


def test_a_usual_frame_costs_few_steps_of_the_program() -> None:
    thin = begun(80, 24)
    line = (
        "\x1b[48;5;235m" + "".join(f"\x1b[38;5;{30 + n}mkata {n}\x1b[0m\x1b[48;5;235m  " for n in range(8)) + "\x1b[0m"
    )
    frames = [f"\x1b[{row};1H{line}\x1b[{row + 1};3Hubah {row % 7}\x1b[1;1H" for row in range(1, 21)]
    for frame in frames:
        write(thin, frame)
    calls = 0

    def count(*_: object) -> None:
        nonlocal calls
        calls += 1

    sys.setprofile(count)  # calls and returns, of C too: the same on every machine
    try:
        for frame in frames:
            write(thin, frame)
    finally:
        sys.setprofile(None)
    assert calls / len(frames) < 800


def test_it_agrees_when_a_frame_was_read_and_all_that_stands_there_is_of_it() -> None:
    painted = Screen(20, 4)
    Reader(painted).read("\x1b[1;1Hhalo")
    thin = Thin(20, 4, painted=painted)
    assert not thin.agrees, "nobody has said yet what is to be seen"
    thin.read("\x1b[1;1H    \x1b[2;1H\x1b[1mdunia")
    assert not thin.agrees, "halo is not of the frame so far"
    thin.read("\x1b[1;1H\x1b[mhalo")
    assert thin.agrees, "dunia may still be missing"
    thin.read("\x1b[1;1H\x1b[7mhalo")
    assert not thin.agrees, "it looks otherwise"
    thin.take()
    assert thin.agrees
    thin.forget()
    assert not thin.agrees


LEFT, FOOT, TITLE, ALL = (0, 1, 8, 1), (0, 2, 20, 1), (0, 0, 20, 1), (0, 0, 20, 3)


@pytest.mark.parametrize(
    ("first", "then", "limit", "seen"),
    [
        ([ALL], [], 0, "judul|kiri      kanan|kaki"),
        ([LEFT, FOOT], [TITLE, ALL], 100, "judul|kiri      kanan|kaki"),
        ([LEFT, FOOT], [TITLE, ALL], 40, "judul|kiri|kaki"),
        ([LEFT, FOOT], [ALL, TITLE], 40, "|kiri|kaki"),
        ([LEFT, FOOT], [TITLE, ALL], 0, "|kiri|kaki"),
    ],
)
def test_a_picture_has_the_first_places_and_of_the_others_what_comes_within_its_limit(
    first: list[Place], then: list[Place], limit: int, seen: str
) -> None:
    thin = Thin(20, 3)
    thin.read(ENTER)
    thin.read("\x1b[1;1Hjudul\x1b[2;1H\x1b[1mkiri\x1b[m      kanan\x1b[3;1Hkaki\x1b[2;3H")
    picture = thin.picture(first, then, limit)
    assert not limit or len(picture) <= limit
    shown = Screen(20, 3)
    reader = Reader(shown)
    reader.read(picture)
    assert "|".join("".join(row).rstrip() for row in shown.words) == seen
    assert (shown.row, shown.column, reader.style) == (1, 2, PLAIN)
    assert {look for row in shown.looks for look in row} == {PLAIN, one("", "", frozenset("1"), "")}


@pytest.mark.parametrize(
    ("before", "after", "sent"),
    [
        ("\x1b[m   satu", "\x1b[1m   satu\x1b[m", "   \x1b[1msatu\r"),
        ("\x1b[m          ", "\x1b[2msatu\x1b[m  \x1b[2mdua\x1b[m", "\x1b[2msatu  dua\r"),
        ("\x1b[2msatu dua tiga\x1b[m", "\x1b[31msatu\x1b[m", "\x1b[;31msatu\x1b[K\r"),
        ("\x1b[msatu", "\x1b[msatu\x1b[31m   \x1b[m", ""),
    ],
)
def test_a_blank_costs_no_style_of_its_own_where_none_of_it_is_seen(before: str, after: str, sent: str) -> None:
    thin = begun()
    write(thin, f"\x1b[1;1H{before}\x1b[1;1H")
    assert write(thin, f"\x1b[1;1H{after}{' ' * 9}\x1b[1;1H") == sent
    assert thin.take() == ""


@pytest.mark.parametrize("code", ["7", "4", "9", "41", "5"])
def test_a_blank_is_sent_where_its_paper_or_a_line_is_seen(code: str) -> None:
    thin = begun()
    write(thin, "\x1b[1;1Hsatu   dua\x1b[1;1H")
    assert f"\x1b[{code}m   " in write(thin, f"\x1b[1;1Hsatu\x1b[{code}m   \x1b[mdua\x1b[1;1H")
