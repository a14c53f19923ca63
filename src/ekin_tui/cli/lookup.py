"""What is known here: ``plans``, ``status``, ``whoami``. No network."""

import sys
from datetime import datetime

import click

from ekin_tui.cli.choose import read_day_option, read_month_option
from ekin_tui.cli.entries import as_json
from ekin_tui.cli.join import Joined
from ekin_tui.cli.printing import show, show_json, show_month, table, tell
from ekin_tui.cli.prompt import line
from ekin_tui.cli.screen import choose_signs
from ekin_tui.cli.shape import month_shape
from ekin_tui.cli.tokens import host_of, how_signed_in
from ekin_tui.domain.model import Capacity
from ekin_tui.domain.nip import show_nip
from ekin_tui.store.glance import glance


@click.command("plans")
@click.argument("words", nargs=-1)
@click.option("--day", metavar="D")
@click.option("--limit", type=click.IntRange(1, 10_000), default=50)
@as_json
@click.pass_obj
def plans(joined: Joined, words: tuple[str, ...], day: str | None, limit: int, as_json: bool) -> None:
    """Find rencana aksi, best match first."""
    chosen = read_day_option(day, joined.desk.journal.today())
    found = joined.desk.suggest(chosen).best(" ".join(words), limit=limit)
    if not found:
        tell(joined.words("cli.no-plans"))
    if as_json:
        done = joined.desk.progress.realised(match.line for match in found)
        show_json(
            [
                {
                    "id": match.line.plan.id,
                    "code": match.line.plan.code,
                    "text": match.line.plan.text,
                    "rhk": match.line.rhk.text,
                    "skp": match.line.skp.post,
                    "period": f"{match.line.plan.start}/{match.line.plan.end}",
                    "target": match.line.plan.target,
                    "unit": match.line.plan.unit,
                    "score": match.score,
                    "realised": done[match.line.plan.id].approved,
                    "waiting": done[match.line.plan.id].waiting,
                }
                for match in found
            ]
        )
        return
    table(
        [(f"@{m.line.plan.code}", m.line.plan.text, f"{m.line.plan.target or '-'} {m.line.plan.unit}") for m in found]
    )


@click.command("status")
@click.option("--month", metavar="YYYY-MM")
@click.option("--short", is_flag=True)
@as_json
@click.pass_obj
def status(joined: Joined, month: str | None, short: bool, as_json: bool) -> None:
    """Show the month in figures; --short is one line for a shell prompt."""
    today = joined.desk.journal.today()
    if short:
        found = glance(joined.home.cache_file, today)
        if found is not None:
            show(line(found, choose_signs(joined.settings.ascii, joined.env, sys.stdout.encoding or "")))
        return
    view = joined.desk.journal.month(read_month_option(month, today))
    if as_json:
        show_json(month_shape(view))
    else:
        show_month(view, joined.words)


@click.command("whoami")
@as_json
@click.pass_obj
def whoami(joined: Joined, as_json: bool) -> None:
    """Show who is signed in."""
    me = joined.desk.me
    posts = [
        f"{joined.words(f'capacity.{a.capacity}')} {a.title}" if a.capacity is not Capacity.HOLDER else a.title
        for a in joined.desk.reviewing.acting()
    ]
    audits = [f"{joined.words(f'capacity.{a.capacity}')} {a.title}" for a in joined.desk.reviewing.auditing()]
    target = joined.store.meta.get("target")
    how = how_signed_in(joined.settings.target, joined.home.token_file(joined.settings.default_target))
    if as_json:
        named = {name: getattr(me, name) for name in ("nip", "name", "post", "unit", "agency", "zone")}
        show_json({**named, "acting": posts, "auditing": audits, "target": target, "sign_in": how})
        return
    show(f"{me.name}  {show_nip(me.nip)}")
    show(f"{me.post}, {me.unit}, {me.agency}")
    for post in [*posts, *audits]:
        show(f"  {post}")
    until = datetime.fromisoformat(how["until"]) if how["until"] else None
    at, words = (joined.words.instant(until) if until else ""), joined.words
    show(words(f"sign_in.how.{how['kind']}", host=host_of(how["issuer"] or ""), until=at))


COMMANDS = {"plans": plans, "status": status, "whoami": whoami}
