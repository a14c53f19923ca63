"""How the ways stand that are no line to a centre: a folder, and the targets that only take copies. Asks no network."""

import os
from collections.abc import Iterator
from pathlib import Path

from ekin_tui.config.target import Target
from ekin_tui.desk.checkup import Finding, State
from ekin_tui.desk.mirrors import read_details
from ekin_tui.store import Store
from ekin_tui.wire import bundle


def check_folder(path: Path) -> Iterator[Finding]:
    """Yield whether a folder to the centre is there and can be used, and how many bundles lie in it."""
    args: dict[str, str | int] = {"path": str(path)}
    counted = {kind: len(bundle.files_of(path, kind) or ()) for kind in (bundle.ASK, bundle.ANSWER)}
    if bundle.files_of(path, bundle.ASK) is None:
        yield Finding(section="line", code="folder-missing", state=State.WARNING, args=args, refusal=True)
    elif not os.access(path, os.W_OK | os.X_OK):
        yield Finding(section="line", code="folder-unwritable", state=State.ERROR, args=args, refusal=True)
    else:
        yield Finding(section="line", code="line-folder", args=args | counted)


def check_mirror(store: Store | None, name: str, target: Target) -> Iterator[Finding]:
    """Yield how a mirror stood when it was last reached, what waits for it and what it refused."""
    if target.kind == "folder":
        yield from check_folder(Path(target.path))
    if store is None:
        return
    health, waiting = store.mirrored.health(name), store.mirrored.count(name)
    refused = len(store.mirrored.refusals(name))
    args: dict[str, str | int] = {"target": name, "kind": target.kind, "url": target.address, "n": waiting}
    if health.code not in {"", "ok"}:
        yield Finding(section="line", code="mirror-trouble", state=State.WARNING, args=args)
        details = dict(read_details(health.details)) | {"mirror": name}
        yield Finding(section="line", code=health.code, state=State.WARNING, args=details, refusal=True)
    else:
        state = State.WARNING if not health.code else State.OK
        yield Finding(section="line", code="mirror-stands" if health.code else "mirror-unasked", state=state, args=args)
    if refused:
        told = args | {"n": refused}
        yield Finding(section="line", code="mirror-refused", state=State.WARNING, args=told)
