"""The program as a script calls it: in this process where that is enough, as a process of its own where it matters."""

import json
import os
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from ekin_tui.cli import run
from tests.centre import Centre

NOW = "2026-11-25T09:30:00+08:00"


@dataclass
class Done:
    """How a command ended."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)


@dataclass
class Program:
    """One person's program: a home of its own."""

    home: Path
    capsys: pytest.CaptureFixture[str]
    env: dict[str, str] = field(default_factory=lambda: {"EKIN_TUI_NOW": NOW})

    def __call__(self, *arguments: str) -> Done:
        with pytest.MonkeyPatch.context() as patch:
            for name in [name for name in os.environ if name.startswith("EKIN_TUI_")]:
                patch.delenv(name)
            for name, value in self.env.items():
                patch.setenv(name, value)
            self.capsys.readouterr()
            code = run(["--home", str(self.home), *arguments])
            said = self.capsys.readouterr()
        return Done(int(code), said.out, said.err)

    def alone(self, *arguments: str, **env: str) -> Done:
        """Run the command in a process of its own."""
        command = [sys.executable, "-m", "ekin_tui", *arguments]
        environment = {**os.environ, **self.env, "EKIN_TUI_HOME": str(self.home), **env}
        done = subprocess.run(command, capture_output=True, text=True, env=environment, timeout=300, check=False)
        return Done(done.returncode, done.stdout, done.stderr)

    def sign_in(self, centre: Centre, nip: str) -> Done:
        self.home.mkdir(parents=True, exist_ok=True)
        file = self.home / "given-token"
        file.write_text(centre.token(nip))
        return self("login", "--url", centre.url, "--token-file", str(file), "--json")
