"""Who may ask what: every endpoint and every action, by everybody whom a centre may meet.

The tables are the rule. An auditor reads what the position reads, and does nothing.
"""

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import httpx
import pytest

from ekin_tui.domain.model import EVENTS, Action
from ekin_tui.server.openapi import HANDLERS
from tests.centre import Centre
from tests.server.cast import (
    DESK,
    READERS,
    ROLES,
    SPEAKERS,
    UNKNOWN,
    Cast,
    check_only_the_ledger_grew,
    contents,
    engage,
)
from tests.server.postgres import BOTH_ENGINES
from tests.server.talk import Talk, act, code, new, put

pytestmark = BOTH_ENGINES

ENDPOINTS = """
                  |known|live|ready|session|push|repair|me |desk|window|digest|other|person|draft|sent|done|notes|trail
author            |ok   |ok  |ok   |own    |ok  |ok    |ok |404 |404   |404   |404  |404   |ok   |ok  |ok  |ok   |ok
colleague         |ok   |ok  |ok   |own    |ok  |own   |own|404 |404   |404   |404  |404   |404  |404 |404 |404  |404
supervisor        |ok   |ok  |ok   |ok     |ok  |own   |own|ok  |ok    |ok    |404  |404   |404  |ok  |ok  |ok   |404
head              |ok   |ok  |ok   |own    |ok  |own   |own|404 |404   |404   |404  |404   |404  |404 |404 |404  |404
other supervisor  |ok   |ok  |ok   |own    |ok  |own   |own|404 |404   |404   |404  |404   |404  |404 |404 |404  |404
former supervisor |ok   |ok  |ok   |own    |ok  |own   |own|404 |404   |404   |404  |404   |404  |404 |404 |404  |404
acting before     |ok   |ok  |ok   |own    |ok  |own   |own|404 |404   |404   |404  |404   |404  |404 |404 |404  |404
acting            |ok   |ok  |ok   |ok     |ok  |own   |own|ok  |ok    |ok    |404  |404   |404  |ok  |ok  |ok   |404
acting after      |ok   |ok  |ok   |own    |ok  |own   |own|404 |404   |404   |404  |404   |404  |404 |404 |404  |404
delegate          |ok   |ok  |ok   |ok     |ok  |own   |own|ok  |ok    |ok    |404  |404   |404  |ok  |ok  |ok   |404
delegate after    |ok   |ok  |ok   |own    |ok  |own   |own|404 |404   |404   |404  |404   |404  |404 |404 |404  |404
auditor           |ok   |ok  |ok   |ok     |ok  |own   |own|ok  |ok    |ok    |404  |404   |404  |ok  |ok  |ok   |404
auditor of all    |ok   |ok  |ok   |ok     |ok  |own   |own|ok  |ok    |ok    |404  |404   |404  |ok  |ok  |ok   |404
auditor before    |ok   |ok  |ok   |own    |ok  |own   |own|404 |404   |404   |404  |404   |404  |404 |404 |404  |404
auditor after     |ok   |ok  |ok   |own    |ok  |own   |own|404 |404   |404   |404  |404   |404  |404 |404 |404  |404
author's twin     |ok   |ok  |ok   |own    |ok  |own   |own|404 |404   |404   |404  |404   |404  |404 |404 |404  |404
supervisor's twin |ok   |ok  |ok   |ok     |ok  |own   |own|own |own   |own   |404  |404   |404  |404 |404 |404  |404
no token          |ok   |ok  |ok   |401    |401 |401   |401|401 |401   |401   |401  |401   |401  |401 |401 |401  |401
unknown token     |ok   |ok  |ok   |401    |401 |401   |401|401 |401   |401   |401  |401   |401  |401 |401 |401  |401
token of no agency|ok   |ok  |ok   |401    |401 |401   |401|401 |401   |401   |401  |401   |401  |401 |401 |401  |401
"""
"""``ok``: answered, and it tells of the author's entry. ``own``: answered, and it tells nothing of that."""

ACTIONS = """
              |put      |submit   |discard  |withdraw  |note      |approve   |return    |reject    |reopen
author        |applied  |applied  |applied  |applied   |applied   |own-entry |own-entry |own-entry |own-entry
supervisor    |not-found|not-found|not-found|not-yours |applied   |applied   |applied   |applied   |applied
acting        |not-found|not-found|not-found|not-yours |applied   |applied   |applied   |applied   |applied
delegate      |not-found|not-found|not-found|not-yours |applied   |applied   |applied   |applied   |applied
auditor       |not-found|not-found|not-found|audit-only|audit-only|audit-only|audit-only|audit-only|audit-only
auditor of all|not-found|not-found|not-found|audit-only|audit-only|audit-only|audit-only|audit-only|audit-only
everybody else|not-found|not-found|not-found|not-found |not-found |not-found |not-found |not-found |not-found
"""


def read(table: str) -> dict[str, dict[str, str]]:
    """Return what stands in a table: row → column → word."""
    head, *rows = [[cell.strip() for cell in line.split("|")] for line in table.strip("\n").splitlines()]
    return {row[0]: dict(zip(head[1:], row[1:], strict=True)) for row in rows}


@dataclass
class Scene:
    """The author's work: a draft that was withdrawn, an entry that waits, an approved one, the op of the first."""

    cast: Cast
    draft: tuple[str, str]
    sent: tuple[str, str]
    approved: tuple[str, str]
    op: str
    before: str
    """The head of the position's feed before that."""


@pytest.fixture(scope="module")
def scene(centre: Centre) -> Iterator[Scene]:
    cast = engage(centre)
    author, op, draft = cast["author"], new("o"), new("e")
    [before] = [feed["head"] for feed in cast["acting"].session()["feeds"] if feed["id"] == f"pos:{DESK}"]
    author.push(put(draft, author.fields(), op=op), act("submit", draft, f"@{op}"))
    [back] = author.push(act("withdraw", draft, author.get(f"/entries/{draft}").json()["rev"]))
    sent, approved = author.sent_entry(), author.sent_entry()
    cast["supervisor"].push(act("note", *sent, text="Sebutkan jumlahnya."))
    [done] = cast["supervisor"].push(act("approve", *approved))
    yield Scene(cast, (draft, back["rev"]), sent, (approved[0], done["rev"]), op, before)
    for line in cast.lines.values():
        line.client.close()


Ask = Callable[[Talk, Scene], httpx.Response]
ASKED: dict[str, Ask] = {
    "known": lambda talk, _: talk.client.get("/.well-known/ekin", headers=talk.headers),
    "live": lambda talk, _: talk.client.get("/healthz", headers=talk.headers),
    "ready": lambda talk, _: talk.client.get("/readyz", headers=talk.headers),
    "session": lambda talk, _: talk.post("/session", {"device": "d"}),
    "push": lambda talk, _: talk.post("/push", {"ops": []}),
    "repair": lambda talk, scene: talk.post("/repair", {"ops": {scene.op: "applied"}}),
    "me": lambda talk, _: talk.get("/feeds/me"),
    "desk": lambda talk, scene: talk.get(f"/feeds/pos:{DESK}?after={scene.before}"),
    "window": lambda talk, _: talk.get(f"/feeds/pos:{DESK}/window?of=open"),
    "digest": lambda talk, _: talk.get(f"/feeds/pos:{DESK}/digest"),
    "other": lambda talk, _: talk.get("/feeds/pos:none"),
    "person": lambda talk, scene: talk.get(f"/feeds/me:{scene.cast['author'].session()['person']}"),
    "draft": lambda talk, scene: talk.get(f"/entries/{scene.draft[0]}"),
    "sent": lambda talk, scene: talk.get(f"/entries/{scene.sent[0]}"),
    "done": lambda talk, scene: talk.get(f"/entries/{scene.approved[0]}"),
    "notes": lambda talk, scene: talk.get(f"/entries/{scene.sent[0]}/history"),
    "trail": lambda talk, scene: talk.get(f"/entries/{scene.draft[0]}/history"),
}
NOTHING: dict[str, Ask] = {
    "desk": lambda talk, _: talk.get("/feeds/pos:none"),
    "window": lambda talk, _: talk.get("/feeds/pos:none/window?of=open"),
    "digest": lambda talk, _: talk.get("/feeds/pos:none/digest"),
    "other": lambda talk, _: talk.get("/feeds/none"),
    "person": lambda talk, _: talk.get("/feeds/me:none"),
    "draft": lambda talk, _: talk.get("/entries/none"),
    "sent": lambda talk, _: talk.get("/entries/none"),
    "done": lambda talk, _: talk.get("/entries/none"),
    "notes": lambda talk, _: talk.get("/entries/none/history"),
    "trail": lambda talk, _: talk.get("/entries/none/history"),
}
"""What is asked in the same way of something that nobody has."""


def word(column: str, answer: httpx.Response, scene: Scene) -> str:
    """Return the word of the table for an answer."""
    if answer.status_code != 200:
        return str(answer.status_code)
    if column == "session":
        return "ok" if f"pos:{DESK}" in answer.text else "own"
    if column == "repair":
        return "own" if scene.op in answer.json()["lacks"] else "ok"
    if column == "digest":
        theirs = scene.cast["supervisor"].get(f"/feeds/pos:{DESK}/digest")
        return "ok" if answer.json()["parts"] == theirs.json()["parts"] else "own"
    if column in {"me", "desk", "window"}:
        return "ok" if scene.sent[0] in answer.text else "own"
    return "ok"


def same(answer: httpx.Response) -> tuple[int, bytes, list[tuple[str, str]]]:
    """Return all of an answer that may not differ between what is unknown and what is forbidden."""
    return answer.status_code, answer.content, [pair for pair in answer.headers.multi_items() if pair[0] != "date"]


def test_the_tables_leave_out_nobody_and_no_endpoint(scene: Scene) -> None:
    assert list(read(ENDPOINTS)) == list(scene.cast.lines)
    assert all(list(row) == list(ASKED) for row in read(ENDPOINTS).values())
    assert {column for row in read(ACTIONS).values() for column in row} == {
        action.value for action in set(Action) - EVENTS
    }
    assert {path for handler in HANDLERS for path in handler.paths} == {
        "/.well-known/ekin",
        "/healthz",
        "/readyz",
        "/ekin/v1/session",
        "/ekin/v1/push",
        "/ekin/v1/repair",
        "/ekin/v1/feeds/{feed:str}",
        "/ekin/v1/feeds/{feed:str}/window",
        "/ekin/v1/feeds/{feed:str}/digest",
        "/ekin/v1/entries/{entry:str}",
        "/ekin/v1/entries/{entry:str}/history",
    }, "a new endpoint needs a column"


@pytest.mark.parametrize("column", list(ASKED))
def test_every_endpoint_answers_each_role_as_the_table_says(scene: Scene, column: str) -> None:
    want = {role: row[column] for role, row in read(ENDPOINTS).items()}
    got = {role: word(column, ASKED[column](scene.cast[role], scene), scene) for role in want}
    assert got == want


@pytest.mark.parametrize("column", list(NOTHING))
def test_what_is_forbidden_and_what_is_not_there_are_answered_alike_to_the_byte(scene: Scene, column: str) -> None:
    refused = [role for role, row in read(ENDPOINTS).items() if row[column] == "404"]
    assert len(refused) > 5
    for role in refused:
        talk = scene.cast[role]
        assert same(ASKED[column](talk, scene)) == same(NOTHING[column](talk, scene)), role


@pytest.mark.parametrize("column", [name for name, word in read(ENDPOINTS)["no token"].items() if word == "401"])
def test_every_token_that_opens_nothing_is_answered_alike(scene: Scene, column: str) -> None:
    answers = [same(ASKED[column](scene.cast[role], scene)) for role in UNKNOWN]
    assert answers == [answers[0]] * len(UNKNOWN)
    assert ("www-authenticate", 'Bearer error="invalid_token"') in answers[0][2]


@pytest.mark.parametrize("role", ["no token", "colleague", "author"])
def test_other_methods_tell_nothing_and_change_nothing(scene: Scene, role: str) -> None:
    before = contents(scene.cast.centre)
    talk, entry = scene.cast[role], scene.sent[0]
    for path in ("/push", "/session", "/repair", "/feeds/me", f"/entries/{entry}", f"/entries/{entry}/history"):
        for method in ("PUT", "PATCH", "DELETE", "HEAD", "TRACE", "QUERY"):
            answer = talk.client.request(method, f"/ekin/v1{path}", headers=talk.headers)
            assert answer.status_code == 405, (method, path)
            assert entry not in answer.text
        assert talk.client.options(f"/ekin/v1{path}").content == b""
    assert contents(scene.cast.centre) == before


def asked(action: str, scene: Scene, target: tuple[str, str] | None = None) -> dict[str, Any]:
    """Return an op on the author's entry in a status in which somebody may do it."""
    place = {"put": scene.draft, "submit": scene.draft, "discard": scene.draft, "reopen": scene.approved}
    op = act(action, *(target or place.get(action, scene.sent)), text="Alasan yang cukup panjang.")
    return op | {"fields": scene.cast["author"].fields(quantity=7)} if action == "put" else op


@pytest.mark.parametrize("role", ROLES)
def test_what_a_role_may_not_do_is_refused_and_changes_nothing(scene: Scene, role: str) -> None:
    row = read(ACTIONS).get(role, read(ACTIONS)["everybody else"])
    forbidden = [action for action, verdict in row.items() if verdict != "applied"]
    before = contents(scene.cast.centre)
    results = scene.cast[role].push(*(asked(action, scene) for action in forbidden))
    assert {a: (r["v"], code(r)) for a, r in zip(forbidden, results, strict=True)} == {
        action: ("rejected", row[action]) for action in forbidden
    }
    seen = role in {"author", *SPEAKERS, *READERS}
    assert all(
        ("doc" in result) == (seen and row[action] != "not-found")
        for action, result in zip(forbidden, results, strict=True)
    )
    check_only_the_ledger_grew(before, contents(scene.cast.centre), len(forbidden))


@pytest.mark.parametrize("role", ["author", *SPEAKERS])
def test_what_a_role_may_do_is_done(scene: Scene, role: str) -> None:
    author = scene.cast["author"]
    for action in (action for action, verdict in read(ACTIONS)[role].items() if verdict == "applied"):
        target = author.sent_entry()
        if action in {"put", "submit", "discard"}:
            [drafted] = author.push(put(new("e"), author.fields()))
            target = (drafted["doc"]["id"], drafted["rev"])
        elif action == "reopen":
            [approved] = scene.cast["supervisor"].push(act("approve", *target))
            target = (target[0], approved["rev"])
        [result] = scene.cast[role].push(asked(action, scene, target))
        assert result["v"] == "applied", (action, result)


@pytest.mark.parametrize("role", list(UNKNOWN))
def test_without_a_token_that_we_know_not_even_the_ledger_grows(scene: Scene, role: str) -> None:
    before = contents(scene.cast.centre)
    for action in Action:
        assert scene.cast[role].post("/push", {"ops": [asked(action.value, scene)]}).status_code == 401
    assert contents(scene.cast.centre) == before


@pytest.mark.parametrize("role", ["author's twin", "supervisor's twin"])
def test_two_agencies_never_see_each_others_records(scene: Scene, role: str) -> None:
    twin, first = scene.cast[role], scene.cast["author"]
    notes = [item["id"] for item in first.items() if item["k"] == "note" and item["doc"]["entry"] == scene.sent[0]]
    ours = [scene.draft[0], scene.sent[0], scene.approved[0], scene.op, *notes]
    assert len(ours) == 5
    feeds = [feed["id"] for feed in twin.session()["feeds"]]
    told = json.dumps([twin.items(feed) for feed in feeds])
    assert not [name for name in ours if name in told]
    assert '"agency": "Dinas Kembar"' in told
    assert "Dinas Kearsipan" not in told
    for name in ours:
        for path in (f"/entries/{name}", f"/entries/{name}/history", f"/feeds/{name}"):
            assert same(twin.get(path)) == same(twin.get(path.replace(name, "none")))


def test_an_entry_an_op_and_a_note_of_one_name_in_two_agencies_do_not_collide(scene: Scene) -> None:
    ours, theirs = scene.cast["author"], scene.cast["author's twin"]
    head = ours.session()["feeds"][0]["head"]
    entry, op, note = scene.sent[0], scene.op, new("n")
    [put_there] = theirs.push(put(entry, theirs.fields(activity="Menyusun laporan dinas kembar"), op=op))
    assert (put_there["v"], put_there["rev"][:2]) == ("applied", "1-")
    [sent] = theirs.push(act("submit", entry, put_there["rev"]))
    [noted] = scene.cast["supervisor's twin"].push(act("return", entry, sent["rev"], text="Ulangi.", note=note))
    assert noted["v"] == "applied"
    assert ours.session()["feeds"][0]["head"] == head
    assert ours.get(f"/entries/{entry}").json()["rev"] == scene.sent[1]
    assert "kembar" not in ours.get(f"/entries/{entry}").text
    [ours_too] = ours.push(act("note", *scene.sent, text="Sudah.", note=note))
    assert ours_too["v"] == "applied"
    assert [n["text"] for n in theirs.get(f"/entries/{entry}/history").json()["notes"]] == ["Ulangi."]


def test_a_change_in_one_agency_leaves_the_same_record_of_the_other_as_it_was(scene: Scene) -> None:
    ours, theirs = scene.cast["supervisor"], scene.cast["supervisor's twin"]
    waiting = next(
        doc for doc in ours.of_kind("entry", f"pos:{DESK}") if doc["status"] == "submitted" and len(doc["id"]) == 36
    )
    before = theirs.get(f"/entries/{waiting['id']}").json()
    assert before == waiting
    heads = [feed["head"] for feed in theirs.session()["feeds"]]
    [done] = ours.push(act("reject", waiting["id"], waiting["rev"], text="Bukan tugas jabatan ini."))
    assert done["v"] == "applied"
    assert theirs.get(f"/entries/{waiting['id']}").json() == before
    assert [feed["head"] for feed in theirs.session()["feeds"]] == heads
    assert theirs.get(f"/entries/{waiting['id']}/history").json()["n"] == 0


def test_the_assignment_of_one_agency_is_worth_nothing_in_the_other(scene: Scene) -> None:
    theirs = scene.cast["supervisor's twin"]
    before = contents(scene.cast.centre)
    holder = next(feed["assignment"] for feed in theirs.session()["feeds"] if feed.get("role"))
    for extra in ({}, {"as": holder}, {"as": "as-rahmat"}):
        [result] = theirs.push(act("approve", *scene.approved, **extra))
        assert (result["v"], code(result)) == ("rejected", "not-found")
    check_only_the_ledger_grew(before, contents(scene.cast.centre), 3)
