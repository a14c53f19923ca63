"""Copies of the cache: ``backup``, ``restore``."""

from contextlib import suppress
from pathlib import Path

import click

from ekin_tui.cli.ending import Code, End, EndRefused
from ekin_tui.cli.entries import as_json
from ekin_tui.cli.join import Joined
from ekin_tui.cli.printing import show, show_json, table, tell
from ekin_tui.store.errors import StoreError

_LATEST = "latest"


@click.command("backup")
@click.argument("file", required=False, type=click.Path(path_type=Path), metavar="[F]")
@click.option("--list", "listed", is_flag=True)
@as_json
@click.pass_obj
def backup(joined: Joined, file: Path | None, listed: bool, as_json: bool) -> None:
    """Copy the cache to F, which must not exist yet, or to the folder of copies; or list the copies there are."""
    from ekin_tui.store.backups import copies, folder_of, keep

    cache = joined.home.cache_file
    if listed:
        _show_copies(joined, copies(cache), as_json=as_json)
        return
    if not cache.exists():
        raise End(Code.USAGE, "cli.backup-nothing", path=cache)
    now = joined.clock()
    target = file or folder_of(cache) / f"cache-{now:%Y-%m-%dT%H%M%S}.db.gz"
    if target.exists():
        raise End(Code.USAGE, "cli.file-taken", path=target)
    keep(cache, target)
    size = target.stat().st_size
    if as_json:
        show_json({"path": str(target), "bytes": size})
    else:
        show(joined.words("cli.backed-up", path=target, size=joined.words.number(max(1, size // 1024))))


@click.command("restore")
@click.argument("file", metavar="F")
@click.option("--anyway", is_flag=True)
@as_json
@click.pass_obj
def restore(joined: Joined, file: str, anyway: bool, as_json: bool) -> None:
    """Put the copy F, or the ``latest`` one, in the place of the cache; what was there is set aside, not deleted."""
    from ekin_tui.store.backups import copies
    from ekin_tui.store.backups import restore as put_back
    from ekin_tui.store.store import VERSION

    cache = joined.home.cache_file
    copy = next(iter(copies(cache)), None) if file == _LATEST else Path(file)
    if copy is None:
        raise End(Code.USAGE, "cli.backup-none", path=cache.parent)
    if not copy.is_file():
        raise End(Code.USAGE, "cli.file-unreadable", path=copy)
    try:
        done = put_back(cache, copy, VERSION, anyway=anyway)
    except StoreError as error:
        if error.code.startswith("backup-") or error.code == "store-newer":
            raise EndRefused(error.code, error.details) from error
        raise
    if as_json:
        show_json({"from": str(copy), "aside": done.aside or None, "entries": done.entries, "queued": done.queued})
        return
    words = joined.words
    show(words("cli.restored", path=copy, n=words.number(done.entries), queued=words.number(done.queued)))
    if done.aside:
        tell(words("cli.set-aside", path=cache.with_name(done.aside)))


def keep_daily(joined: Joined) -> None:
    """Copy the cache if this day has no copy yet. That it could not be done is for ``doctor`` to say."""
    from ekin_tui.store import backups

    with suppress(StoreError):
        backups.keep_daily(joined.home.cache_file, joined.clock().date())


def _show_copies(joined: Joined, files: list[Path], *, as_json: bool) -> None:
    found = [(file, file.stat().st_size) for file in files]
    if as_json:
        show_json([{"path": str(file), "bytes": size} for file, size in found])
        return
    if not found:
        tell(joined.words("cli.backup-none", path=joined.home.cache_file.parent))
    number = joined.words.number
    table([(str(file), joined.words("cli.kib", n=number(max(1, size // 1024)))) for file, size in found])


COMMANDS = {"backup": backup, "restore": restore}
