"""A sign-in that another one replaces is ended at its provider, unless that would end the new one too."""

import base64
import json
import threading
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import httpx
import msgspec
import pytest

from ekin_tui.sync.issuer import Issuer
from ekin_tui.sync.line import Line
from ekin_tui.sync.login import Personal, SignIn, load
from ekin_tui.sync.replaced import ends_alone, session_of
from tests.centre import SITI, Centre
from tests.cli.program import Program
from tests.sign_in.attempt import log_in
from tests.sign_in.provider import CLIENT, Provider


@pytest.fixture
def person(tmp_path: Path, capsys: pytest.CaptureFixture[str], centre: Centre, provider: Provider) -> Program:
    """Siti, signed in by a code, at a provider whose tokens name the session."""
    program = Program(tmp_path / "home", capsys, env={})
    program.home.mkdir(parents=True)
    lines = f'[targets.pusat]\nurl = "{centre.url}"\nissuer = "{provider.url}"\n'
    (program.home / "config.toml").write_text(lines)
    provider.set(claims={"siti": {"nip": SITI}}, sessions=True)
    return program


@pytest.fixture
def issuer(provider: Provider) -> Iterator[Issuer]:
    with closing(Line(trust_env=False)) as line:
        yield Issuer(provider.url, CLIENT, line)


def kept(person: Program) -> SignIn:
    found = load(person.home / "token-pusat")
    assert isinstance(found, SignIn)
    return found


def test_a_sign_in_of_another_browser_ends_the_one_before(person: Program, provider: Provider, issuer: Issuer) -> None:
    assert log_in(person.home, provider, "siti").code == 0
    first = kept(person)
    assert first.centre
    assert log_in(person.home, provider, "siti").code == 0
    second = kept(person)
    assert session_of(first.access) != session_of(second.access)
    assert issuer.refresh(first.refresh) is None, "ended"
    assert issuer.refresh(second.refresh) is not None


def test_a_sign_in_of_the_same_browser_is_not_ended_with_the_one_before(
    person: Program, provider: Provider, issuer: Issuer
) -> None:
    browser = httpx.Cookies()
    assert log_in(person.home, provider, "siti", cookies=browser).code == 0
    first, before = kept(person), provider.asked["revocation"]
    assert log_in(person.home, provider, "siti", cookies=browser).code == 0
    assert session_of(first.access) == session_of(kept(person).access)
    assert provider.asked["revocation"] == before
    assert issuer.refresh(kept(person).refresh) is not None


def test_a_personal_token_ends_the_sign_in_that_it_replaces(
    person: Program, provider: Provider, issuer: Issuer, centre: Centre
) -> None:
    provider.set(sessions=False)
    assert log_in(person.home, provider, "siti").code == 0
    first = kept(person)
    assert person.sign_in(centre, SITI).code == 0
    for thread in [one for one in threading.enumerate() if one.name == "end-replaced"]:
        thread.join(30)
    assert issuer.refresh(first.refresh) is None


def test_a_provider_that_does_not_answer_fails_no_sign_in(person: Program, provider: Provider, centre: Centre) -> None:
    assert log_in(person.home, provider, "siti").code == 0
    provider.set(down=["revocation"])
    before = provider.asked["revocation"]
    done = log_in(person.home, provider, "siti")
    assert (done.code, "Traceback" in done.err) == (0, False), done.err
    assert provider.asked["revocation"] > before
    assert person("sync").code == 0


def token(claims: object) -> str:
    return f"e30.{base64.urlsafe_b64encode(json.dumps(claims).encode()).decode().rstrip('=')}.c2ln"


def test_where_nobody_can_know_the_one_before_is_left_to_end_by_itself() -> None:
    first = SignIn(issuer="https://a.go.id", client_id="c", access=token({"sid": "1"}), begun=0, lives_s=1)

    def after(access: str, **changes: str) -> SignIn:
        return msgspec.structs.replace(first, access=access, **changes)

    assert ends_alone(first, after(token({"sid": "2"})))
    assert ends_alone(first, after(token({}), issuer="https://b.go.id"))
    assert ends_alone(first, after(token({}), client_id="d"))
    assert ends_alone(first, Personal(token="x"))
    for unknown in (
        token({"sid": "1"}),
        token({}),
        token([1]),
        token({"sid": 2}),
        "opaque",
        "a.b.c",
        "a.\u00e9.c",
        "a.e30=.c",
    ):
        assert not ends_alone(first, after(unknown)), unknown
        assert not ends_alone(after(unknown), after(unknown))
