"""Whether a target can be used as it is set: refused when it is loaded, never at the first entry that is sent."""

import re
from collections.abc import Iterator, Mapping
from pathlib import PurePath
from typing import Any
from urllib.parse import urlsplit

from ekin_tui.config.addresses import check_url
from ekin_tui.config.errors import SettingsError
from ekin_tui.config.target import Rest, Target
from ekin_tui.domain.gaps import GAPS, GapError, read
from ekin_tui.domain.pointer import is_pointer

STATUSES = ("submitted", "returned", "approved", "rejected")
"""What can be said to others of an entry; what was never submitted stays at home."""
THEIR_ID = frozenset({"their_id"})
_FORBIDDEN = ("entry", "caller")
_METHODS = ("POST", "PUT", "PATCH", "DELETE")
_URLS = ("update_url", "withdraw_url", "status_url", "list_url")
_POINTERS = ("list", "list_id", "list_next", "id", "status", "error", "error_field")
_HEADER = re.compile(r"[A-Za-z0-9!#$%&'*+.^_`|~-]+")
_VALUE = re.compile(r"[\t\x20-\x7e]*")
_OURS = frozenset({"content-type", "content-length", "content-encoding", "host", "connection", "transfer-encoding"})
"""Headers that follow from the request itself."""
_DEEP = 5
"""Tables within tables that a body may have."""


def check_target(name: str, target: Target, place: str) -> None:
    """Raise SettingsError for the first thing that keeps ``target`` from being used."""
    dotted = f"targets.{name}"
    if target.kind == "folder" and not PurePath(target.path).is_absolute():
        raise SettingsError("folder-wrong", place, f"{dotted}.path", path=target.path)
    if target.kind == "rest":
        _need(target.url, f"{dotted}.url", place)
        _check_gaps(target.url, frozenset(), f"{dotted}.url", place)
        if "{" in urlsplit(target.url).netloc:
            raise SettingsError("url-wrong", place, f"{dotted}.url", url=target.url)
        _check_rest(target.rest, target.url, f"{dotted}.rest", place)


def _check_rest(rest: Rest, url: str, dotted: str, place: str) -> None:
    _need(rest.fields, f"{dotted}.fields", place)
    for key in ("method", "update_method", "withdraw_method"):
        _choose(getattr(rest, key), _METHODS, f"{dotted}.{key}", place)
    _choose(rest.forbidden, _FORBIDDEN, f"{dotted}.forbidden", place)
    for key in _URLS:
        _check_address(getattr(rest, key), url, f"{dotted}.{key}", place)
    if any(name for _, name, _ in read(rest.list_url, THEIR_ID).parts):  # it is asked of no entry
        raise SettingsError("gap-none", place, f"{dotted}.list_url", value=rest.list_url)
    for key in _POINTERS:
        pointer = getattr(rest, key)
        if not is_pointer(pointer):
            raise SettingsError("pointer-wrong", place, f"{dotted}.{key}", value=pointer)
    _need(rest.id, f"{dotted}.id", place)
    _check_headers(rest, dotted, place)
    for key, value in _leaves(rest.fields, f"{dotted}.fields", place):
        if isinstance(value, str):
            _check_gaps(value, frozenset(), key, place)
    _check_statuses(rest, dotted, place)


def _check_headers(rest: Rest, dotted: str, place: str) -> None:
    named = {"idempotency_header": rest.idempotency_header, "token_header": rest.token_header}
    for key, header in [*named.items(), *((f"headers.{header}", header) for header in rest.headers)]:
        if header and (not _HEADER.fullmatch(header) or header.lower() in _OURS):
            raise SettingsError("header-wrong", place, f"{dotted}.{key}", value=header)
    for header, value in rest.headers.items():
        if not isinstance(value, str):
            raise SettingsError("type-wrong", place, f"{dotted}.headers.{header}", want="str")
        if not _VALUE.fullmatch(value):
            raise SettingsError("header-wrong", place, f"{dotted}.headers.{header}", value=header)
    if rest.token_header and (rest.token_format.count("{token}") != 1 or not _VALUE.fullmatch(rest.token_format)):
        raise SettingsError("token-format", place, f"{dotted}.token_format")


def _check_statuses(rest: Rest, dotted: str, place: str) -> None:
    _need(rest.status_out.get("submitted"), f"{dotted}.status_out.submitted", place)
    for status, word in rest.status_out.items():
        _choose(status, STATUSES, f"{dotted}.status_out.{status}", place)
        if not isinstance(word, str):
            raise SettingsError("type-wrong", place, f"{dotted}.status_out.{status}", want="str")
    for word, status in rest.status_in.items():
        _choose(status, STATUSES, f"{dotted}.status_in.{word}", place)


def _check_address(address: str, url: str, dotted: str, place: str) -> None:
    """Refuse an address with gaps in its host, or on another host: the token goes with each request."""
    if not address:
        return
    _check_gaps(address, THEIR_ID, dotted, place)
    check_url(address.partition("{")[0].partition("?")[0], dotted, place)
    ours, theirs = urlsplit(url), urlsplit(address)
    if (ours.scheme, ours.netloc.lower()) != (theirs.scheme, theirs.netloc.lower()):
        raise SettingsError("host-other", place, dotted, url=address, host=ours.netloc)


def _check_gaps(text: str, more: frozenset[str], dotted: str, place: str) -> None:
    try:
        read(text, more)
    except GapError as error:
        known = ", ".join([*GAPS, *sorted(more)])
        raise SettingsError(error.code, place, dotted, value=error.said, known=known) from error


def _leaves(table: Mapping[str, Any], dotted: str, place: str, deep: int = 1) -> Iterator[tuple[str, Any]]:
    for key, value in table.items():
        if isinstance(value, dict) and deep < _DEEP:
            yield from _leaves(value, f"{dotted}.{key}", place, deep + 1)
        elif isinstance(value, str | int | float):
            yield f"{dotted}.{key}", value
        else:
            raise SettingsError("type-wrong", place, f"{dotted}.{key}", want="str")


def _need(value: object, dotted: str, place: str) -> None:
    if not value:
        raise SettingsError("key-needed", place, dotted)


def _choose(value: Any, choices: tuple[str, ...], dotted: str, place: str) -> None:
    if value not in choices:
        raise SettingsError("choice-wrong", place, dotted, value=str(value), choices=", ".join(choices))
