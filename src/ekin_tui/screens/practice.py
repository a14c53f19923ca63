"""The next screens are put together once before anybody asks for them, unseen, piece by piece while nobody types.

How a widget looks follows from the way to it and is worked out once (`widgets.known_styles`): a third of the first
opening of a screen. Nothing is mounted here, so nothing is painted, no message is sent and nothing is written.
"""

import asyncio
from collections.abc import Callable, Iterator, Sequence
from threading import Event
from time import monotonic
from typing import Any

from textual.compose import compose
from textual.dom import DOMNode
from textual.screen import Screen
from textual.widget import Widget

from ekin_tui.screens.ahead import learn_styles
from ekin_tui.screens.base import Room
from ekin_tui.screens.standing import Standing
from ekin_tui.screens.turns import KeysInTurn
from ekin_tui.terminal.pauses import sweep

PIECE_S = 0.005
"""Seconds of work after which a key may come in between."""
PAUSE_S = 0.03
"""Seconds between two pieces."""


async def get_ready(app: KeysInTurn[Any], room: Room, loaded: Event) -> None:
    """Put the next screens together once all is ``loaded``, in pieces between which keys are served."""
    while not (loaded.is_set() and app.at_leisure):
        await asyncio.sleep(PAUSE_S)
    learn_styles(app)
    began = monotonic()
    for _ in _practised(app, room):
        if monotonic() - began > PIECE_S:
            await asyncio.sleep(PAUSE_S)
            while not app.at_leisure:
                await asyncio.sleep(PAUSE_S)
            began = monotonic()
    sweep()


def _practised(app: KeysInTurn[Any], room: Room) -> Iterator[None]:
    for make in _next(room):
        yield
        yield from _styled(app, make(), app)


def _styled(app: KeysInTurn[Any], node: Widget, parent: DOMNode) -> Iterator[None]:
    """Style ``node`` and all that it is made of, as they would be below ``parent``."""
    node._attach(parent)  # noqa: SLF001 - as below, Textual has no public word for it
    app.stylesheet.apply(node)
    yield
    if isinstance(node, Standing):  # it learns the classes of its size after it was styled first
        node.update_classes(node.size_classes(app.size), update=False)
        app.stylesheet.apply(node)
    for child in [*node._pending_children, *compose(node)]:  # noqa: SLF001
        yield from _styled(app, child, node)


def _next(room: Room) -> Sequence[Callable[[], Screen[Any]]]:
    """Return what makes each screen, as they are likely to be asked for."""
    from ekin_tui.screens.dialogs import AskFitting, AskText, Choose, Confirm
    from ekin_tui.screens.editor import EditorScreen
    from ekin_tui.screens.help import HelpScreen
    from ekin_tui.screens.palette import PaletteScreen
    from ekin_tui.screens.quick import QuickScreen
    from ekin_tui.screens.report import ReportScreen
    from ekin_tui.screens.review import ReviewScreen
    from ekin_tui.screens.search import SearchScreen
    from ekin_tui.screens.settings import SettingsScreen
    from ekin_tui.screens.skp import SkpScreen
    from ekin_tui.screens.sync import SyncScreen
    from ekin_tui.screens.team import TeamScreen
    from ekin_tui.screens.year import YearScreen

    journal = room.desk.journal
    return (
        lambda: EditorScreen(room, journal.blank(journal.today())),
        lambda: QuickScreen(room, journal.today()),
        lambda: ReviewScreen(room),
        lambda: SyncScreen(room),
        lambda: SkpScreen(room),
        lambda: ReportScreen(room),
        lambda: TeamScreen(room),
        lambda: SearchScreen(room),
        lambda: Confirm(room, ""),
        lambda: AskFitting(room, "", "", "", str),
        lambda: AskText(room, ""),
        lambda: Choose(room, "", ()),
        lambda: PaletteScreen(room, ()),
        lambda: HelpScreen(room, ()),
        lambda: YearScreen(room, journal.today()),
        lambda: SettingsScreen(room),
    )
