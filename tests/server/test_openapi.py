"""The document of the endpoints is made from the code, and the running centre keeps to it."""

from pathlib import Path

import pytest
import schemathesis
from hypothesis import HealthCheck, given, settings
from schemathesis import Case, GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from ekin_tui.domain.model import Action
from ekin_tui.server.openapi import HANDLERS, TOLD, document, written
from tests.faults import LONG
from tests.server.talk import Talk, new, put

PAGE = Path(__file__).parents[2] / "docs" / "openapi.json"
EXAMPLES = 200 if LONG else 8
WHOLE = document()
OPERATIONS = [(path, method) for path, methods in WHOLE["paths"].items() for method in methods]
CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
]
MANY = list(HealthCheck)
KINDS = [*(action.value for action in Action), "mark"]


def test_the_page_of_the_endpoints_is_what_the_code_prints() -> None:
    assert PAGE.read_text(encoding="utf-8") == written(), "run `make docs`"


def test_every_handler_is_told_and_nothing_else() -> None:
    served = {
        (path, method.lower()) for handler in HANDLERS for path in handler.paths for method in handler.http_methods
    }
    assert {(path.replace("}", ":str}"), method) for path, method in OPERATIONS} == served
    assert {operation["operationId"] for path in WHOLE["paths"].values() for operation in path.values()} == set(TOLD)


def test_all_but_three_endpoints_need_a_token_and_the_document_says_so(siti: Talk) -> None:
    free = {path for path, method in OPERATIONS if not WHOLE["paths"][path][method]["security"]}
    assert free == {"/.well-known/ekin", "/healthz", "/readyz"}
    for path, method in OPERATIONS:
        asked = path.format(feed="me", entry="none") + "?of=open" * path.endswith("/window")
        json = {"device": "d", "ops": []} if method == "post" else None
        status = siti.client.request(
            method, asked, json=json, headers={"Ekin-Epoch": siti.headers["Ekin-Epoch"]}
        ).status_code
        assert (status == 200) == (path in free), path
        assert status in {200, 401}


@pytest.mark.parametrize("path", ["/schema", "/schema/openapi.json", "/ekin/v1/openapi.json", "/docs", "/metrics", "/"])
def test_neither_the_document_nor_figures_are_served(siti: Talk, path: str) -> None:
    assert siti.client.get(path, headers=siti.headers).status_code == 404


@pytest.fixture(scope="module")
def known(siti: Talk) -> list[str]:
    """Entries that the person may see: a draft, one that was sent, and one that was approved."""
    draft = new("e")
    siti.push(put(draft, siti.fields()))
    decided = next(doc["id"] for doc in siti.of_kind("entry") if doc["status"] == "approved")
    return [draft, siti.sent_entry()[0], decided]


def _aim(case: Case, known: list[str]) -> None:
    """Let a made-up request be about something: random text alone names no slice, no action and no entry."""
    if case.operation.path.endswith("/window"):
        case.query = {"of": "open"}
    ops = case.body.get("ops") if isinstance(case.body, dict) else None
    for number, op in enumerate(ops if isinstance(ops, list) else ()):
        if isinstance(op, dict) and number % 2 == 0:
            op |= {"op": new("o"), "t": KINDS[len(str(op)) % len(KINDS)], "entry": known[number % len(known)]}


def runs() -> list[tuple[str, str, GenerationMode, bool]]:
    """Return what is asked: every operation as told, wrongly where one can, and of things that are there."""
    found = [(path, method, GenerationMode.POSITIVE, False) for path, method in OPERATIONS]
    found += [(path, "post", GenerationMode.NEGATIVE, False) for path, method in OPERATIONS if method == "post"]
    found += [("/ekin/v1/feeds/{feed}", "get", GenerationMode.NEGATIVE, False)]
    return found + [(path, method, GenerationMode.POSITIVE, True) for path, method in OPERATIONS if _has_aim(path)]


def _has_aim(path: str) -> bool:
    return "{" in path or path == "/ekin/v1/push"


@pytest.mark.parametrize(("path", "method", "mode", "aimed"), runs())
def test_what_the_centre_answers_is_what_the_document_says(
    siti: Talk, known: list[str], path: str, method: str, mode: GenerationMode, *, aimed: bool
) -> None:
    chosen = {name: value for name, value in (("feed", "me"), ("entry", known[-1])) if f"{{{name}}}" in path}
    strategy = schemathesis.openapi.from_dict(WHOLE)[path][method].as_strategy(
        generation_mode=mode, headers=siti.headers, path_parameters=chosen if aimed and chosen else None
    )
    said: set[int] = set()

    @settings(max_examples=EXAMPLES, derandomize=True, database=None, deadline=None, suppress_health_check=MANY)
    @given(case=strategy)
    def ask(case: Case) -> None:
        if aimed:
            _aim(case, known)
        said.add(case.call_and_validate(base_url=siti.centre.url, checks=CHECKS).status_code)

    ask()
    assert 200 in said or not aimed
