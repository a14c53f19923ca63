"""What stands in for Textual's own ways is told and painted as Textual would: handlers, and a line of text."""

import asyncio
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from textual import events
from textual.message import Message
from textual.message_pump import MessagePump
from textual.strip import Strip
from textual.widgets import Input
from textual.widgets.input import Selection

from ekin_tui.screens.messages import Wrote
from ekin_tui.widgets.entry_form import EntryForm
from ekin_tui.widgets.line_input import LineInput
from ekin_tui.widgets.told import Told
from tests.screens.program import press, program

MESSAGES: list[Message] = [
    events.Mount(), events.Compose(), events.Show(), events.Idle(), events.Focus(), events.Blur(), events.Unmount(),
    events.Key("a", "a"), events.ScreenResume(), Wrote(), EntryForm.Left("day"),
]  # fmt: skip


@pytest.mark.parametrize("keys", [(), ("n",), ("3",), ("g",)])
def test_whoever_is_told_of_a_message_is_whom_textual_would_tell(keys: tuple[str, ...], tmp_path: Path) -> None:
    app, _ = program(tmp_path)

    async def run() -> None:
        async with app.run_test(size=(80, 24)) as pilot:
            await press(pilot, *keys)
            nodes = [node for node in [app, *app.screen.walk_children(with_self=True)] if isinstance(node, Told)]
            assert len(nodes) > 4
            for node in nodes:
                for message in MESSAGES:
                    name = message.handler_name
                    told = list(MessagePump._get_dispatch_methods(node, name, message))
                    assert list(node._get_dispatch_methods(name, message)) == told, (node, message)

    asyncio.run(run())


@pytest.mark.parametrize(
    ("value", "chosen"),
    [
        ("", (0, 0)),
        ("rapat", (5, 5)),
        ("rapat", (2, 2)),
        ("rapat koordinasi", (0, 16)),
        ("rapat koordinasi", (9, 4)),
        ("arsip 地図 lama", (7, 7)),
        ("panjang " * 30, (240, 240)),
        ("panjang " * 30, (3, 3)),
    ],
)
@pytest.mark.parametrize("offered", ["", "2"])
def test_a_line_of_text_is_painted_as_textual_paints_it(
    value: str, chosen: tuple[int, int], offered: str, tmp_path: Path
) -> None:
    app, _ = program(tmp_path)

    async def run() -> None:
        async with app.run_test(size=(80, 24)) as pilot:
            await press(pilot, "n", "tab", "tab", "tab", "tab", "tab")
            field = app.screen.query_one("#quantity", LineInput)
            assert field.has_focus
            field.placeholder, field.value = offered, value
            field.selection = Selection(*chosen)
            await press(pilot)
            width = field.size.width
            for _ in range(2):
                own, theirs = field.render_line(0), Input.render_line(field, 0)
                assert own.cell_length == width
                assert list(cells(own)) == list(cells(theirs.adjust_cell_length(width)))
                app.screen.set_focus(None)

    asyncio.run(run())


def cells(strip: Strip) -> Iterator[tuple[str, Any]]:
    """Each letter of STRIP with what is seen of its style."""
    for segment in strip:
        style = segment.style
        for letter in segment.text:
            seen = (style.reverse or False, style.bgcolor and style.bgcolor.name) if style else (False, None)
            ink = (style.dim or False, style.color and style.color.name) if style and letter != " " else None
            yield letter, (seen[0], seen[1] if seen[1] != "default" else None, ink)
