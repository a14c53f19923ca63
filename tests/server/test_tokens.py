"""Personal tokens that an admin ends, at a centre that runs, on both engines."""

import pytest

from ekin_tui.server import admin
from tests.centre import JOKO, SITI, Centre
from tests.server.talk import Talk, new, put

BOTH_ENGINES = pytest.mark.parametrize("centre", ["sqlite", "postgresql"], indirect=True)
pytestmark = BOTH_ENGINES


def test_a_token_that_is_ended_is_refused_at_the_next_request_of_any_kind(centre: Centre) -> None:
    siti, second, joko = Talk(centre, SITI), Talk(centre, SITI), Talk(centre, JOKO)
    entry, unsent = siti.sent_entry()[0], new("e")  # so that the centre has let this token through a moment ago
    fields = siti.fields()
    assert second.get(f"/entries/{entry}").status_code == 200
    assert admin.end_tokens(centre.database_url, SITI) >= 2
    refused = [
        siti.post("/push", {"ops": [put(unsent, fields)]}),
        siti.post("/push", {"ops": []}),
        siti.post("/session", {"device": "d"}),
        siti.post("/repair", {"ops": []}),
        siti.get("/feeds/me?after=c0"),
        siti.get(f"/entries/{entry}"),
        siti.get(f"/entries/{entry}/history"),
        second.post("/push", {"ops": [put(unsent, fields)]}),
    ]
    assert [(one.status_code, one.json()["type"].rpartition("/")[2]) for one in refused] == [
        (401, "token-expired")
    ] * len(refused)
    assert joko.session()["person"]
    again = Talk(centre, SITI)
    assert again.get(f"/entries/{unsent}").status_code == 404, "nothing of an ended token was taken"
    assert again.get(f"/entries/{entry}").status_code == 200


def test_tokens_are_ended_once_and_of_that_person_alone(centre: Centre) -> None:
    joko, siti = Talk(centre, JOKO), Talk(centre, SITI)
    admin.end_tokens(centre.database_url, JOKO)
    assert admin.end_tokens(centre.database_url, JOKO) == 0
    assert joko.get("/feeds/me?after=c0").status_code == 401
    assert siti.session()["person"]
