import gzip
import io
import json
import logging
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import msgspec
import pytest

from ekin_tui.server.logs import NAME, Lines, clean_nonce, start_log, told
from tests.centre import SITI, Centre
from tests.server.served import serving
from tests.server.talk import Talk, new, put

JWT = "eyJhbGciOiJub25lIn0.eyJzdWIiOiJzaXRpIn0."
SECRET = "Menyusun-laporan-rahasia-dinas"


@pytest.fixture
def log() -> Iterator[io.StringIO]:
    """What is logged in this process; the log is put back as it was."""
    root, own = logging.getLogger(), logging.getLogger(NAME)
    handlers, levels, raised = root.handlers[:], (root.level, own.level), logging.raiseExceptions
    stream = io.StringIO()
    start_log("info", stream)
    yield stream
    logging.captureWarnings(capture=False)
    root.handlers[:] = handlers
    root.setLevel(levels[0])
    own.setLevel(levels[1])
    logging.raiseExceptions = raised


def line(log: io.StringIO) -> dict[str, object]:
    (only,) = log.getvalue().splitlines()
    return dict(json.loads(only))


def fault(value: str) -> BaseException:
    try:
        try:
            int(value)
        except ValueError as error:
            raise RuntimeError(f"can't take {value}") from error
    except RuntimeError as error:
        return error


def test_a_fault_is_told_by_its_kinds_and_places_and_never_by_a_value(log: io.StringIO) -> None:
    logging.getLogger(NAME).error("a request failed", exc_info=fault(SECRET))
    found = line(log)
    assert (found["event"], found["level"]) == ("a request failed", "error")
    assert [step["type"] for step in found["fault"]] == ["builtins.RuntimeError", "builtins.ValueError"]
    assert "server/test_logs.py:" in found["fault"][0]["at"][0]
    assert SECRET not in log.getvalue()


def test_a_fault_of_the_database_is_told_with_its_code(tmp_path: Path) -> None:
    with closing(sqlite3.connect(tmp_path / "a.db")) as database:
        database.execute("create table t (name text check (name <> 'Siti'))")
        with pytest.raises(sqlite3.IntegrityError) as caught:
            database.execute("insert into t values ('Siti')")
    assert told(caught.value)[0]["code"] == "SQLITE_CONSTRAINT_CHECK"
    assert "Siti" not in json.dumps(told(caught.value))


def test_what_a_parser_quotes_does_not_reach_the_log(log: io.StringIO) -> None:
    with pytest.raises(msgspec.ValidationError) as caught:
        msgspec.json.decode(b'{"%s": 1}' % SECRET.encode(), type=dict[int, int])
    logging.getLogger(NAME).error("x", exc_info=caught.value)
    assert "msgspec.ValidationError" in log.getvalue()
    assert SECRET not in log.getvalue()


def test_a_library_is_told_by_its_place_alone(log: io.StringIO) -> None:
    logging.getLogger("a.package").warning(f"bad token {JWT}")  # noqa: G004 - as libraries do
    assert line(log)["logger"] == "a.package"
    assert "server/test_logs.py:" in str(line(log)["where"])
    assert "eyJ" not in log.getvalue()


def test_a_line_is_one_line_whatever_stands_in_it() -> None:
    record = logging.LogRecord(NAME, logging.INFO, __file__, 1, "x\n\x1b[2J\u2028", None, None)
    shown = Lines().format(record)
    assert shown.isprintable()
    assert json.loads(shown)["event"] == "x\n\x1b[2J\u2028"


@pytest.mark.parametrize("nonce", ["r-1", "0198c5f0-7a3e-7c11-a1b2-0123456789ab", "ABCdef123"])
def test_a_nonce_is_kept(nonce: str) -> None:
    assert clean_nonce(nonce.encode()) == nonce


@pytest.mark.parametrize("text", [SITI, f"r-{SITI}", JWT, "ekin_abc", "a b", "a\nb", "x" * 41, "", "\x1b[2Ja", "\xe9a"])
def test_what_could_be_more_than_a_nonce_is_not_logged(text: str) -> None:
    assert clean_nonce(text.encode("latin-1")) == ""


def test_a_whole_run_leaves_no_token_nip_name_or_text_in_the_log(tmp_path: Path) -> None:
    centre = Centre(tmp_path)
    name = next(person.name for person in centre.people if person.nip == SITI)
    with serving(centre, "--log-level", "debug") as program:
        siti = Talk(centre, SITI)
        plain = siti.fields(activity=SECRET, evidence=f"https://x.example/?t={JWT}")
        entry = new("e")
        siti.push(put(entry, plain))
        for fields in (
            plain | {"start": SECRET},
            plain | {"quantity": SECRET},
            plain | {SECRET: 1},
            plain | {"plan": 7},
        ):
            siti.post("/push", {"ops": [put(new("e"), fields)]})
        siti.post("/push", {"ops": [put(f"{SITI} x", plain)]})
        siti.client.post("/ekin/v1/push", content=gzip.compress(SECRET.encode())[:9], headers=siti.headers)
        for nip in (SITI, name, JWT):
            siti.get(f"/entries/{nip}")
            siti.get(f"/feeds/{nip}?after={nip}&limit={nip}")
            siti.client.get(f"/{nip}?q={nip}", headers={"Ekin-Request": nip})
            siti.client.get("/ekin/v1/entries/x", headers={"Authorization": f"Bearer {nip}"})
            siti.client.request(nip.replace(" ", "")[:12].replace(",", ""), "/healthz")
        with closing(sqlite3.connect(tmp_path / "centre.db")) as database, database:
            database.execute(
                "update entries set doc = ? where author in (select id from people where nip = ?)", (SECRET, SITI)
            )
        assert siti.get(f"/entries/{entry}").status_code == 500
        assert program.end() == 0
    text = "\n".join(program.lines)
    for word in (siti.token, SITI, name, name.split()[0], SECRET, "eyJ", "x.example"):
        assert word not in text, word
    requests = [event for event in program.events if event["event"] == "request"]
    pushed = next(event for event in requests if event.get("verdicts") == {"applied": 1})
    assert (pushed["route"], pushed["status"], pushed["ops"], pushed["id"]) == ("/ekin/v1/push", 200, 1, "r-1")
    assert {"/ekin/v1/entries/{entry}", "/ekin/v1/feeds/{feed}", "none"} <= {event["route"] for event in requests}
    assert any("fault" in event for event in program.events)
