"""Keys for the program under test, and the moment when it has done all that they made it do.

Textual's pilot waits after each key until a clock says that the processor is idle: sixty milliseconds at best, and on
a machine with more to do than it can it gives up waiting after a second. Here the program itself is asked.
"""

import asyncio
import unicodedata
from typing import Any

from textual import events
from textual.app import App
from textual.command import CommandPalette
from textual.keys import REPLACED_KEYS, _character_to_key, _get_unicode_name_from_key
from textual.pilot import Pilot
from textual.screen import Screen

from ekin_tui.screens.at_rest import AtRest
from ekin_tui.screens.turns import KeysInTurn

PATIENCE_S, SHORT_S = 30, 0.001
CALM = 2
"""Looks in which nothing was to be done: what is done after a frame may ask for another."""
GATHERING = CommandPalette._GATHER_COMMANDS_GROUP
"""The worker that fills the palette: on a busy machine it is long at it, and the palette stands half filled."""
_DUE = ("_callbacks", "_dirty_widgets", "_layout_required", "_scroll_required", "_repaint_required")
"""What a screen notes that it has still to do."""


async def press(pilot: Pilot[Any], *keys: str) -> None:
    """Press ``keys`` in turn, each when the one before has had its whole effect, and wait for that of the last."""
    for key in keys:
        send(pilot.app, key)
        await rest(pilot)


async def write(pilot: Pilot[Any], text: str) -> None:
    """Type ``text`` in one piece, and wait for its effect."""
    for letter in text:
        send(pilot.app, letter)
    await rest(pilot)


def send(app: App[Any], key: str) -> None:
    """Send ``key`` (a character, or its name) as a terminal does: nobody waits for its effect."""
    name = _character_to_key(key) if len(key) == 1 and not key.isalnum() else key
    assert app._driver is not None
    try:
        letter = unicodedata.lookup(_get_unicode_name_from_key(REPLACED_KEYS.get(name, name)))
    except KeyError:
        letter = key if len(key) == 1 else ""
    event = events.Key(name, letter or None)
    event.set_sender(app)
    app._driver.send_message(event)


async def practised(app: App[Any]) -> None:
    """Wait until the program has put the next screens together."""
    while not (at_work := [one for one in app.workers if one.group == "practice"]):
        await asyncio.sleep(0.01)
    await app.workers.wait_for_complete(at_work)


async def rest(pilot: Pilot[Any]) -> None:
    """Wait until the program has nothing to do but wait, and shows what it has done."""
    app, loop = pilot.app, asyncio.get_running_loop()
    until, calm = loop.time() + PATIENCE_S, 0
    while calm < CALM and app.is_running and app.screen_stack:
        assert loop.time() < until, "the program does not come to rest"
        if not _all_listen(app):  # nothing is painted that is half done, but by the program's own clock
            await asyncio.sleep(SHORT_S)
            calm = 0
            continue
        await app.animator.wait_until_complete()  # tests may have loaded Textual with its smooth scrolling
        if not app.screen_stack:
            return
        app.screen._on_timer_update()
        await asyncio.sleep(SHORT_S)
        if any(worker._thread_worker and worker.is_running for worker in app.workers):
            await pilot.pause()  # what another thread does is known to the clock alone
            return
        calm = 0 if _at_work(app) or _ready(loop) or not _all_listen(app) else calm + 1


def _at_work(app: App[Any]) -> bool:
    if any(worker.group == GATHERING and not worker.is_finished for worker in app.workers):
        return True
    if isinstance(app, KeysInTurn) and (app._turn_now().held or app._turn_now().waits):
        return True
    top: list[Screen[Any]] = app.screen_stack[-1:]
    return any(getattr(screen, due) for screen in top for due in _DUE)


def _all_listen(app: App[Any]) -> bool:
    """Whether every widget on the screen waits for a message. To send one to each and wait for it wakes them all."""
    top: list[Screen[Any]] = app.screen_stack[-1:]
    pumps = [app, *(node for screen in top for node in screen.walk_children(with_self=True))]
    return all(pump._message_queue.ready_event._waiters for pump in pumps if not (pump._closing or pump._closed))


def _ready(loop: asyncio.AbstractEventLoop) -> bool:
    """Whether anything waits but the program's own look at whether anything waits: two that look never rest."""
    handles = loop._ready  # type: ignore[attr-defined] # asyncio does not say it otherwise
    return any(not isinstance(getattr(handle._callback, "__self__", None), AtRest) for handle in handles)
