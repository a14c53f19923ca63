"""The targets of a run, reached: which kind of line each has, with whose token, and one exchange with it."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from ekin_tui.cli.ending import Code, End, EndRefused
from ekin_tui.cli.join import Joined, new_id
from ekin_tui.cli.tokens import Tokens
from ekin_tui.config.target import Target

if TYPE_CHECKING:
    from ekin_tui.store import Store
    from ekin_tui.sync.engine import Tell
    from ekin_tui.sync.folder import FolderRemote
    from ekin_tui.sync.http import HttpRemote
    from ekin_tui.sync.mirror import Mirror
    from ekin_tui.sync.result import Result


def open_remote(
    joined: Joined, name: str, target: Target, store: "Store", token: str | None = None
) -> "HttpRemote | FolderRemote":
    """Return the centre of a target of kind ``ekin`` or ``folder``; ``token`` goes before the stored one.

    Ends with USAGE where it can't be used.
    """
    from ekin_tui.sync.remote import Unreachable

    tokens = tokens_of(joined, name, target)
    ask, renew = ((lambda: token), lambda _: False) if token is not None else (tokens.token, tokens.renew)
    if target.kind == "folder":
        from ekin_tui.sync.folder import FolderRemote

        return FolderRemote(Path(target.path), ask, store, _device(store), name, joined.clock)
    from ekin_tui.sync.http import HttpRemote

    ca_file, proxy = target.ca_file or None, target.proxy or None
    try:
        return HttpRemote(target.url, ask, _device(store), ca_file=ca_file, proxy=proxy, renew=renew)
    except Unreachable as error:
        raise EndRefused(error.code, error.details, Code.USAGE) from error


def tokens_of(joined: Joined, name: str, target: Target) -> Tokens:
    """Return what signs requests to the target ``name``."""
    return joined.tokens if name == joined.settings.default_target else Tokens(joined.home.token_file(name), target)


def exchange(
    joined: Joined, store: "Store", tell: "Tell | None" = None, token: str | None = None, *, accept_centre: bool = False
) -> "Result":
    """Exchange once with the default target over ``store``; with ``accept_centre`` also with another than before."""
    from ekin_tui.sync.engine import sync

    name, target = joined.settings.default_target, joined.target
    _note(store, {"target": name, "url": target.address})
    remote = open_remote(joined, name, target, store, token)
    try:
        result = sync(store, remote, joined.clock, tell=tell or (lambda _: None), accept_centre=accept_centre)
        return replace(result, retry_after=max(result.retry_after, remote.backoff_s))
    finally:
        remote.close()


def open_mirror(joined: Joined, name: str, target: Target, store: "Store") -> "Mirror":
    """Return the mirror ``name``. Ends with USAGE where it can't be used."""
    if target.kind != "rest":
        from ekin_tui.sync.centre_mirror import CentreMirror

        me = store.reference.me()
        return CentreMirror(open_remote(joined, name, target, store), name, me.nip if me else "")
    from ekin_tui.sync.line import Line
    from ekin_tui.sync.remote import Unreachable
    from ekin_tui.sync.rest import RestMirror

    try:
        line = Line.to(target.url, ca_file=target.ca_file or None, proxy=target.proxy or None)
    except Unreachable as error:
        raise EndRefused(error.code, error.details, Code.USAGE) from error
    return RestMirror(line, target.url, target.rest, tokens_of(joined, name, target).token, name)


def exchange_mirror(
    joined: Joined, name: str, *, again: bool = False, stop: Callable[[], bool] = lambda: False
) -> "Result":
    """Exchange once with the mirror ``name`` over a cache connection of its own; never raises for what it does.

    ``again``: what it refused is sent once more.
    """
    from ekin_tui.sync.mirror import mirror, remember
    from ekin_tui.sync.result import Result

    target, store = joined.settings.mirrors[name], joined.open_store(patient=True)
    try:
        try:
            line = open_mirror(joined, name, target, store)
            return mirror(store, name, target.place, line, joined.clock, stop=stop, again=again)
        except EndRefused as no:
            result = Result(target=name, code=no.problem, details=no.details, sign_in=no.code is Code.SIGN_IN)
        except End:
            result = Result(target=name, code="mirror-sign-in", sign_in=True)
        remember(store, name, result, joined.clock())
        return result
    finally:
        store.close()


def exchange_mirrors(
    joined: Joined, *, again: bool = False, stop: Callable[[], bool] = lambda: False
) -> "list[Result]":
    """Exchange once with every mirror, each in a thread of its own, so that none waits for another."""
    from concurrent.futures import ThreadPoolExecutor

    names = list(joined.settings.mirrors)
    if not names:
        return []
    _ = joined.turns, joined.clock  # made once, before the threads ask for them
    with ThreadPoolExecutor(len(names)) as lines:
        return list(lines.map(lambda name: exchange_mirror(joined, name, again=again, stop=stop), names))


def _note(store: "Store", known: Mapping[str, str]) -> None:
    if not store.readonly and any(store.meta.get(key) != value for key, value in known.items()):
        with store.writing():
            for key, value in known.items():
                store.meta.put(key, value)


def _device(store: "Store") -> str:
    known = store.meta.get("device")
    if not known:
        known = new_id()
        _note(store, {"device": known})
    return known
