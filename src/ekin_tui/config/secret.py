"""What of a setting is never shown: a command that may hold a token, and the password of a proxy."""

import re
from collections.abc import Mapping
from typing import Any

HIDDEN = "<set>"
"""Stands where something is not shown."""
_WHOLE = frozenset({"token_command"})
_HEADERS = ".rest.headers."
_GAP = "{token}"
_LOGIN = re.compile(r"^((?:[^/]*//)?)[^/]*@")
"""What stands before the host of an address: name and password."""


def hidden(key: str, value: Any) -> Any:
    """Return the ``value`` of the dotted ``key`` as it may be shown; what goes with each request is mostly a key."""
    if not value or not key.startswith("targets."):
        return value
    name = key.rpartition(".")[2]
    if name in _WHOLE or _HEADERS in key or (name == "token_format" and _GAP not in value):
        return HIDDEN
    if isinstance(value, Mapping):
        return {each: hidden(f"{key}.{each}", one) for each, one in value.items()}
    return _LOGIN.sub(rf"\1{HIDDEN}@", value) if isinstance(value, str) else value
