"""What signs the requests of this run: a command's token, a personal one, or those of the agency's sign-in."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from functools import partial
from pathlib import Path
from urllib.parse import urlsplit

from ekin_tui.cli.ending import Code, EndRefused
from ekin_tui.config.target import Target
from ekin_tui.sync.issuer import Issuer
from ekin_tui.sync.limits import Limits
from ekin_tui.sync.line import Line, read_address
from ekin_tui.sync.login import SignIn, TokenError, load
from ekin_tui.sync.signed_in import SignedIn
from ekin_tui.sync.token_command import CommandFailed, ask_command, words_of

_LIMITS = Limits(raw=1 << 20, connect_s=10, stall_s=15, total_least_s=30)


@contextmanager
def issuer_at(target: Target, url: str, client_id: str) -> Iterator[Issuer]:
    """Give a line to the agency's sign-in ``url``. Raises Unreachable ``ca-file``, NoSignIn ``issuer-insecure``."""
    found = read_address(url)
    line = Line(
        ca_file=target.ca_file or None,
        proxy=target.proxy or None,
        limits=_LIMITS,
        trust_env=found is None or not found[1],
    )
    try:
        yield Issuer(url, client_id, line)
    finally:
        line.close()


def host_of(url: str) -> str:
    """Return the host of an issuer, to be shown."""
    return urlsplit(url).netloc


def how_signed_in(target: Target | None, path: Path) -> dict[str, str | None]:
    """Return how requests of ``target``, whose sign-in is kept at ``path``, are signed.

    ``kind``, and the ``issuer`` and ``until`` when (ISO).
    Kinds: ``command``, ``personal``, ``issuer`` (renews itself), ``issuer_once`` (does not), ``none``.
    """
    said: dict[str, str | None] = {"kind": "none", "issuer": None, "until": None}
    if target is not None and target.token_command:
        return said | {"kind": "command"}
    try:
        kept = load(path)
    except TokenError:
        return said
    if isinstance(kept, str):
        return said | {"kind": "personal"}
    until = datetime.fromtimestamp(kept.until).astimezone().isoformat(timespec="seconds")
    return {"kind": "issuer" if kept.refresh else "issuer_once", "issuer": kept.issuer, "until": until}


class Tokens:
    """Gives the token that holds now, from wherever this target has it. Threads may share it."""

    def __init__(self, path: Path, target: Target) -> None:
        """``path`` is where ``login`` keeps what it got; a command in the settings goes before that."""
        self._path, self._target = path, target
        self._lock = threading.Lock()
        self._said = ""
        self._signed_in: tuple[tuple[str, str], SignedIn] | None = None

    def token(self) -> str:
        """Return the token. Ends with SIGN_IN where there is none; raises as :class:`SignedIn` does."""
        with self._ended_well():
            if self._target.token_command:
                with self._lock:
                    self._said = self._said or self._ask()
                    return self._said
            kept = load(self._path)
            return kept if isinstance(kept, str) else self._of(kept).token()

    def renew(self, refused: str) -> bool:
        """Tell whether there is another token than ``refused``. Ends and raises as :meth:`token` does."""
        with self._ended_well():
            if self._target.token_command:
                with self._lock:
                    if self._said == refused:
                        self._said = self._ask()
                    return self._said != refused
            kept = load(self._path)
            return kept != refused if isinstance(kept, str) else self._of(kept).renew(refused)

    def _ask(self) -> str:
        return ask_command(words_of(self._target.token_command))

    def _of(self, kept: SignIn) -> SignedIn:
        url, client_id = named = self._target.issuer or kept.issuer, kept.client_id
        with self._lock:
            if self._signed_in is None or self._signed_in[0] != named:  # somebody has signed in anew meanwhile
                opened = partial(issuer_at, self._target, url, client_id)
                self._signed_in = named, SignedIn(self._path, url, opened)
            return self._signed_in[1]

    @contextmanager
    def _ended_well(self) -> Iterator[None]:
        try:
            yield
        except (TokenError, CommandFailed) as no:
            raise EndRefused(no.code, no.details, Code.SIGN_IN) from no
