"""Signing in at the agency's own sign-in: whom to trust, the grant, and what is kept only once the centre agrees."""

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from ekin_tui.cli.ending import Code, End, EndRefused
from ekin_tui.cli.join import Joined
from ekin_tui.cli.reach import open_remote
from ekin_tui.cli.tokens import issuer_at
from ekin_tui.config import SYSTEM_FILE
from ekin_tui.config import load as load_settings
from ekin_tui.config.sources import locks
from ekin_tui.config.target import Target
from ekin_tui.config.writing import put, write_target
from ekin_tui.store import Store
from ekin_tui.sync.grant import wait_for
from ekin_tui.sync.issuer import Asked, NoSignIn
from ekin_tui.sync.line import read_address
from ekin_tui.sync.login import Kept, SignIn, TokenError, alone, load, save
from ekin_tui.sync.remote import Refusal, Unreachable
from ekin_tui.sync.repair import OtherCentre, check_centre
from ekin_tui.sync.replaced import ends_alone
from ekin_tui.sync.signed_in import kept_of
from ekin_tui.wire import SessionBody


@dataclass(frozen=True, slots=True, kw_only=True)
class Named:
    """Where to sign in. ``pinned``: settings say so; else only the centre does, and a person has to agree."""

    issuer: str
    client_id: str
    pinned: bool


def named_issuer(joined: Joined, store: Store) -> Named | None:
    """Return where to sign in, by the settings, else as the centre says; None where neither names anything.

    Ends with UNREACHABLE where the centre would have to be asked and does not answer, with SIGN_IN where what it names
    is not safe.
    """
    target = joined.target
    if target.issuer:
        return Named(issuer=target.issuer, client_id=target.client_id, pinned=True)
    remote = open_remote(joined, joined.settings.default_target, joined.target, store, token="")
    with told():
        try:
            found = remote.discover()
        finally:
            remote.close()
        if found.issuer and not can_be_shown(found.issuer):
            raise NoSignIn("issuer-insecure", issuer=found.issuer)
    if not found.issuer:
        return None
    return Named(issuer=found.issuer, client_id=found.client_id or target.client_id, pinned=False)


def can_be_shown(issuer: str) -> bool:
    """Tell whether a person can judge an issuer that a centre names: no letters that only look like others.

    A host in another script than Latin has a form of ASCII alone; settings may have it in any.
    """
    return read_address(issuer) is not None and issuer.isascii() and issuer.isprintable() and " " not in issuer


def grant(target: Target, named: Named, show: Callable[[Asked], None], wait: Callable[[float], object]) -> SignIn:
    """Return the sign-in that the person agrees to on another screen; ``show`` is given what they need for that.

    ``wait`` lets seconds pass and may raise to leave. Nothing is kept. Ends with SIGN_IN or UNREACHABLE.
    """
    with told(), issuer_at(target, named.issuer, named.client_id) as issuer:
        asked = issuer.ask()
        show(asked)
        granted = wait_for(issuer, asked, wait)
        return kept_of(issuer, granted, begun=time.time(), centre=target.centre)


def keep(
    joined: Joined, store: Store, named: Named, kept: SignIn, url: str = "", *, accept_centre: bool = False
) -> str:
    """Keep a sign-in that the centre agrees to, with the issuer in the settings; whatever it refuses changes nothing.

    ``url`` is that of the centre where the settings do not have it yet. Returns why the centre could not be asked, if
    that is so. Ends with SIGN_IN where it refuses, and with USAGE where the settings can't be written.
    """
    path = joined.home.token_file(joined.settings.default_target)
    try:
        away = _checked(joined, store, kept.access, accept_centre=accept_centre)
        _write_settings(joined, named, url)
        put_in_place(path, joined.target, kept)
    except Exception:
        give_back(joined.target, kept)
        raise
    vars(joined).pop("tokens", None)
    return away


def put_in_place(path: Path, target: Target, kept: Kept) -> None:
    """Keep ``kept`` in the place of what is there; a process that just renews that is waited for.

    A sign-in that is replaced so is ended at its provider, by a thread of its own: nobody waits for that, and nothing
    depends on it. Not where it would end the new one too.
    """
    before: Kept | None = None
    with alone(path):
        with suppress(TokenError):
            before = load(path)
        save(path, kept)
    if isinstance(before, SignIn) and ends_alone(before, kept):
        threading.Thread(target=give_back, args=(target, before), name="end-replaced").start()


def give_back(target: Target, kept: SignIn) -> None:
    """Have a sign-in ended that is not kept; where that can't be asked it ends by itself."""
    with suppress(Unreachable, NoSignIn):
        revoke(target, kept)


def revoke(target: Target, kept: SignIn) -> bool:
    """Have a sign-in ended where it was begun; False where that can't be asked. Raises Unreachable, NoSignIn."""
    with issuer_at(target, kept.issuer, kept.client_id) as issuer:
        if kept.refresh:
            return issuer.revoke(kept.refresh, "refresh_token")
        return issuer.revoke(kept.access, "access_token")


def _checked(joined: Joined, store: Store, token: str, *, accept_centre: bool) -> str:
    """Return why the centre can't be asked, empty where it agrees. Ends with SIGN_IN where it does not."""
    remote = open_remote(joined, joined.settings.default_target, joined.target, store, token=token)
    try:
        session = remote.session(SessionBody(device=remote.device))
        check_centre("" if accept_centre else store.meta.get("epoch") or "", session.epoch)
    except Unreachable as no:
        return no.code
    except Refusal as no:
        raise EndRefused(no.code, no.problem.args, Code.SIGN_IN) from no
    except OtherCentre as no:
        raise EndRefused("other-centre", {}, Code.SIGN_IN) from no
    finally:
        remote.close()
    known = store.meta.get("person")
    if known and known != session.person:
        raise EndRefused("other-person", {}, Code.SIGN_IN)
    return ""


def _write_settings(joined: Joined, named: Named, url: str) -> None:
    """Write the centre, and the issuer that a person has agreed to. Ends with USAGE where others decide on that."""
    name, file = joined.settings.default_target, joined.home.config_file
    agreed = {} if named.pinned else {"issuer": named.issuer, "client_id": named.client_id}
    wanted = {key: value for key, value in agreed.items() if getattr(joined.target, key) != value}
    if not wanted and not url:
        return
    if "targets" in locks(SYSTEM_FILE):
        raise End(Code.USAGE, "cli.target-locked", name=name)
    if url:
        write_target(file, joined.settings, url)
    for key, value in wanted.items():
        put(file, f"targets.{name}.{key}", value)
    vars(joined)["settings"] = load_settings(joined.home, joined.env, {"lang": joined.asked_lang})


@contextmanager
def told() -> Iterator[None]:
    """Turn what the sign-in or the network says into an end of the command."""
    try:
        yield
    except NoSignIn as no:
        raise EndRefused(no.code, no.details, Code.SIGN_IN) from no
    except Unreachable as no:
        raise EndRefused(no.code, no.details, Code.UNREACHABLE) from no
    except Refusal as no:
        raise EndRefused(no.code, no.problem.args) from no
