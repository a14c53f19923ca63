"""For supervisors: ``review list|approve|return|reject|comment|reopen``."""

import click

from ekin_tui.cli.choose import find_entry
from ekin_tui.cli.ending import Code, End
from ekin_tui.cli.entries import as_json
from ekin_tui.cli.figures import team
from ekin_tui.cli.help import Group
from ekin_tui.cli.join import Joined
from ekin_tui.cli.printing import show_entries, show_json, show_problem, tell
from ekin_tui.cli.shape import review_shape
from ekin_tui.desk.inbox import Order
from ekin_tui.desk.views import Outcome
from ekin_tui.domain.nip import parse_nip

_PORTION = 5_000
"""Entries whose writing is looked at in one go, where nobody waits for a key."""


@click.group("review", cls=Group)
def review() -> None:
    """Review what waits for you."""


@review.command("list")
@click.option("--of", metavar="NIP", default="")
@click.option("--filter", "typed", metavar="WORDS", default="")
@click.option("--by", type=click.Choice(["oldest", "person", "day"]), default="oldest")
@click.option("--skip", type=click.IntRange(0), default=0)
@click.option("--limit", type=click.IntRange(1))
@as_json
@click.pass_obj
def list_(joined: Joined, of: str, typed: str, by: str, skip: int, limit: int | None, as_json: bool) -> None:
    """List what waits, oldest first; --limit and --skip give it page by page."""
    reviewing = joined.desk.reviewing
    if not reviewing.is_supervisor():
        raise End(Code.REFUSED, "cli.no-supervisor")
    if of.replace(" ", "").lstrip("'").isdigit():
        parse_nip(of)
    inbox = reviewing.inbox(typed, Order(by), of)
    if inbox.wanted.unknown:
        raise End(Code.USAGE, "review.no_mark", typed=inbox.wanted.unknown)
    while inbox.learn(_PORTION):
        pass
    count = inbox.total if limit is None else limit
    if as_json:
        show_json([review_shape(view, joined.words) for view in reviewing.read(inbox, skip, count)])
    else:
        last = min(skip + count, inbox.total)
        shown = [view for view in map(inbox.at, range(skip, last)) if view is not None]
        show_entries(shown, joined.words, owners=True)
        if skip or last < inbox.total:
            tell(joined.words("cli.part-of-queue", first=min(skip + 1, last), last=last, n=inbox.total))


@review.command("approve")
@click.argument("entry_id", metavar="ID")
@click.option("--minutes", type=click.IntRange(0))
@click.option("--note", default="", metavar="T")
@as_json
@click.pass_obj
def approve(joined: Joined, entry_id: str, minutes: int | None, note: str, as_json: bool) -> None:
    """Approve an entry; --minutes recognises fewer and then needs a note."""
    named, rev = _read(joined, entry_id)
    outcome = joined.desk.reviewing.approve(named, rev=rev, minutes=minutes, note=note)
    _answer(joined, outcome, as_json=as_json)


@review.command("return")
@click.argument("entry_id", metavar="ID")
@click.option("--note", default="", metavar="T")
@as_json
@click.pass_obj
def send_back(joined: Joined, entry_id: str, note: str, as_json: bool) -> None:
    """Return an entry with what is to be mended."""
    named, rev = _read(joined, entry_id)
    _answer(joined, joined.desk.reviewing.send_back(named, rev=rev, note=note), as_json=as_json)


@review.command("reject")
@click.argument("entry_id", metavar="ID")
@click.option("--note", default="", metavar="T")
@as_json
@click.pass_obj
def reject(joined: Joined, entry_id: str, note: str, as_json: bool) -> None:
    """Reject an entry for good."""
    named, rev = _read(joined, entry_id)
    _answer(joined, joined.desk.reviewing.reject(named, rev=rev, note=note), as_json=as_json)


@review.command("reopen")
@click.argument("entry_id", metavar="ID")
@click.option("--note", default="", metavar="T")
@as_json
@click.pass_obj
def reopen(joined: Joined, entry_id: str, note: str, as_json: bool) -> None:
    """Take an approval back, with the reason."""
    named, rev = _read(joined, entry_id)
    _answer(joined, joined.desk.reviewing.reopen(named, rev=rev, note=note), as_json=as_json)


@review.command("comment")
@click.argument("entry_id", metavar="ID")
@click.option("--note", default="", metavar="T")
@as_json
@click.pass_obj
def comment(joined: Joined, entry_id: str, note: str, as_json: bool) -> None:
    """Add a note without deciding; owners answer in the same thread."""
    named = find_entry(joined, entry_id)
    own = joined.desk.journal.view(named) is not None
    outcome = joined.desk.journal.comment(named, note) if own else joined.desk.reviewing.comment(named, note=note)
    _answer(joined, outcome, as_json=as_json)


review.add_command(team)


def _read(joined: Joined, typed: str) -> tuple[str, str]:
    """Return the id and the revision that this cache holds: what the supervisor can have read."""
    named = find_entry(joined, typed)
    stored = joined.store.entries.get(named)
    return named, stored.entry.rev if stored else ""


def _answer(joined: Joined, outcome: Outcome, *, as_json: bool) -> None:
    if outcome.problem is not None:
        show_problem(outcome.problem, joined.words, outcome.id)
        raise End(Code.REFUSED)
    if outcome.view is None:
        return
    if as_json:
        show_json(review_shape(outcome.view, joined.words))
    else:
        show_entries([outcome.view], joined.words, owners=True)


COMMANDS = {"review": review}
