"""How a command ends. People script against these numbers."""

from collections.abc import Mapping
from enum import IntEnum


class Code(IntEnum):
    """Exit codes."""

    DONE = 0
    REFUSED = 1
    """Some items were refused; each is named on stderr."""
    USAGE = 2
    """The command line or the settings are wrong."""
    UNREACHABLE = 3
    """The centre did not answer; the work is kept."""
    SIGN_IN = 4
    CONFLICTS = 5
    """Conflicts wait for a person."""


class End(Exception):  # noqa: N818 - an ending, not always a fault
    """Ends the command with ``code`` after saying the sentence ``key`` on stderr."""

    def __init__(self, code: Code, key: str = "", /, **fields: object) -> None:
        """``key`` is a key of the words, filled with ``fields``; empty says nothing more."""
        super().__init__(key)
        self.code, self.key, self.fields = code, key, fields


class EndRefused(End):
    """Ends with the sentence of a refusal code."""

    def __init__(self, problem: str, args: Mapping[str, str | int] | None = None, code: Code = Code.REFUSED) -> None:
        """``problem`` is a refusal code, ``args`` fill its sentence."""
        super().__init__(code)
        self.problem, self.details = problem, dict(args or {})
