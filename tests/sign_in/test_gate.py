"""Which tokens open the centre, and whose they are: over the provider's real keys."""

import base64
import hashlib
import hmac
import json
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from joserfc import jws, jwt
from joserfc.jwk import RSAKey
from sqlalchemy import update

from ekin_tui.server import schema, subjects
from ekin_tui.server.database import AdminError
from ekin_tui.server.gate import Gate
from ekin_tui.server.issuer_keys import IssuerKeys
from ekin_tui.server.problems import Stop
from ekin_tui.sync.issuer import Issuer
from ekin_tui.sync.line import Line
from tests.centre import BUDI, SITI, Centre, Trust, running_centre
from tests.cli.program import Program
from tests.server.cast import TWIN, _copy
from tests.server.served import serving
from tests.server.talk import Talk, new, put
from tests.sign_in.conftest import trust_in
from tests.sign_in.provider import AUDIENCE, CLIENT, Provider

NOW = 1_795_000_000
"""A second in the life of the tokens that are made here."""


def claims(provider: Provider, **other: Any) -> dict[str, Any]:
    """Return what an access token of the provider says, with ``other`` claims in place of or beside its own."""
    said = {"iss": provider.url, "aud": AUDIENCE, "sub": "siti", "client_id": CLIENT, "iat": NOW - 300}
    whole = {**said, "exp": NOW + 300, **other}
    return {name: value for name, value in whole.items() if value is not None}


@pytest.fixture
def outcomes() -> list[str]:
    return []


@pytest.fixture
def gate(provider: Provider, line: Line, outcomes: list[str]) -> Gate:
    keys = IssuerKeys(Issuer(provider.url, CLIENT, line).keys)
    return Gate(trust_in(provider), keys, outcomes.append)


def read(gate: Gate, token: str, now: float = NOW) -> Any:
    return gate.read(token, datetime.fromtimestamp(now, UTC))


def refused(gate: Gate, token: str, now: float = NOW) -> Stop:
    with pytest.raises(Stop) as caught:
        read(gate, token, now)
    return caught.value


def test_a_token_of_the_provider_names_its_subject_and_the_nip_of_the_trusted_claim(
    gate: Gate, provider: Provider
) -> None:
    found = read(gate, provider.mint(claims(provider, nip=SITI)))
    assert (found.issuer, found.subject, found.nip) == (provider.url, "siti", SITI)
    assert read(gate, provider.mint(claims(provider, nip="123"))).nip == ""


@pytest.mark.parametrize(
    ("other", "why"),
    [
        ({"aud": "https://another.test/"}, "audience"),
        ({"aud": [CLIENT]}, "audience"),
        ({"aud": None}, "audience"),
        ({"iss": "https://evil.test"}, "issuer"),
        ({"iss": None}, "issuer"),
        ({"azp": "another-program"}, "client"),
        ({"client_id": "another-program"}, "client"),
        ({"exp": NOW - 60}, "expired"),
        ({"exp": None}, "form"),
        ({"exp": "9999999999"}, "form"),
        ({"nbf": NOW + 61}, "early"),
        ({"sub": None}, "subject"),
        ({"sub": ""}, "subject"),
        ({"sub": "a\nb"}, "subject"),
        ({"sub": 7}, "subject"),
        ({"nonce": "n"}, "kind"),
        ({"at_hash": "h"}, "kind"),
        ({"typ": "ID"}, "kind"),
        ({"typ": "Refresh"}, "kind"),
        ({"typ": "Offline"}, "kind"),
    ],
    ids=str,
)
def test_a_token_for_somebody_or_something_else_opens_nothing(
    other: dict[str, Any], why: str, gate: Gate, provider: Provider, outcomes: list[str]
) -> None:
    assert refused(gate, provider.mint(claims(provider, **other))).status == 401
    assert outcomes == [why]


@pytest.mark.parametrize("other", [{"exp": NOW - 59}, {"nbf": NOW + 60}, {"aud": ["x", AUDIENCE]}, {"typ": "Bearer"}])
def test_clocks_may_differ_by_a_minute_and_an_audience_may_be_one_of_several(
    other: dict[str, Any], gate: Gate, provider: Provider
) -> None:
    assert read(gate, provider.mint(claims(provider, **other))).subject == "siti"


@pytest.mark.parametrize("typ", ["at+jwt", "application/at+jwt", "AT+JWT", "JWT"])
def test_a_header_may_call_it_an_access_token(typ: str, gate: Gate, provider: Provider) -> None:
    assert read(gate, provider.mint(claims(provider), {"typ": typ})).subject == "siti"


@pytest.mark.parametrize("typ", ["id_token", "logout+jwt", "dpop+jwt", "secevent+jwt"])
def test_a_header_that_calls_it_anything_else_opens_nothing(
    typ: str, gate: Gate, provider: Provider, outcomes: list[str]
) -> None:
    assert refused(gate, provider.mint(claims(provider), {"typ": typ})).code == "token-unfit"
    assert outcomes == ["kind"]


def part(value: object) -> str:
    return (
        base64.urlsafe_b64encode(value if isinstance(value, bytes) else json.dumps(value).encode()).decode().rstrip("=")
    )


def pem(provider: Provider) -> bytes:
    key = RSAKey.import_key(provider.keys()[0])
    return key.public_key.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)


@pytest.mark.parametrize("alg", ["none", "None", "NONE", "", "HS256", "HS512", "RS1", "ES512", 7, None])
def test_no_signature_and_no_shared_secret_is_ever_taken(
    alg: object, gate: Gate, provider: Provider, outcomes: list[str]
) -> None:
    kid = provider.keys()[0]["kid"]
    body = f"{part({'alg': alg, 'kid': kid, 'typ': 'at+jwt'})}.{part(claims(provider))}"
    signed = hmac.digest(pem(provider), body.encode(), hashlib.sha512 if alg == "HS512" else hashlib.sha256)
    for signature in ("", part(signed)):
        assert refused(gate, f"{body}.{signature}").status == 401
    assert set(outcomes) <= {"algorithm", "form"}


def test_what_was_changed_after_it_was_signed_opens_nothing(
    gate: Gate, provider: Provider, outcomes: list[str]
) -> None:
    head, _, signature = provider.mint(claims(provider)).split(".")
    refused(gate, f"{head}.{part(claims(provider, sub='budi'))}.{signature}")
    refused(gate, f"{head}.{part(b'[1]')}.{signature}")
    own = RSAKey.generate_key(2048, {"kid": "key-1"})
    forged = jwt.encode({"alg": "RS256", "kid": provider.keys()[0]["kid"]}, claims(provider), own)
    refused(gate, forged)
    with_key = jwt.encode({"alg": "RS256", "jwk": own.as_dict(private=False)}, claims(provider), own)
    refused(gate, with_key)
    assert outcomes == ["signature", "signature", "signature", "form"]


@pytest.mark.parametrize("token", ["ey.ey.ey", "eyJ.a.b", "ey..", f"ey{'A' * 9000}.a.b", "eyJhbGciOiJSUzI1NiJ9.e30.AA"])
def test_what_only_looks_like_a_token_is_an_answer_and_no_fault(token: str, gate: Gate) -> None:
    assert refused(gate, token).status == 401


@pytest.mark.parametrize("name", ["alg", "kid", "typ", "crit", "b64", "jku", "jwk", "x5c", "x5u", "cty"])
@pytest.mark.parametrize("value", [[], {}, 5, True, None, [[]], "x"], ids=repr)
def test_a_header_of_any_shape_is_an_answer_and_no_fault(
    name: str, value: object, gate: Gate, provider: Provider
) -> None:
    header = {"alg": "RS256", "kid": provider.keys()[0]["kid"], "typ": "at+jwt", name: value}
    for signature in ("", "AA"):
        assert refused(gate, f"{part(header)}.{part(claims(provider))}.{signature}").status == 401


@pytest.mark.parametrize("exp", [float("nan"), float("inf"), 10**400, 1e300], ids=["nan", "inf", "huge", "far"])
def test_a_token_without_an_end_opens_nothing(exp: float, outcomes: list[str]) -> None:
    """No provider signs that on purpose; whichever does has no say in how long."""
    own = RSAKey.generate_key(2048, {"kid": "k"})
    keys = IssuerKeys(lambda: json.dumps({"keys": [own.as_dict(private=False)]}).encode())
    trust = Trust(issuer="https://sso.test", audience=AUDIENCE, client_id=CLIENT)
    said = {"iss": trust.issuer, "aud": AUDIENCE, "sub": "siti"}
    gate = Gate(trust, keys, outcomes.append)
    head = {"alg": "RS256", "kid": "k"}
    assert read(gate, jws.serialize_compact(head, json.dumps({**said, "exp": NOW + 9}), own)).subject == "siti"
    assert refused(gate, jws.serialize_compact(head, json.dumps({**said, "exp": exp}), own)).status == 401
    early = json.dumps({**said, "exp": NOW + 9, "nbf": exp})
    assert refused(gate, jws.serialize_compact(head, early, own)).status == 401
    assert outcomes == ["good", "expired", "early"]


@pytest.mark.filterwarnings("ignore:EdDSA is deprecated")
@pytest.mark.parametrize("alg", ["ES256", "EdDSA", "PS256"])
def test_other_public_keys_do_as_well_and_only_for_their_own_algorithm(
    alg: str, gate: Gate, provider: Provider, outcomes: list[str]
) -> None:
    provider.rotate(alg, keep=False)
    try:
        assert read(gate, provider.mint(claims(provider))).subject == "siti"
    finally:
        provider.rotate()


# the centre as a whole


def live(provider: Provider, **other: Any) -> str:
    now = int(time.time())
    return provider.mint(claims(provider, iat=now, exp=now + 300, **other))


def status(centre: Centre, token: str) -> tuple[int, str]:
    answer = Talk(centre, "", token=token).post("/session", {"device": "d"})
    return answer.status_code, answer.json().get("type", "").rpartition("/")[2]


def test_the_first_sign_in_binds_the_account_by_the_trusted_claim_and_later_claims_change_nothing(
    provider: Provider, centre: Centre
) -> None:
    siti = Talk(centre, SITI).session()["person"]
    assert Talk(centre, "", token=live(provider, nip=SITI)).session()["person"] == siti
    assert Talk(centre, "", token=live(provider, nip=BUDI)).session()["person"] == siti
    assert subjects.read_subjects(centre.database_url, SITI) == [(provider.url, "siti")]
    assert status(centre, live(provider, sub="another", nip=SITI)) == (403, "subject-unbound"), "Siti has an account"
    assert status(centre, live(provider, sub="nobody", nip="190001011900011001")) == (403, "subject-unbound")
    assert subjects.drop_subject(centre.database_url, SITI, provider.url) == 1
    for _ in range(2):
        assert status(centre, live(provider, nip=SITI)) == (403, "subject-unbound"), "no claim undoes what an admin did"


def test_a_claim_that_nobody_told_the_centre_to_trust_binds_nobody(provider: Provider, tmp_path: Path) -> None:
    with running_centre(tmp_path / "wary", datetime.now(UTC).date(), trust=trust_in(provider, claim="")) as wary:
        token = live(provider, nip=SITI)
        answer = Talk(wary, "", token=token).post("/session", {"device": "d"})
        assert (answer.status_code, answer.json()["args"]) == (403, {"subject": "siti"})
        subjects.set_subject(wary.database_url, SITI, provider.url, "siti")
        assert status(wary, token)[0] == 200
        with pytest.raises(AdminError) as caught:
            subjects.set_subject(wary.database_url, BUDI, provider.url, "siti")
        assert caught.value.code == "subject-taken"
        assert subjects.drop_subject(wary.database_url, SITI, provider.url) == 1
        assert status(wary, token)[0] == 403


def test_an_account_of_one_agency_is_nobody_in_another(provider: Provider, centre: Centre) -> None:
    database = centre.database()
    with database.writing() as connection:
        _copy(connection)
    own, entry = Talk(centre, SITI), new("e")
    own.push(put(entry, own.fields(day=centre.today.isoformat())))
    subjects.set_subject(centre.database_url, SITI, provider.url, "siti")
    talk = Talk(centre, "", token=live(provider))
    assert talk.get(f"/entries/{entry}").status_code == 200
    with database.writing() as connection:
        connection.execute(update(schema.subjects).values(agency=TWIN))
    assert talk.session()["person"] == own.session()["person"], "ids are the same in both"
    assert talk.get(f"/entries/{entry}").status_code == 404
    database.close()
    assert status(centre, live(provider, iss="https://another-agency.test", nip=SITI)) == (401, "token-unfit")


def test_every_endpoint_asks_and_personal_tokens_stand_beside(provider: Provider, centre: Centre) -> None:
    late = provider.mint(claims(provider, exp=int(time.time()) - 61))
    for token, wanted in ((late, 401), (live(provider, sub="stranger"), 403)):
        talk = Talk(centre, "", token=token)
        for path in (
            "/feeds/me",
            "/feeds/me/window?month=2026-11",
            "/feeds/me/digest",
            "/entries/x",
            "/entries/x/history",
        ):
            assert talk.get(path).status_code == wanted, path
        for path, body in (("/session", {"device": "d"}), ("/push", {"ops": []}), ("/repair", {"ops": {}})):
            assert talk.post(path, body).status_code == wanted, path
    assert status(centre, centre.token(SITI))[0] == 200


def test_the_centre_names_its_sign_in_before_anybody_has_one(provider: Provider, centre: Centre) -> None:
    said = httpx.get(f"{centre.url}/.well-known/ekin").json()
    assert (said["issuer"], said["client_id"]) == (provider.url, CLIENT)


def test_the_program_counts_outcomes_limits_a_person_and_tells_no_token(provider: Provider, tmp_path: Path) -> None:
    centre = Centre(tmp_path / "served", datetime.now(UTC).date())
    subjects.set_subject(centre.database_url, SITI, provider.url, "siti")
    named = ("--issuer", provider.url, "--audience", AUDIENCE)
    options = (*named, "--metrics-port", "0", "--log-level", "debug", "--rate", "6")
    with serving(centre, *options) as program:
        metrics = program.wait_for("metrics on ").removeprefix("metrics on ")
        good = [live(provider, jti=f"t-{n}") for n in range(2)]
        late = provider.mint(claims(provider, exp=int(time.time()) - 61))
        talks = [Talk(centre, "", token=one) for one in good]
        left = [talks[n % 2].post("/session", {"device": "d"}).headers["RateLimit"] for n in range(6)]
        assert status(centre, late)[0] == 401
        figures = httpx.get(f"{metrics}/metrics").text
        assert program.end() == 0
    remaining = [int(one.split("r=")[1].split(";")[0]) for one in left]
    assert remaining[2:] == sorted(remaining[2:], reverse=True)
    assert remaining[-1] == remaining[2] - 3, "two tokens of one person draw on one bucket"
    assert 'ekin_access_tokens_total{outcome="good"} 6.0' in figures
    assert 'ekin_access_tokens_total{outcome="expired"} 1.0' in figures
    assert 'ekin_issuer_keys_total{outcome="read"} 1.0' in figures
    text = "\n".join(program.lines)
    assert '"status":401' in text
    for word in ("eyJ", "siti", *good, late):
        assert word not in text


@pytest.mark.parametrize(
    "options",
    [
        ("--issuer", "https://sso.go.id"),
        ("--audience", "a"),
        ("--claim", "nip"),
        ("--issuer", "http://sso.go.id", "--audience", "a"),
        ("--issuer", "https://sso.go.id", "--audience", CLIENT),
    ],
)
def test_half_a_sign_in_or_an_unsafe_one_starts_nothing(
    options: tuple[str, ...], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    done = Program(tmp_path / "home", capsys)("serve", "--db", f"sqlite:///{tmp_path}/c.db", "--port", "0", *options)
    assert done.code == 2, done.err
    assert "--" in done.err
    assert not (tmp_path / "c.db").exists()


def test_a_second_of_the_centres_own_clock_decides(provider: Provider, centre: Centre) -> None:
    token = live(provider, nip=SITI)
    centre.ahead = timedelta(seconds=350)
    assert status(centre, token)[0] == 200
    centre.ahead = timedelta(seconds=365)
    assert status(centre, token)[0] == 401
