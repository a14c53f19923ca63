"""An agency's interface that refuses one entry by 403, and one whose list of statuses has pages."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from ekin_tui.sync.result import Result
from tests.sync.wire_server import say, serving
from tests.targets.agency_api import PAGE, PATH
from tests.targets.kinds import MIRROR, Target, make_target, mapped

LOCKED = "periode itu sudah dikunci"


@pytest.fixture
def rest(tmp_path: Path) -> Iterator[Target]:
    made = make_target("mirror-rest", tmp_path, through=False)
    yield made
    made.close()


def forbid(target: Target, told: Callable[[str, str, Any], Any]) -> None:
    """Have the interface answer 403 with what ``told`` says of a request, where it says anything."""
    assert target.api is not None
    real = target.api._carry_out

    def carry_out(method: str, path: str, body: Any) -> tuple[int, Any]:
        said = told(method, path, body)
        return (403, said) if said is not None else real(method, path, body)

    target.api._carry_out = carry_out  # type: ignore[method-assign]


def test_a_403_with_a_reason_is_that_entrys_refusal_and_holds_up_no_other(rest: Target) -> None:
    bad, good = rest.hand_in(), [rest.hand_in() for _ in range(3)]
    forbid(rest, lambda _, __, body: {"galat": {"pesan": LOCKED}} if body and body["acuan"] == bad else None)
    done = rest.exchange()
    assert (done.code, done.sign_in, [one.id for one in done.rejected]) == ("ok", False, [bad])
    assert [rest.held(one)[1] for one in good] == [1] * 3
    [(entry, problem)] = rest.siti.store.mirrored.refusals(MIRROR)
    assert (entry.id, problem.code, problem.args["text"]) == (bad, "mirror-said", LOCKED)
    assert rest.exchange().rejected == (), "it is not sent again before somebody says so, or changes it"


def test_a_403_names_the_field_as_other_refusals_do(rest: Target) -> None:
    rest.hand_in()
    galat = {"galat": {"pesan": "bukan satuan Anda", "isian": "rincian.satuan"}}
    forbid(rest, lambda method, *_: galat if method == "POST" else None)
    [one] = rest.exchange().rejected
    assert (one.problem.code, one.problem.field) == ("mirror-said-of", "unit")


@pytest.mark.parametrize("said", [{}, {"galat": {}}, {"galat": {"pesan": ""}}, {"galat": {"pesan": 5}}])
def test_a_403_without_a_reason_is_about_who_asks_and_nothing_is_refused(rest: Target, said: Any) -> None:
    rest.hand_in()
    forbid(rest, lambda *_: said)
    done = rest.exchange()
    assert (done.code, done.sign_in, done.rejected, rest.waiting()) == ("mirror-sign-in", True, (), 1)


def test_where_the_mapping_says_so_every_403_is_about_who_asks(rest: Target) -> None:
    rest.hand_in()
    forbid(rest, lambda *_: {"galat": {"pesan": "kuota instansi habis"}})
    done = mapped(rest, forbidden="caller")
    assert (done.code, done.sign_in, done.rejected, rest.waiting()) == ("mirror-sign-in", True, (), 1)


def test_a_token_that_does_not_reach_so_far_is_about_who_asks(rest: Target) -> None:
    rest.hand_in()
    scope = 'Bearer error="insufficient_scope"'
    with serving(say("403 Forbidden", b'{"galat":{"pesan":"scope"}}', WWW_Authenticate=scope)) as other:
        rest.way = replace(rest.way, url=f"{other.url}{PATH}")
        done = rest.exchange()
    assert (done.code, done.sign_in, done.rejected) == ("mirror-sign-in", True, ())


def test_a_403_to_a_question_for_one_status_leaves_it_as_it_stood_and_the_others_are_asked(rest: Target) -> None:
    first, second = rest.hand_in(), rest.hand_in()
    assert rest.exchange().code == "ok"
    assert rest.api is not None
    numbers = {row["acuan"]: row["no"] for row in rest.api.rows()}
    hidden = f"{PATH}/{numbers[first]}"
    forbid(rest, lambda method, path, _: {"galat": {"pesan": "x"}} if (method, path) == ("GET", hidden) else None)
    rest.api.decide(numbers[first], "DIKEMBALIKAN")
    rest.api.decide(numbers[second], "DIKEMBALIKAN")
    for _ in range(3):
        assert rest.exchange().code == "ok"
    standing = {one.entry.id: one.their_status for one in rest.siti.store.mirrored.open(MIRROR, 1_000)}
    assert (standing[first], standing[second]) == ("submitted", "returned")


# pages


def listed(target: Target, **changes: object) -> Result:
    usual = {"status_url": "", "list_url": target.way.url, "list": "/data", "list_id": "/no", "status": "/status"}
    return mapped(target, **usual | {"list_next": "/lanjut/url"} | changes)


def pages_asked(target: Target) -> list[str]:
    assert target.api is not None
    return [path for method, path, *_ in target.api.seen if method == "GET" and path.partition("?")[0] == PATH]


def returned(target: Target) -> int:
    return target.siti.store.mirrored.standing(MIRROR).get("returned", 0)


def test_a_list_is_read_to_its_last_page(rest: Target) -> None:
    for _ in range(PAGE + 2):
        rest.hand_in()
    assert rest.exchange().code == "ok"
    assert rest.api is not None
    rows = rest.api.rows()
    for row in rows:
        rest.api.decide(row["no"], "DIKEMBALIKAN")
    assert listed(rest, list_next="").code == "ok"
    assert returned(rest) == PAGE, "one page alone without the pointer"
    rest.api.seen.clear()
    assert listed(rest).code == "ok"
    assert returned(rest) == len(rows) > PAGE
    assert pages_asked(rest) == [PATH, *(f"{PATH}?hal={n}" for n in range(1, (len(rows) - 1) // PAGE + 1))]


@pytest.mark.parametrize(
    "there", ["http://127.0.0.1:9/v1", "https://jahat.example/x", "//jahat.example/x", "a b", 5, ["x"]]
)
def test_the_next_page_is_never_elsewhere_and_what_was_read_before_stays(rest: Target, there: Any) -> None:
    rest.hand_in()
    rest.exchange()
    assert rest.api is not None
    for row in rest.api.rows():
        rest.api.decide(row["no"], "DIKEMBALIKAN")
    real = rest.api._page
    rest.api._page = lambda number: real(number) | {"lanjut": {"url": there}}  # type: ignore[method-assign]
    done = listed(rest)
    assert (done.code, done.details) == ("answer-odd", {"pointer": "/lanjut/url"})
    assert returned(rest) >= 1


@pytest.mark.parametrize("step", [0, 1])
def test_a_list_without_an_end_is_given_up(rest: Target, step: int) -> None:
    rest.hand_in()
    rest.exchange()
    assert rest.api is not None
    rest.api.seen.clear()
    rest.api._page = lambda number: {"data": [], "lanjut": {"url": f"?hal={number + step}"}}  # type: ignore[method-assign]
    done = listed(rest)
    assert (done.code, done.offline) == ("list-endless", True)
    assert len(pages_asked(rest)) == (100 if step else 2)


def test_a_403_to_the_list_is_about_who_asks(rest: Target) -> None:
    forbid(rest, lambda method, *_: {"galat": {"pesan": "tidak boleh"}} if method == "GET" else None)
    assert listed(rest).code == "mirror-sign-in"
