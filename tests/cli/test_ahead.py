"""What the program on the screen learns while nobody types."""

import sys
from pathlib import Path

from benchmarks.home import NOW, fill_home

from ekin_tui.cli.join import Joined
from ekin_tui.cli.screen import _look_up
from ekin_tui.desk.holidays import official


def test_free_days_are_looked_up_once_for_a_cache_and_not_in_this_process(tmp_path: Path) -> None:
    fill_home(tmp_path / "home", 0)
    joined = Joined({"EKIN_TUI_NOW": NOW}, home=str(tmp_path / "home"), clock_told=True)
    joined.stays = True
    loaded = set(sys.modules)
    assert joined.desk.unknown_years() == [2027, 2025]
    _look_up(joined, joined.desk.unknown_years())
    assert joined.desk.unknown_years() == []
    assert not [name for name in set(sys.modules) - loaded if name.startswith("holidays")]
    assert joined.store.reference.holidays(2027) == official(2027)
    joined.store.close()
