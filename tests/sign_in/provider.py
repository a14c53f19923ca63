"""The agency's sign-in for tests: the real ``oidc-provider`` of npm in a process of its own, and its pages."""

import fcntl
import hashlib
import html
import json
import os
import re
import shutil
import ssl
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urljoin

import httpx
import pytest

AUDIENCE = "https://centre.test/"
CLIENT = "ekin-tui"
FILES = ("package.json", "package-lock.json", "provider.mjs")
LIVES = {"AccessToken": 600, "DeviceCode": 600}
_OLDEST_NODE = 18
_NO_TLS = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
"""Everything here is on loopback; to read the certificates of the system takes longer than a whole sign-in."""
_FORM = re.compile(r"<form[^>]*>.*?</form>", re.DOTALL)
_ACTION = re.compile(r'action="([^"]+)"')
_FIELD = re.compile(r'<input[^>]*name="([^"]+)"[^>]*value="([^"]*)"')


def installed() -> Path:
    """Return the folder of the provider with what it needs; skips the test where it can't be had."""
    node, npm = shutil.which("node"), shutil.which("npm")
    if node is None or npm is None:
        pytest.skip("the provider of tests/sign_in needs node and npm")
    version = subprocess.run([node, "--version"], capture_output=True, text=True, check=True).stdout
    if int(version.lstrip("v").partition(".")[0]) < _OLDEST_NODE:
        pytest.skip(f"the provider of tests/sign_in needs node {_OLDEST_NODE}, here is {version.strip()}")
    source = Path(__file__).with_name("provider")
    content = b"".join((source / name).read_bytes() for name in FILES)
    caches = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache", "ekin-tui-tests")
    caches.mkdir(parents=True, exist_ok=True)
    folder = caches / f"provider-{hashlib.sha256(content).hexdigest()[:16]}"
    with (caches / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)  # one worker installs, the others wait for it
        if not folder.exists():
            _install(npm, source, folder)
    return folder


def _install(npm: str, source: Path, folder: Path) -> None:
    draft = folder.with_suffix(".draft")
    shutil.rmtree(draft, ignore_errors=True)
    draft.mkdir()
    for name in FILES:
        shutil.copy(source / name, draft / name)
    command = [npm, "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--fetch-retries=1", "--fetch-timeout=20000"]
    done = subprocess.run(command, cwd=draft, capture_output=True, text=True, timeout=180, check=False)
    if done.returncode:
        why = (done.stderr.strip().splitlines() or ["npm ci failed"])[0]
        pytest.skip(f"the provider of tests/sign_in could not be installed: {why}")
    draft.rename(folder)


@dataclass
class Provider:
    """A provider that runs. ``url`` is its issuer."""

    url: str
    admin: str
    plain: httpx.Client
    """To ask without a browser."""

    def reset(self) -> None:
        """Have it behave, whatever the test before wanted."""
        self.set(down=[], slow=0, cut=0, claims={}, issuer="", sessions=False)
        self.live(**LIVES)

    def set(self, **wanted: Any) -> None:
        """Make it misbehave: ``down`` (parts that hang up), ``slow`` and ``cut`` (that many polls), ``claims``.

        ``sessions``: whether access tokens name the session of the browser in which somebody agreed.
        """
        self._do("set", wanted)

    def live(self, **seconds: int) -> None:
        """Set how long ``AccessToken`` and ``DeviceCode`` live from now on."""
        self._do("lives", seconds)

    def rotate(self, alg: str = "RS256", *, keep: bool = True) -> str:
        """Sign with a new key from now on; with ``keep`` the earlier ones are still published. Returns its name."""
        return str(self._do("rotate", {"alg": alg, "keep": keep})["kids"][0])

    def mint(self, claims: dict[str, Any], header: dict[str, Any] | None = None) -> str:
        """Return a token with these claims, signed with the key in use."""
        return str(self._do("mint", {"claims": claims, "header": header or {}})["token"])

    @property
    def asked(self) -> dict[str, int]:
        """How often each part was asked so far."""
        return dict(self._do("asked", {}))

    def keys(self) -> list[dict[str, Any]]:
        return list(self.plain.get(f"{self.url}/jwks").json()["keys"])

    def approve(self, page: str, login: str, cookies: httpx.Cookies | None = None) -> httpx.Cookies:
        """Be the person in a browser: open ``page`` with its code, sign in as ``login``, agree to everything.

        ``cookies`` are those that an earlier approval returned: the same browser, still signed in.
        """
        with httpx.Client(follow_redirects=True, verify=_NO_TLS, cookies=cookies) as browser:
            answer = browser.get(page)
            for _ in range(8):
                if "Sign-in Success" in answer.text:
                    return browser.cookies
                at_login = 'name="login"' in answer.text
                answer = _submit(browser, answer, {"login": login, "password": "x"} if at_login else {})
        raise AssertionError(answer.text)

    def deny(self, page: str) -> None:
        """Be the person who did not ask for this."""
        with httpx.Client(follow_redirects=True, verify=_NO_TLS) as browser:
            answer = _submit(browser, browser.get(page), {})
            answer = _submit(browser, answer, {"abort": "yes"})
            assert "was interrupted" in answer.text, answer.text

    def _do(self, act: str, wanted: dict[str, Any]) -> dict[str, Any]:
        answer = self.plain.post(f"{self.admin}/{act}", json=wanted)
        assert answer.status_code == 200, answer.text
        return dict(answer.json())


def _submit(browser: httpx.Client, answer: httpx.Response, filled: dict[str, str]) -> httpx.Response:
    """Send the first form of a page with its hidden fields, and ``filled``."""
    form = _FORM.search(answer.text)
    assert form, answer.text
    action = _ACTION.search(form[0])
    fields = {html.unescape(name): html.unescape(value) for name, value in _FIELD.findall(form[0])}
    place = urljoin(str(answer.url), html.unescape(action[1])) if action else str(answer.url)
    return browser.post(place, data=fields | filled)


@contextmanager
def running_provider(folder: Path, **env: str) -> Iterator[Provider]:
    """Give a provider that runs until the block ends."""
    process = subprocess.Popen(
        ["node", "provider.mjs"],
        cwd=folder,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        env={**os.environ, "INTERVAL_S": "0.2", "AUDIENCE": AUDIENCE, **env},
    )
    try:
        assert process.stdout
        said = json.loads(process.stdout.readline())
        with httpx.Client(verify=_NO_TLS, timeout=60) as plain:
            yield Provider(f"http://127.0.0.1:{said['port']}", f"http://127.0.0.1:{said['admin']}", plain)
    finally:
        process.kill()
        process.wait(10)
