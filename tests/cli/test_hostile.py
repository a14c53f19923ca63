"""What others wrote never acts on a terminal: a cache and a centre full of attacks, every command that prints."""

import json
import re
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from tests.cli.program import Done, Program

ATTACK = "\x1b[2J\x1b]52;c;aGk=\x07\x9b31m\u202e\u200b\x00\x7f[red]{0}\r\n\ud7ff\ue000"
ACTS = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2066-\u2069\ufeff\ue000-\uf8ff]")
TEXTS = {"text", "name", "post", "unit", "agency", "title", "code", "activity"}


def poison(value: Any, key: str = "") -> Any:
    if isinstance(value, dict):
        return {name: poison(one, name) for name, one in value.items()}
    return f"{value}{ATTACK}" if key in TEXTS and isinstance(value, str) else value


def poison_cache(cache: Path) -> None:
    """Write attacks past the store, which would have cleaned them."""
    with closing(sqlite3.connect(cache)) as db, db:
        db.execute("update entries set activity = activity || ?1, unit = unit || ?1, evidence = ?1", (ATTACK,))
        for table in ("facts", "notes"):
            keys = "kind || '/' || id" if table == "facts" else "id"
            for key, body in db.execute(f"select {keys}, body from {table}").fetchall():  # noqa: S608 - names from above
                changed = json.dumps(poison(json.loads(body)))
                db.execute(f"update {table} set body = ? where {keys} = ?", (changed, key))  # noqa: S608
        db.execute("update meta set value = value || ? where key in ('target', 'url')", (ATTACK,))


def assert_inert(done: Done) -> None:
    for text in (done.out, done.err):
        found = ACTS.search(text)
        assert found is None, (found, text[max(0, found.start() - 40) : found.end() + 40] if found else "")


@pytest.fixture(scope="module")
def commands() -> list[list[str]]:
    plain = [["list"], ["status"], ["plans"], ["plans", "laporan"], ["whoami"], ["config", "show"], ["review", "list"]]
    plain += [["skp"], ["review", "team"], ["review", "team", "--remind"]]
    return [*plain, *[[*one, "--json"] for one in plain], []]


@pytest.fixture
def poisoned(siti: Program, budi: Program) -> dict[str, Program]:
    for program in (siti, budi):
        poison_cache(program.home / "cache.db")
    return {"siti": siti, "budi": budi}


@pytest.mark.parametrize("who", ["siti", "budi"])
def test_no_command_lets_a_cache_full_of_attacks_act(
    poisoned: dict[str, Program], commands: list[list[str]], who: str
) -> None:
    program = poisoned[who]
    seen = ""
    for command in commands:
        done = program(*command)
        assert_inert(done)
        seen += done.out
    assert "[red]{0}" in seen, "the attacks were not shown at all"


def test_an_entry_with_its_notes_is_shown_inert_in_both_forms(poisoned: dict[str, Program]) -> None:
    siti = poisoned["siti"]
    [entry] = siti("list", "--status", "returned", "--json").json
    for form in ([], ["--json"]):
        done = siti("show", entry["id"], *form)
        assert done.code == 0
        assert "[red]{0}" in done.out
        assert_inert(done)
    assert_inert(siti("submit", entry["id"]))
    assert_inert(siti("withdraw", entry["id"], "--json"))


def test_a_review_of_a_poisoned_entry_prints_inert(poisoned: dict[str, Program]) -> None:
    budi = poisoned["budi"]
    first, second, *_ = budi("review", "list", "--json").json
    assert_inert(budi("review", "return", first["id"], "--note", "Perbaiki."))
    assert_inert(budi("review", "approve", second["id"], "--json"))


@pytest.mark.parametrize(
    "arguments",
    [
        ["show", ATTACK],
        ["list", "--day", ATTACK],
        ["list", "--month", ATTACK],
        ["list", "--status", ATTACK],
        ["add", f"08.00-09.00 menyusun laporan @{ATTACK}"],
        ["add", f"08.00-09.00 menyusun {ATTACK} laporan bulanan @lapbul 1 dokumen"],
        ["add", "--start", ATTACK, "--activity", "Menyusun laporan"],
        ["add", "--quantity", ATTACK],
        ["add", "--evidence", ATTACK],
        ["plans", ATTACK],
        ["review", "list", "--of", ATTACK],
        ["sync", "--target", ATTACK],
        ["login", "--url", ATTACK, "--token-file", "x"],
        ["login", "--token-file", "x" + ATTACK.replace("\x00", "")],
        [ATTACK],
        ["list", f"--{ATTACK}"],
        ["--lang", ATTACK],
        ["admin", "token", ATTACK],
        ["admin", "init", "--db", ATTACK],
    ],
)
def test_what_is_typed_comes_back_inert(siti: Program, arguments: list[str]) -> None:
    done = siti(*arguments)
    assert done.code in {0, 1, 2, 4}
    assert_inert(done)


def test_a_setting_with_an_attack_is_named_inert(siti: Program) -> None:
    (siti.home / "config.toml").write_text('"la\\u001b]52;c;aGk=\\u0007ng" = "id"\n')
    done = siti("list")
    assert done.code == 2
    assert_inert(done)
