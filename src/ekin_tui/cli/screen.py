"""The calendar in the terminal; without one, the month in plain text."""

import os
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import partial
from time import monotonic
from typing import TYPE_CHECKING

from ekin_tui.cli.ending import Code, End
from ekin_tui.cli.join import Joined
from ekin_tui.cli.printing import show_month, tell
from ekin_tui.config.errors import SettingsError
from ekin_tui.domain.calendar import Month
from ekin_tui.terminal import Incapable, check_terminal, in_page, prepare_environment

if TYPE_CHECKING:
    from ekin_tui.config import Settings
    from ekin_tui.domain.model import Person
    from ekin_tui.screens.base import Room
    from ekin_tui.screens.coloured import Looking
    from ekin_tui.screens.rehearsal import Plan
    from ekin_tui.screens.sign_in import Code as Shown
    from ekin_tui.screens.sign_in import Outcome
    from ekin_tui.sync.engine import Tell
    from ekin_tui.sync.result import Progress
    from ekin_tui.terminal.first_frame import FirstFrame
    from ekin_tui.terminal.signs import Signs
    from ekin_tui.text import Words

_LINE = 39
"""Columns of a line of progress: it fits the smallest window, and covers the one before."""
_TOLD_S = 0.5
"""Seconds between two lines of progress."""


def open_calendar(joined: Joined, painted: "FirstFrame | None" = None) -> None:
    """Open the calendar of whoever is signed in; ``painted`` is its first frame, if it stands already."""
    try:
        if not in_page(os.environ):
            check_terminal(os.environ, interactive=sys.stdin.isatty() and sys.stdout.isatty())
    except Incapable as unfit:
        if unfit.code != "terminal-none":
            raise End(Code.USAGE, "cli.unfit-terminal", term=unfit.term or "TERM") from unfit
        journal = joined.desk.journal
        show_month(journal.month(Month.of(journal.today())), joined.words)
        return
    first_fetch(joined)
    run_app(joined, painted=painted)


def has_to_ask(joined: Joined) -> bool:
    """Tell whether nobody has ever used this home (no settings of a person's own, no cache) and somebody can answer.

    Nothing is to be asked where the settings name a centre and the command that gives its token. Makes nothing.
    """
    home = joined.home
    if home.config_file.exists() or (home.state / "cache.db").exists():
        return False
    try:
        check_terminal(os.environ, interactive=all(os.isatty(number) for number in (0, 1, 2)))
    except Incapable:
        return False
    target = joined.settings.target
    return target is None or not (target.address and target.token_command)


def first_fetch(joined: Joined) -> None:
    """Fetch once before the first screen, so that the month is not empty. Ends when nobody is known after it."""
    if joined.store.meta.get("person") is not None or joined.settings.target is None:
        return
    tell(joined.words("cli.first-fetch"))
    from ekin_tui.cli.exchange import print_result
    from ekin_tui.cli.reach import exchange

    result = exchange(joined, joined.store, _fetching(joined.words))
    if sys.stderr.isatty():
        sys.stderr.write("\n")
    if result.code != "ok" and joined.store.meta.get("person") is None:
        raise End(print_result(joined, result, as_json=False))


def _fetching(words: "Words") -> "Tell":
    """Return what tells the first fetch's progress in one line, at most twice a second, where somebody looks on."""
    if not sys.stderr.isatty():
        return lambda _: None
    last = 0.0

    def told(progress: "Progress") -> None:
        nonlocal last
        if monotonic() - last < _TOLD_S:
            return
        last = monotonic()
        known = "cli.fetched-of" if progress.total else "cli.fetched"
        sys.stderr.write(
            "\r" + words(known, n=words.number(progress.done), total=words.number(progress.total)).ljust(39)
        )
        sys.stderr.flush()

    return told


def run_app(
    joined: Joined, people: Sequence["Person"] = (), *, demo: bool = False, painted: "FirstFrame | None" = None
) -> str | None:
    """Run the screens until they end. Returns the NIP that a demonstration goes on as, else None."""
    env = dict(os.environ)
    prepare_environment(os.environ)
    from ekin_tui.terminal.pauses import load_without_pauses

    load_without_pauses()  # for a demonstration; else it has been so from the first line on
    from ekin_tui.app import EkinApp, Switch
    from ekin_tui.cli.book import Book
    from ekin_tui.cli.threads import Threads
    from ekin_tui.desk.setup import Setup
    from ekin_tui.screens.base import Room
    from ekin_tui.terminal import choose_driver, page_driver

    joined.stays = True
    settings = joined.settings
    page = in_page(env)
    signs = choose_signs("no" if page and settings.ascii == "auto" else settings.ascii, env, sys.stdout.encoding or "")
    room = Room(
        desk=joined.desk,
        words=joined.words,
        signs=signs,
        clock=joined.clock,
        keymap=settings.keymap,
        letter=settings.report,
        setup=Setup(joined.home, joined.env, {"lang": joined.asked_lang}),
        banner=_banner(joined, demo=demo),
        targets=_targets(joined),
    )
    book = Book(joined, room, env, wanted=settings.thin_driver and not (demo or page))
    threads = Threads(joined, copies=not demo)

    def plan() -> "Plan | None":
        """Return what to paint for the next start; nothing else is written from now on."""
        threads.stop()
        return book.plan()

    has_target = settings.target is not None and bool(settings.target.address)
    app = EkinApp(
        room,
        syncer=threads.exchange if has_target else None,
        signer=partial(_sign_in, joined) if has_target and not demo else None,
        mirrors=threads.copy_to,
        interval=settings.sync_interval,
        people=people,
        driver_class=page_driver() if page else choose_driver(settings.thin_driver, painted, signs),
        plan=plan,
        begun=painted is not None,
        looking=_looking(joined, env, kept=not demo),
        ahead=threads.get_ahead,
        daily=threads.copy,
        furnish=partial(_furnish, joined, demo=demo),
    )
    if painted is not None:
        painted.allow_interrupts()
    result = app.run(mouse=False)
    threads.stop()
    joined.store.close()
    threads.copy()
    book.keep(app.pictures)
    if app.return_code:
        raise End(Code(app.return_code) if app.return_code in set(Code) else Code.REFUSED)
    return result.nip if isinstance(result, Switch) else None


def _furnish(joined: Joined, room: "Room", settings: "Settings", *, demo: bool) -> "Room":
    """Return ``room`` as ``settings`` ask for; what is said after the program follows too."""
    from ekin_tui.text import Words

    words = room.words
    if (words.lang, room.keymap) != (settings.lang, settings.keymap):
        words = vars(joined)["words"] = Words(settings.lang, settings.keymap)
    banner = _banner(joined, demo=demo)
    return replace(room, words=words, keymap=settings.keymap, letter=settings.report, banner=banner)


def _targets(joined: Joined) -> list[tuple[str, str, str]]:
    """Return name, kind and address of each target, the default one first; none where there is one alone."""
    settings = joined.settings
    if settings.target is None or not settings.mirrors:
        return []
    targets = {settings.default_target: settings.target, **settings.mirrors}
    return [(name, one.kind, one.address) for name, one in targets.items()]


def _looking(joined: Joined, env: Mapping[str, str], *, kept: bool) -> "Looking":
    """Return the look of this start; a demonstration keeps no other one."""
    from ekin_tui.screens.coloured import Looking
    from ekin_tui.terminal.looks import look_for, shows_table

    name = look_for(joined.settings.theme, env)
    return Looking(name=name, able=shows_table(env), keep=lambda name: kept and _keep_look(joined, name))


def _keep_look(joined: Joined, name: str) -> bool:
    """Write the look ``name`` into the settings; False when that can't be done, or another place decides."""
    from ekin_tui.config import load
    from ekin_tui.config.writing import put

    try:
        put(joined.home.config_file, "theme", name, line_only=True)
        return load(joined.home, joined.env, {"lang": joined.asked_lang}).theme == name
    except (OSError, ValueError, SettingsError):
        return False


def _banner(joined: Joined, *, demo: bool) -> str:
    words = joined.words
    fixed = words("app.clock", at=words.instant(joined.clock())) if joined.env.get("EKIN_TUI_NOW") else ""
    return " · ".join(part for part in (words("app.demo") if demo else "", fixed) if part)


def choose_signs(wanted: str, env: Mapping[str, str], encoding: str) -> "Signs":
    """Return the marks: ``wanted`` is the setting ``ascii``; ``auto`` asks locale, terminal and ``encoding``."""
    from ekin_tui.terminal.signs import Signs

    if wanted == "yes":
        return Signs.plain()
    return Signs.full() if wanted == "no" else Signs.for_terminal(env, encoding)


def _sign_in(
    joined: Joined, show: "Callable[[Shown], None]", wait: "Callable[[float], None]", trusted: str
) -> "Outcome":
    from ekin_tui.cli.sign_in_screen import sign_in

    return sign_in(joined, show, wait, trusted)
