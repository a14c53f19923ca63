"""Figures of much at once: ``skp``, the year's targets, and ``review team``, the team's month. No network."""

from typing import Any

import click

from ekin_tui.cli.choose import read_month_option
from ekin_tui.cli.ending import Code, End
from ekin_tui.cli.entries import as_json
from ekin_tui.cli.join import Joined
from ekin_tui.cli.printing import show, show_json, table, tell
from ekin_tui.desk.matrix import Member, TeamView
from ekin_tui.desk.progress import Ended, PlanView, ProgressView, SkpView
from ekin_tui.domain.model import Status
from ekin_tui.text import Words


@click.command("skp")
@click.option("--year", type=click.IntRange(1, 9_999), metavar="YYYY")
@as_json
@click.pass_obj
def skp(joined: Joined, year: int | None, as_json: bool) -> None:
    """Show the targets of a year with what is approved and what waits."""
    view = joined.desk.progress.year(year or joined.desk.journal.today().year)
    if as_json:
        show_json(
            {"year": view.year, "skps": [_skp(one) for one in view.skps], "gone": [_plan(one) for one in view.gone]}
        )
        return
    show_skp(view, joined.words)


@click.command("team")
@click.option("--month", metavar="YYYY-MM")
@click.option("--remind", is_flag=True)
@as_json
@click.pass_obj
def team(joined: Joined, month: str | None, remind: bool, as_json: bool) -> None:
    """Show who has sent what in a month; --remind prints a text for those whose days are missing."""
    if not joined.desk.reviewing.is_supervisor():
        raise End(Code.REFUSED, "cli.no-supervisor")
    view, words = joined.desk.team.month(read_month_option(month, joined.desk.journal.today())), joined.words
    if remind:
        from ekin_tui.widgets.reminder_text import reminder_lines

        lines = reminder_lines(words, joined.desk.team.reminder(view.members))
        if not lines:
            tell(words("team.none_lacks"))
        if as_json:
            show_json({"text": "\n".join(lines)})
        else:
            for line in lines:
                show(line)
    elif as_json:
        show_json(_team(view))
    else:
        show_team(view, words)


def show_skp(view: ProgressView, words: Words) -> None:
    """Print a year, SKP by SKP and result by result."""
    if not view.plans:
        tell(words("skp.none", year=view.year))
    for one in view.skps:
        kind = f"skp.kind.{one.skp.kind}"
        parts = [f"SKP {words(kind) if kind in words else one.skp.kind}", one.skp.post]
        show(" · ".join([*parts, f"{one.skp.start} - {one.skp.end}", *([words("skp.ended")] if one.ended else [])]))
        for rhk in one.rhks:
            show(f"RHK {rhk.rhk.text}")
            table([_line(words, plan) for plan in rhk.plans])
    if view.gone:
        show(words("skp.gone_head"))
        table([_line(words, plan) for plan in view.gone])


def show_team(view: TeamView, words: Words) -> None:
    """Print a month of the team, one person a line."""
    if not view.members:
        tell(words("team.nobody"))
    table([_member_line(words, member) for member in view.members])


def _skp(view: SkpView) -> dict[str, Any]:
    own = view.skp
    return {
        "id": own.id,
        "post": own.post,
        "unit": own.unit,
        "kind": own.kind,
        "period": f"{own.start}/{own.end}",
        "ended": view.ended,
        "rhks": [
            {
                "id": one.rhk.id,
                "text": one.rhk.text,
                "kind": one.rhk.kind,
                "indicators": list(one.rhk.indicators),
                "plans": [_plan(plan) for plan in one.plans],
            }
            for one in view.rhks
        ],
    }


def _plan(plan: PlanView) -> dict[str, Any]:
    own = plan.line.plan if plan.line else None
    return {
        "id": plan.id,
        "text": plan.text,
        "code": own.code if own else "",
        "period": f"{own.start}/{own.end}" if own else None,
        "ended": plan.ended.value or None,
        "target": plan.target,
        "unit": plan.unit,
        "realised": plan.approved,
        "waiting": plan.waiting,
        "other_units": dict(plan.other),
        "entries": plan.entries,
        "by_status": {status.value: plan.by_status.get(status, 0) for status in Status if status != "discarded"},
        "minutes": plan.minutes,
        "last": plan.last.isoformat() if plan.last else None,
        "pinned": plan.pinned,
    }


def _line(words: Words, plan: PlanView) -> tuple[str, ...]:
    code = plan.line.plan.code if plan.line else ""
    target = f"{words.number(plan.target)} {plan.unit}" if plan.target else words("skp.no_target")
    return (
        f"  @{code}" if code else "  ",
        plan.text or words("skp.gone_plan"),
        words("skp.approved", n=words.number(plan.approved), unit=plan.unit),
        words("skp.waits", n=words.number(plan.waiting), unit=plan.unit),
        f"/ {target}",
        words("skp.nothing") if plan.empty else words("skp.entries", n=plan.entries),
        "" if plan.ended in {Ended.NO, Ended.AHEAD} else words("skp.ended"),
    )


def _team(view: TeamView) -> dict[str, Any]:
    return {"month": str(view.month), "today": view.today.isoformat(), "members": [_member(m) for m in view.members]}


def _member(member: Member) -> dict[str, Any]:
    person, post = member.person, member.post
    return {
        "nip": person.nip,
        "name": person.name,
        "post": person.post,
        "for": post.title if post else None,
        "as": post.capacity.value if post else None,
        "obliged": member.obliged,
        "filled": member.filled,
        "missing": [day.isoformat() for day in member.lacks],
        "minutes": member.minutes,
        "late": member.late,
        "waiting": member.waiting,
        "oldest_hours": member.oldest_hours,
        "mean_hours": member.mean_hours,
        "reason": member.reason.value or None,
        "since": member.turn.isoformat() if member.turn else None,
        "days": [
            {
                "day": day.day.isoformat(),
                "stand": day.stand.value,
                "name": day.name or None,
                "entries": day.count,
                "minutes": day.minutes,
                "late": day.late,
            }
            for day in member.days
        ],
    }


def _member_line(words: Words, member: Member) -> tuple[str, ...]:
    return (
        member.person.name,
        words("team.filled", filled=member.filled, obliged=member.obliged),
        words("team.minutes", n=words.number(member.minutes)),
        words("team.late", n=member.late),
        f"{member.waiting} {words('team.mark.waiting')}",
        ", ".join(f"{day.day}" for day in member.lacks) or "-",
    )


COMMANDS = {"skp": skp}
