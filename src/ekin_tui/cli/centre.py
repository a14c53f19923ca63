"""The reference centre: ``serve`` and ``admin init|token|assign|outage|backup|check`` (the rest: ``cli/agency.py``)."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from ekin_tui.cli.choose import read_day_option
from ekin_tui.cli.ending import Code, End
from ekin_tui.cli.entries import as_json
from ekin_tui.cli.help import Group
from ekin_tui.cli.join import Joined
from ekin_tui.cli.printing import show, show_json, table, tell
from ekin_tui.domain.clean import inert
from ekin_tui.text import reason

if TYPE_CHECKING:
    from ekin_tui.server.bearers import Trust

DEFAULT_DB = "sqlite:///ekin-centre.db"
_USAGE = frozenset(
    {
        "bad-database-url",
        "database-unusable",
        "database-newer",
        "database-older",
        "database-missing",
        "backup-postgresql",
        "backup-exists",
        "backup-failed",
        "supervisor-needed",
        "folder-missing",
        "folder-unwritable",
        "map-missing",
        "map-unreadable",
        "map-unknown",
        "map-value",
        "columns-missing",
        "kind-unclear",
        "agency-differs",
        "agency-needed",
        "no-agency",
        "no-such-agency",
        "several-agencies",
        "subject-bad",
    }
)
"""What is wrong with the command or the database as a whole; all else is a refusal of one thing."""
_MOST_PORT = 65_535
database = click.option("--db", default=DEFAULT_DB, metavar="URL", show_default=True)


@contextmanager
def centre_errors(joined: Joined) -> Iterator[None]:
    """Turn what goes wrong with the centre's database into a sentence."""
    try:
        from ekin_tui.server.database import AdminError
    except ModuleNotFoundError as error:
        raise End(Code.USAGE, "cli.no-server-extra") from error
    try:
        yield
    except AdminError as error:
        code = Code.USAGE if error.code in _USAGE or error.code.startswith("policy-") else Code.REFUSED
        cause = error.__cause__
        why = {"why": reason(joined.words, cause)} if isinstance(cause, OSError) else {}
        tell(joined.words(f"admin.{error.code}", **error.details | why))
        raise End(code) from error


@click.command("serve")
@database
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--port", default=8080, type=click.IntRange(0, _MOST_PORT), show_default=True)
@click.option("--workers", default=1, type=click.IntRange(1, 64), show_default=True)
@click.option("--rate", default=60, type=click.IntRange(0, 1_000_000), show_default=True)
@click.option("--log-level", default="warning", type=click.Choice(["debug", "info", "warning", "error"]))
@click.option("--metrics-port", type=click.IntRange(0, _MOST_PORT))
@click.option("--metrics-host", default="127.0.0.1", show_default=True)
@click.option("--issuer", metavar="URL")
@click.option("--audience", metavar="A")
@click.option("--client-id", default="ekin-tui", metavar="ID", show_default=True)
@click.option("--claim", metavar="C")
@click.pass_obj
def serve(
    joined: Joined,
    db: str,
    host: str,
    port: int,
    workers: int,
    rate: int,
    log_level: str,
    metrics_port: int | None,
    metrics_host: str,
    issuer: str | None,
    audience: str | None,
    client_id: str,
    claim: str | None,
) -> None:
    """Run the reference centre."""
    metrics = None if metrics_port is None else (metrics_host, metrics_port)
    with centre_errors(joined):
        from ekin_tui.server.serve import AddressTaken, run
        from ekin_tui.server.workers import NotStarted

        trust = _trust(issuer, audience, client_id, claim)
        try:
            run(db, host, port, workers=workers, level=log_level, rate=rate, metrics=metrics, trust=trust)
        except AddressTaken as error:
            raise End(Code.USAGE, "cli.address-taken", host=error.host, port=error.port) from error
        except NotStarted as error:
            raise End(Code.USAGE, "cli.worker-failed") from error


def _trust(issuer: str | None, audience: str | None, client_id: str, claim: str | None) -> "Trust | None":
    """Return the agency's sign-in as it is named. Ends with USAGE for half of it, or for one that is not safe."""
    from ekin_tui.server.bearers import Trust
    from ekin_tui.sync.line import read_address

    if issuer is None and audience is None and claim is None:
        return None
    if not issuer or not audience:
        raise End(Code.USAGE, "cli.issuer-half")
    if read_address(issuer) is None:
        raise End(Code.USAGE, "cli.issuer-insecure", issuer=inert(issuer))
    if audience == client_id:  # then a token about a sign-in, which is for the program, would open the centre
        raise End(Code.USAGE, "cli.audience-client", audience=inert(audience))
    return Trust(issuer=issuer, audience=audience, client_id=client_id, claim=claim or "")


@click.group("admin", cls=Group)
def admin() -> None:
    """Look after the data of a centre."""


@admin.command("init")
@click.option("--sample", is_flag=True)
@database
@as_json
@click.pass_obj
def init(joined: Joined, sample: bool, db: str, as_json: bool) -> None:
    """Make the tables; --sample fills them with the sample agency."""
    with centre_errors(joined):
        from ekin_tui.server import admin as rooms

        people = rooms.init(db, sample=sample, today=joined.clock().date())
    if as_json:
        show_json({"people": [asdict(person) for person in people]})
    else:
        table([(person.nip, person.name, person.role, person.post) for person in people])
        tell(joined.words("admin.ready", db=db))


@admin.command("token")
@click.argument("nip")
@click.option("--end", is_flag=True)
@database
@as_json
@click.pass_obj
def token(joined: Joined, nip: str, end: bool, db: str, as_json: bool) -> None:
    """Print a new personal token, or end all that the person has."""
    with centre_errors(joined):
        from ekin_tui.domain.nip import parse_nip
        from ekin_tui.server import admin as rooms

        digits = parse_nip(nip)
        made, ended = ("", rooms.end_tokens(db, digits)) if end else (rooms.token(db, digits), 0)
    if end:
        if as_json:
            show_json({"nip": digits, "ended": ended})
        else:
            tell(joined.words("admin.tokens-ended" if ended else "admin.tokens-none", n=ended, nip=digits))
    elif as_json:
        show_json({"nip": digits, "token": made})
    else:
        show(made)


@admin.command("assign")
@click.argument("nip")
@click.option("--supervisor", metavar="NIP")
@click.option("--as", "capacity", type=click.Choice(["atasan", "plt", "plh", "delegasi", "auditor"]), default="atasan")
@click.option("--from", "start", metavar="D")
@click.option("--until", "end", metavar="D")
@database
@as_json
@click.pass_obj
def assign(
    joined: Joined,
    nip: str,
    supervisor: str | None,
    capacity: str,
    start: str | None,
    end: str | None,
    db: str,
    as_json: bool,
) -> None:
    """Put a person under a supervisor's position, let them stand in for it, or let them audit it."""
    today: date = joined.clock().date()
    first, last = read_day_option(start, today) or today, read_day_option(end, today)
    with centre_errors(joined):
        from ekin_tui.server import admin as rooms

        done = rooms.assign(db, nip, supervisor=supervisor, capacity=capacity, start=first, end=last)
    if as_json:
        show_json(done)
    else:
        said = {"atasan": "admin.assigned", "auditor": "admin.auditing"}.get(capacity, "admin.acting")
        words = joined.words
        post = {"nip": done["nip"], "capacity": words(f"capacity.{capacity}"), "position": done["position"]}
        days = {"first": words.day(first), "last": words.day(last) if last else ""}
        tell(words(f"{said}-until" if last else said, **post, **days))


@admin.command("outage")
@click.option("--from", "began", required=True, metavar="T")
@click.option("--until", "ended", required=True, metavar="T")
@database
@as_json
@click.pass_obj
def outage(joined: Joined, began: str, ended: str, db: str, as_json: bool) -> None:
    """Record a time when the centre could not be reached, where it did not notice by itself."""
    first, last = _instant(began), _instant(ended)
    with centre_errors(joined):
        from ekin_tui.server import admin as rooms

        cleared = rooms.outage(db, first, last, now=joined.clock())
    if as_json:
        show_json({"began": first.isoformat(), "ended": last.isoformat(), "cleared": cleared})
    else:
        words = joined.words
        tell(words("admin.outage", began=words.instant(first), ended=words.instant(last), n=cleared))


def _instant(said: str) -> datetime:
    """Return the moment that was typed, one of this machine's without a zone. Ends with USAGE for other texts."""
    try:
        return datetime.fromisoformat(said).astimezone()
    except ValueError as error:
        raise End(Code.USAGE, "admin.bad-instant", value=inert(said)) from error


@admin.command("backup")
@click.argument("file", type=click.Path(path_type=Path))
@database
@as_json
@click.pass_obj
def backup(joined: Joined, file: Path, db: str, as_json: bool) -> None:
    """Copy the database into a new file while the centre runs."""
    with centre_errors(joined):
        from ekin_tui.server import keeping

        size = keeping.backup(db, file)
    if as_json:
        show_json({"file": str(file), "bytes": size})
    else:
        tell(joined.words("admin.backed-up", path=str(file), size=joined.words.number(size)))


@admin.command("check")
@database
@as_json
@click.pass_obj
def check(joined: Joined, db: str, as_json: bool) -> None:
    """Look for what does not agree in the centre's data."""
    with centre_errors(joined):
        from ekin_tui.server import keeping

        found = keeping.check(db)
    if as_json:
        show_json({"ok": not found, "findings": [asdict(finding) for finding in found]})
    for finding in found:
        tell(joined.words(f"admin.found.{finding.code}", n=finding.count, ids=", ".join(finding.ids)))
    if found:
        raise End(Code.REFUSED)
    if not as_json:
        tell(joined.words("admin.sound"))


COMMANDS = {"serve": serve}
