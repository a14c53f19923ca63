"""What of a setting is never shown: a command that may hold a token, and the password of a proxy."""

import re
from typing import Any

HIDDEN = "<set>"
"""Stands where something is not shown."""
_WHOLE = frozenset({"token_command"})
_LOGIN = re.compile(r"^((?:[^/]*//)?)[^/]*@")
"""What stands before the host of an address: name and password."""


def hidden(key: str, value: Any) -> Any:
    """Return the ``value`` of the dotted ``key`` as it may be shown."""
    name = key.rpartition(".")[2]
    if not isinstance(value, str) or not value or not key.startswith("targets."):
        return value
    return HIDDEN if name in _WHOLE else _LOGIN.sub(rf"\1{HIDDEN}@", value)
