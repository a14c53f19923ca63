"""``doctor``: what is wrong and how to mend it, section by section. Prints no token, no secret and no NIP."""

import os
import shutil
import sys
from collections.abc import Iterator
from contextlib import closing
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import click

from ekin_tui.cli.ending import Code, End, EndRefused
from ekin_tui.cli.entries import as_json
from ekin_tui.cli.join import Joined, new_id
from ekin_tui.cli.printing import show, show_json, tell
from ekin_tui.config import SYSTEM_FILE, check
from ekin_tui.config.errors import SettingsError
from ekin_tui.config.target import Target
from ekin_tui.desk.check_targets import check_folder, check_mirror
from ekin_tui.desk.checkup import SECTIONS, Finding, State, check_database, check_disk, check_queue, check_record
from ekin_tui.domain.calendar import Month
from ekin_tui.domain.sameness import is_month
from ekin_tui.store.errors import StoreError
from ekin_tui.text import LANGUAGES, Words, setting_said

if TYPE_CHECKING:
    from ekin_tui.store import Store
    from ekin_tui.sync.http import HttpRemote

_LEAST = (60, 20)
"""Columns and rows from which on the screens show all."""


@click.command("doctor")
@click.option("--deep", is_flag=True)
@click.option("--yes", is_flag=True)
@click.option("--bundle", type=click.Path(path_type=Path), metavar="F")
@as_json
@click.pass_obj
def doctor(joined: Joined, deep: bool, yes: bool, bundle: Path | None, as_json: bool) -> None:
    """Look at everything that can go wrong; ends with REFUSED when something has to be mended.

    ``--deep`` reads all indexes of the cache too, ``--yes`` notes that its salvage was read about, ``--bundle`` writes
    what was found and how the program is set up to F, for whoever helps.
    """
    words = words_of(joined)
    findings = sorted(_look(joined, words, deep=deep, yes=yes), key=lambda one: SECTIONS.index(one.section))
    fine = all(finding.state is not State.ERROR for finding in findings)
    if as_json:
        show_json({"ok": fine, "findings": [_shape(finding, words) for finding in findings]})
    else:
        _print(findings, words)
    if bundle is not None:
        _bundle(joined, bundle, [_shape(finding, words) for finding in findings], words)
    if not fine:
        raise End(Code.REFUSED)


def words_of(joined: Joined) -> Words:
    """Return the words of the language in force; where the settings can't be read, of the option or Indonesian."""
    try:
        return joined.words
    except SettingsError:
        words = Words(joined.asked_lang or LANGUAGES[0])
        vars(joined)["words"] = words  # what else is asked of the run speaks too, its clock first
        return words


def _look(joined: Joined, words: Words, *, deep: bool, yes: bool) -> Iterator[Finding]:
    target: Target | None = None
    name, mirrors = "pusat", dict[str, Target]()
    try:
        check(joined.settings, joined.home)
        target, name = joined.settings.target, joined.settings.default_target
        mirrors = dict(joined.settings.mirrors)
        yield from _settings(joined)
    except SettingsError as error:
        why = setting_said(words, error.code, error.key, error.details)
        args = {"place": error.place, "why": why}
        yield Finding(section="settings", code="settings-wrong", state=State.ERROR, args=args)
    yield from check_disk(joined.home, name, *mirrors)
    store = None
    if not (joined.home.state / "cache.db").exists():
        yield Finding(section="database", code="database-none", state=State.WARNING)
    else:
        try:
            store = joined.store
        except StoreError as error:
            yield _refusal("database", error.code, error.details)
    if store is not None:
        yield from _in_store(joined, store, deep=deep, yes=yes)
    yield from _line(joined, store, target)
    for mirror, one in mirrors.items():
        yield from check_mirror(store, mirror, one)
    yield from _terminal(joined)
    yield _web()


def _settings(joined: Joined) -> Iterator[Finding]:
    if SYSTEM_FILE.is_file():
        yield Finding(section="settings", code="settings-fine", args={"path": str(SYSTEM_FILE)})
    code = "settings-fine" if (file := joined.home.config_file).is_file() else "settings-none"
    yield Finding(section="settings", code=code, args={"path": str(file)})


def _in_store(joined: Joined, store: "Store", *, deep: bool, yes: bool) -> Iterator[Finding]:
    try:
        yield from check_database(store, deep=deep)
        if yes and store.salvaged is not None and not store.readonly:
            with store.writing():
                store.forget_salvage()
        yield from check_queue(store, joined.clock())
        yield from check_record(store)
    except StoreError as error:
        yield _refusal("database", error.code, error.details)


def _line(joined: Joined, store: "Store | None", target: Target | None) -> Iterator[Finding]:
    """Yield the way to the centre, clock and sameness."""
    from ekin_tui.desk.reaching import failed_at, not_reached
    from ekin_tui.sync.http import HttpRemote
    from ekin_tui.sync.remote import Unreachable

    if target is None or not target.address:
        yield Finding(section="line", code="line-none", state=State.WARNING)
        yield from not_reached("clock", "sameness")
        return
    if target.kind == "folder":
        yield from [*check_folder(Path(target.path)), *not_reached("clock", "sameness")]
        return
    yield _proxy(joined, target)
    device = (store.meta.get("device") if store is not None else "") or new_id()
    try:
        remote = HttpRemote(
            target.url,
            joined.tokens.token,
            device,
            ca_file=target.ca_file or None,
            proxy=target.proxy or None,
            renew=joined.tokens.renew,
        )
    except Unreachable as error:
        yield from failed_at(error)
        yield from not_reached("clock")
        return
    with closing(remote):
        yield from _at_centre(joined, store, remote)


def _at_centre(joined: Joined, store: "Store | None", remote: "HttpRemote") -> Iterator[Finding]:
    from ekin_tui.desk.reaching import (
        STEPS,
        check_clock,
        check_sameness,
        failed_at,
        greet,
        not_reached,
        open_session,
        passed,
    )
    from ekin_tui.sync.remote import Refusal, Unreachable

    try:
        greeting = greet(remote, joined.clock)
    except (Unreachable, Refusal) as error:
        yield from failed_at(error)
        yield check_clock(None)
        return
    yield check_clock(greeting.ahead_s)
    try:
        session = open_session(remote, store)
        if isinstance(session, Finding):
            yield from [*passed(STEPS[:-1]), session, *not_reached("sameness")]
            return
        yield from passed(STEPS)
        if store is None or store.readonly:
            yield from not_reached("sameness")
        else:
            yield from check_sameness(store, remote, session)
    except (Unreachable, Refusal) as error:
        yield from failed_at(error, STEPS[-1])
    except EndRefused as error:
        yield from [*passed(STEPS[:-1]), _refusal("line", error.problem, error.details), *not_reached("sameness")]


def _proxy(joined: Joined, target: Target) -> Finding:
    """Return which proxy is in use, without the password that its address may hold."""
    said = target.proxy or joined.env.get("HTTPS_PROXY") or joined.env.get("https_proxy") or ""
    host = urlsplit(said).hostname if "//" in said else said.rpartition("@")[2]
    own = urlsplit(target.url).hostname in {"localhost", "127.0.0.1", "::1"}
    if not host or (own and (not target.proxy or target.url.startswith("http:"))):
        return Finding(section="line", code="line-direct", args={"url": target.url})
    return Finding(section="line", code="line-proxy", args={"url": target.url, "proxy": host})


def _terminal(joined: Joined) -> Iterator[Finding]:
    from ekin_tui.terminal import Incapable, check_terminal
    from ekin_tui.terminal.signs import speaks_unicode

    size, env = shutil.get_terminal_size(), joined.env
    coding = sys.stdout.encoding or "?"
    args: dict[str, str | int] = {
        "term": env.get("TERM", "-"),
        "colours": env.get("COLORTERM", "") or "-",
        "columns": size.columns,
        "rows": size.lines,
        "coding": coding,
    }
    try:
        check_terminal(env, interactive=os.isatty(0) and os.isatty(1))
    except Incapable as unfit:
        state = State.OK if unfit.code == "terminal-none" else State.WARNING
        yield Finding(section="terminal", code=unfit.code, state=state, args=args)
        return
    yield Finding(section="terminal", code="terminal-fine", args=args)
    if not speaks_unicode(env, coding):
        yield Finding(section="terminal", code="terminal-ascii", state=State.WARNING, args=args)
    if size.columns < _LEAST[0] or size.lines < _LEAST[1]:
        yield Finding(section="terminal", code="terminal-small", state=State.WARNING, args=args)


def _web() -> Finding:
    """Return whether ``ekin-tui web`` can run; nothing else needs that part."""
    try:
        return Finding(section="web", code="web-there", args={"version": version("textual-serve")})
    except PackageNotFoundError:
        return Finding(section="web", code="web-none")


def _refusal(section: str, code: str, details: object) -> Finding:
    args = dict(details) if isinstance(details, dict) else {}
    return Finding(section=section, code=code, state=State.ERROR, args=args, refusal=True)


def _say(finding: Finding, words: Words) -> tuple[str, str]:
    """Return the sentence and the remedy; empty where there is nothing to mend."""
    if mirror := str(finding.args.get("mirror", "")):
        from ekin_tui.widgets.mirror_lines import mirror_trouble

        return mirror_trouble(words, mirror, finding.code, finding.args), ""
    if finding.refusal:
        return words.refusal(finding.code, finding.args), ""
    args = {name: words.number(one) if isinstance(one, int) else one for name, one in finding.args.items()}
    if part := str(args.get("part", "")):
        named = f"doctor.part.{part}"
        args["part"] = words.month(Month.parse(part)) if is_month(part) else words(named) if named in words else part
    if args.get("feed") == "me":
        args["feed"] = words("doctor.part.me")
    remedy = f"doctor.remedy.{finding.code}"
    return words(f"doctor.say.{finding.code}", **args), words(remedy, **args) if remedy in words else ""


def _shape(finding: Finding, words: Words) -> dict[str, str]:
    message, remedy = _say(finding, words)
    return {
        "section": finding.section,
        "state": finding.state.value,
        "code": finding.code,
        "message": message,
        "remedy": remedy,
    }


def _print(findings: list[Finding], words: Words) -> None:
    section = ""
    for finding in findings:
        if finding.section != section:
            section = finding.section
            show(words(f"doctor.section.{section}"))
        message, remedy = _say(finding, words)
        show(f"  {words(f'doctor.state.{finding.state.value}')}: {message}")
        if remedy:
            show(f"    {remedy}")
    wrong, noted = (sum(finding.state is state for finding in findings) for state in (State.ERROR, State.WARNING))
    show(words("doctor.wrong", n=wrong) if wrong else words("doctor.noted", n=noted) if noted else words("doctor.fine"))


def _bundle(joined: Joined, path: Path, findings: list[dict[str, str]], words: Words) -> None:
    """Write the bundle; on a terminal, only after what is in it was listed and agreed to."""
    from ekin_tui.cli.bundle import gather, write

    files = gather(joined, findings)
    tell(words("doctor.bundle.holds"))
    for name, text in files.items():
        what = words(f"doctor.bundle.{name[:-5]}")
        tell(words("doctor.bundle.file", name=name, n=words.number(len(text)), what=what))
    if sys.stdin.isatty() and not click.confirm(words("doctor.bundle.ask", path=path), default=True, err=True):
        tell(words("doctor.bundle.left"))
        return
    try:
        write(path, files)
    except FileExistsError:
        raise End(Code.USAGE, "cli.file-taken", path=path) from None
    tell(words("doctor.bundle.done", path=path))


COMMANDS = {"doctor": doctor}
