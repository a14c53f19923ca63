"""The keeper of a demonstration takes its folder along, also while something still writes there."""

import threading
import time
from pathlib import Path

from ekin_tui.cli.keeper import remove


def test_a_folder_goes_also_while_an_exchange_is_still_writing_into_it(tmp_path: Path) -> None:
    folder = tmp_path / "ekin-tui-demo-1"
    folder.mkdir()

    def write() -> None:
        until = time.monotonic() + 0.5
        number = 0
        while time.monotonic() < until:
            number += 1
            try:
                (folder / f"{number}.tmp").touch()
            except FileNotFoundError:  # the folder has gone
                return

    writers = [threading.Thread(target=write) for _ in range(3)]
    for writer in writers:
        writer.start()
    remove(folder)
    for writer in writers:
        writer.join()
    assert not folder.exists()
