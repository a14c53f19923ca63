"""The line to the centre is not the centre's, or its certificate is not good: nothing is sent, and the fault is named.

The real centre stands behind a door with TLS whose certificates come from authorities made for the test.
"""

import socket
import ssl
import warnings
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import trustme

from ekin_tui.sync.line import Line, _authorities
from ekin_tui.sync.remote import Unreachable
from ekin_tui.text import LANGUAGES, Words
from tests.centre import SITI, Centre
from tests.faults.between import between, pass_on, sync_over
from tests.sync.device import Device

Machine = Callable[[str], Device]
HOST = "127.0.0.1"
DAY = timedelta(days=1)


@dataclass(frozen=True)
class Authority:
    """The authority of the agency, another one, and where the machine finds the first."""

    own: trustme.CA
    other: trustme.CA
    file: str

    def door(self, leaf: trustme.LeafCert) -> ssl.SSLContext:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        leaf.configure_cert(context)
        return context


@pytest.fixture(scope="module")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    own, file = trustme.CA(), tmp_path_factory.mktemp("authority") / "ca.pem"
    own.cert_pem.write_to_path(str(file))
    return Authority(own, trustme.CA(), str(file))


Leaf = Callable[[Authority], trustme.LeafCert]
NOW = datetime.now(UTC)
FAULTS: dict[str, tuple[Leaf, bool, str]] = {
    "the authority is not known here": (lambda a: a.own.issue_cert(HOST), False, "tls-unknown-issuer"),
    "somebody in between signs with an authority of their own": (
        lambda a: a.other.issue_cert(HOST),
        True,
        "tls-unknown-issuer",
    ),
    "it is over": (
        lambda a: a.own.issue_cert(HOST, not_before=NOW - 9 * DAY, not_after=NOW - DAY),
        True,
        "tls-expired",
    ),
    "it has not begun, by the clock here": (
        lambda a: a.own.issue_cert(HOST, not_before=NOW + DAY, not_after=NOW + 9 * DAY),
        True,
        "tls-not-yet",
    ),
    "it is for another host": (lambda a: a.own.issue_cert("lain.go.id"), True, "tls-wrong-host"),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_a_certificate_that_is_not_good_is_refused_by_its_fault_before_anything_is_sent(
    machine: Machine, centre: Centre, authority: Authority, fault: str
) -> None:
    leaf, trusted, code = FAULTS[fault]
    siti = machine(SITI)
    siti.write()
    with between(centre, pass_on, "/", authority.door(leaf(authority))) as door:
        done = sync_over(siti, door.url, ca_file=authority.file if trusted else None)
        assert door.requests == []
    assert (done.code, done.offline, done.sign_in) == (code, True, False)
    assert (siti.store.outbox.count(), siti.store.outbox.attention()) == (1, [])


def test_an_authority_named_in_the_settings_is_trusted(machine: Machine, centre: Centre, authority: Authority) -> None:
    siti = machine(SITI)
    siti.write()
    with between(centre, pass_on, "/", authority.door(authority.own.issue_cert(HOST))) as door:
        done = sync_over(siti, door.url, ca_file=authority.file)
    assert (done.code, done.pushed) == ("ok", 1)


def test_authorities_are_read_once_and_again_when_their_file_is_another(
    machine: Machine, centre: Centre, authority: Authority, tmp_path: Path
) -> None:
    file, new = tmp_path / "ca.pem", tmp_path / "new.pem"
    authority.own.cert_pem.write_to_path(str(file))
    siti = machine(SITI)
    before = _authorities.cache_info()
    with between(centre, pass_on, "/", authority.door(authority.own.issue_cert(HOST))) as door:
        said = [sync_over(siti, door.url, ca_file=str(file)).code for _ in range(3)]
        read = _authorities.cache_info().misses - before.misses
        authority.other.cert_pem.write_to_path(str(new))
        new.replace(file)
        said.append(sync_over(siti, door.url, ca_file=str(file)).code)
    assert read == 1
    assert said == ["ok", "ok", "ok", "tls-unknown-issuer"]


def spoken(url: str, authority: Authority) -> str | None:
    """Return the version that a client which takes any agrees on with the door."""
    context = ssl.create_default_context(cafile=authority.file)
    context.set_ciphers("ALL:@SECLEVEL=0")
    with warnings.catch_warnings(action="ignore"):
        context.minimum_version = ssl.TLSVersion.TLSv1_1
    with socket.create_connection((HOST, int(url.rpartition(":")[2]))) as line:
        return context.wrap_socket(line, server_hostname=HOST).version()


@pytest.mark.parametrize("version", [ssl.TLSVersion.TLSv1_1, ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_3])
def test_tls_older_than_1_2_is_not_spoken(
    machine: Machine, centre: Centre, authority: Authority, version: ssl.TLSVersion
) -> None:
    siti = machine(SITI)
    context = authority.door(authority.own.issue_cert(HOST))
    context.set_ciphers("ALL:@SECLEVEL=0")
    with warnings.catch_warnings(action="ignore"):  # the standard library deprecates what is refused here
        context.minimum_version = context.maximum_version = version
    with between(centre, pass_on, "/", context) as door:
        assert spoken(door.url, authority) == version.name.replace("_", "."), "the door does speak it"
        done = sync_over(siti, door.url, ca_file=authority.file)
        assert bool(door.requests) == (done.code == "ok")
    assert done.code == ("tls-failed" if version < ssl.TLSVersion.TLSv1_2 else "ok")


def test_a_door_without_tls_is_not_spoken_to(machine: Machine, centre: Centre) -> None:
    siti = machine(SITI)
    siti.write()
    done = sync_over(siti, centre.url.replace("http:", "https:"))
    assert (done.code, done.offline, siti.store.outbox.count()) == ("tls-failed", True, 1)


def test_a_line_in_the_open_takes_no_certificate_however_good(
    monkeypatch: pytest.MonkeyPatch, centre: Centre, authority: Authority
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", authority.file)  # as an admin lets a whole machine trust it
    with between(centre, pass_on, "/", authority.door(authority.own.issue_cert(HOST))) as door:
        with closing(Line(trust_env=False)) as line:
            assert line.exchange("GET", f"{door.url}/healthz", {}).status == 200
        asked = list(door.requests)
        with closing(Line(trust_env=False, in_the_open=True)) as line, pytest.raises(Unreachable) as caught:
            line.exchange("GET", f"{door.url}/healthz", {})
        assert door.requests == asked
    assert caught.value.code == "tls-unknown-issuer"


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_fault_of_a_certificate_has_a_sentence_of_its_own_that_says_what_to_do(language: str) -> None:
    codes = sorted({code for _, _, code in FAULTS.values()} | {"tls-failed", "ca-file"})
    said = [Words(language).refusal(code, {"path": "/etc/ca.pem"}) for code in codes]
    assert len(set(said)) == len(codes)
    assert "ca_file" in said[codes.index("tls-unknown-issuer")]
    assert "url" in said[codes.index("tls-wrong-host")]


def test_a_file_of_authorities_that_holds_none_is_named_before_anything_is_sent(
    tmp_path: Path, machine: Machine, centre: Centre
) -> None:
    siti = machine(SITI)
    (tmp_path / "ca.pem").write_text(
        "-----BEGIN CERTIFICATE-----\nrusak\n-----END CERTIFICATE-----\n", encoding="ascii"
    )
    with between(centre, pass_on, "/") as door:
        with pytest.raises(Unreachable) as caught:
            sync_over(siti, door.url, ca_file=str(tmp_path / "ca.pem"))
        assert door.requests == []
    assert (caught.value.code, caught.value.details) == ("ca-file", {"path": str(tmp_path / "ca.pem")})
