"""The settings of the report: what stands at its head and who signs it."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """The table ``[report]``. What is empty is taken from the record of the person."""

    letterhead: str = ""
    """The lines at the head, apart by line breaks; the last one is small (an address)."""
    place: str = ""
    """Where it is signed."""
    signer: str = ""
    signer_nip: str = ""
    signer_post: str = ""
    supervisor: str = ""
    supervisor_nip: str = ""
    supervisor_post: str = ""
