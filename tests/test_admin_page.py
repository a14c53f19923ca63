"""The admin's guide is run as it stands: every block marked ``sh``, one after another, against a centre of its own."""

import re
import subprocess
import sys
from pathlib import Path

PAGE = (Path(__file__).parents[1] / "docs" / "admin.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"^```sh\n(.*?)^```", PAGE, re.MULTILINE | re.DOTALL)
ADDRESS = "https://ekinerja.instansi.go.id"


def _lines() -> list[str]:
    return [line for block in BLOCKS for line in block.splitlines()]


def _served(line: str, folder: Path, environment: dict[str, str]) -> "tuple[subprocess.Popen[str], str]":
    """Start the centre as the page says, at ports that are free; returns it and its address."""
    command = re.sub(r"(--(?:metrics-)?port) \d+", r"\1 0", line.removesuffix("&"))
    process = subprocess.Popen(
        ["sh", "-c", f"exec {command}"], cwd=folder, env=environment, stderr=subprocess.PIPE, text=True
    )
    assert process.stderr
    told = next(said for said in process.stderr if said.startswith("listening on "))
    return process, told.split()[-1]


def test_every_block_of_the_page_does_what_it_says(tmp_path: Path) -> None:
    program = tmp_path / "bin" / "ekin-tui"
    program.parent.mkdir()
    program.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m ekin_tui "$@"\n')
    program.chmod(0o755)
    folder = tmp_path / "here"
    folder.mkdir()
    environment = {
        "PATH": f"{program.parent}:/usr/bin:/bin",
        "PYTHONPATH": ":".join(sys.path),
        "EKIN_TUI_HOME": str(tmp_path / "home"),
        "LANG": "C.UTF-8",
    }
    centre, address = None, ADDRESS
    try:
        for line in _lines():
            if line.startswith("ekin-tui serve "):
                centre, address = _served(line, folder, environment)
                continue
            command = line.replace(ADDRESS, address)
            done = subprocess.run(
                ["sh", "-c", command], cwd=folder, env=environment, capture_output=True, text=True, check=False
            )
            assert done.returncode == 0, f"{command}\n{done.stdout}{done.stderr}"
    finally:
        if centre is not None:
            centre.terminate()
            centre.wait()
    assert centre is not None
    assert len(_lines()) > 25
    assert {file.name for file in folder.iterdir()} >= {"pusat.db", "cadangan.db", "bantuan.zip", "salinan.db.gz"}
