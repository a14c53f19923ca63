"""Signing in by a code: the real program, the real provider, a person who agrees in the provider's pages."""

import stat
import subprocess
from pathlib import Path
from typing import Any

import pytest

from ekin_tui.cli.first_sign_in import named_by
from ekin_tui.cli.join import Joined
from ekin_tui.cli.sign_in_screen import sign_in
from ekin_tui.config.target import Target
from ekin_tui.screens.sign_in import Left
from ekin_tui.server import subjects
from ekin_tui.sync.grant import SLOWER_S, wait_for
from ekin_tui.sync.issuer import Asked, Issuer, NoSignIn
from ekin_tui.sync.line import Line
from ekin_tui.sync.login import Personal, SignIn, load, save
from ekin_tui.wire import Discovery
from tests.centre import BUDI, SITI, Centre, Trust, running_centre
from tests.cli.program import Program
from tests.sign_in.attempt import Attempt, log_in
from tests.sign_in.provider import CLIENT, Provider


@pytest.fixture
def person(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Program:
    """A home in which nobody has signed in; the clock is the machine's."""
    return Program(tmp_path / "home", capsys, env={})


def settle(person: Program, centre: Centre, provider: Provider) -> None:
    """Write settings as an admin hands them out: the centre and its sign-in."""
    person.home.mkdir(parents=True, exist_ok=True)
    lines = f'[targets.pusat]\nurl = "{centre.url}"\nissuer = "{provider.url}"\n'
    (person.home / "config.toml").write_text(lines)


def kept(person: Program) -> SignIn:
    found = load(person.home / "token-pusat")
    assert isinstance(found, SignIn)
    return found


def test_a_code_leads_to_the_log_and_to_a_sync_that_is_signed(
    person: Program, centre: Centre, provider: Provider
) -> None:
    settle(person, centre, provider)
    provider.set(claims={"siti": {"nip": SITI}})
    challenges = provider.asked["challenges"]
    done = log_in(person.home, provider, "siti", "--json")
    assert done.code == 0, done.err
    assert done.json["nip"] == SITI
    assert done.json["pulled"] > 100
    assert provider.asked["challenges"] >= challenges + 2, "the challenge and its answer"
    assert "Jangan pernah mengetik kode yang dikirim orang lain" in " ".join(done.err.split())
    assert "\x1b" not in done.err, "no drawing where there is no terminal"
    assert "eyJ" not in done.err + done.out
    file = person.home / "token-pusat"
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert kept(person).refresh
    assert person("sync").code == 0
    how = person("whoami", "--json").json["sign_in"]
    assert (how["kind"], how["issuer"]) == ("issuer", provider.url)
    assert how["until"]
    host = provider.url.removeprefix("http://")
    assert f"Masuk lewat {host}; tanda berlaku sampai" in person("whoami").out


def test_sign_out_ends_it_at_the_provider_and_here(person: Program, centre: Centre, provider: Provider) -> None:
    settle(person, centre, provider)
    provider.set(claims={"siti": {"nip": SITI}})
    assert log_in(person.home, provider, "siti").code == 0
    before = kept(person)
    assert person("logout", "--json").json == {"target": "pusat", "signed_in": False, "revoked": True}
    assert not (person.home / "token-pusat").exists()
    assert person("sync").code == 4
    line = Line(trust_env=False)
    assert Issuer(provider.url, CLIENT, line).refresh(before.refresh) is None
    line.close()
    assert person("logout", "--json").json == {"target": "pusat", "signed_in": False}
    assert "Belum masuk" in person("whoami").out


def test_sign_out_that_does_not_get_through_says_so_and_deletes_all_the_same(
    person: Program, centre: Centre, provider: Provider
) -> None:
    settle(person, centre, provider)
    provider.set(claims={"siti": {"nip": SITI}})
    assert log_in(person.home, provider, "siti").code == 0
    provider.set(down=["revocation"])
    done = person("logout")
    assert done.code == 0
    assert "tidak dapat diberi tahu" in done.err
    assert not (person.home / "token-pusat").exists()


def test_who_says_no_on_the_page_changes_nothing(person: Program, centre: Centre, provider: Provider) -> None:
    settle(person, centre, provider)
    settings = (person.home / "config.toml").read_bytes()
    with Attempt(person.home, ("login",)) as attempt:
        provider.deny(attempt.page())
        done = attempt.end()
    assert done.code == 4
    assert "ditolak di halaman layanan masuk" in done.err
    assert not (person.home / "token-pusat").exists()
    assert (person.home / "config.toml").read_bytes() == settings


def test_a_code_that_nobody_used_in_time_changes_nothing(person: Program, centre: Centre, provider: Provider) -> None:
    settle(person, centre, provider)
    provider.live(DeviceCode=1)
    with Attempt(person.home, ("login",)) as attempt:
        attempt.page()
        done = attempt.end()
    assert done.code == 4
    assert "Kode sudah kedaluwarsa" in done.err


def test_an_interrupt_leaves_the_earlier_sign_in_as_it_was(person: Program, centre: Centre, provider: Provider) -> None:
    settle(person, centre, provider)
    save(person.home / "token-pusat", Personal(token="an-earlier-token"))
    before = {
        path.name: path.read_bytes() for path in person.home.iterdir() if path.name in {"config.toml", "token-pusat"}
    }
    with Attempt(person.home, ("login",)) as attempt:
        attempt.page()
        attempt.interrupt()
        done = attempt.end()
    assert done.code == 130
    assert "Tidak ada yang berubah" in done.err
    assert "Traceback" not in done.err
    assert {name: (person.home / name).read_bytes() for name in before} == before


def test_an_account_that_is_nobodys_yet_is_told_what_to_ask_for(
    person: Program, centre: Centre, provider: Provider
) -> None:
    settle(person, centre, provider)
    done = log_in(person.home, provider, "akun-baru")
    assert done.code == 4
    assert 'Minta admin pusat menghubungkan akun "akun-baru"' in done.err
    assert not (person.home / "token-pusat").exists(), "what the centre refuses is not kept"
    bound = person(
        "admin", "subject", SITI, "akun-baru", "--issuer", provider.url, "--db", centre.database_url, "--json"
    )
    assert bound.json == {"nip": SITI, "accounts": [{"issuer": provider.url, "subject": "akun-baru"}]}
    assert log_in(person.home, provider, "akun-baru").code == 0


def test_another_persons_account_does_not_take_over_the_log_here(
    person: Program, centre: Centre, provider: Provider
) -> None:
    assert person.sign_in(centre, SITI).code == 0
    settle(person, centre, provider)
    provider.set(claims={"budi": {"nip": BUDI}})
    before = (person.home / "token-pusat").read_bytes()
    done = log_in(person.home, provider, "budi")
    assert done.code == 4
    assert "milik orang lain" in done.err
    assert (person.home / "token-pusat").read_bytes() == before


def test_an_issuer_that_only_the_centre_names_is_never_trusted_without_a_person(
    person: Program, centre: Centre, provider: Provider
) -> None:
    before = provider.asked["device"]
    done = person.alone("login", "--url", centre.url)
    assert done.code == 4
    assert f"ekin-tui config set targets.pusat.issuer {provider.url}" in done.err
    assert not (person.home / "config.toml").exists()
    assert provider.asked["device"] == before


def test_a_centre_without_a_sign_in_asks_for_a_personal_token(person: Program, tmp_path: Path) -> None:
    with running_centre(tmp_path / "plain") as plain:
        done = person("login", "--url", plain.url)
    assert done.code == 2
    assert "--token-file" in done.err


@pytest.mark.parametrize(
    ("issuer", "code", "words"),
    [
        ("http://sso.go.id", 2, "https"),
        ("http://127.0.0.1:9", 3, "tidak terjangkau"),
    ],
)
def test_an_issuer_that_is_not_safe_or_not_there_is_told(
    issuer: str, code: int, words: str, person: Program, centre: Centre
) -> None:
    person.home.mkdir()
    (person.home / "config.toml").write_text(f'[targets.pusat]\nurl = "{centre.url}"\nissuer = "{issuer}"\n')
    done = person("login")
    assert (done.code, words in done.err) == (code, True), done.err


@pytest.mark.parametrize("found", ["https://another.test", "http://127.0.0.1/", ""])
def test_a_provider_that_calls_itself_something_else_gets_nothing(
    found: str, person: Program, centre: Centre, provider: Provider
) -> None:
    settle(person, centre, provider)
    provider.set(issuer=found or f"{provider.url}/")
    before = provider.asked["device"]
    done = person("login")
    assert done.code == 4
    assert f"bukan {provider.url}" in done.err
    assert provider.asked["device"] == before


def test_where_a_command_gives_the_token_there_is_nothing_to_sign_in_to(person: Program, centre: Centre) -> None:
    person.home.mkdir()
    lines = f'[targets.pusat]\nurl = "{centre.url}"\ntoken_command = ["cat", "x"]\n'
    (person.home / "config.toml").write_text(lines)
    assert person("login").code == 2


def test_the_line_to_write_is_one_word_for_a_shell_whatever_the_centre_names(person: Program, tmp_path: Path) -> None:
    name = "https://sso.contoh.go.id/$(id);id"
    with running_centre(tmp_path / "c", trust=Trust(issuer=name, audience="a", client_id=CLIENT)) as odd:
        done = person.alone("login", "--url", odd.url)
    assert done.code == 4
    line = next(line for line in done.err.splitlines() if "config set" in line)
    typed = line[line.index("ekin-tui") :].replace("ekin-tui", "printf '%s\\n'", 1)
    said = subprocess.run(["sh", "-c", typed], capture_output=True, text=True, check=True).stdout
    assert said.split() == ["config", "set", "targets.pusat.issuer", name]


@pytest.mark.parametrize(
    "name", ["https://sso.\u0441ontoh.go.id", "https://sso.contoh.go.id/\u202e", "https://a b.go.id"]
)
def test_an_issuer_that_nobody_can_judge_by_eye_is_not_asked_about(name: str, person: Program, tmp_path: Path) -> None:
    with running_centre(tmp_path / "c", trust=Trust(issuer=name, audience="a", client_id=CLIENT)) as odd:
        done = person.alone("login", "--url", odd.url)
        target = Target(url=odd.url)
    assert done.code == 4
    assert "config set" not in done.err
    assert named_by(target, Discovery(protocol="1", issuer=name)) is None
    pinned = named_by(Target(issuer=name), None)
    assert pinned is not None, "what stands in the settings is not for the eye to judge"
    assert pinned.issuer == name


def test_who_leaves_while_the_tokens_come_has_no_sign_in_left_anywhere(
    person: Program, centre: Centre, provider: Provider
) -> None:
    settle(person, centre, provider)
    shown: list[Asked] = []
    before = provider.asked["revocation"]

    def wait(seconds: float) -> None:
        if not seconds:
            raise Left
        provider.approve(shown[0].whole_page, "siti")

    with pytest.raises(Left):
        sign_in(Joined({}, home=str(person.home)), shown.append, wait)
    assert provider.asked["revocation"] == before + 1
    assert not (person.home / "token-pusat").exists()


def test_a_sign_in_that_can_not_be_written_is_given_back(person: Program, centre: Centre, provider: Provider) -> None:
    settle(person, centre, provider)
    provider.set(claims={"siti": {"nip": SITI}})
    (person.home / "token-pusat").mkdir()
    before = provider.asked["revocation"]
    done = log_in(person.home, provider, "siti")
    assert done.code != 0
    assert "Traceback" not in done.err
    assert provider.asked["revocation"] == before + 1


# the waiting itself, with a clock that a test turns


class Waiting:
    """Lets no time pass, and keeps how long it was asked to."""

    def __init__(self, then: Any = None) -> None:
        self.pauses: list[float] = []
        self.now = 0.0
        self._then = then or {}

    def __call__(self, seconds: float) -> None:
        self.pauses.append(round(seconds, 1))
        self.now += seconds
        act = self._then.get(len(self.pauses))
        if act is not None:
            act()


def test_slow_down_holds_for_good_and_a_network_that_fails_is_asked_again(provider: Provider, line: Line) -> None:
    issuer = Issuer(provider.url, CLIENT, line)
    asked = issuer.ask()
    waiting = Waiting(
        {
            2: lambda: provider.set(slow=1),
            4: lambda: provider.set(cut=2),
            6: lambda: provider.approve(asked.whole_page, "siti"),
        }
    )
    granted = wait_for(issuer, asked, waiting, steady=lambda: waiting.now)
    assert granted.access_token.startswith("eyJ")
    slow = 0.2 + SLOWER_S
    assert waiting.pauses == [0.2, 0.2, slow, slow, 2 * slow, 4 * slow]


def test_waiting_ends_with_the_code_also_while_nobody_answers(provider: Provider, line: Line) -> None:
    issuer = Issuer(provider.url, CLIENT, line)
    asked = issuer.ask()
    provider.set(down=["token"])
    waiting = Waiting()
    with pytest.raises(NoSignIn) as caught:
        wait_for(issuer, asked, waiting, steady=lambda: waiting.now)
    assert caught.value.code == "sign-in-late"
    assert max(waiting.pauses) == 0.2 * 16


def test_a_code_is_of_this_client_alone(provider: Provider, line: Line) -> None:
    asked = Issuer(provider.url, CLIENT, line).ask()
    with pytest.raises(NoSignIn) as caught:
        Issuer(provider.url, "another", line).poll(asked)
    assert (caught.value.code, caught.value.details["error"]) == ("sign-in-refused", "invalid_client")


def test_what_is_kept_says_nothing_to_who_prints_it(provider: Provider, line: Line) -> None:
    asked = Issuer(provider.url, CLIENT, line).ask()
    assert asked.device_code not in repr(asked)
    assert asked.verifier not in repr(asked)


def test_accounts_of_a_person_are_shown_bound_and_unbound(person: Program, centre: Centre) -> None:
    where = ("--db", centre.database_url)
    issuer = ("--issuer", "https://sso.example.go.id")
    assert person("admin", "subject", SITI, *where).err.startswith("Pegawai ini belum")
    assert "a-1" in person("admin", "subject", SITI, "a-1", *issuer, *where).out
    taken = person("admin", "subject", BUDI, "a-1", *issuer, *where)
    assert (taken.code, "pegawai lain" in taken.err) == (1, True)
    assert person("admin", "subject", SITI, "a-2", *issuer, *where).out.split()[-1] == "a-2"
    assert subjects.read_subjects(centre.database_url, SITI) == [("https://sso.example.go.id", "a-2")]
    assert person("admin", "subject", SITI, "--remove", *issuer, *where).code == 0
    for wrong in ((SITI, "a-1"), (SITI, "--remove"), (SITI, "a-1", "--remove", *issuer), (SITI, *issuer)):
        assert person("admin", "subject", *wrong, *where).code == 2, wrong
    assert person("admin", "subject", SITI, "a\x1bb", *issuer, *where).code == 2
