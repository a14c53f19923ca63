"""What an agency knows of itself, into its centre: ``admin import|take`` and ``admin policy show|set|history``."""

import tomllib
from collections.abc import Iterable
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import Any

import click

from ekin_tui.cli.centre import admin, centre_errors, database
from ekin_tui.cli.ending import Code, End
from ekin_tui.cli.entries import as_json
from ekin_tui.cli.help import Group
from ekin_tui.cli.join import Joined
from ekin_tui.cli.printing import show, show_json, table, tell
from ekin_tui.cli.reporting import show_report
from ekin_tui.domain.clean import inert
from ekin_tui.domain.nip import parse_nip
from ekin_tui.text import reason

KINDS = ("staff", "posts", "assignments", "skp", "rhk", "plans", "periods", "policy", "holidays", "leave", "ratings")
_MOST_BYTES = 1_000_000
of_agency = click.option("--agency", metavar="ID")


@admin.command("import")
@click.argument("files", nargs=-1, metavar="[FILE...]")
@click.option("--map", "map_file", type=click.Path(path_type=Path), metavar="FILE")
@click.option("--kind", type=click.Choice(KINDS))
@click.option("--apply", is_flag=True)
@click.option("--strict", is_flag=True)
@click.option("--show-map", is_flag=True)
@of_agency
@database
@as_json
@click.pass_obj
def import_files(
    joined: Joined,
    files: tuple[str, ...],
    map_file: Path | None,
    kind: str | None,
    apply: bool,
    strict: bool,
    show_map: bool,
    agency: str | None,
    db: str,
    as_json: bool,
) -> None:
    """Compare tables of the agency with the centre; --apply writes what differs."""
    with centre_errors(joined):
        from ekin_tui.server.intake import mapping, run

        if show_map:
            show(mapping.default_text(), end="")
            return
        if not files:
            raise End(Code.USAGE, "cli.missing", name="FILE")
        paths = [_named(file, kind) for file in files]
        asked = run.Files(paths=paths, columns=mapping.read_map(map_file), agency=agency)
        report = _run(joined, asked, db, apply=apply, strict=strict)
    show_report(report, joined.words, asked=apply, as_json=as_json)
    if report.refused:
        raise End(Code.REFUSED)


def _run(joined: Joined, asked: Any, db: str, *, apply: bool, strict: bool) -> Any:
    """Run an import. Ends with USAGE for a file that can't be read; nothing has been written then."""
    from ekin_tui.exchange.limits import TableError
    from ekin_tui.server.intake import run

    try:
        return run.run(db, asked, now=joined.clock(), apply=apply, strict=strict)
    except TableError as error:
        said = joined.words(f"table.{error.code}", **error.details)
        raise End(Code.USAGE, "import.file-refused", file=error.details["file"], why=said) from error
    except OSError as error:
        why = reason(joined.words, error)
        raise End(Code.USAGE, "import.file-unreadable", path=inert(str(error.filename or "")), why=why) from error


def _named(file: str, kind: str | None) -> tuple[Path, str | None]:
    """Return the path of ``FILE`` or ``KIND=FILE``, and the kind it is named as."""
    name, mark, rest = file.partition("=")
    return (Path(rest), name) if mark and name in KINDS and rest else (Path(file), kind)


@admin.command("subject")
@click.argument("nip")
@click.argument("subject", required=False)
@click.option("--issuer", metavar="URL")
@click.option("--remove", is_flag=True)
@database
@as_json
@click.pass_obj
def subject(
    joined: Joined, nip: str, subject: str | None, issuer: str | None, remove: bool, db: str, as_json: bool
) -> None:
    """Bind an account of the agency's sign-in to a person, unbind it, or show the accounts of a person."""
    if (issuer is None) != (subject is None and not remove) or (remove and subject is not None):
        raise End(Code.USAGE, "admin.subject-what")
    with centre_errors(joined):
        from ekin_tui.server import subjects

        if subject is not None and issuer is not None:
            subjects.set_subject(db, nip, issuer, subject)
        elif issuer is not None:
            subjects.drop_subject(db, nip, issuer)
        found = subjects.read_subjects(db, nip)
    if as_json:
        show_json({"nip": parse_nip(nip), "accounts": [{"issuer": i, "subject": s} for i, s in found]})
    elif found:
        table(found)
    else:
        tell(joined.words("admin.subject-none"))


@admin.group("policy", cls=Group)
def policy() -> None:
    """See and set the policy of the agency."""


@policy.command("show")
@of_agency
@database
@as_json
@click.pass_obj
def policy_show(joined: Joined, agency: str | None, db: str, as_json: bool) -> None:
    """Print the policy in force."""
    with centre_errors(joined):
        from ekin_tui.server.agency import read_policy
        from ekin_tui.server.policies import shown

        found = read_policy(db, agency)
        values = shown(found)
    if as_json:
        show_json({"rev": found.rev, "policy": values})
    else:
        table([(key, value, joined.words(f"policy.key.{key}")) for key, value in values.items()])


@policy.command("set")
@click.argument("pairs", nargs=-1, metavar="[KEY VALUE...]")
@click.option("--file", "file", type=click.Path(path_type=Path), metavar="FILE")
@of_agency
@database
@as_json
@click.pass_obj
def policy_set(
    joined: Joined, pairs: tuple[str, ...], file: Path | None, agency: str | None, db: str, as_json: bool
) -> None:
    """Change values of the policy, all or none."""
    if len(pairs) % 2 or (not pairs and file is None):
        raise End(Code.USAGE, "policy.pairs")
    asked = [*([] if file is None else _of_file(file)), *zip(pairs[::2], pairs[1::2], strict=True)]
    with centre_errors(joined):
        from ekin_tui.server.agency import set_policy

        done = set_policy(db, asked, now=joined.clock(), agency=agency)
    if as_json:
        changed = {key: list(pair) for key, pair in done.changed.items()}
        show_json({"rev": done.rev, "changed": changed, "cleared": done.cleared})
        return
    _tell_changes(joined, done.changed.items())
    words = joined.words
    tell(words("policy.set", rev=done.rev, cleared=done.cleared) if done.changed else words("policy.unchanged"))


@policy.command("history")
@of_agency
@database
@as_json
@click.pass_obj
def policy_history(joined: Joined, agency: str | None, db: str, as_json: bool) -> None:
    """Print which policy was in force from when."""
    with centre_errors(joined):
        from ekin_tui.server.agency import read_history

        found = read_history(db, agency)
    if as_json:
        rows = [
            {"rev": one.rev, "at": one.at or None, "changed": {key: list(pair) for key, pair in one.changed.items()}}
            for one in found
        ]
        show_json({"history": rows})
        return
    for one in found:
        show(joined.words("policy.revision", rev=one.rev, at=one.at[:16].replace("T", " ") or "-"))
        _tell_changes(joined, one.changed.items())


def _tell_changes(joined: Joined, changes: Iterable[tuple[str, tuple[str, str]]]) -> None:
    for key, (old, new) in changes:
        show(f"  {key}: {old} -> {new}  ({joined.words(f'policy.key.{key}')})")


def _of_file(path: Path) -> list[tuple[str, str]]:
    """Return the values of a TOML file, as texts. Ends with USAGE for one that can't be read."""
    try:
        if path.stat().st_size > _MOST_BYTES:
            raise End(Code.USAGE, "policy.file", path=str(path), why="> 1 MB")
        said = tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except (OSError, tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise End(Code.USAGE, "policy.file", path=str(path), why=inert(str(error))) from error
    return [(key, _text(value)) for key, value in said.items()]


def _text(value: object) -> str:
    if isinstance(value, bool):
        return "ya" if value else "tidak"
    if isinstance(value, float):
        return str(value).replace(".", ",")  # its point would be one that groups thousands
    if isinstance(value, list):
        return ", ".join("/".join(map(_text, one)) if isinstance(one, list) else _text(one) for one in value)
    return value.isoformat() if isinstance(value, date) else str(value)


@admin.command("take")
@click.argument("folder", type=click.Path(path_type=Path))
@database
@as_json
@click.pass_obj
def take(joined: Joined, folder: Path, db: str, as_json: bool) -> None:
    """Take what lies in a folder for the centre, and lay the answers beside it."""
    with centre_errors(joined):
        from ekin_tui.server import take as rooms

        taken = rooms.take(db, folder, now=joined.clock)
    words = joined.words
    said = [words(f"admin.bundle.{one.code}", file=inert(one.file), name=one.name) for one in taken]
    if as_json:
        told = [asdict(one) | {"refused": one.refused, "message": text} for one, text in zip(taken, said, strict=True)]
        show_json({"folder": str(folder), "bundles": told})
    else:
        table(
            [
                (text, ", ".join(f"{v} {n}" for v, n in one.verdicts.items()))
                for one, text in zip(taken, said, strict=True)
            ]
        )
        tell(words("admin.bundles", n=len(taken)))
    if any(one.refused for one in taken):
        raise End(Code.REFUSED)


COMMANDS = {"admin": admin}
