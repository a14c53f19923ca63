"""Which addresses a setting may name."""

from urllib.parse import urlsplit

from ekin_tui.config.errors import SettingsError
from ekin_tui.config.secret import hidden

_LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})


def check_url(url: str, dotted: str, place: str) -> None:
    """Raise SettingsError ``url-wrong`` unless ``url`` is https, or http on this machine itself."""
    try:
        parts = urlsplit(url)
        loopback = parts.hostname in _LOOPBACK
        _ = parts.port
    except ValueError as error:
        raise SettingsError("url-wrong", place, dotted, url=hidden(dotted, url)) from error
    fine = parts.scheme == "https" or (parts.scheme == "http" and loopback)
    if not fine or not parts.hostname or parts.username or parts.query or parts.fragment:
        raise SettingsError("url-wrong", place, dotted, url=hidden(dotted, url))


def is_proxy(url: str) -> bool:
    """Tell whether ``url`` is the address of a proxy that this program can use: ``http(s)://[NAME:PASSWORD@]HOST:PORT``."""
    try:
        parts = urlsplit(url)
        _ = parts.port
    except ValueError:
        return False
    return parts.scheme in {"http", "https"} and bool(parts.hostname) and parts.path in {"", "/"} and not parts.query
