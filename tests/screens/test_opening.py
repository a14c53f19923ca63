"""How a screen opens: styled as Textual styles it, laid out seldom, given back when it was left."""

import asyncio
import gc
import threading
import weakref
from collections.abc import Callable
from inspect import signature
from pathlib import Path
from typing import Any

import pytest
from textual.await_remove import AwaitRemove
from textual.css.stylesheet import Stylesheet
from textual.dom import DOMNode
from textual.geometry import Region, Size
from textual.pilot import Pilot
from textual.screen import Screen
from textual.widget import AwaitMount, Widget

from ekin_tui.app import SETTLED, EkinApp
from ekin_tui.screens.editor import EditorScreen
from ekin_tui.screens.fronts import LOOK_S, MOST, SWEPT, count_parameters
from ekin_tui.terminal.pauses import sweep
from ekin_tui.widgets.known_styles import KnownStyles
from ekin_tui.widgets.sparing import Sparing
from tests.office import BUDI, SITI
from tests.screens.keyboard import practised
from tests.screens.program import picture, press, program

OPENED = {
    "calendar": (SITI, ()),
    "calendar at the list": (SITI, ("left", "tab", "down")),
    "editor": (SITI, ("n",)),
    "editor with errors": (SITI, ("n", "ctrl+g")),
    "editor of returned work": (SITI, ("left", "left", "tab", "j", "e")),
    "quick": (SITI, ("a",)),
    "search": (SITI, ("slash",)),
    "year": (SITI, ("H",)),
    "review": (BUDI, ("2",)),
    "sync": (SITI, ("3",)),
    "help": (SITI, ("question_mark",)),
    "palette": (SITI, ("ctrl+p",)),
    "dialog": (SITI, ("g",)),
    "back from the editor": (SITI, ("n", "escape")),
}


@pytest.mark.parametrize(("opened", "size"), [*((one, (80, 24)) for one in OPENED), ("editor", (40, 15))])
def test_what_is_remembered_of_the_styles_is_what_textual_works_out(
    opened: str, size: tuple[int, int], tmp_path: Path
) -> None:
    me, keys = OPENED[opened]
    app, _ = program(tmp_path, me=me)

    async def run() -> None:
        async with app.run_test(size=size) as pilot:
            await press(pilot, *keys)
            nodes = list(app.screen.walk_children(with_self=True))
            assert len(nodes) > 4
            for node in nodes:
                assert styles_of(node) == worked_out_anew(app, node), node

    asyncio.run(run())


def styles_of(node: DOMNode) -> list[dict[str, Any]]:
    """The rules of NODE and of its parts."""
    parts = sorted(node._component_styles.items())
    return [said(dict(node.styles.base.get_rules())), *(said(dict(part.base.get_rules())) for _, part in parts)]


def said(rules: dict[str, Any]) -> dict[str, str]:
    """RULES in words: two equal ones may be two objects."""
    return {name: repr(value) for name, value in rules.items() if value is not None}


def worked_out_anew(app: EkinApp, node: DOMNode) -> list[dict[str, Any]]:
    """The same, after Textual has styled NODE in its own way."""
    assert isinstance(app.stylesheet, KnownStyles)
    own = app.stylesheet.copy()
    own.parse()
    Stylesheet.apply(own, node)
    return styles_of(node)


def test_the_styles_follow_a_class_a_state_and_another_look(tmp_path: Path) -> None:
    app, _ = program(tmp_path)

    async def run() -> None:
        async with app.run_test(size=(80, 24)) as pilot:
            await press(pilot, "n")
            panel = app.screen.query_one("#plan-panel")
            assert panel.styles.height is not None
            assert panel.styles.height.value == 6
            app.screen.set_class(True, "-narrow")
            assert panel.styles.height.value == 4
            app.screen.set_class(False, "-narrow")
            assert panel.styles.height.value == 6
            app.stylesheet.add_source("EditorScreen #plan-panel { height: 9; }", ("here", "test"))
            app.stylesheet.update(app.screen)
            assert panel.styles.height.value == 9

    asyncio.run(run())


@pytest.mark.parametrize("keys", [("n",), ("a",), ("g",), ("slash",), ("H",)])
def test_a_screen_that_opens_is_laid_out_no_more_than_three_times_and_what_is_behind_it_not_again(
    keys: tuple[str, ...], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    app, _ = program(tmp_path)
    done: list[str] = []
    arrange, paint = Screen._refresh_layout, Screen._compositor_refresh

    def arranged(screen: Screen[Any], *given: Any) -> None:
        done.append("laid out")
        arrange(screen, *given)

    def painted(screen: Screen[Any]) -> None:
        done.append("painted")
        paint(screen)

    async def run() -> None:
        async with app.run_test(size=(80, 24)) as pilot:
            await press(pilot)
            monkeypatch.setattr(Screen, "_refresh_layout", arranged)
            monkeypatch.setattr(Screen, "_compositor_refresh", painted)
            before = app.screen
            await press(pilot, *keys)
            assert app.screen is not before
            await pilot.pause(0.1)
            assert done.count("laid out") <= 3, done
            done.clear()
            await press(pilot, "escape")
            assert app.screen is before
            await pilot.pause(0.1)
            assert 1 <= len(done) <= 2, "one frame with all, at most one more with what the way back has changed"
            assert "laid out" not in done

    asyncio.run(run())


async def loaded_ahead(pilot: Pilot[Any]) -> None:
    """Wait until the next screens are loaded: what lives then is set apart for good, with screens just left."""
    await pilot.pause(SETTLED)
    await press(pilot)
    while any(thread.name == "ahead" for thread in threading.enumerate()):
        await asyncio.sleep(0.01)


@pytest.mark.parametrize("opened", ["editor", "quick", "search", "year", "sync", "help", "palette", "dialog"])
def test_what_was_practised_while_nobody_typed_is_known_when_a_screen_opens(
    opened: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    me, keys = OPENED[opened]
    app, _ = program(tmp_path, me=me)
    anew: list[DOMNode] = []
    work_out = KnownStyles._worked_out

    def worked_out(sheet: KnownStyles, node: DOMNode, *given: Any) -> Any:
        anew.append(node)
        return work_out(sheet, node, *given)

    async def run() -> None:
        async with app.run_test(size=(80, 24)) as pilot:
            await press(pilot)
            before = set(app._registry), len(app.screen_stack), app.cursor_position
            await practised(app)
            assert (set(app._registry), len(app.screen_stack), app.cursor_position) == before
            monkeypatch.setattr(KnownStyles, "_worked_out", worked_out)
            await press(pilot, *keys)
            focused = app.focused
            assert {node.id for node in anew if focused not in (node, node._parent)} <= {"thread"}  # it comes to focus

    asyncio.run(run())


@pytest.mark.parametrize(("leisure", "held"), [(True, SWEPT), (False, MOST)])
def test_screens_that_were_left_are_given_back_once_nobody_types_or_many_are_held(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, leisure: bool, held: int
) -> None:
    app, _ = program(tmp_path)
    monkeypatch.setattr(type(app), "at_leisure", leisure)
    monkeypatch.setattr("ekin_tui.screens.fronts.LOOK_S", LOOK_S / 10)
    seen: list[weakref.ref[EditorScreen]] = []

    async def run() -> None:
        async with app.run_test(size=(80, 24)) as pilot:
            await press(pilot)
            await loaded_ahead(pilot)
            gc.disable()
            gc.freeze()  # as the program does when its first screen stands
            for _ in range(MOST + SWEPT):
                await press(pilot, "n")
                assert isinstance(app.screen, EditorScreen)
                seen.append(weakref.ref(app.screen))
                await press(pilot, "escape")
            await pilot.pause(0.3)
            assert sum(one() is not None for one in seen) <= held + 1  # since the sweep, and the one it came in

    try:
        asyncio.run(run())
    finally:
        gc.unfreeze()
        gc.enable()


def test_a_process_that_is_not_the_program_keeps_its_own_ways_of_giving_back() -> None:
    class Ring:
        pass

    ring = Ring()
    ring.self = ring  # type: ignore[attr-defined]
    gone = weakref.ref(ring)
    gc.unfreeze()
    gc.disable()
    try:
        del ring
        sweep()
        assert gone() is not None
    finally:
        gc.enable()
        gc.freeze()


async def test_a_dialog_over_a_screen_that_shows_nothing_yet_is_blank_around(tmp_path: Path) -> None:
    app, _ = program(tmp_path)
    async with app.run_test(size=(80, 24)) as pilot:
        await press(pilot, "ctrl+p")
        below, nothing = app.screen_stack[-2], Sparing()
        nothing.size = Size(80, 24)
        nothing.__dict__["_visible_widgets"], nothing._cuts = {}, [[0, 80]] * 24
        below._compositor = nothing
        app.screen.refresh()
        await pilot.pause(0.1)
        assert [strip.cell_length for strip in app.screen.render_lines(Region(0, 0, 80, 24))] == [80] * 24
        assert "Cari perintah" in picture(app)


def test_how_many_arguments_a_callback_takes_is_what_its_signature_says() -> None:
    class Way:
        def told(self, message: object) -> None:
            """Takes the message."""

        async def __call__(self) -> None:
            """Takes nothing."""

    def made(*given: object, last: int = 0) -> Callable[[object], None]:
        return lambda _: None

    for func in (Way.told, Way().told, Way(), made, made(1), made(2), AwaitMount(Widget(), []), AwaitRemove([]), len):
        for _ in range(2):
            assert count_parameters(func) == len(signature(func).parameters), func
