"""What the program on the screen does beside the keys."""

import sys
from pathlib import Path
from threading import Thread
from time import monotonic, sleep

from benchmarks.home import NOW, fill_home

from ekin_tui.cli.join import Joined
from ekin_tui.cli.threads import Threads
from ekin_tui.desk.holidays import official
from ekin_tui.store.search import PORTION
from tests.cli.program import Program

PATIENCE_S = 30


def test_free_days_are_looked_up_once_for_a_cache_and_not_in_this_process(tmp_path: Path) -> None:
    fill_home(tmp_path / "home", 0)
    joined = Joined({"EKIN_TUI_NOW": NOW}, home=str(tmp_path / "home"), clock_told=True)
    joined.stays = True
    loaded = set(sys.modules)
    assert joined.desk.unknown_years() == [2027, 2025]
    threads = Threads(joined, copies=False)
    threads.get_ahead()
    threads.stop()
    assert joined.desk.unknown_years() == []
    assert not [name for name in set(sys.modules) - loaded if name.startswith("holidays")]
    assert joined.store.reference.holidays(2027) == official(2027)
    joined.store.close()


def test_what_came_in_bulk_is_learnt_for_the_search_while_nobody_waits_for_it(tmp_path: Path) -> None:
    fill_home(tmp_path / "home", 1_000)
    joined = Joined({"EKIN_TUI_NOW": NOW}, home=str(tmp_path / "home"), clock_told=True)
    joined.stays = True
    words = joined.store.entries.words
    assert words.left() > PORTION
    threads = Threads(joined, copies=False)
    threads.learn()
    until = monotonic() + PATIENCE_S
    while words.left() and monotonic() < until:
        threads.learn()  # one that has begun goes on alone
        sleep(0.05)
    assert words.left() == 0
    threads.stop()
    joined.store.close()


def test_nothing_is_learnt_once_the_program_leaves(tmp_path: Path) -> None:
    fill_home(tmp_path / "home", 1_000)
    joined = Joined({"EKIN_TUI_NOW": NOW}, home=str(tmp_path / "home"), clock_told=True)
    joined.stays = True
    threads = Threads(joined, copies=False)
    threads.learn()
    threads.stop()
    left = joined.store.entries.words.left()
    assert left > PORTION
    threads.learn()
    sleep(0.2)
    assert joined.store.entries.words.left() == left
    joined.store.close()


def test_leaving_while_the_learning_begins_waits_for_it(tmp_path: Path) -> None:
    fill_home(tmp_path / "home", 0)
    joined = Joined({"EKIN_TUI_NOW": NOW}, home=str(tmp_path / "home"), clock_told=True)
    joined.stays = True
    often = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    try:
        for _ in range(100):
            threads = Threads(joined, copies=False)
            begin = Thread(target=threads.learn)
            begin.start()
            while threads._learning is None and begin.is_alive():
                pass
            threads.stop()
            begin.join()
    finally:
        sys.setswitchinterval(often)
        joined.store.close()


def test_the_program_says_to_sign_in_where_the_token_is_gone(siti: Program) -> None:
    for file in siti.home.rglob("*token*"):
        if file.is_file() and file.name != "given-token":
            file.unlink()
    joined = Joined({**siti.env}, home=str(siti.home))
    for _ in range(2):
        result = Threads(joined, copies=False).exchange(lambda _: None)
    assert (result.code, result.sign_in) == ("token-missing", True)
    mark, view = joined.desk.syncing.mark(), joined.desk.syncing.view()
    assert mark.code == "token-missing"
    assert "unknown" not in joined.words.refusal(view.last_code, view.last_details)
    assert str(view.last_details["path"]) in joined.words.refusal(view.last_code, view.last_details)
    joined.store.close()
