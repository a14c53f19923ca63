"""The settings of a target: where entries go, and for an agency's own JSON interface how they are said there."""

from collections.abc import Mapping
from dataclasses import field
from typing import Any
from urllib.parse import urlsplit

from ekin_tui.domain.facts import dataclass

KINDS = ("ekin", "rest", "folder")
FOLDER = "folder"
"""Stands for whom a token may go to where it goes to nobody: it signs files and is not among them."""
_PORTS = {"https": 443, "http": 80}


@dataclass(frozen=True, slots=True, kw_only=True)
class Rest:
    """The table ``[targets.NAME.rest]``: how an entry is said to a JSON interface, and how its answer is read.

    Texts may have gaps (:mod:`ekin_tui.domain.gaps`); places in an answer are JSON pointers.
    """

    method: str = "POST"
    update_url: str = ""
    """Where an entry goes that is there already; empty: to ``url`` again."""
    update_method: str = "PUT"
    withdraw_url: str = ""
    withdraw_method: str = "DELETE"
    status_url: str = ""
    """Tells the status of one entry."""
    list_url: str = ""
    """Tells that of many."""
    list: str = ""
    list_id: str = "/id"
    list_next: str = ""
    """Where in that answer the address of its next page stands; empty: it has one page alone."""
    id: str = "/id"
    status: str = "/status"
    error: str = "/message"
    error_field: str = ""
    forbidden: str = "entry"
    """Of what a 403 with a reason speaks: of the entry that was sent, or of the caller and so of all of them."""
    idempotency_header: str = "Idempotency-Key"
    token_header: str = "Authorization"  # noqa: S105 - the name of a header
    token_format: str = "Bearer {token}"  # noqa: S105 - no token
    headers: Mapping[str, Any] = field(default_factory=dict)
    fields: Mapping[str, Any] = field(default_factory=dict)
    """The body: name → text with gaps, number, truth value, or a table of the same."""
    status_out: Mapping[str, Any] = field(default_factory=dict)
    """Our status → their word; a status without one is not sent."""
    status_in: Mapping[str, Any] = field(default_factory=dict)
    """Their word → our status."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """Where entries go. ``ekin`` is a centre of this project, ``folder`` one by files, ``rest`` an agency's own."""

    kind: str = "ekin"
    url: str = ""
    path: str = ""
    """The folder of a target of that kind."""
    ca_file: str = ""
    proxy: str = ""
    token_command: str | list[str] = ""
    """Words of a command, or a text that is taken apart as a shell would, without one."""
    issuer: str = ""
    client_id: str = "ekin-tui"
    rest: Rest = Rest()

    @property
    def address(self) -> str:
        """Where it is, for people: the address, or the folder; empty while nothing is set."""
        return self.path if self.kind == "folder" else self.url

    @property
    def centre(self) -> str:
        """To whom a token that is stored for this target may go: scheme, host and port, always with its number."""
        if self.kind == "folder":
            return FOLDER
        parts = urlsplit(self.url)
        host = f"[{parts.hostname}]" if parts.hostname and ":" in parts.hostname else parts.hostname
        return f"{parts.scheme}://{host}:{parts.port or _PORTS.get(parts.scheme, 0)}" if host else ""

    @property
    def place(self) -> str:
        """Tells it from whatever else had its name: at another place, or of another kind, it is another target."""
        return f"{self.kind} {self.address}"
