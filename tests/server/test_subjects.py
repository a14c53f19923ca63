"""Whose account is whose, on both engines."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from ekin_tui.server import admin, subjects
from ekin_tui.server.access import find_caller
from ekin_tui.server.bearers import Subject
from ekin_tui.server.database import Database
from tests.centre import BUDI, SITI, TODAY

ISSUER = "https://sso.example.go.id"
NOW = datetime(2026, 11, 25, 4, tzinfo=UTC)


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """A centre with the sample agency."""
    if request.param == "sqlite":
        made = f"sqlite:///{tmp_path / 'centre.db'}"
    else:
        made = str(request.getfixturevalue("cluster").fresh())
    admin.init(made, sample=True, today=TODAY)
    return made


def test_an_account_is_bound_once_found_and_unbound(url: str) -> None:
    database = Database(url)
    who = Subject(issuer=ISSUER, subject="a'; --", nip=SITI)

    def holder(subject: Subject) -> str | None:
        with database.reading() as connection:
            caller = find_caller(connection, subject, NOW)
        return caller.name if caller is not None else None

    assert holder(who) is None
    assert database.write(lambda connection: subjects.bind(connection, who))
    assert database.write(lambda connection: subjects.bind(connection, who)), "a second first sign-in at once"
    name = holder(who)
    assert name
    assert holder(Subject(issuer="https://other.example", subject=who.subject)) is None
    second = Subject(issuer=ISSUER, subject="another", nip=SITI)
    assert not database.write(lambda connection: subjects.bind(connection, second))
    subjects.set_subject(url, BUDI, ISSUER, "budi")
    assert holder(Subject(issuer=ISSUER, subject="budi")) not in {None, name}
    assert subjects.drop_subject(url, SITI, ISSUER) == 1
    assert holder(who) is None
    database.close()


def test_what_an_admin_has_unbound_no_claim_binds_again(url: str) -> None:
    database = Database(url)
    who, other = Subject(issuer=ISSUER, subject="lost", nip=SITI), Subject(issuer=ISSUER, subject="new", nip=SITI)

    def bound(subject: Subject) -> bool:
        made = database.write(lambda connection: subjects.bind(connection, subject))
        with database.reading() as connection:
            assert (find_caller(connection, subject, NOW) is not None) == made
        return made

    assert bound(who)
    assert subjects.drop_subject(url, SITI, ISSUER) == 1
    assert subjects.drop_subject(url, SITI, ISSUER) == 0
    assert subjects.read_subjects(url, SITI) == []
    assert not bound(who)
    assert not bound(Subject(issuer=ISSUER, subject="lost", nip=BUDI)), "nor to somebody else"
    assert bound(other)
    subjects.set_subject(url, SITI, ISSUER, "third")
    assert not bound(other), "what was replaced is ended too"
    assert subjects.drop_subject(url, SITI, ISSUER) == 1
    subjects.set_subject(url, BUDI, ISSUER, "lost")
    subjects.set_subject(url, SITI, ISSUER, "new")
    assert subjects.read_subjects(url, BUDI) == [(ISSUER, "lost")]
    assert subjects.read_subjects(url, SITI) == [(ISSUER, "new")]
    with database.reading() as connection:
        assert find_caller(connection, who, NOW) is not None, "what an admin binds again is bound"
    database.close()
