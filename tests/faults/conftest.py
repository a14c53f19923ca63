"""The centre and the machines of the tests of the sync, for what happens to the line between them."""

from tests.sync.conftest import centre, machine

__all__ = ["centre", "machine"]
