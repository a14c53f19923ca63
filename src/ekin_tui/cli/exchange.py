"""The line to the centre: ``sync``."""

import random
import threading
import time
from collections.abc import Sequence
from typing import Any

import click

from ekin_tui.cli.ending import Code, End
from ekin_tui.cli.entries import as_json
from ekin_tui.cli.join import Joined
from ekin_tui.cli.keeping import keep_daily
from ekin_tui.cli.printing import show, show_json, show_problem, tell
from ekin_tui.cli.reach import exchange, exchange_mirror, exchange_mirrors
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
    primary, mirrors = joined.settings.default_target, joined.settings.mirrors
    if target is not None and target != primary and target not in mirrors:
        raise End(Code.USAGE, "cli.one-target", name=target, known=", ".join([primary, *mirrors]))
    failures = 0
    while True:
        results = _exchange(joined, target, accept_centre=accept_centre, watch=watch)
        code = print_results(joined, results, whole=target is None, as_json=as_json)
        keep_daily(joined)
        if not watch or needs_sign_in(results):
            break
        failures = failures + 1 if results[0].offline else 0
        _pause(joined.settings.sync_interval, results[0], failures)
    if code:
        raise End(code)


def needs_sign_in(results: Sequence[Result]) -> bool:
    """Tell whether there is no use in going on: what was asked first wants a sign-in. The others go on without one."""
    return results[0].sign_in


def _exchange(joined: Joined, target: str | None, *, accept_centre: bool, watch: bool) -> list[Result]:
    """Exchange with one target, or with all of them: the default target first, which waits for none of the others."""
    if target is not None and target != joined.settings.default_target:
        return [exchange_mirror(joined, target, again=True)]
    first = exchange(joined, joined.store, accept_centre=accept_centre)
    if target is not None:
        return [first]
    until = time.monotonic() + max(joined.settings.sync_interval, _SHORTEST_S)
    return [first, *exchange_mirrors(joined, stop=lambda: watch and time.monotonic() > until)]


def print_results(joined: Joined, results: Sequence[Result], *, whole: bool, as_json: bool) -> Code:
    """Print how exchanges went, that of the default target first, and return the exit code: its own, else a mirror's.

    ``whole``: all targets were asked; where there are several, each is told under its name.
    """
    words, several = joined.words, whole and len(results) > 1
    if as_json:
        listed = {"targets": [_document(joined, one) for one in results]} if several else {}
        show_json(_document(joined, results[0]) | listed)
    for one in results:
        if several:
            tell(words("cli.of-target", target=one.target, kind=_kind(joined, one.target)))
        _say(joined, one, as_json=as_json)
    return next((code for code in map(_code, results) if code), Code.DONE)


def print_result(joined: Joined, result: Result, *, as_json: bool) -> Code:
    """Print how an exchange with the default target went and return the exit code that belongs to it."""
    return print_results(joined, [result], whole=False, as_json=as_json)


def _kind(joined: Joined, name: str) -> str:
    target = joined.settings.targets.get(name)
    return target.kind if target is not None else ""


def _document(joined: Joined, result: Result) -> dict[str, Any]:
    mirror = result.target in joined.settings.mirrors
    store = joined.store
    waiting = store.mirrored.count(result.target) if mirror else store.outbox.count()
    rejected = [
        {"id": r.id, "code": r.problem.code, "field": r.problem.field, "message": joined.words.problem(r.problem)}
        for r in result.rejected
    ]
    return {
        "target": result.target,
        "kind": _kind(joined, result.target),
        "code": result.code,
        "offline": result.offline,
        "pushed": result.pushed,
        "pulled": result.pulled,
        "conflicts": result.conflicts,
        "rejected": rejected,
        "seconds": round(result.seconds, 3),
        "waiting": waiting,
    }


def _say(joined: Joined, result: Result, *, as_json: bool) -> None:
    words = joined.words
    if result.code == "ok" and not as_json:
        show(words("cli.synced", pushed=result.pushed, pulled=result.pulled, seconds=f"{result.seconds:.1f}"))
    if result.code != "ok" and result.target in joined.settings.mirrors:
        from ekin_tui.widgets.mirror_lines import mirror_trouble

        tell(mirror_trouble(words, result.target, result.code, result.details or {}))
    elif result.code != "ok":
        tell(words.refusal(result.code, result.details))
    for one in result.rejected:
        show_problem(one.problem, words, one.id)
    if result.conflicts:
        tell(words("cli.conflicts", n=result.conflicts))


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


COMMANDS = {"sync": sync}
