import socket
from pathlib import Path

import httpx
import pytest

from ekin_tui.server.limits import Buckets, Limits, Rate, network_of
from tests.centre import JOKO, SITI
from tests.server.served import application
from tests.server.talk import Talk

SLOW = Rate(per_minute=6, burst=3)


def test_a_bucket_gives_its_burst_then_says_how_long_to_wait_and_fills_again() -> None:
    buckets = Buckets(SLOW, most=10)
    assert [buckets.take("a", 0).requests for _ in range(3)] == [2, 1, 0]
    refused = buckets.take("a", 0)
    assert (refused.wait_s, refused.full_s) == (10, 30)
    assert buckets.take("a", 9).wait_s == 1
    assert buckets.take("a", 10).wait_s == 0
    assert buckets.take("b", 10).requests == 2
    assert buckets.take("a", 10_000).requests == 2


def test_buckets_never_hold_more_names_than_they_may_and_forget_the_one_idle_longest() -> None:
    buckets = Buckets(SLOW, most=2)
    for name in ("a", "b", "a", "c"):
        buckets.take(name, 0)
    assert (len(buckets), "a" in buckets, "b" in buckets) == (2, True, False)


def test_a_clock_that_goes_back_gives_nothing() -> None:
    buckets = Buckets(SLOW, most=2)
    assert [buckets.take("a", now).requests for now in (100.0, 50.0, 0.0)] == [2, 1, 0]
    assert buckets.take("a", 0).wait_s


def test_good_tokens_behind_one_address_never_share_a_limit() -> None:
    limits = Limits.of(person=SLOW, address=SLOW)
    for number in range(50):
        assert not limits.ask(f"t{number}", "10.0.0.1", 0).wait_s
        limits.proved(f"t{number}", "10.0.0.1", 0)
    assert not limits.ask("t7", "10.0.0.1", 0).wait_s


def test_made_up_tokens_draw_on_the_address_and_are_not_remembered() -> None:
    limits = Limits.of(person=SLOW, address=SLOW)
    answers = [limits.ask(f"noise{number}", "10.0.0.1", 0).wait_s for number in range(5)]
    assert answers == [0, 0, 0, 10, 10]
    assert (len(limits.person), len(limits.address)) == (0, 1)
    assert not limits.ask("noise", "10.0.0.2", 0).wait_s


def test_a_token_that_is_good_no_more_draws_on_the_address_again() -> None:
    limits = Limits.of(person=SLOW, address=SLOW)
    limits.proved("t", "10.0.0.1", 0)
    limits.refuted("t")
    assert "t" not in limits.person


@pytest.mark.parametrize(
    ("peer", "network"),
    [
        ("10.0.0.1", "10.0.0.1"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("::ffff:10.0.0.1", "10.0.0.1"),
        ("::1", "::/64"),
        ("unix", "unix"),
    ],
)
def test_one_network_of_ipv6_is_one_peer(peer: str, network: str) -> None:
    assert network_of(peer) == network


def test_who_asks_too_often_is_told_when_to_come_back_and_others_are_served(tmp_path: Path) -> None:
    limits = Limits.of(person=SLOW, address=Rate(per_minute=60, burst=20))
    with application(tmp_path, limits=limits) as centre:
        siti, joko = Talk(centre, SITI), Talk(centre, JOKO)
        answers = [siti.post("/session", {"device": "d"}) for _ in range(4)]
        assert [answer.status_code for answer in answers] == [200, 200, 200, 429]
        refused = answers[-1]
        assert refused.json()["title"] == "rate-limited"
        assert 1 <= int(refused.headers["retry-after"]) <= 10
        assert refused.headers["ratelimit-policy"] == '"requests";q=3;w=30'
        assert refused.headers["ratelimit"].startswith('"requests";r=0;t=')
        assert refused.headers["ekin-request"] == "r-1"
        assert joko.post("/session", {"device": "d"}).status_code == 200


def test_guessing_tokens_is_refused_by_address_while_a_known_person_there_goes_on(tmp_path: Path) -> None:
    limits = Limits.of(person=Rate(per_minute=60, burst=60), address=Rate(per_minute=6, burst=10))
    with application(tmp_path, limits=limits) as centre:
        siti = Talk(centre, SITI)
        assert siti.post("/session", {"device": "d"}).status_code == 200
        guesses = [
            siti.post("/session", {"device": "d"}, Authorization=f"Bearer ekin_{number}").status_code
            for number in range(12)
        ]
        assert (guesses[0], guesses[-1]) == (401, 429)
        assert siti.post("/session", {"device": "d"}).status_code == 200
        assert httpx.get(f"{centre.url}/healthz").status_code == 200


def drip(port: int, head: str, part: bytes) -> bytes:
    """Send ``head``, then ``part`` again and again until the centre answers or hangs up; returns what it says."""
    with socket.create_connection(("127.0.0.1", port)) as line:
        line.sendall(head.encode())
        line.settimeout(0.05)
        said = b""
        for _ in range(2_000):
            try:
                line.sendall(part)
                got = line.recv(4_096)
            except TimeoutError:
                continue
            except OSError:
                break
            said += got
            if not got:
                break
        else:
            raise AssertionError("the centre waits for ever")
    return said


def test_a_head_that_never_ends_is_let_go(tmp_path: Path) -> None:
    with application(tmp_path, patience_s=0.4) as centre:
        assert drip(centre.port, "GET /healthz HTTP/1.1\r\nHost: x\r\n", b"X-A: b\r\n") == b""
        assert drip(centre.port, "", b"") == b""
        with httpx.Client(base_url=centre.url) as client:
            assert [client.get("/healthz").status_code for _ in range(2)] == [200, 200]


def test_a_body_that_never_ends_is_answered_and_let_go(tmp_path: Path) -> None:
    with application(tmp_path, body_s=0.4) as centre:
        head = (
            "POST /ekin/v1/push HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 9999\r\n\r\n"
        )
        said = drip(centre.port, head, b" ")
        assert said.startswith(b"HTTP/1.1 408 ")
        assert b"too-slow" in said


def test_a_head_that_is_too_long_is_refused(tmp_path: Path) -> None:
    with application(tmp_path) as centre:
        said = drip(centre.port, "GET /healthz HTTP/1.1\r\nHost: x\r\n", b"X-A: " + b"b" * 8_000 + b"\r\n")
        assert said == b"" or said.startswith(b"HTTP/1.1 400 ")
