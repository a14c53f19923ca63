"""The provider's keys as a centre keeps them: how often they are asked for, by whom, and while it is slow or away."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from ekin_tui.server.gate import Gate
from ekin_tui.server.issuer_keys import AGAIN_S, OLD_S, RETRY_S, IssuerKeys, NoKeys
from ekin_tui.sync.issuer import Issuer
from ekin_tui.sync.line import Line
from ekin_tui.sync.remote import Unreachable
from tests.sign_in.conftest import trust_in
from tests.sign_in.provider import CLIENT, Provider
from tests.sign_in.test_gate import claims, refused


class Steady:
    """A clock that a test sets, and how often the keys were asked for."""

    def __init__(self, provider: Provider, line: Line) -> None:
        self.now, self.asked, self.down = 0.0, 0, False
        self._issuer = Issuer(provider.url, CLIENT, line)
        self.keys = IssuerKeys(self.fetch, steady=lambda: self.now)

    def fetch(self) -> bytes:
        self.asked += 1
        if self.down:
            raise Unreachable("issuer-away", {"host": "x", "why": "offline"})
        return self._issuer.keys()


def test_a_new_key_is_fetched_when_it_is_named_and_strangers_cause_one_reading_a_minute(
    provider: Provider, line: Line
) -> None:
    clock = Steady(provider, line)
    first = provider.keys()[0]["kid"]
    assert clock.keys.find(first, "RS256") is not None
    second = provider.rotate()
    for n in range(50):
        assert clock.keys.find(f"made-up-{n}", "RS256") is None
    assert clock.asked == 1
    clock.now += AGAIN_S
    assert clock.keys.find(second, "RS256") is not None
    assert clock.keys.find(first, "RS256") is not None
    assert clock.keys.find(second, "ES256") is None
    assert clock.asked == 2


def test_keys_that_are_known_go_on_serving_while_the_provider_is_away(provider: Provider, line: Line) -> None:
    clock = Steady(provider, line)
    kid = provider.keys()[0]["kid"]
    assert clock.keys.find(kid, "RS256") is not None
    clock.down = True
    for _ in range(3):
        clock.now += OLD_S
        assert clock.keys.find(kid, "RS256") is not None
    assert clock.asked == 4
    clock.down = False
    provider.rotate(keep=False)
    clock.now += AGAIN_S
    assert clock.keys.find(kid, "RS256") is None, "a key that was taken back is dropped when the document is read again"


class Slow:
    """Keys whose provider answers when a test lets it."""

    def __init__(self, provider: Provider, line: Line) -> None:
        self.now, self.asked = 0.0, 0
        self.begun, self.go = threading.Event(), threading.Event()
        self._issuer = Issuer(provider.url, CLIENT, line)
        self.keys = IssuerKeys(self.fetch, steady=lambda: self.now)

    def fetch(self) -> bytes:
        self.asked += 1
        self.begun.set()
        assert self.go.wait(60)
        return self._issuer.keys()

    @contextmanager
    def reading(self, kid: str) -> Iterator[None]:
        """Let a thread ask for ``kid`` and so read the keys until the block ends."""
        self.begun.clear()
        self.go.clear()
        thread = threading.Thread(target=self.keys.find, args=(kid, "RS256"))
        thread.start()
        assert self.begun.wait(60)
        try:
            yield
        finally:
            self.go.set()
            thread.join(60)


def test_a_slow_provider_holds_up_one_thread_and_nobody_is_refused_meanwhile(provider: Provider, line: Line) -> None:
    slow = Slow(provider, line)
    first = provider.keys()[0]["kid"]
    with slow.reading(first):
        for later in (0.0, RETRY_S, AGAIN_S):
            slow.now += later
            with pytest.raises(NoKeys):
                slow.keys.find(first, "RS256")
    assert slow.keys.find(first, "RS256") is not None
    assert slow.asked == 1
    second = provider.rotate()
    slow.now += AGAIN_S
    with slow.reading(second):
        assert slow.keys.find(first, "RS256") is not None
        for later in (0.0, AGAIN_S, OLD_S):
            slow.now += later
            with pytest.raises(NoKeys):
                slow.keys.find(second, "RS256")
    assert slow.keys.find(second, "RS256") is not None
    assert slow.asked == 2


def test_a_new_key_is_not_refused_while_the_provider_is_away(provider: Provider, line: Line) -> None:
    clock = Steady(provider, line)
    assert clock.keys.find(provider.keys()[0]["kid"], "RS256") is not None
    second, clock.down = provider.rotate(), True
    for later in (AGAIN_S, 0.0, AGAIN_S):
        clock.now += later
        with pytest.raises(NoKeys):
            clock.keys.find(second, "RS256")
    clock.down = False
    clock.now += AGAIN_S
    assert clock.keys.find(second, "RS256") is not None
    assert clock.keys.find("made-up", "RS256") is None


def test_without_any_key_nobody_knows_and_nobody_is_refused(provider: Provider, line: Line) -> None:
    clock = Steady(provider, line)
    clock.down = True
    for _ in range(3):
        with pytest.raises(NoKeys):
            clock.keys.find("key-1", "RS256")
    assert clock.asked == 1
    stopped = refused(Gate(trust_in(provider), clock.keys), provider.mint(claims(provider)))
    assert (stopped.status, stopped.code, stopped.headers) == (503, "overloaded", {"Retry-After": "10"})
