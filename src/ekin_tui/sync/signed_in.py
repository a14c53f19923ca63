"""The tokens of a sign-in while they are used: renewed in time, by one process at a time, and never twice with one.

A provider that rotates takes the second use of a refresh token for a theft and ends everything. So whoever renews holds
a lock, reads again what is kept before asking, and has written the answer to the disk before letting go.
"""

import threading
import time
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path

import msgspec

from ekin_tui.sync.issuer import Granted, Issuer, NoSignIn
from ekin_tui.sync.login import Personal, SignIn, TokenError, alone, load_for, save
from ekin_tui.sync.remote import Refusal, Unreachable
from ekin_tui.wire import Problem

DUE = 0.8
"""Part of a token's life after which it is renewed."""
AGAIN_S = 60.0
"""Seconds between two tries while the provider is away and the token still holds."""


def kept_of(issuer: Issuer, granted: Granted, *, begun: float, centre: str = "") -> SignIn:
    """Return what to keep of tokens for ``centre`` that were asked for at ``begun``, in seconds since 1970."""
    return SignIn(
        issuer=issuer.url,
        client_id=issuer.client_id,
        access=granted.access_token,
        refresh=granted.refresh_token,
        begun=begun,
        lives_s=granted.lives_s,
        centre=centre,
    )


class SignedIn:
    """Gives the access token that holds now. Threads may share it, processes the file."""

    def __init__(
        self,
        path: Path,
        url: str,
        opened: Callable[[], AbstractContextManager[Issuer]],
        *,
        centre: str = "",
        clock: Callable[[], float] = time.time,
    ) -> None:
        """``path`` holds the sign-in; ``url`` is the issuer that it has to be of, and ``opened`` gives a line to it.

        ``centre`` is to whom its tokens go; ``clock`` is this machine's, in seconds since 1970.
        """
        self._path, self._url, self._opened, self._clock = path, url, opened, clock
        self._centre = centre
        self._lock = threading.Lock()
        self._not_before = 0.0

    def token(self) -> str:
        """Return the access token, renewed where most of its life is over.

        Raises Unreachable while the provider is away and the token is over; Refusal ``sign-in-ended`` and its like
        where somebody has to sign in; TokenError; OSError where the token is over and no other could be kept.
        """
        with self._lock:
            kept = self._load()
            if self._due(kept):
                kept = self._renewed(kept)
            return kept.access

    def renew(self, refused: str) -> bool:
        """Tell whether there is another token than ``refused``, which the centre did not take; asks for one if not.

        Raises as :meth:`token` does.
        """
        with self._lock:
            kept = self._load()
            if kept.access == refused:
                if not kept.refresh:
                    return False
                kept = self._refreshed(kept)
            return kept.access != refused

    def _renewed(self, kept: SignIn) -> SignIn:
        """Return a new sign-in; the one there is while it holds and no other can be had."""
        holds = self._clock() < kept.until
        if holds and (not kept.refresh or self._clock() < self._not_before):
            return kept
        try:
            return self._refreshed(kept)
        except (Unreachable, OSError):
            if not holds:
                raise
            self._not_before = self._clock() + AGAIN_S
            return kept

    def _refreshed(self, before: SignIn) -> SignIn:
        with alone(self._path):
            kept = self._load()
            if kept.access != before.access and not self._due(kept):  # another process has done it
                return kept
            if not kept.refresh:
                raise _sign_in("sign-in-ended")
            save(self._path, kept)  # a disk that takes nothing is found out while the refresh token is still good
            begun = self._clock()
            granted = self._ask(kept.refresh)
            if granted is not None:
                after = msgspec.structs.replace(
                    kept,
                    access=granted.access_token,
                    refresh=granted.refresh_token or kept.refresh,
                    begun=begun,
                    lives_s=granted.lives_s,
                )
                save(self._path, after)
                return after
            again = self._load()
            if again.refresh != kept.refresh:  # somebody who does not see the lock: another machine, the same home
                return again
            save(self._path, msgspec.structs.replace(kept, refresh=""))
            if self._clock() < kept.until and self._due(kept):
                return kept
            raise _sign_in("sign-in-ended")

    def _ask(self, refresh: str) -> Granted | None:
        try:
            with self._opened() as issuer:
                return issuer.refresh(refresh)
        except NoSignIn as no:
            if no.code == "sign-in-refused":
                raise _sign_in(no.code, **no.details) from no
            raise Unreachable(no.code, no.details) from no

    def _load(self) -> SignIn:
        kept = load_for(self._path, self._centre)
        if isinstance(kept, Personal):  # a personal token has taken its place
            raise TokenError("token-missing", self._path)
        if kept.issuer != self._url:
            raise _sign_in("sign-in-elsewhere", found=kept.issuer, issuer=self._url)
        return kept

    def _due(self, kept: SignIn) -> bool:
        """Tell whether it is time to renew; also where the clock was set back behind the beginning."""
        age = self._clock() - kept.begun
        return age < 0 or age >= kept.lives_s * DUE


def _sign_in(code: str, **details: str | int) -> Refusal:
    return Refusal(Problem(type=code, status=401, args=details))
