"""The days of ``docs/keys-per-day.md``, pressed key by key in the real program. The page is the source."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pytest

from ekin_tui.desk.views import Form
from ekin_tui.domain.model import Status
from tests.office import TODAY, Office, as_received, make_entry
from tests.screens.program import press, program

PAGE = Path(__file__).parents[2] / "docs" / "keys-per-day.md"
MOST = 40
"""Keys of one entry beyond its text."""
_NAMES = {"Enter": "enter", "Tab": "tab", "Esc": "escape", "Left": "left", "Right": "right", "Up": "up", "Down": "down"}
_TOKEN = re.compile(r'"([^"]*)"|(\S+)')


@dataclass(frozen=True)
class Day:
    """A day of the page: keys as Textual names them, and how many the page says they are."""

    pressed: list[str]
    keys: int
    letters: int
    said: tuple[int, int]


def days() -> dict[str, Day]:
    """Return the days of the page by their names."""
    found = re.findall(
        r"^## (\w+): .*?^```keys\n(.*?)^```\n\nKeys: (\d+) · Letters: (\d+)",
        PAGE.read_text(encoding="utf-8"),
        re.MULTILINE | re.DOTALL,
    )
    return {name: _day(block, (int(keys), int(letters))) for name, block, keys, letters in found}


def _day(block: str, said: tuple[int, int]) -> Day:
    pressed: list[str] = []
    keys = letters = 0
    for text, key in _TOKEN.findall(block):
        if key:
            pressed.append(_NAMES.get(key, key.lower() if key.startswith("Ctrl+") else key))
            keys += 1
        else:
            pressed += ["space" if char == " " else char for char in text]
            letters += len(text)
    return Day(pressed=pressed, keys=keys, letters=letters, said=said)


def prepare_field(behind: Office) -> None:
    """Empty three working days around the leave of 12 November, and keep a template."""
    emptied = [v for number in (11, 13) for v in behind.desk.journal.day(date(2026, 11, number)).entries]
    with behind.store.writing():
        for view in emptied:
            behind.store.entries.forget(view.entry.id)
        for number in (6, 19, 25):
            behind.store.entries.take(as_received(make_entry(0, date(2026, 11, number)), Status.APPROVED))
    form = Form(
        plan="plan-alih-p-siti",
        start="08.00",
        end="15.00",
        activity="Mengambil foto lapangan untuk alih media arsip",
        quantity="20",
        unit="lembar",
    )
    behind.desk.templates.keep("lapangan", form)


def statuses(behind: Office, *numbers: int) -> list[set[Status]]:
    """Return the statuses of the entries of days of November."""
    return [{v.entry.status for v in behind.desk.journal.day(date(2026, 11, n)).entries} for n in numbers]


def check_clerk(behind: Office) -> None:
    entries = [v.entry for v in behind.desk.journal.day(TODAY).entries]
    assert [(e.start, e.end) for e in entries] == [(480, 570), (570, 705), (705, 780)]
    assert [e.plan for e in entries] == ["plan-lapbul-p-siti", "plan-daftar-p-siti", "plan-layanan-p-siti"]
    assert {e.status for e in entries} == {Status.SUBMITTED}


def check_copy(behind: Office) -> None:
    copied = [v.entry.activity for v in behind.desk.journal.day(TODAY).entries]
    assert copied == [v.entry.activity for v in behind.desk.journal.day(date(2026, 11, 24)).entries]
    assert statuses(behind, 25) == [{Status.SUBMITTED}]


def check_nurse(behind: Office) -> None:
    entry = behind.desk.journal.day(date(2026, 11, 24)).entries[-1].entry
    assert (entry.start, entry.end, entry.minutes) == (1_260, 1_860, 600)
    assert entry.status is Status.SUBMITTED


def check_field(behind: Office) -> None:
    assert statuses(behind, 10, 11, 13) == [{Status.SUBMITTED}] * 3
    assert statuses(behind, 12) == [set()]


def check_returned(behind: Office) -> None:
    assert statuses(behind, 23) == [{Status.SUBMITTED}]
    links = {v.entry.evidence for v in behind.desk.journal.day(date(2026, 11, 23)).entries}
    assert "https://drive.contoh.go.id/boks-21-24" in links


CHECKS: dict[str, tuple[Callable[[Office], None], int]] = {
    "clerk": (check_clerk, 3),
    "copy": (check_copy, 1),
    "nurse": (check_nurse, 1),
    "field": (check_field, 3),
    "returned": (check_returned, 1),
}
"""What each day leads to, and how many entries it writes by hand."""


def test_the_page_holds_these_days_and_no_other() -> None:
    assert set(days()) == set(CHECKS)


@pytest.mark.parametrize("name", CHECKS)
def test_the_page_counts_its_keys_and_they_are_few_enough(name: str) -> None:
    day = days()[name]
    assert (day.keys, day.letters) == day.said
    assert day.keys <= MOST * CHECKS[name][1]


def test_a_day_is_copied_in_three_keys() -> None:
    assert days()["copy"].keys == 3


@pytest.mark.parametrize("name", CHECKS)
async def test_these_keys_do_the_work_of_the_day(name: str, tmp_path: Path) -> None:
    app, behind = program(tmp_path)
    if name == "field":
        prepare_field(behind)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        await press(pilot, *days()[name].pressed)
    CHECKS[name][0](behind)
