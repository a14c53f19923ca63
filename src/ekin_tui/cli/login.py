"""Signing in and out: ``login``, ``logout``."""

import shlex
import sys
import time
from contextlib import suppress
from pathlib import Path

import click

from ekin_tui.cli.ending import Code, End, EndRefused
from ekin_tui.cli.entries import as_json
from ekin_tui.cli.join import Joined
from ekin_tui.cli.printing import show, show_json, tell
from ekin_tui.cli.reach import exchange
from ekin_tui.cli.tokens import host_of
from ekin_tui.config.target import Target
from ekin_tui.config.writing import write_target
from ekin_tui.domain.clean import inert
from ekin_tui.sync.result import Result


@click.command("login")
@click.option("--url", metavar="U")
@click.option("--token-file", type=click.Path(path_type=Path), metavar="F")
@click.option("--target", "name", metavar="NAME")
@click.option("--accept-centre", is_flag=True)
@as_json
@click.pass_obj
def login(
    joined: Joined, url: str | None, token_file: Path | None, name: str | None, accept_centre: bool, as_json: bool
) -> None:
    """Sign in by a code at the agency's sign-in, or with a personal token; names the centre if settings do not.

    What the centre refuses, and whoever leaves in between, leaves settings and the stored sign-in as they were. With
    ``--target`` the token of another target is stored; its first exchange tells whether it is good.
    """
    if name is not None and name != joined.settings.default_target:
        _store_for(joined, name, url, token_file, as_json=as_json)
        return
    if url is not None:
        joined.name_target(url)
    target = joined.target
    if token_file is not None:
        result = take_token(joined, url, _given(token_file), accept_centre=accept_centre)
    elif target.token_command:
        raise End(Code.USAGE, "cli.login-by-command")
    else:
        result = _with_code(joined, url, accept_centre=accept_centre)
    if result.code != "ok":
        tell(joined.words("cli.login-unchecked", url=target.address))
        raise EndRefused(result.code, result.details, Code.UNREACHABLE if result.offline else Code.REFUSED)
    me = joined.desk.me
    if as_json:
        show_json({"nip": me.nip, "name": me.name, "target": joined.settings.default_target, "pulled": result.pulled})
    else:
        show(joined.words("cli.signed-in", name=me.name, url=target.address))


def _store_for(joined: Joined, name: str, url: str | None, file: Path | None, *, as_json: bool) -> None:
    """Store the token of the mirror ``name``. Ends with USAGE where there is no such target or no token."""
    if name not in joined.settings.mirrors or url is not None:
        raise End(Code.USAGE, "cli.one-target", name=name, known=", ".join(joined.settings.targets))
    if file is None:
        raise End(Code.USAGE, "cli.login-mirror", target=name)
    _put(joined.home.token_file(name), joined.settings.targets[name], _given(file))
    if as_json:
        show_json({"target": name})
    else:
        tell(joined.words("cli.mirror-token", target=name))


def _put(path: Path, target: Target, token: str) -> None:
    """Store a personal token for the centre of ``target`` alone."""
    from ekin_tui.cli.sign_in import put_in_place
    from ekin_tui.sync.login import Personal

    put_in_place(path, target, Personal(token=token, centre=target.centre))


def _given(file: Path) -> str:
    """Return the token in a file that a person was given. Ends with USAGE where there is none."""
    from ekin_tui.sync.login import TokenError, read_token

    try:
        return read_token(file.read_bytes(), file)
    except TokenError as error:
        raise EndRefused(error.code, error.details, Code.USAGE) from error
    except OSError as error:
        raise End(Code.USAGE, "cli.file-unreadable", path=file) from error


def take_token(joined: Joined, url: str | None, token: str, *, accept_centre: bool) -> Result:
    """Exchange with ``token`` and store it, with ``url`` if the settings lack it; also where nobody answered.

    Ends with SIGN_IN where the centre refuses it; nothing has changed then.
    """
    result = exchange(joined, joined.store, token=token, accept_centre=accept_centre)
    if result.sign_in or result.code in {"other-person", "other-centre"}:
        raise EndRefused(result.code, result.details, Code.SIGN_IN)
    if url is not None:
        write_target(joined.home.config_file, joined.settings, url)
    _put(joined.home.token_file(joined.settings.default_target), joined.target, token)
    return result


def _with_code(joined: Joined, url: str | None, *, accept_centre: bool) -> Result:
    from ekin_tui.cli.code_page import tell_code
    from ekin_tui.cli.sign_in import grant, keep, named_issuer

    words = joined.words
    named = named_issuer(joined, joined.store)
    if named is None:
        raise End(Code.USAGE, "cli.login-token-file")
    try:
        if not named.pinned:
            _agree(joined, named.issuer)
        kept = grant(joined.target, named, lambda asked: tell_code(joined, asked, "sign_in.waits"), time.sleep)
    except (KeyboardInterrupt, click.Abort):
        tell("")
        tell(words("sign_in.left"))
        raise KeyboardInterrupt from None
    keep(joined, joined.store, named, kept, url or "", accept_centre=accept_centre)
    return exchange(joined, joined.store, accept_centre=accept_centre)


def _agree(joined: Joined, issuer: str) -> None:
    """Have a person agree to the issuer that the centre names. Ends with SIGN_IN where nobody does."""
    words, name = joined.words, joined.settings.default_target
    tell(words("sign_in.named", issuer=inert(issuer), centre=host_of(joined.target.url)))
    if not sys.stdin.isatty():
        raise End(Code.SIGN_IN, "sign_in.pin", issuer=shlex.quote(inert(issuer)), target=name)  # to be pasted
    if not click.confirm(words("sign_in.agree", host=host_of(issuer)), default=False, err=True):
        raise End(Code.SIGN_IN, "sign_in.not_agreed")


@click.command("logout")
@click.option("--target", metavar="NAME")
@as_json
@click.pass_obj
def logout(joined: Joined, target: str | None, as_json: bool) -> None:
    """Sign out: have the agency's sign-in end it, and delete what is stored in every case; the work stays."""
    from ekin_tui.sync.login import alone, forget

    target = target or joined.settings.default_target
    path = joined.home.token_file(target)
    ended: dict[str, str] | None = None
    if path.parent.is_dir():
        with alone(path):
            try:
                ended = _revoked(path, joined.settings.targets.get(target, Target()))
            finally:
                forget(path)
    if as_json:
        said = {} if ended is None else {"revoked": not ended}
        show_json({"target": target, "signed_in": False, **said})
    else:
        tell(joined.words("cli.signed-out"))
    if ended:
        tell(joined.words(f"sign_in.{ended['code']}", host=ended["host"], why=ended["why"]))


def _revoked(path: Path, target: Target) -> dict[str, str] | None:
    """Have the stored sign-in ended; returns what kept that from getting through, empty when it did.

    None where there is nothing to end: no sign-in at the agency's, or none that can be read.
    """
    from ekin_tui.cli.sign_in import revoke
    from ekin_tui.sync.issuer import NoSignIn
    from ekin_tui.sync.login import SignIn, TokenError, load
    from ekin_tui.sync.remote import Unreachable

    with suppress(TokenError):
        kept = load(path)
        if isinstance(kept, SignIn):
            try:
                done = revoke(target, kept)
            except (Unreachable, NoSignIn) as no:
                why = str(no.details.get("why", "") or no.details.get("error", "") or no.code)
                return {"code": "not_revoked", "host": host_of(kept.issuer), "why": inert(why)}
            return {} if done else {"code": "no_revocation", "host": host_of(kept.issuer), "why": ""}
    return None


COMMANDS = {"login": login, "logout": logout}
