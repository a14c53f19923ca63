"""A settings file as a table, in the form that this program knows.

No key was ever renamed or given another meaning. When one is, VERSION goes up, and what :func:`read_table` reads of an
older form is led to the new one here, the file written anew and the old one kept beside it.
"""

import tomllib
from pathlib import Path
from typing import Any

from ekin_tui.config.errors import SettingsError
from ekin_tui.config.places import line_of, place_of

VERSION = 1
"""The form of the settings that this program reads and writes; a file that names none is of the first."""


def read_table(path: Path) -> tuple[str, dict[str, Any]]:
    """Return the text of the settings file at ``path`` and what it says; both empty when there is no file.

    Raises SettingsError: can't be read, is no TOML, or is of a form to come, in which a key may mean something else.
    """
    try:
        text = path.read_text(encoding="utf-8")
    except FileNotFoundError:
        return "", {}
    except UnicodeDecodeError as error:
        raise SettingsError("file-coding", str(path), "") from error
    except OSError as error:
        raise SettingsError("file-unreadable", str(path), "", why=type(error).__name__) from error
    try:
        table = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise SettingsError("toml-wrong", place_of(path, error), "", why=str(error)) from error
    version = table.pop("version", VERSION)
    place = f"{path}:{line_of(text, 'version')}"
    if type(version) is not int or version < 1:
        raise SettingsError("version-wrong", place, "version", known=VERSION)
    if version > VERSION:
        raise SettingsError("version-newer", place, "version", found=version, known=VERSION)
    return text, table
