from uuid import RFC_4122, UUID

from hypothesis import given
from hypothesis import strategies as st

from ekin_tui.domain.ids import uuid7


@given(st.integers(0, 2**48 - 1), st.binary(min_size=10, max_size=10))
def test_an_id_is_a_uuid_of_version_7_that_carries_its_time(milliseconds: int, randomness: bytes) -> None:
    made = UUID(uuid7(milliseconds, randomness))
    assert (made.version, made.variant, made.int >> 80) == (7, RFC_4122, milliseconds)


def test_later_ids_sort_after_earlier_ones() -> None:
    assert uuid7(1_000, b"\xff" * 10) < uuid7(1_001, b"\x00" * 10)


def test_ids_of_one_instant_differ_by_their_randomness() -> None:
    assert uuid7(1_000, bytes(10)) != uuid7(1_000, b"\x01" + bytes(9))
