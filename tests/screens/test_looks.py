"""The looks: readable by the numbers, the same words in each, at once, and nowhere that can't show them."""

from collections.abc import Iterator
from itertools import chain
from pathlib import Path
from typing import Any

import pytest
from rich.segment import Segment
from textual.pilot import Pilot

from ekin_tui.app import EkinApp
from ekin_tui.config import Home, Settings, load
from ekin_tui.config.writing import put
from ekin_tui.screens.coloured import Looking
from ekin_tui.terminal.looks import ANSI, LOOKS, NAMES, contrast, look_for, shade
from tests.office import BUDI, SITI, office
from tests.screens.program import picture, press, said, write
from tests.screens.stage import room_of

SIZE = (80, 24)
KEYS: tuple[tuple[str, ...], ...] = (
    (),
    ("y", "s"),
    ("y", "S"),
    ("n",),
    ("n", "a", "r", "s"),
    ("n", "ctrl+g"),
    ("a",),
    ("p",),
    ("3",),
    ("question_mark",),
    ("W",),
    ("ctrl+p",),
    ("left", "enter"),
)
"""Ways to the screens and dialogs."""


def opened(
    folder: Path, name: str, *, able: bool = True, kept: list[str] | None = None, reviewer: bool = False
) -> EkinApp:
    place = office(folder, me=BUDI if reviewer else SITI, filled=True)

    def keep(chosen: str) -> bool:
        if kept is not None:
            kept.append(chosen)
        return kept is not None

    return EkinApp(room_of(place.desk, "id"), interval=0, looking=Looking(name=name, able=able, keep=keep))


def cells(app: EkinApp) -> Iterator[Segment]:
    return chain.from_iterable(app.screen._compositor.render_strips())


def colours(app: EkinApp) -> set[tuple[int | None, int | None]]:
    """Return the pairs of ink and ground on the screen, as the eye has them; None is the terminal's own."""
    found = set()
    for segment in cells(app):
        style = segment.style
        assert style is not None
        assert not (style.dim and style.color is not None and style.color.number in range(16, 256)), segment
        ink = style.color.number if style.color is not None else None
        ground = style.bgcolor.number if style.bgcolor is not None else None
        assert (style.color is None or style.color.triplet is None) or app.look == ANSI, segment
        found.add((ground, ink) if style.reverse else (ink, ground))
    return found


@pytest.mark.parametrize(("name", "least"), [("dark", 4.5), ("light", 4.5), ("contrast", 7.0)])
def test_every_colour_of_a_look_is_readable_on_its_ground(name: str, least: float) -> None:
    look = LOOKS[name]
    inks = (look.ink, look.faint, look.error, look.good, look.warning, look.accent)
    assert min(contrast(ink, look.ground) for ink in inks) >= least
    assert contrast(look.ink, look.chosen) >= least


def test_the_contrast_is_that_of_the_guideline() -> None:
    assert contrast(16, 231) == pytest.approx(21.0)
    assert contrast(231, 231) == 1.0
    assert (shade(16), shade(231), shade(196), shade(244)) == ((0, 0, 0), (255, 255, 255), (255, 0, 0), (128, 128, 128))


@pytest.mark.parametrize(("name", "reviewer"), [("contrast", False), ("light", True)])
async def test_no_screen_shows_a_pair_of_colours_that_is_hard_to_read(
    name: str, reviewer: bool, tmp_path: Path
) -> None:
    app = opened(tmp_path, name, reviewer=reviewer)
    least = 7.0 if name == "contrast" else 4.5
    async with app.run_test(size=SIZE) as pilot:
        for keys in (("2",), ("2", "r")) if reviewer else KEYS:
            await press(pilot, *keys)
            pairs = colours(app)
            assert all(ink is not None and ground is not None for ink, ground in pairs), (keys, pairs)
            assert {ink for ink, _ in pairs if ink is not None and ink < 16} == set(), (keys, pairs)
            hard = {pair for pair in pairs if None not in pair and contrast(*pair) < least}  # type: ignore[arg-type] # as the line says
            assert hard == set(), (keys, hard)
            await back(pilot, app)


async def back(pilot: Pilot[Any], app: EkinApp) -> None:
    """Go back to the calendar."""
    while len(app.screen_stack) > 1:
        await press(pilot, "escape")


async def test_each_look_says_the_same_in_the_same_places(tmp_path: Path) -> None:
    shown: list[list[str]] = []
    for name in ("ansi", "light"):
        app = opened(tmp_path / name, name)
        async with app.run_test(size=SIZE) as pilot:
            shown.append([])
            for keys in ((), ("y", "S"), ("n", "ctrl+g"), ("3",)):
                await press(pilot, *keys)
                shown[-1].append(picture(app).replace(" · dipakai", ""))
                await back(pilot, app)
    assert shown[0] == shown[1]


async def test_another_look_is_there_at_once_and_kept(tmp_path: Path) -> None:
    kept: list[str] = []
    app = opened(tmp_path, ANSI, kept=kept)
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, "W", "down", "down", "enter")
        assert app.look == "light"
        assert (LOOKS["light"].ink, LOOKS["light"].ground) in colours(app)
        assert all((ink or 0) > 15 for ink, _ in colours(app))
        assert kept == ["light"]
        assert "terang" in said(app)
        assert app.begins_alike
        await press(pilot, "W", "enter")
        assert app.look == ANSI
        assert all((ink is None or ink < 16) for ink, _ in colours(app))


async def test_a_lit_line_is_of_one_piece(tmp_path: Path) -> None:
    app = opened(tmp_path, ANSI)
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, "left", "left", "tab", "j")
        assert "▸ 09.30-11.45 ↩ dikembalikan" in picture(app)
        assert {ground for _, ground in colours(app)} == {None}


@pytest.mark.parametrize("name", ["ansi", "contrast", "light"])
async def test_a_lit_line_has_one_ground_also_behind_what_is_said_by_the_way(name: str, tmp_path: Path) -> None:
    app = opened(tmp_path, name)
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, "4", "enter")
        lit = next(strip for strip in app.screen._compositor.render_strips() if "▸ Sel 24 Nov 2026" in strip.text)
        styles = [piece.style for piece in lit if piece.text.strip() and piece.style is not None]
        assert all(style.reverse and not style.dim for style in styles)
        assert len({style.color for style in styles}) == 1


async def test_the_palette_finds_the_looks_by_words(tmp_path: Path) -> None:
    app = opened(tmp_path, ANSI, kept=[])
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, "ctrl+p")
        await write(pilot, "warna")
        await press(pilot, "enter", "down")
        assert "kontras tinggi" in picture(app)


async def test_a_look_that_can_not_be_kept_is_said_to_last_until_the_end(tmp_path: Path) -> None:
    app = opened(tmp_path, ANSI)
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, "W", "down", "enter")
        assert app.look == "dark"
        assert "sampai program ditutup" in said(app)
        assert not app.begins_alike


async def test_a_terminal_with_few_colours_keeps_its_own_and_says_why(tmp_path: Path) -> None:
    kept: list[str] = []
    app = opened(tmp_path, ANSI, able=False, kept=kept)
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, "W", "down", "enter")
        assert (app.look, kept) == (ANSI, [])
        assert "256" in said(app)


@pytest.mark.parametrize(
    ("env", "shown"),
    [
        ({"TERM": "xterm-256color"}, "dark"),
        ({"TERM": "foot", "COLORTERM": "truecolor"}, "dark"),
        ({"TERM": "xterm-kitty"}, "dark"),
        ({"TERM": "linux"}, ANSI),
        ({"TERM": "xterm"}, ANSI),
        ({"TERM": "xterm-16color"}, ANSI),
        ({"TERM": "xterm-256color", "NO_COLOR": "1"}, ANSI),
        ({}, ANSI),
    ],
)
def test_only_a_terminal_that_announces_the_table_gets_a_look(env: dict[str, str], shown: str) -> None:
    assert look_for("dark", env) == shown
    assert look_for(ANSI, env) == ANSI


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("", 'theme = "dark"\n'),
        ('# mine\ntheme = "ansi" # old\nlang = "en"\n', '# mine\ntheme = "dark"\nlang = "en"\n'),
        (
            '# mine\n[targets.pusat]\nurl = "https://a.id"\n',
            'theme = "dark"\n# mine\n[targets.pusat]\nurl = "https://a.id"\n',
        ),
    ],
)
def test_the_settings_keep_the_look_and_all_that_a_person_wrote(before: str, after: str, tmp_path: Path) -> None:
    home = Home.find(tmp_path)
    home.config_file.write_text(before, encoding="utf-8")
    put(home.config_file, "theme", "dark", line_only=True)
    assert home.config_file.read_text(encoding="utf-8") == after
    assert load(home, {}, system=tmp_path / "none").theme == "dark"


def test_settings_that_can_not_be_changed_safely_are_left_alone(tmp_path: Path) -> None:
    file = tmp_path / "config.toml"
    text = 'url = """\ntheme = 1\n"""\n'
    file.write_text(text, encoding="utf-8")
    with pytest.raises(ValueError, match="config"):
        put(file, "theme", "dark", line_only=True)
    assert file.read_text(encoding="utf-8") == text


def test_the_settings_offer_what_the_terminal_room_has() -> None:
    assert Settings().theme in NAMES
    with pytest.raises(Exception, match="choice-wrong") as caught:
        load(Home.find(Path("/none")), {"EKIN_TUI_THEME": "dim"}, system=Path("/none"))
    assert caught.value.details["choices"] == ", ".join(NAMES)  # type: ignore[attr-defined] # of SettingsError
