"""What a command says beside its answer: a cache that was damaged."""

import pytest

from ekin_tui.store import Store
from ekin_tui.store.salvage import META, Salvage
from tests.cli.program import Program


@pytest.mark.parametrize("damaged", [0, 2])
def test_a_command_tells_on_stderr_of_a_damaged_cache_until_that_was_read(siti: Program, damaged: int) -> None:
    packed = Salvage(file="cache.db.corrupt-1", at="2026-11-25T01:00:00+00:00", entries=1_204, damaged=damaged).packed()
    store = Store.open(siti.home / "cache.db")
    with store.writing():
        store.meta.put(META, packed)
    told = siti("list", "--json")
    assert isinstance(told.json, list | dict)
    assert told.err.count("cache.db.corrupt-1") == 1
    assert "1.204 entri" in told.err
    assert ("tidak terbaca" in told.err) == bool(damaged)
    assert siti("doctor", "--json").err.count("cache.db.corrupt-1") == 0
    with store.writing():
        store.forget_salvage()
    store.close()
    assert "cache.db.corrupt-1" not in siti("list", "--json").err
