"""The main job without a screen: each step through the real program in a process of its own, each one verified."""

import json
import os
import subprocess
import sys
from collections.abc import Callable
from datetime import date
from typing import Any

from ekin_tui.cli.ending import Code, End
from ekin_tui.cli.printing import show
from ekin_tui.cli.stage import CHIEF, CLERK, Stage
from ekin_tui.text import Words

_LINE = "08.00-09.30 menyusun rekap kegiatan bidang untuk laporan bulanan @lapbul 1 dokumen"
_NOTE = "Mohon lampirkan tautan rekapnya."
_LINK = "https://arsip.contoh.go.id/rekap-bulanan"


class Tour:
    """Runs commands as one person or another and counts the steps that held."""

    def __init__(self, words: Words, on: Stage) -> None:
        self._words, self._on = words, on
        self._count = 0
        self._mark = "✓" if "utf" in (sys.stdout.encoding or "").lower() else "OK"

    def run(self, nip: str, *arguments: str, expect: Code = Code.DONE) -> Any:
        """Run one command as the person with ``nip`` and return its JSON. Ends when the exit code is another."""
        environment = {**os.environ, "EKIN_TUI_HOME": str(self._on.home(nip)), "EKIN_TUI_LANG": self._words.lang}
        command = [sys.executable, "-m", "ekin_tui", *arguments]
        done = subprocess.run(command, capture_output=True, text=True, env=environment, timeout=60, check=False)
        if done.returncode != expect:
            show(done.stdout + done.stderr)
            raise End(Code.REFUSED, "demo.step-failed", command=" ".join(arguments), ended=done.returncode)
        return json.loads(done.stdout) if done.stdout.lstrip().startswith(("{", "[")) else done.stdout

    def step(self, key: str, *, held: bool, **fields: object) -> None:
        """Print a step. Ends when it did not hold."""
        self._count += 1
        sentence = self._words(f"demo.{key}", **fields)
        if not held:
            raise End(Code.REFUSED, "demo.not-held", step=self._count, sentence=sentence)
        show(f"{self._count:2}. {self._mark} {sentence}")


def run_tour(words: Words, on: Stage) -> None:
    """Record, link, submit, sync, return, pull the note, mend, approve, and print the month."""
    tour = Tour(words, on)
    for nip in (CLERK, CHIEF):
        _sign_in(tour, on, nip)
    day, entry = _record(tour)
    _submit(tour, entry)
    _return(tour, entry)
    _mend(tour, entry)
    _approve(tour, entry)
    _look_at_month(tour, day)
    show(words("demo.all-held"))


def _sign_in(tour: Tour, on: Stage, nip: str) -> None:
    file = on.folder / f"token-{nip}"
    made = tour.run(nip, "admin", "token", nip, "--db", on.database, "--json")["token"]
    file.touch(mode=0o600)
    file.write_text(made, encoding="ascii")
    who = tour.run(nip, "login", "--url", on.url, "--token-file", str(file), "--json")
    file.unlink()
    tour.step("signed-in", held=who["nip"] == nip and who["pulled"] > 0, name=who["name"], n=who["pulled"])


def _record(tour: Tour) -> tuple[date, str]:
    missing = tour.run(CLERK, "status", "--json")["missing"] or [date.today().isoformat()]  # noqa: DTZ011 - the day on the wall
    day = date.fromisoformat(missing[0])
    made = tour.run(CLERK, "add", _LINE, "--day", day.isoformat(), "--json")
    held = made["status"] == "draft" and made["minutes"] == 90 and made["plan"] is not None
    tour.step("recorded", held=held, day=day.isoformat(), minutes=made["minutes"], plan=made["plan"]["text"])
    wrong = tour.run(CLERK, "add", _LINE.replace("@lapbul", "@tidakada"), "--json", expect=Code.REFUSED)
    tour.step("never-linked", held=wrong == "")
    return day, str(made["id"])


def _submit(tour: Tour, entry: str) -> None:
    sent = tour.run(CLERK, "submit", entry, "--json")
    tour.step("submitted", held=sent["status"] == "submitted" and sent["where"] == "queued")
    result = tour.run(CLERK, "sync", "--json")
    now = tour.run(CLERK, "show", entry, "--json")
    held = result["pushed"] >= 2 and result["rejected"] == [] and now["where"] == "received"
    tour.step("synced", held=held, n=result["pushed"])


def _return(tour: Tour, entry: str) -> None:
    tour.run(CHIEF, "sync", "--json")
    waiting = tour.run(CHIEF, "review", "list", "--of", CLERK, "--json")
    found = [one for one in waiting if one["id"] == entry]
    tour.step("in-queue", held=len(found) == 1 and found[0]["owner"]["nip"] == CLERK, n=len(waiting))
    tour.run(CHIEF, "review", "return", entry, "--json", expect=Code.REFUSED)
    tour.step("note-needed", held=True)
    back = tour.run(CHIEF, "review", "return", entry, "--note", _NOTE, "--json")
    result = tour.run(CHIEF, "sync", "--json")
    tour.step("returned", held=back["status"] == "returned" and result["pushed"] == 1)


def _mend(tour: Tour, entry: str) -> None:
    tour.run(CLERK, "sync", "--json")
    shown = tour.run(CLERK, "show", entry, "--json")
    note = shown["notes"][-1]
    held = shown["status"] == "returned" and note["text"] == _NOTE and note["as"] == "atasan"
    tour.step("note-came", held=held, name=note["name"], text=note["text"])
    tour.run(CLERK, "edit", entry, "--evidence", _LINK, "--json")
    sent = tour.run(CLERK, "submit", entry, "--json")
    result = tour.run(CLERK, "sync", "--json")
    tour.step("mended", held=sent["status"] == "submitted" and result["pushed"] >= 2)


def _approve(tour: Tour, entry: str) -> None:
    tour.run(CHIEF, "sync", "--json")
    short = tour.run(CHIEF, "review", "approve", entry, "--minutes", "75", "--note", "Diakui 75 menit.", "--json")
    result = tour.run(CHIEF, "sync", "--json")
    tour.step("approved", held=short["recognised_minutes"] == 75 and result["pushed"] == 1)
    tour.run(CLERK, "sync", "--json")
    shown = tour.run(CLERK, "show", entry, "--json")
    held = shown["status"] == "approved" and shown["recognised_minutes"] == 75 and len(shown["notes"]) == 2
    tour.step("decision-came", held=held)
    nothing = tour.run(CLERK, "sync", "--json")
    tour.step("nothing-new", held=nothing["pushed"] == 0 and nothing["pulled"] == 0)


def _look_at_month(tour: Tour, day: date) -> None:
    month = tour.run(CLERK, "status", "--month", f"{day:%Y-%m}", "--json")
    tour.step("month", held=day.isoformat() not in month["missing"])
    printed: Callable[[str], None] = show
    printed(str(tour.run(CLERK, "status", "--month", f"{day:%Y-%m}")).rstrip())
