"""A personal token as a person gives it at a question: pasted, or the file in which it stands."""

from collections.abc import Callable
from pathlib import Path

from ekin_tui.sync.login import TokenError, read_token
from ekin_tui.text import Words

_LARGEST = 16_384
"""Bytes that are read of a token's file."""
_LONGEST_PATH = 256


def typed_token(words: Words, typed: str, say: Callable[[str], None]) -> str | None:
    """Return the token that was pasted, or that stands in the file that was named; None once told why not."""
    path = Path(typed)
    try:
        path = path.expanduser()
        if typed.startswith(("/", "~", ".")) or (len(typed) < _LONGEST_PATH and path.is_file()):
            with path.open("rb") as file:
                return read_token(file.read(_LARGEST), path)
        return read_token(typed.encode(), path)
    except (OSError, RuntimeError):
        say(words("first.wrong.token_file", path=typed[:200]))
    except TokenError:
        say(words("first.wrong.no_token"))
    return None
