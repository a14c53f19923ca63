"""JSON pointers (RFC 6901): where in an answer something stands."""

import re
from typing import Any

_SOUND = re.compile(r"(?:/(?:[^~/]|~[01])*)*")
_INDEX = re.compile(r"0|[1-9][0-9]{0,8}", re.ASCII)


def is_pointer(text: str) -> bool:
    """Tell whether ``text`` is a pointer; the empty one is, and points at the whole."""
    return bool(_SOUND.fullmatch(text))


def look(value: Any, pointer: str) -> Any:
    """Return what stands at ``pointer`` in a JSON value; None where nothing does."""
    for step in pointer.split("/")[1:]:
        name = step.replace("~1", "/").replace("~0", "~")
        if isinstance(value, dict):
            value = value.get(name)
        elif isinstance(value, list) and _INDEX.fullmatch(name) and int(name) < len(value):
            value = value[int(name)]
        else:
            return None
    return value
