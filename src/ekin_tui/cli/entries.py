"""One's own entries: ``add list show edit discard submit withdraw``."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date

import click

from ekin_tui.cli.choose import choose_plan, find_entry, read_day_option, read_month_option
from ekin_tui.cli.ending import Code, End
from ekin_tui.cli.join import Joined
from ekin_tui.cli.printing import show_entries, show_entry, show_json, show_problem, tell
from ekin_tui.cli.shape import entry_shape, review_shape
from ekin_tui.desk.mending import UNMENDED
from ekin_tui.desk.quick import form_of, unfit
from ekin_tui.desk.views import Checked, EntryView, Form, Outcome
from ekin_tui.domain import quickline
from ekin_tui.domain.model import Problem, Severity, Status

_FIELDS = (
    click.option("--day", metavar="D"),
    click.option("--start", metavar="HH.MM"),
    click.option("--end", metavar="HH.MM"),
    click.option("--activity", metavar="T"),
    click.option("--plan", metavar="P"),
    click.option("--quantity", metavar="N"),
    click.option("--unit", metavar="U"),
    click.option("--evidence", metavar="URL"),
)
as_json = click.option("--json", "as_json", is_flag=True)


def with_fields(command: Callable[..., None]) -> Callable[..., None]:
    """Give ``command`` an option for each field of BKN's form."""
    for option in reversed(_FIELDS):
        command = option(command)
    return command


@click.command("add")
@click.argument("line", required=False, default="")
@with_fields
@click.option("--submit", is_flag=True)
@as_json
@click.pass_obj
def add(joined: Joined, /, line: str, submit: bool, as_json: bool, **given: str | None) -> None:
    """Record an activity from a quick line, options, or both."""
    today = joined.desk.journal.today()
    day = read_day_option(given.pop("day"), today) or today
    form = _from_line(joined, line, day, given)
    view, checked = _save(joined, _over(form, given))
    _after_save(joined, view, checked, submit=submit, as_json=as_json)


@click.command("edit")
@click.argument("entry_id", metavar="ID")
@with_fields
@as_json
@click.pass_obj
def edit(joined: Joined, /, entry_id: str, as_json: bool, **given: str | None) -> None:
    """Change fields of a draft or a returned entry."""
    if all(value is None for value in given.values()):
        raise End(Code.USAGE, "cli.edit-what")
    journal = joined.desk.journal
    named = find_entry(joined, entry_id)
    form = journal.form(named)
    day = read_day_option(given.pop("day"), journal.today())
    if day is not None:
        form = replace(form, day=day.isoformat())
    plan = given.pop("plan")
    if plan is not None:
        form = replace(form, plan=choose_plan(joined, plan, date.fromisoformat(form.day)), plan_words="")
    view, checked = _save(joined, _over(form, given))
    _after_save(joined, view, checked, submit=False, as_json=as_json)


@click.command("list")
@click.option("--day", metavar="D")
@click.option("--month", metavar="YYYY-MM")
@click.option("--status", type=click.Choice([s.value for s in Status if s is not Status.DISCARDED]))
@click.option("--of", metavar="NIP")
@as_json
@click.pass_obj
def list_(
    joined: Joined, day: str | None, month: str | None, status: str | None, of: str | None, as_json: bool
) -> None:
    """List entries of a day or a month (this month by default), one's own or those of others that one may read."""
    if day is not None and month is not None:
        raise End(Code.USAGE, "cli.day-or-month")
    journal = joined.desk.journal
    chosen = read_day_option(day, journal.today())
    span = read_month_option(month, journal.today())
    first, last = (chosen, chosen) if chosen else (span.first, span.last)
    views = journal.between(first, last) if of is None else joined.desk.reviewing.entries_of(of, first, last)
    views = [view for view in views if status in {None, view.entry.status.value}]
    _show_many(joined, views, as_json=as_json, others=of is not None)


@click.command("show")
@click.argument("entry_id", metavar="ID")
@click.option("--paste", is_flag=True)
@as_json
@click.pass_obj
def show(joined: Joined, entry_id: str, paste: bool, as_json: bool) -> None:
    """Show one entry with its notes, or field by field as it is keyed into BKN's form."""
    named = find_entry(joined, entry_id)
    view = joined.desk.journal.view(named)
    found = joined.desk.reviewing.look(named) if view is None else None
    shown = view or (found.view if found else None)
    if shown is None:
        raise End(Code.REFUSED, "cli.no-entry", id=entry_id)
    if paste:
        from ekin_tui.cli.paste import show_paste

        show_paste(shown, joined.words, as_json=as_json)
        return
    _show_one(joined, shown, as_json=as_json)


@click.command("discard")
@click.argument("entry_id", metavar="ID")
@as_json
@click.pass_obj
def discard(joined: Joined, entry_id: str, as_json: bool) -> None:
    """Discard a draft."""
    named = find_entry(joined, entry_id)
    outcome = joined.desk.journal.discard(named)
    if outcome.problem is not None:
        _refused(joined, [outcome])
    if as_json:
        show_json({"id": named, "status": Status.DISCARDED.value})
    else:
        tell(joined.words("cli.discarded"))


@click.command("submit")
@click.argument("ids", metavar="[ID]...", nargs=-1)
@click.option("--day", metavar="D")
@click.option("--all", "everything", is_flag=True)
@as_json
@click.pass_obj
def submit(joined: Joined, ids: Sequence[str], day: str | None, everything: bool, as_json: bool) -> None:
    """Send entries to the supervisor: some, those of a day, or all that are ready."""
    if bool(ids) + bool(day) + everything != 1:
        raise End(Code.USAGE, "cli.submit-what")
    journal = joined.desk.journal
    chosen = read_day_option(day, journal.today())
    if ids:
        named = [find_entry(joined, one) for one in ids]
    elif chosen is not None:
        views = journal.between(chosen, chosen)
        named = [v.entry.id for v in views if v.entry.status in {Status.DRAFT, Status.RETURNED}]
    else:
        survey = journal.survey(date(2000, 1, 1), journal.today())
        named = [view.entry.id for view in survey.goes]
        for view, why in survey.stays:
            if why == UNMENDED:
                show_problem(why, joined.words, view.entry.id)
    if len(ids) == 1:
        _send_alone(joined, named[0], as_json=as_json)
    else:
        _show_outcomes(joined, journal.submit(named), single=False, as_json=as_json)


@click.command("withdraw")
@click.argument("entry_id", metavar="ID")
@as_json
@click.pass_obj
def withdraw(joined: Joined, entry_id: str, as_json: bool) -> None:
    """Take a submitted entry back while it is undecided."""
    outcome = joined.desk.journal.withdraw(find_entry(joined, entry_id))
    _show_outcomes(joined, [outcome], single=True, as_json=as_json)


def _from_line(joined: Joined, line: str, day: date, given: dict[str, str | None]) -> Form:
    quick = quickline.parse(line)
    unread = [p for p in quick.problems if p.code == "times-unreadable"]
    if unread:
        show_problem(unread[0], joined.words)
        raise End(Code.REFUSED)
    wanted = given.pop("plan") or quick.plan
    return form_of(quick, choose_plan(joined, wanted, day) if wanted else "", day)


def _over(form: Form, given: dict[str, str | None]) -> Form:
    return replace(form, **{name: value for name, value in given.items() if value is not None})


def _save(joined: Joined, form: Form) -> tuple[EntryView, Checked]:
    """Save what can be kept as a draft; what can't be one at all is refused before anything is written."""
    checked = joined.desk.journal.check(form)
    wrong = unfit(checked)
    if wrong:
        for problem in wrong:
            show_problem(problem, joined.words)
        raise End(Code.REFUSED)
    view, checked = joined.desk.journal.save(form)
    if checked.met:
        tell(joined.words(f"cli.{checked.met}"))
    return view, checked


def _after_save(joined: Joined, view: EntryView, checked: Checked, *, submit: bool, as_json: bool) -> None:
    if not submit:
        _say_problems(joined, checked.problems)
        _show_one(joined, view, as_json=as_json, brief=True)
        return
    _say_problems(joined, [p for p in checked.problems if p.severity is Severity.WARNING])
    _send_alone(joined, view.entry.id, as_json=as_json)


def _send_alone(joined: Joined, entry_id: str, *, as_json: bool) -> None:
    """Send one entry; that it was returned and not mended since is said, and keeps it from nothing."""
    unmended = joined.desk.journal.unmended(entry_id)
    outcomes = joined.desk.journal.submit([entry_id], as_is=True)
    if unmended and outcomes[0].problem is None:
        tell(joined.words("cli.sent-unmended"))
    _show_outcomes(joined, outcomes, single=True, as_json=as_json)


def _say_problems(joined: Joined, problems: Sequence[Problem]) -> None:
    for problem in problems:
        show_problem(problem, joined.words)


def _show_one(joined: Joined, view: EntryView, *, as_json: bool, brief: bool = False) -> None:
    if as_json:
        show_json(entry_shape(view, joined.words))
    elif brief:
        show_entries([view], joined.words)
    else:
        show_entry(view, joined.words)


def _show_many(joined: Joined, views: Sequence[EntryView], *, as_json: bool, others: bool = False) -> None:
    if as_json:
        shape = review_shape if others else entry_shape
        show_json([shape(view, joined.words) for view in views])
    else:
        show_entries(views, joined.words, owners=others)


def _show_outcomes(joined: Joined, outcomes: Sequence[Outcome], *, single: bool, as_json: bool) -> None:
    views = [outcome.view for outcome in outcomes if outcome.view is not None]
    if as_json and single:
        _show_one(joined, views[0], as_json=True) if views else None
    elif as_json:
        _show_many(joined, views, as_json=True)
    else:
        show_entries([o.view for o in outcomes if o.view is not None and o.problem is None], joined.words)
    _refused(joined, outcomes)


def _refused(joined: Joined, outcomes: Sequence[Outcome]) -> None:
    """Name each refusal and end with REFUSED when there is one."""
    refused = [outcome for outcome in outcomes if outcome.problem is not None]
    for outcome in refused:
        if outcome.problem is not None:
            show_problem(outcome.problem, joined.words, outcome.id)
    if refused:
        raise End(Code.REFUSED)


COMMANDS = {
    "add": add,
    "edit": edit,
    "list": list_,
    "show": show,
    "discard": discard,
    "submit": submit,
    "withdraw": withdraw,
}
