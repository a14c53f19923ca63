"""What a bearer token stands for."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Trust:
    """Whose tokens are taken, and for what. ``claim`` names the one that holds the NIP; empty where none is trusted."""

    issuer: str
    audience: str
    client_id: str
    claim: str = ""


@dataclass(frozen=True, slots=True)
class Personal:
    """A token that the centre itself gave out."""

    token: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    """Somebody as the provider names them. ``nip`` is what the trusted claim says; empty where there is none."""

    issuer: str
    subject: str
    nip: str = ""


Bearer = Personal | Subject
