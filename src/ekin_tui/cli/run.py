"""One run of the program: the options that stand anywhere, then the calendar or a command, and how it ended.

Knows no command and no library for commands: who types ``ekin-tui`` alone should not wait for them.
"""

import os
import sys
from contextlib import suppress
from typing import TYPE_CHECKING

from ekin_tui.cli.ending import Code, End, EndRefused
from ekin_tui.cli.join import Joined
from ekin_tui.cli.printing import tell
from ekin_tui.config.errors import SettingsError
from ekin_tui.domain.nip import NipError
from ekin_tui.domain.rules import Refused
from ekin_tui.store.errors import StoreError
from ekin_tui.text import LANGUAGES, Words, reason, setting_said

if TYPE_CHECKING:
    from ekin_tui.terminal.first_frame import FirstFrame

_INTERRUPTED = 130


def carry_out(arguments: list[str], painted: "FirstFrame | None" = None) -> int:
    """Do what ``arguments`` say and return the exit code; ``painted`` is the calendar's first frame, if it stands."""
    words = Words("id")
    joined: Joined | None = None
    try:
        rest, home, lang = take_common(arguments)
        words = Words(lang or "id")
        joined = Joined(os.environ, home=home, lang=lang, clock_told=painted is not None)
        code = _calendar(joined, painted, rest) if rest in ([], ["--plain"]) else _command(rest, joined, words)
        sys.stdout.flush()
    except KeyboardInterrupt:
        return _INTERRUPTED
    except BrokenPipeError:
        _silence()
        return Code.DONE
    except (End, SettingsError, NipError, Refused, StoreError, OSError) as error:
        return _say(error, joined.words if joined is not None and "settings" in vars(joined) else words)
    finally:
        if joined is not None and "store" in vars(joined):
            joined.store.close()
    return code


def _calendar(joined: Joined, painted: "FirstFrame | None", rest: list[str]) -> int:
    if rest:
        return _talk(joined)
    try:
        from ekin_tui.cli.screen import has_to_ask, open_calendar

        if painted is not None or not has_to_ask(joined) or _begin(joined):
            open_calendar(joined, painted)
    finally:
        if painted is not None:  # before anything is said about an end
            painted.give_back()
    return Code.DONE


def _talk(joined: Joined) -> int:
    from ekin_tui.cli.first import Sample
    from ekin_tui.cli.plain.menu import open_plain

    try:
        return open_plain(joined)
    except Sample:
        from ekin_tui.cli.plain.sample import look_around

        return look_around(joined)


def _begin(joined: Joined) -> bool:
    from ekin_tui.cli.first import Sample, begin

    try:
        return begin(joined)
    except Sample:
        from ekin_tui.cli.demo import look_around

        look_around(joined)
        return False


def _command(rest: list[str], joined: Joined, words: Words) -> int:
    from ekin_tui.cli.commands import invoke

    named = rest[0]  # click takes the words out of the list
    try:
        return invoke(rest, joined, words)
    finally:
        if named != "doctor":  # which tells of it itself
            _tell_salvage(joined)


def _tell_salvage(joined: Joined) -> None:
    """Say on stderr that the cache was damaged, as long as nobody has read of it in the program."""
    with suppress(StoreError):  # the command has said so already
        said = joined.salvage_told() if "store" in vars(joined) else ""
        if said:
            tell(said)


def _silence() -> None:
    """Nobody reads on: let what is still to be written go nowhere, so that the interpreter ends without a complaint."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, sys.stdout.fileno())
    os.close(nowhere)


def _say(error: Exception, words: Words) -> int:
    """Say how a command ended and return its code."""
    match error:
        case EndRefused():
            tell(words.refusal(error.problem, error.details))
            return error.code
        case End():
            if error.key:
                tell(words(error.key, **error.fields))
            return error.code
        case SettingsError():
            tell(f"{error.place}: {setting_said(words, error.code, error.key, error.details)}")
            return Code.USAGE
        case NipError() | Refused() | StoreError():
            tell(words.refusal(error.code, error.details))
            return Code.REFUSED
        case OSError():
            if error.filename is None:
                _silence()
            why = reason(words, error)
            tell(words("cli.file-failed", path=error.filename or "stdout", why=why))
            return Code.REFUSED
        case _:
            raise error


def take_common(arguments: list[str]) -> tuple[list[str], str | None, str | None]:
    """Take ``--home DIR`` and ``--lang L`` out of ``arguments``, wherever they stand before a ``--``.

    Ends with USAGE when one lacks its value or the language is unknown.
    """
    found: dict[str, str | None] = {"--home": None, "--lang": None}
    rest: list[str] = []
    waiting = list(arguments)
    while waiting:
        word = waiting.pop(0)
        name, equals, value = word.partition("=")
        if word == "--":
            rest += [word, *waiting]
            break
        if name not in found:
            rest.append(word)
        elif equals or waiting:
            found[name] = value if equals else waiting.pop(0)
        else:
            raise End(Code.USAGE, "cli.option-needs-value", option=name)
    if found["--lang"] is not None and found["--lang"] not in LANGUAGES:
        raise End(Code.USAGE, "cli.bad-choice", option="--lang", value=found["--lang"], choices=", ".join(LANGUAGES))
    return rest, found["--home"], found["--lang"]
