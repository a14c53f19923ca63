"""``ekin-tui`` in a process of its own while it waits for a person to agree somewhere else."""

import os
import re
import signal
import subprocess
import sys
import threading
from dataclasses import dataclass, field
from pathlib import Path
from typing import Self

import httpx

from tests.cli.program import Done
from tests.sign_in.provider import Provider

_PAGE = re.compile(r"http://127\.0\.0\.1:\d+/device\b")
_CODE = re.compile(r"^\s*((?:[A-Z] ){4}- (?:[A-Z] ){3}[A-Z])\s*$", re.MULTILINE)


@dataclass
class Attempt:
    """A ``login`` that runs."""

    home: Path
    arguments: tuple[str, ...]
    env: dict[str, str] = field(default_factory=dict)
    said: str = ""

    def __enter__(self) -> Self:
        self.home.mkdir(parents=True, exist_ok=True)
        plain = {name: value for name, value in os.environ.items() if not name.startswith("EKIN_TUI_")}
        self._process = subprocess.Popen(
            [sys.executable, "-m", "ekin_tui", *self.arguments],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            env={**plain, "EKIN_TUI_HOME": str(self.home), "PYTHONUNBUFFERED": "1", **self.env},
        )
        self._told = threading.Condition()
        self._over = False
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._process.kill()
        self._process.wait(30)

    def _read(self) -> None:
        assert self._process.stderr
        for line in self._process.stderr:
            with self._told:
                self.said += line
                self._told.notify_all()
        with self._told:
            self._over = True
            self._told.notify_all()

    def page(self) -> str:
        """Return the page that a person has to open, with the code that they type there, once both are shown."""

        def shown() -> bool:
            return self._over or (_PAGE.search(self.said) is not None and _CODE.search(self.said) is not None)

        with self._told:
            self._told.wait_for(shown, timeout=300)
        page, code = _PAGE.search(self.said), _CODE.search(self.said)
        assert page, self.said
        assert code, self.said
        return f"{page[0]}?user_code={code[1].replace(' ', '')}"

    def interrupt(self) -> None:
        self._process.send_signal(signal.SIGINT)

    def end(self) -> Done:
        """Wait for its end."""
        out = self._process.stdout
        assert out
        text = out.read()
        code = self._process.wait(60)
        self._reader.join(10)
        return Done(code, text, self.said)


def log_in(home: Path, provider: Provider, login: str, *arguments: str, cookies: httpx.Cookies | None = None) -> Done:
    """Sign in by a code as ``login``, to the end; ``cookies`` are of a browser, and are filled with what it gets."""
    with Attempt(home, ("login", *arguments)) as attempt:
        found = provider.approve(attempt.page(), login, cookies)
        if cookies is not None:
            cookies.update(found)
        return attempt.end()
