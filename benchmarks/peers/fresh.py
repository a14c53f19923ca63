"""A peer in an environment of its own, never in the project's: installed by its name into a folder that goes."""

import subprocess
import venv
from collections.abc import Sequence
from pathlib import Path

INSTALL_S = 300.0


class PeerError(Exception):
    """A peer that can't be installed or doesn't work here; the message is the reason."""


def install(folder: Path, *packages: str) -> Path:
    """Install ``packages`` under ``folder``; returns where its commands are. Raises PeerError."""
    venv.create(folder / "venv", with_pip=True)
    commands = folder / "venv" / "bin"
    pip = [str(commands / "python"), "-m", "pip", "install", "--quiet", "--disable-pip-version-check", *packages]
    call(pip, folder, INSTALL_S)
    return commands


def call(command: Sequence[str], folder: Path, limit: float) -> str:
    """Return what ``command`` prints within ``limit`` seconds. Raises PeerError."""
    try:
        done = subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=limit, check=False)
    except (OSError, subprocess.TimeoutExpired) as error:
        raise PeerError(f"{Path(command[0]).name}: {type(error).__name__}") from error
    if done.returncode:
        said = (done.stderr or done.stdout).strip().splitlines() or ["no word"]
        raise PeerError(f"{Path(command[0]).name} ended with {done.returncode}: {said[-1]}")
    return done.stdout
