"""The line to the centre: ``sync``, ``login``, ``logout``."""

import random
import threading
from pathlib import Path

import click

from ekin_tui.cli.ending import Code, End, EndRefused
from ekin_tui.cli.entries import as_json
from ekin_tui.cli.join import Joined
from ekin_tui.cli.keeping import keep_daily
from ekin_tui.cli.printing import show, show_json, show_problem, tell
from ekin_tui.cli.reach import exchange
from ekin_tui.config.writing import write_target
from ekin_tui.sync.result import Result

_SHORTEST_S = 10
"""Seconds between two exchanges of ``--watch`` at least."""


@click.command("sync")
@click.option("--target", metavar="NAME")
@click.option("--watch", is_flag=True)
@click.option("--accept-centre", is_flag=True)
@as_json
@click.pass_obj
def sync(joined: Joined, target: str | None, watch: bool, accept_centre: bool, as_json: bool) -> None:
    """Exchange with the centre once, or again and again."""
    if target is not None and target != joined.settings.default_target:
        raise End(Code.USAGE, "cli.one-target", name=target, known=joined.settings.default_target)
    failures = 0
    while True:
        result = exchange(joined, joined.store, accept_centre=accept_centre)
        code = print_result(joined, result, as_json=as_json)
        keep_daily(joined)
        if not watch or code == Code.SIGN_IN:
            break
        failures = failures + 1 if result.offline else 0
        _pause(joined.settings.sync_interval, result, failures)
    if code:
        raise End(code)


def print_result(joined: Joined, result: Result, *, as_json: bool) -> Code:
    """Print how an exchange went and return the exit code that belongs to it."""
    words = joined.words
    if as_json:
        rejected = [
            {"id": r.id, "code": r.problem.code, "field": r.problem.field, "message": words.problem(r.problem)}
            for r in result.rejected
        ]
        show_json(
            {
                "target": result.target,
                "code": result.code,
                "offline": result.offline,
                "pushed": result.pushed,
                "pulled": result.pulled,
                "conflicts": result.conflicts,
                "rejected": rejected,
                "seconds": round(result.seconds, 3),
            }
        )
    elif result.code == "ok":
        show(words("cli.synced", pushed=result.pushed, pulled=result.pulled, seconds=f"{result.seconds:.1f}"))
    if result.code != "ok":
        tell(words.refusal(result.code, result.details))
    for one in result.rejected:
        show_problem(one.problem, words, one.id)
    if result.conflicts:
        tell(words("cli.conflicts", n=result.conflicts))
    return _code(result)


def _code(result: Result) -> Code:
    if result.sign_in:
        return Code.SIGN_IN
    if result.offline:
        return Code.UNREACHABLE
    if result.conflicts:
        return Code.CONFLICTS
    return Code.DONE if result.code == "ok" and not result.rejected else Code.REFUSED


def _pause(interval: int, result: Result, failures: int) -> None:
    from ekin_tui.sync.schedule import next_s, wait_s

    if failures or result.retry_after:
        seconds = wait_s(failures, result.retry_after, random.random)
    else:
        seconds = next_s(max(interval, _SHORTEST_S), random.random)
    threading.Event().wait(seconds)


@click.command("login")
@click.option("--url", metavar="U")
@click.option("--token-file", type=click.Path(path_type=Path), metavar="F")
@click.option("--accept-centre", is_flag=True)
@as_json
@click.pass_obj
def login(joined: Joined, url: str | None, token_file: Path | None, accept_centre: bool, as_json: bool) -> None:
    """Sign in with a personal token, and name the centre if it is not in the settings.

    A token that the centre refuses leaves settings and the stored token as they were.
    """
    from ekin_tui.sync.login import TokenError, read_token, save_token

    if token_file is None:
        raise End(Code.USAGE, "cli.login-token-file")
    if url is not None:
        joined.name_target(url)
    target = joined.target
    try:
        token = read_token(token_file.read_bytes(), token_file)
    except TokenError as error:
        raise EndRefused(error.code, error.details, Code.USAGE) from error
    except OSError as error:
        raise End(Code.USAGE, "cli.file-unreadable", path=token_file) from error
    result = exchange(joined, joined.store, token=token, accept_centre=accept_centre)
    if result.sign_in or result.code in {"other-person", "other-centre"}:
        raise EndRefused(result.code, result.details, Code.SIGN_IN)
    if url is not None:
        write_target(joined.home.config_file, joined.settings, url)
    save_token(joined.home.token_file(joined.settings.default_target), token)
    if result.code != "ok":
        tell(joined.words("cli.login-unchecked", url=target.url))
        raise EndRefused(result.code, result.details, Code.UNREACHABLE if result.offline else Code.REFUSED)
    me = joined.desk.me
    if as_json:
        show_json({"nip": me.nip, "name": me.name, "target": joined.settings.default_target, "pulled": result.pulled})
    else:
        show(joined.words("cli.signed-in", name=me.name, url=target.url))


@click.command("logout")
@as_json
@click.pass_obj
def logout(joined: Joined, as_json: bool) -> None:
    """Delete the token; the work stays."""
    from ekin_tui.sync.login import forget

    target = joined.settings.default_target
    forget(joined.home.token_file(target))
    if as_json:
        show_json({"target": target, "signed_in": False})
    else:
        tell(joined.words("cli.signed-out"))


COMMANDS = {"sync": sync, "login": login, "logout": logout}
