"""Tokens while they are used: renewed in time, by one process at a time, and what happens when that can't be done."""

import os
import resource
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import timedelta
from itertools import count
from pathlib import Path
from typing import Any

import msgspec
import pytest
from sqlalchemy import select

from ekin_tui.cli.ending import EndRefused
from ekin_tui.cli.tokens import Tokens
from ekin_tui.config.target import Target
from ekin_tui.server import subjects
from ekin_tui.server.schema import ops
from ekin_tui.sync.engine import sync
from ekin_tui.sync.http import HttpRemote
from ekin_tui.sync.issuer import Issuer
from ekin_tui.sync.line import Line
from ekin_tui.sync.login import Personal, SignIn, TokenError, forget, load, save
from ekin_tui.sync.remote import Refusal, Unreachable
from ekin_tui.sync.result import Result
from ekin_tui.sync.signed_in import AGAIN_S, SignedIn, kept_of
from tests.centre import SITI, Centre
from tests.sign_in.provider import CLIENT, Provider
from tests.sync.device import Device, make_device, now


class Kept:
    """A sign-in of Siti on disk, and what gives its tokens out; ``now`` is the clock of this machine."""

    def __init__(self, path: Path, provider: Provider, line: Line) -> None:
        self.path, self.url, self.line = path, provider.url, line
        self.issuer = Issuer(provider.url, CLIENT, line)
        asked = self.issuer.ask()
        provider.approve(asked.whole_page, "siti")
        granted = self.issuer.poll(asked)
        assert not isinstance(granted, str)
        self.now = time.time()
        self.first = kept_of(self.issuer, granted, begun=self.now)
        save(path, self.first)

    def opened(self) -> Any:
        @contextmanager
        def give() -> Any:
            yield Issuer(self.url, CLIENT, self.line)

        return give()

    def tokens(self) -> SignedIn:
        return SignedIn(self.path, self.url, self.opened, clock=lambda: self.now)

    def on_disk(self) -> SignIn:
        found = load(self.path)
        assert isinstance(found, SignIn)
        return found


@pytest.fixture
def kept(tmp_path: Path, provider: Provider, line: Line) -> Kept:
    return Kept(tmp_path / "state" / "token-pusat", provider, line)


def test_a_token_is_renewed_once_most_of_its_life_is_over_and_the_old_refresh_token_is_gone(
    kept: Kept, provider: Provider
) -> None:
    tokens, before = kept.tokens(), provider.asked["refresh"]
    kept.now += kept.first.lives_s * 0.79
    assert tokens.token() == kept.first.access
    assert provider.asked["refresh"] == before
    kept.now += kept.first.lives_s * 0.02
    second = tokens.token()
    assert second != kept.first.access
    assert tokens.token() == second
    assert provider.asked["refresh"] == before + 1
    assert kept.on_disk().access == second
    assert kept.on_disk().refresh != kept.first.refresh
    assert kept.on_disk().begun == kept.now


def test_a_clock_that_was_set_back_is_no_reason_to_believe_in_a_token_for_years(kept: Kept) -> None:
    kept.now -= 1_000_000
    assert kept.tokens().token() != kept.first.access


def test_threads_of_one_run_renew_once(kept: Kept, provider: Provider) -> None:
    kept.now = kept.first.until + 1
    tokens, before, found = kept.tokens(), provider.asked["refresh"], list[str]()
    threads = [threading.Thread(target=lambda: found.append(tokens.token())) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert len(found) == 8
    assert len(set(found)) == 1
    assert provider.asked["refresh"] == before + 1


PROCESS = """
import sys, time
from pathlib import Path
from ekin_tui.cli.tokens import Tokens
from ekin_tui.config.target import Target
tokens = Tokens(Path(sys.argv[1]), Target(issuer=sys.argv[2]))
print("ready", flush=True)
sys.stdin.readline()
print(tokens.token(), flush=True)
"""


def test_processes_that_renew_at_once_use_no_refresh_token_twice(kept: Kept, provider: Provider) -> None:
    save(kept.path, msgspec.structs.replace(kept.first, begun=0.0))
    before = provider.asked["refresh"]
    command = [sys.executable, "-c", PROCESS, str(kept.path), provider.url]
    processes = [subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) for _ in range(4)]
    for process in processes:
        assert process.stdout
        assert process.stdout.readline() == "ready\n"
    for process in processes:
        assert process.stdin
        process.stdin.write("go\n")
        process.stdin.flush()
    found = {process.communicate(timeout=300)[0].strip() for process in processes}
    assert found == {kept.on_disk().access}
    assert provider.asked["refresh"] == before + 1
    assert kept.issuer.refresh(kept.on_disk().refresh) is not None, "the provider has not taken it for a theft"


def test_a_refused_token_is_renewed_and_one_that_was_renewed_meanwhile_is_taken_up(
    kept: Kept, provider: Provider
) -> None:
    mine, other = kept.tokens(), kept.tokens()
    first, before = mine.token(), provider.asked["refresh"]
    assert other.renew(first)
    assert provider.asked["refresh"] == before + 1
    assert mine.renew(first)
    assert provider.asked["refresh"] == before + 1
    assert mine.token() == other.token() != first


def test_a_provider_that_is_away_is_no_reason_to_sign_in_again(kept: Kept, provider: Provider) -> None:
    tokens = kept.tokens()
    provider.set(down=["all"])
    kept.now += kept.first.lives_s * 0.9
    assert tokens.token() == kept.first.access, "it still holds"
    kept.now = kept.first.until + 1
    with pytest.raises(Unreachable) as caught:
        tokens.token()
    assert caught.value.code == "issuer-away"
    assert kept.on_disk() == kept.first
    provider.set(down=[])
    assert tokens.token() != kept.first.access


@contextmanager
def full_disk() -> Iterator[None]:
    """Have no file grow, as on a disk that is full."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


def test_a_disk_that_is_full_does_not_cost_the_sign_in(kept: Kept, provider: Provider) -> None:
    tokens, before = kept.tokens(), provider.asked["refresh"]
    with full_disk():
        kept.now += kept.first.lives_s * 0.9
        assert tokens.token() == kept.first.access, "it still holds"
        kept.now = kept.first.until + 1
        with pytest.raises(OSError, match="large"):
            tokens.token()
    assert provider.asked["refresh"] == before
    assert kept.on_disk() == kept.first
    assert tokens.token() == kept.on_disk().access != kept.first.access


def test_who_signs_in_anew_in_another_window_is_taken_up_here(kept: Kept, provider: Provider, tmp_path: Path) -> None:
    tokens = Tokens(kept.path, Target())
    assert tokens.token() == kept.first.access
    other = msgspec.structs.replace(kept.first, client_id="another", access="another-token", refresh="")
    save(kept.path, other)
    assert tokens.token() == "another-token"
    second = Kept(tmp_path / "second", provider, kept.line)
    save(kept.path, second.first)
    assert tokens.renew(second.first.access)
    assert tokens.token() == kept.on_disk().access != second.first.access


def test_while_the_provider_is_away_and_the_token_holds_it_is_asked_once_a_minute(
    kept: Kept, provider: Provider
) -> None:
    tokens, before = kept.tokens(), provider.asked["discovery"]
    provider.set(down=["discovery"])
    kept.now += kept.first.lives_s * 0.85
    for _ in range(5):
        assert tokens.token() == kept.first.access
    assert provider.asked["discovery"] == before + 1
    kept.now += AGAIN_S
    assert tokens.token() == kept.first.access
    assert provider.asked["discovery"] == before + 2


def test_a_provider_that_is_another_one_now_gets_no_refresh_token(kept: Kept, provider: Provider) -> None:
    kept.now = kept.first.until + 1
    provider.set(issuer="https://another.test")
    before = provider.asked["refresh"]
    with pytest.raises(Unreachable) as caught:
        kept.tokens().token()
    assert caught.value.code == "issuer-mismatch"
    assert provider.asked["refresh"] == before


def test_a_refresh_token_that_was_revoked_asks_to_sign_in_again_and_is_not_used_again(
    kept: Kept, provider: Provider
) -> None:
    assert kept.issuer.revoke(kept.first.refresh, "refresh_token")
    tokens = kept.tokens()
    kept.now += kept.first.lives_s * 0.9
    assert tokens.token() == kept.first.access, "it still holds"
    kept.now = kept.first.until + 1
    before = provider.asked["refresh"]
    for _ in range(2):
        with pytest.raises(Refusal) as caught:
            tokens.token()
        assert (caught.value.code, caught.value.problem.status) == ("sign-in-ended", 401)
    assert provider.asked["refresh"] == before


def test_what_another_machine_renewed_in_the_same_home_is_read_once_more(kept: Kept, provider: Provider) -> None:
    """The lock of a network file system may not be seen by both; the provider then says no to the second of them."""
    tokens = kept.tokens()
    assert tokens.token() == kept.first.access
    theirs = kept.issuer.refresh(kept.first.refresh)
    assert theirs is not None
    after = kept_of(kept.issuer, theirs, begun=kept.now)
    real = kept.issuer

    class Meanwhile(Issuer):
        def refresh(self, refresh_token: str) -> Any:
            save(kept.path, after)
            return real.refresh(refresh_token)

    @contextmanager
    def opened() -> Any:
        yield Meanwhile(kept.url, CLIENT, kept.line)

    slow = SignedIn(kept.path, kept.url, opened, clock=lambda: kept.now)
    kept.now += kept.first.lives_s * 0.9
    assert slow.token() == after.access


def test_a_personal_token_that_comes_while_another_process_renews_is_not_written_over(
    kept: Kept, provider: Provider, centre: Centre
) -> None:
    home, given, real = kept.path.parent, kept.path.with_name("given"), kept.issuer
    given.write_text(centre.token(SITI))
    command = [sys.executable, "-m", "ekin_tui", "--home", str(home), "login", "--url", centre.url]
    started: list[subprocess.Popen[bytes]] = []

    def waits(process: subprocess.Popen[bytes]) -> bool:
        found = set()
        for one in Path(f"/proc/{process.pid}/fd").glob("*"):
            with suppress(OSError):  # closed, or gone, meanwhile
                found.add(one.readlink().name)
        return f"{kept.path.name}.lock" in found

    class Meanwhile(Issuer):
        def refresh(self, refresh_token: str) -> Any:
            process = subprocess.Popen([*command, "--token-file", str(given)], stderr=subprocess.DEVNULL)
            started.append(process)
            while process.poll() is None and not waits(process):
                os.sched_yield()
            return real.refresh(refresh_token)

    @contextmanager
    def opened() -> Any:
        yield Meanwhile(kept.url, CLIENT, kept.line)

    kept.now += kept.first.lives_s * 0.9
    assert SignedIn(kept.path, kept.url, opened, clock=lambda: kept.now).token() != kept.first.access
    assert started[0].wait(60) == 0
    assert load(kept.path) == Personal(token=given.read_text(), centre=centre.url)


def test_signed_out_in_another_window_or_at_another_issuer_is_said(kept: Kept) -> None:
    tokens = kept.tokens()
    elsewhere = SignedIn(kept.path, "https://another.test", kept.opened)
    with pytest.raises(Refusal) as caught:
        elsewhere.token()
    assert caught.value.code == "sign-in-elsewhere"
    assert tokens.token() == kept.first.access
    forget(kept.path)
    kept.now = kept.first.until
    with pytest.raises(TokenError) as missing:
        tokens.token()
    assert missing.value.code == "token-missing"


def test_tokens_go_only_to_the_centre_for_which_somebody_signed_in(kept: Kept, provider: Provider) -> None:
    here, before = "https://a.go.id:443", provider.asked
    save(kept.path, msgspec.structs.replace(kept.first, centre=here, begun=0.0))
    elsewhere = Tokens(kept.path, Target(url="https://b.go.id", issuer=provider.url))
    for ask in (elsewhere.token, lambda: elsewhere.renew(kept.first.access)):
        with pytest.raises(EndRefused) as caught:
            ask()
        assert (caught.value.problem, caught.value.details["found"]) == ("token-elsewhere", here)
    assert provider.asked == before, "nothing is renewed for it either"
    running = SignedIn(kept.path, provider.url, kept.opened, centre="https://b.go.id:443")
    with pytest.raises(TokenError):
        running.token()
    second = Tokens(kept.path, Target(url="https://a.go.id/ekin", issuer=provider.url)).token()
    assert (kept.on_disk().access, kept.on_disk().centre) == (second, here)


def test_a_sign_in_of_an_earlier_version_is_bound_when_it_is_next_used(kept: Kept, provider: Provider) -> None:
    raw = msgspec.json.decode(kept.path.read_bytes())
    del raw["centre"]
    kept.path.write_bytes(msgspec.json.encode(raw))
    assert Tokens(kept.path, Target(url="https://a.go.id", issuer=provider.url)).token() == kept.first.access
    assert kept.on_disk() == msgspec.structs.replace(kept.first, centre="https://a.go.id:443")


# in the midst of an exchange


@pytest.fixture
def machine(centre: Centre, provider: Provider, tmp_path: Path) -> Device:
    """A machine of Siti that has synced once; her account is bound."""
    subjects.set_subject(centre.database_url, SITI, provider.url, "siti")
    device = make_device(tmp_path, centre, SITI)
    assert device.sync().code == "ok"
    return device


def exchange(centre: Centre, device: Device, tokens: SignedIn, *, later: timedelta = timedelta()) -> Result:
    """Exchange once; the centre's clock goes ahead by ``later`` when the session has been opened."""
    asked = count()

    def token() -> str:
        if next(asked) == 1:
            centre.ahead += later
        return tokens.token()

    remote = HttpRemote(centre.url, token, device.name, renew=tokens.renew)
    try:
        return sync(device.store, remote, now)
    finally:
        remote.close()


def received(centre: Centre, device: Device) -> dict[str, int]:
    """Return the ops of the device's person that the centre has received, and how often."""
    database = centre.database()
    with database.reading() as connection:
        rows = connection.execute(select(ops.c.op).where(ops.c.person == device.me)).scalars().all()
    database.close()
    return dict(Counter(rows))


@pytest.fixture
def short(tmp_path: Path, provider: Provider, line: Line) -> Kept:
    """A sign-in whose token holds for a minute; later ones hold for ten."""
    provider.live(AccessToken=60)
    kept = Kept(tmp_path / "short" / "token-pusat", provider, line)
    provider.live(AccessToken=600)
    return kept


def queued(device: Device) -> list[str]:
    return [row.op.op for row in device.store.outbox.all()]


LATER = timedelta(seconds=150)
"""Beyond the life of a short token and the leeway, within those of another one."""


def test_a_token_that_ends_in_mid_sync_is_renewed_and_the_same_ops_go_out_once(
    centre: Centre, machine: Device, short: Kept, provider: Provider
) -> None:
    for _ in range(3):
        machine.write()
    sent, before = queued(machine), provider.asked["refresh"]
    result = exchange(centre, machine, short.tokens(), later=LATER)
    assert (result.code, result.pushed) == ("ok", 3)
    assert provider.asked["refresh"] == before + 1
    found = received(centre, machine)
    assert [found.get(op) for op in sent] == [1, 1, 1]
    assert queued(machine) == []


def test_a_sign_in_that_ended_in_mid_sync_keeps_the_queue_for_the_next_one(
    centre: Centre, machine: Device, short: Kept, provider: Provider, line: Line
) -> None:
    for _ in range(3):
        machine.write()
    sent = queued(machine)
    assert short.issuer.revoke(short.first.refresh, "refresh_token")
    result = exchange(centre, machine, short.tokens(), later=LATER)
    assert (result.sign_in, result.offline, result.pushed) == (True, False, 0)
    assert result.code == "sign-in-ended"
    assert queued(machine) == sent
    again = Kept(short.path, provider, line)
    assert exchange(centre, machine, again.tokens()).pushed == 3
    assert [received(centre, machine).get(op) for op in sent] == [1, 1, 1]


def test_a_provider_that_is_away_in_mid_sync_is_offline_and_nothing_more(
    centre: Centre, machine: Device, short: Kept, provider: Provider
) -> None:
    assert exchange(centre, machine, short.tokens()).code == "ok"  # the centre knows the provider's keys from now on
    machine.write()
    sent = queued(machine)
    provider.set(down=["all"])
    result = exchange(centre, machine, short.tokens(), later=LATER)
    assert (result.code, result.offline, result.sign_in) == ("issuer-away", True, False)
    assert queued(machine) == sent
    provider.set(down=[])
    assert exchange(centre, machine, short.tokens()).pushed == 1


def test_an_account_that_was_unbound_is_told_and_asks_for_no_other_token(
    centre: Centre, machine: Device, kept: Kept, provider: Provider
) -> None:
    machine.write()
    subjects.drop_subject(centre.database_url, SITI, provider.url)
    before = provider.asked["refresh"]
    result = exchange(centre, machine, kept.tokens())
    assert (result.code, result.sign_in) == ("subject-unbound", True)
    assert result.details == {"subject": "siti"}
    assert provider.asked["refresh"] == before
    assert len(queued(machine)) == 1
