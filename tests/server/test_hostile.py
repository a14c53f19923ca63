"""Bodies, ids, headers and texts that are made to break something: what comes in is refused, or is only a name."""

import gzip
import re
import socket
import tracemalloc
import zlib
from collections.abc import Callable
from http.client import HTTPResponse
from urllib.parse import quote

import pytest

from ekin_tui import wire
from tests.centre import Centre
from tests.server.cast import check_only_the_ledger_grew, contents
from tests.server.talk import Talk, act, code, new, put

JSON = {"Content-Type": "application/json"}
HOSTILE = {
    "title": "\x1b]0;x\x07",
    "clipboard": "\x1b]52;c;eA==\x07",
    "csi": "\x1b[2J",
    "c1": "\x9b2J",
    "dcs": "\x90q\x9c",
    "bell": "\x07",
    "nul": "\x00",
    "delete": "\x7f",
    "override": "\u202egnp",
    "isolate": "\u2066x\u2069",
    "zero width": "a\u200bb",
    "private use": "\ue000",
    "tag": "\U000e0041",
    "marks": "e" + "\u0301" * 40,
    "line separator": "\u2028",
}
INJECTED = (
    "' or 1=1 --",
    "'; drop table entries; --",
    '" or ""="',
    "%' union select value from meta --",
    "1);select pg_sleep(5)--",
    "${jndi:ldap://x}",
    "{{7*7}}",
    "../../../etc/passwd",
    "..%2f..%2fetc/passwd",
    "%s%n%x",
    "x\r\nSet-Cookie: a=b",
    'x\n{"event":"forged"}',
    "\\u0000",
    "e" * 4_000,
    "\u202e\u2066",
)


# -- resources -------------------------------------------------------------------------------------------------------


def _bomb(size: int) -> bytes:
    """Return gzip of ``size`` blanks in a row, made a piece at a time."""
    packer = zlib.compressobj(9, zlib.DEFLATED, 31)
    return b"".join(packer.compress(b" " * 1_000_000) for _ in range(size // 1_000_000)) + packer.flush()


def _ops(number: int) -> bytes:
    return b'{"ops":[' + b",".join([b'{"op":"a","t":"a","entry":"a"}'] * number) + b"]}"


@pytest.mark.parametrize(
    ("made", "packed", "most"),
    [
        pytest.param(lambda: _bomb(250_000_000), True, 4_000_000, id="250 MB in 243 kB"),
        pytest.param(lambda: gzip.compress(_ops(1_000_000), 1), True, 4_000_000, id="a million ops, packed"),
        pytest.param(lambda: _ops(8_000), False, 16_000_000, id="as many ops as a body holds"),
        pytest.param(lambda: b'{"ops":[' + b"0," * 120_000 + b"0]}", False, 8_000_000, id="numbers for ops"),
        pytest.param(lambda: b'{"ops":"' + b"\\u0041" * 40_000 + b'"}', False, 8_000_000, id="escapes"),
    ],
)
def test_a_body_that_would_fill_the_memory_is_refused_within_a_few_megabytes(
    siti: Talk, made: Callable[[], bytes], packed: bool, most: int
) -> None:
    body = made()
    headers = siti.headers | JSON | ({"Content-Encoding": "gzip"} if packed else {})
    assert len(body) < wire.MAX_BODY or packed
    tracemalloc.start()
    answer = siti.client.post("/ekin/v1/push", content=body, headers=headers)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert answer.status_code in {400, 413}
    assert peak < most, peak


def test_a_body_beyond_the_limit_is_refused_before_the_rest_of_it_has_come(siti: Talk) -> None:
    head = _head(siti, {"Content-Type": "application/json", "Content-Length": "1000000000"})
    answer = _say(siti, head + b" " * (wire.MAX_BODY + 65_536))
    assert answer.status == 413


@pytest.mark.parametrize("length", [65, 4_000, 100_000])
def test_an_id_that_no_column_holds_is_refused_with_its_field(centre: Centre, siti: Talk, length: int) -> None:
    long, mark = "x" * length, {"id": "x" * length, "day": "2026-11-20", "kind": "leave", "text": "", "owner": None}
    asked = [
        ("op", put(new("e"), siti.fields(), op=long)),
        ("entry", put(long, siti.fields())),
        ("note", act("note", new("e"), None, note=long, text="x")),
        ("mark", {"op": new("o"), "t": "mark", "entry": new("e"), "mark": mark}),
    ]
    before = contents(centre)
    for field, op in asked:
        [result] = siti.push(op)
        assert (result["v"], code(result), result["problem"]["field"]) == ("rejected", "bad-id", field)
    assert contents(centre)["entries"] == before["entries"]
    entry, rev = siti.sent_entry()
    for op in (act("withdraw", entry, long), act("withdraw", entry, f"@{long}"), act(long, entry, rev)):
        assert siti.push(op)[0]["v"] in {"conflict", "rejected"}
    assert siti.get(f"/entries/{long[:8000]}").status_code == 404


# -- injection -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("text", INJECTED, ids=range(len(INJECTED)))
def test_what_is_put_into_a_path_or_a_query_is_a_name_that_nobody_has(centre: Centre, siti: Talk, text: str) -> None:
    before, name = contents(centre), quote(text, safe="")
    for path in (f"/entries/{name}", f"/entries/{name}/history", f"/feeds/{name}", f"/feeds/pos:{name}"):
        answer = siti.get(path)
        assert answer.status_code == 404, path
        assert "set-cookie" not in answer.headers
        assert text[:200] not in answer.text
    for query in (f"after={name}", f"limit={name}", f"after=c0%00{name}"):
        assert siti.get(f"/feeds/me?{query}").status_code == 400
    for query in (f"month={name}", f"of={name}", f"of=open&until={name}", f"of=open&after={name}"):
        assert siti.get(f"/feeds/me/window?{query}").status_code == 400
    assert contents(centre) == before


@pytest.mark.parametrize("text", INJECTED, ids=range(len(INJECTED)))
def test_what_is_put_into_the_ids_of_an_op_changes_nothing(centre: Centre, siti: Talk, text: str) -> None:
    entry, rev = siti.sent_entry()
    asked = [
        put(new("e"), siti.fields(plan=text)),
        put(new("e"), siti.fields(zone=text)),
        put(new("e"), siti.fields(start=text)),
        act("withdraw", entry, text),
        act("withdraw", entry, f"@{text}"),
        act(text, entry, rev),
        act("approve", entry, rev, **{"as": text}),
        act("withdraw", text, rev),
    ]
    before = contents(centre)
    results = siti.push(*asked)
    assert {result["v"] for result in results} <= {"rejected", "conflict"}
    check_only_the_ledger_grew(before, contents(centre), len(asked))


def test_an_id_with_a_slash_names_no_record(siti: Talk) -> None:
    [refused] = siti.push(put("../healthz", siti.fields()))
    assert (refused["v"], code(refused)) == ("rejected", "bad-id")


def test_an_id_that_reads_like_a_statement_is_only_an_id(siti: Talk) -> None:
    for name in (
        "'or'1'='1",
        '";drop--',
        "%",
        "_",
        "$1",
        "?",
        ":agency",
        "\\x00",
        "${x}",
        "{{x}}",
        "%2e%2e",
        "#",
        "a;b",
    ):
        [done] = siti.push(put(name, siti.fields()))
        assert done["v"] == "applied"
        assert siti.get(f"/entries/{quote(name, safe='')}").json()["id"] == name


def _head(talk: Talk, more: dict[str, str], raw: bytes = b"") -> bytes:
    lines = [f"{name}: {value}" for name, value in (talk.headers | {"Host": "x", "Connection": "close"} | more).items()]
    return b"POST /ekin/v1/push HTTP/1.1\r\n" + "\r\n".join(lines).encode() + b"\r\n" + raw + b"\r\n"


def _say(talk: Talk, said: bytes) -> HTTPResponse:
    """Say some bytes to the centre and return its answer."""
    with socket.create_connection(("127.0.0.1", talk.centre.port), timeout=60) as line:
        line.sendall(said)
        answer = HTTPResponse(line)
        answer.begin()
        answer.read()
        return answer


@pytest.mark.parametrize(
    "nonce",
    [
        b"a\r\n Set-Cookie: a=b",
        b"a\r\n\tSet-Cookie: a=b",
        b"a\rSet-Cookie: a=b",
        b"a\nSet-Cookie: a=b",
        b"a\x00b",
        b"a\x1b]0;x\x07",
        b"a\xc2\x85Set-Cookie: a=b",
        b"\xe5\x98\x8a\xe5\x98\x8dSet-Cookie: a=b",
        b"%0d%0aSet-Cookie:%20a=b",
        b"x" * 5_000,
    ],
)
def test_the_echo_of_a_nonce_adds_no_header_and_no_second_answer(siti: Talk, nonce: bytes) -> None:
    siti.headers.pop("Ekin-Request", None)
    body = b'{"ops":[]}'
    try:
        head = _head(
            siti,
            {"Content-Type": "application/json", "Content-Length": str(len(body))},
            b"Ekin-Request: " + nonce + b"\r\n",
        )
        answer = _say(siti, head + body)
    finally:
        siti.headers["Ekin-Request"] = "r-1"
    assert answer.status in {200, 400}
    assert answer.getheader("set-cookie") is None
    assert len(answer.getheader("ekin-request") or "") <= 100
    echo = (answer.getheader("ekin-request") or "").encode("latin-1")
    assert re.fullmatch(rb"[\x20-\x7e]*", echo)


# -- hostile text ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("field", ["activity", "unit", "evidence"])
def test_hostile_text_in_an_entry_is_refused_with_its_field(centre: Centre, siti: Talk, field: str) -> None:
    lead = "https://contoh.go.id/" if field == "evidence" else "Laporan "
    before = contents(centre)
    texts = [*HOSTILE.values(), "\n", "\t"]
    results = siti.push(*(put(new("e"), siti.fields(**{field: lead + text})) for text in texts))
    assert {(r["v"], code(r), r["problem"]["field"]) for r in results} == {("rejected", "hostile-text", field)}
    check_only_the_ledger_grew(before, contents(centre), len(texts))


@pytest.mark.parametrize(
    ("who", "action"),
    [("author", "note"), *(("supervisor", action) for action in ("approve", "return", "reject", "reopen", "note"))],
)
def test_hostile_text_in_a_note_is_refused_with_its_field(
    centre: Centre, siti: Talk, budi: Talk, who: str, action: str
) -> None:
    entry, rev = siti.sent_entry()
    if action == "reopen":
        rev = budi.push(act("approve", entry, rev))[0]["rev"]
    before = contents(centre)
    more = {"minutes": 1} if action == "approve" else {}
    talk = budi if who == "supervisor" else siti
    results = talk.push(*(act(action, entry, rev, text=f"Catatan {text} ini", **more) for text in HOSTILE.values()))
    assert {(r["v"], code(r), r["problem"]["field"]) for r in results} == {("rejected", "hostile-text", "note")}
    check_only_the_ledger_grew(before, contents(centre), len(HOSTILE))


def test_hostile_text_of_a_day_mark_is_refused_with_its_field(centre: Centre, siti: Talk) -> None:
    before = contents(centre)
    marks = [{"id": new("m"), "day": "2026-11-20", "kind": "leave", "text": text} for text in HOSTILE.values()]
    results = siti.push(*({"op": new("o"), "t": "mark", "entry": mark["id"], "mark": mark} for mark in marks))
    assert {(r["v"], code(r), r["problem"]["field"]) for r in results} == {("rejected", "hostile-text", "mark")}
    check_only_the_ledger_grew(before, contents(centre), len(marks))


def test_text_that_no_record_takes_is_kept_nowhere_and_never_answered(centre: Centre, siti: Talk) -> None:
    """Where an op takes no text, or takes an id or a word of ours, what stands there is not stored."""
    secret = "RAHASIA\x1b[2J"
    mark = {"id": new("m"), "day": "2026-11-20", "kind": secret, "text": ""}
    entry, first = new("e"), new("o")
    asked = [
        put(entry, siti.fields(), op=first) | {"text": secret, "at": secret},
        act("submit", entry, f"@{first}", text=secret, at=secret),
        put(new("e"), siti.fields(zone=secret)),
        put(new("e"), siti.fields(plan=secret)),
        put(new("e"), siti.fields(start=secret)),
        act("withdraw", entry, secret),
        act(secret, entry, None),
        {"op": new("o"), "t": "mark", "entry": mark["id"], "mark": mark},
        act("withdraw", secret, None),
    ]
    answer = siti.post("/push", {"ops": asked})
    assert answer.status_code == 200
    assert [r["v"] for r in answer.json()["results"]][:2] == ["applied", "applied"]
    assert "RAHASIA" not in answer.text
    assert "RAHASIA" not in repr({name: rows for name, rows in contents(centre).items() if name != "ops"})
