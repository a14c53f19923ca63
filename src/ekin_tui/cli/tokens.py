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
from ekin_tui.sync.login import Kept, Personal, SignIn, TokenError, bind_to, load_for
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
    Kinds: ``command``, ``personal``, ``issuer`` (renews itself), ``issuer_once`` (does not), ``elsewhere`` (stored for
    another centre, and not sent to this one), ``none``.
    """
    said: dict[str, str | None] = {"kind": "none", "issuer": None, "until": None}
    if target is not None and target.token_command:
        return said | {"kind": "command"}
    try:
        kept = load_for(path, target.centre if target is not None else "")
    except TokenError as no:
        return said | ({"kind": "elsewhere"} if no.code == "token-elsewhere" else {})
    if isinstance(kept, Personal):
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
            kept = self._kept()
            return kept.token if isinstance(kept, Personal) else self._of(kept).token()

    def renew(self, refused: str) -> bool:
        """Tell whether there is another token than ``refused``. Ends and raises as :meth:`token` does."""
        with self._ended_well():
            if self._target.token_command:
                with self._lock:
                    if self._said == refused:
                        self._said = self._ask()
                    return self._said != refused
            kept = self._kept()
            return kept.token != refused if isinstance(kept, Personal) else self._of(kept).renew(refused)

    def _kept(self) -> Kept:
        """Return what is stored for this target, which from now on it is for alone."""
        centre = self._target.centre
        kept = load_for(self._path, centre)
        if centre and not kept.centre:
            bind_to(self._path, centre)
        return kept

    def _ask(self) -> str:
        return ask_command(words_of(self._target.token_command))

    def _of(self, kept: SignIn) -> SignedIn:
        url, client_id = named = self._target.issuer or kept.issuer, kept.client_id
        with self._lock:
            if self._signed_in is None or self._signed_in[0] != named:  # somebody has signed in anew meanwhile
                opened = partial(issuer_at, self._target, url, client_id)
                self._signed_in = named, SignedIn(self._path, url, opened, centre=self._target.centre)
            return self._signed_in[1]

    @contextmanager
    def _ended_well(self) -> Iterator[None]:
        try:
            yield
        except (TokenError, CommandFailed) as no:
            raise EndRefused(no.code, no.details, Code.SIGN_IN) from no
