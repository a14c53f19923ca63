"""UUIDv7 (RFC 9562): the time part is for the locality of indices only, never for order."""

from uuid import UUID

RANDOM_BYTES = 10


def uuid7(milliseconds: int, randomness: bytes) -> str:
    """Return the identifier of ``milliseconds`` since 1970 and ten bytes from a good source of randomness."""
    number = (milliseconds & (1 << 48) - 1) << 80 | int.from_bytes(randomness[:RANDOM_BYTES])
    number &= ~(0xF << 76 | 0x3 << 62)
    return str(UUID(int=number | 0x7 << 76 | 0x2 << 62))
