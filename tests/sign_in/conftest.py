from collections.abc import Iterator
from contextlib import closing
from datetime import datetime, timedelta, timezone
from pathlib import Path

import pytest

from ekin_tui.sync.line import Line
from tests.centre import Centre, Trust, running_centre
from tests.sign_in.provider import AUDIENCE, CLIENT, Provider, installed, running_provider

WITA = timezone(timedelta(hours=8))


@pytest.fixture(scope="session")
def started() -> Iterator[Provider]:
    with running_provider(installed()) as provider:
        yield provider


@pytest.fixture(scope="session")
def line() -> Iterator[Line]:
    with closing(Line(trust_env=False)) as opened:
        yield opened


@pytest.fixture
def provider(started: Provider) -> Provider:
    """The agency's sign-in, in good health."""
    started.reset()
    return started


def trust_in(provider: Provider, claim: str = "nip") -> Trust:
    """Return what a centre is told that takes the provider's tokens."""
    return Trust(issuer=provider.url, audience=AUDIENCE, client_id=CLIENT, claim=claim)


@pytest.fixture
def centre(provider: Provider, tmp_path: Path) -> Iterator[Centre]:
    """A centre of today, as tokens are, that takes the provider's tokens and trusts its claim ``nip``."""
    today = datetime.now(WITA).date()
    with running_centre(tmp_path / "centre", today, trust=trust_in(provider)) as running:
        yield running
