"""A save of a person goes before the next write of the exchange, over two real connections to one cache."""

from pathlib import Path
from threading import Event, Thread

from ekin_tui.store import Store
from ekin_tui.store.turns import Turns


class Exchange(Thread):
    """Writes again and again through a patient connection of its own, as pages come in."""

    def __init__(self, path: Path, turns: Turns, *, most: int) -> None:
        super().__init__()
        self._path, self._turns, self._most = path, turns, most
        self.inside, self.go_on = Event(), Event()
        self.written: list[str] = []

    def run(self) -> None:
        store = Store.open(self._path, turns=self._turns, patient=True)
        for number in range(self._most):
            with store.writing():
                store.meta.put("page", str(number))
                self.inside.set()
                if not number:
                    self.go_on.wait(10)
                self.written.append("page")
        store.close()


def test_a_save_waits_for_the_page_that_is_being_written_and_for_no_other(tmp_path: Path) -> None:
    path, turns = tmp_path / "cache.db", Turns()
    store = Store.open(path, turns=turns)
    exchange = Exchange(path, turns, most=5)
    exchange.start()
    assert exchange.inside.wait(10)
    saving = Saving(exchange, turns)
    saving.start()
    with store.writing():
        store.meta.put("letter", "a")
        exchange.written.append("save")
    exchange.join(10)
    store.close()
    assert exchange.written == ["page", "save", "page", "page", "page", "page"]


class Saving(Thread):
    """Lets the page end once the save of the main thread waits for its turn."""

    def __init__(self, exchange: Exchange, turns: Turns) -> None:
        super().__init__()
        self._exchange, self._turns = exchange, turns

    def run(self) -> None:
        while not self._turns.waiting:
            pass
        self._exchange.go_on.set()


def test_who_gave_up_waiting_for_a_turn_goes_on_and_does_not_end_that_of_the_other() -> None:
    turns = Turns()
    with turns.taken(patient=True, seconds=1):
        with turns.taken(patient=False, seconds=0.01):
            pass
        assert turns.busy
    assert not turns.busy
