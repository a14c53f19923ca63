"""Keeps the folder and the centre of a demonstration for as long as the demonstration lives, however that ends.

Run as ``python -m ekin_tui.cli.keeper FOLDER``, with the database to serve as the first line of standard input.
Whoever starts it holds the other end: when that closes, by intent or because the process was killed, the centre is
stopped and the folder removed.
"""

import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

PATIENCE_S = 5.0
"""Seconds that the centre has for its end, and an exchange that is still writing for its own."""
_PAUSE_S = 0.05


def keep(folder: str) -> None:
    """Serve the database that standard input names, on a free port, until it ends; then remove ``folder``."""
    centre: subprocess.Popen[bytes] | None = None
    database = sys.stdin.readline().strip()
    try:
        if database:
            command = [sys.executable, "-m", "ekin_tui", "serve", "--db", database, "--port", "0"]
            centre = subprocess.Popen(command, stdin=subprocess.DEVNULL)
            _leave_stderr_to_the_centre()
            sys.stdin.read()
    finally:
        if centre is not None:
            _stop(centre)
        remove(Path(folder))


def remove(folder: Path) -> None:
    """Remove ``folder`` also when a file is put into it meanwhile; what is there after PATIENCE_S seconds stays."""
    until = time.monotonic() + PATIENCE_S
    shutil.rmtree(folder, ignore_errors=True)
    while folder.exists() and time.monotonic() < until:
        time.sleep(_PAUSE_S)
        shutil.rmtree(folder, ignore_errors=True)


def _leave_stderr_to_the_centre() -> None:
    """Let the reader of stderr see its end when the centre does not come up."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 2)
    os.close(nowhere)


def _stop(centre: "subprocess.Popen[bytes]") -> None:
    centre.terminate()
    try:
        centre.wait(PATIENCE_S)
    except subprocess.TimeoutExpired:
        centre.kill()
        centre.wait()


if __name__ == "__main__":
    keep(sys.argv[1])
