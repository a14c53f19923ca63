"""Who may do what to an entry, and what becomes of it: one table, shared by the client and the centre.

:func:`decide` is the only function of the project that changes a status. :func:`allowed` reads the same table,
so the keys on a screen and the verdict of the centre can't differ. ``docs/rules.md`` is printed from here.
Source: the states of E-Kinerja BKN and PermenPANRB 6/2022 on the management of performance.
"""

from collections.abc import Mapping
from dataclasses import field, replace
from enum import StrEnum

from ekin_tui.domain.facts import dataclass
from ekin_tui.domain.model import MAX_NOTE, Action, Entry, Problem, Severity, Status
from ekin_tui.domain.rev import advance


class Role(StrEnum):
    """How a person stands to one entry. The owner is never also its supervisor."""

    OWNER = "owner"
    SUPERVISOR = "supervisor"
    AUDITOR = "auditor"
    """Reads what was sent. The table has no line for it: nothing is ever allowed."""
    STRANGER = "stranger"


class Need(StrEnum):
    """A condition beyond role and status."""

    COMPLETE = "complete"
    OPEN = "open"
    UNLOCKED = "unlocked"
    TEXT = "text"
    TEXT_IF_FEWER = "text-if-fewer"
    WITHDRAWABLE = "withdrawable"
    NEVER_SENT = "never-sent"


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One line of the table: from these statuses this role may do this, and it leads there."""

    action: Action
    role: Role
    origin: tuple[Status, ...]
    to: Status | None
    """None: the status stays."""
    needs: tuple[Need, ...] = ()


_SENT = (Status.SUBMITTED, Status.RETURNED, Status.APPROVED, Status.REJECTED)

TABLE: tuple[Row, ...] = (
    Row(action=Action.PUT, role=Role.OWNER, origin=(Status.DRAFT, Status.RETURNED), to=None, needs=(Need.UNLOCKED,)),
    Row(
        action=Action.SUBMIT,
        role=Role.OWNER,
        origin=(Status.DRAFT, Status.RETURNED),
        to=Status.SUBMITTED,
        needs=(Need.COMPLETE, Need.OPEN, Need.UNLOCKED),
    ),
    Row(
        action=Action.WITHDRAW,
        role=Role.OWNER,
        origin=(Status.SUBMITTED,),
        to=Status.DRAFT,
        needs=(Need.WITHDRAWABLE,),
    ),
    Row(
        action=Action.DISCARD,
        role=Role.OWNER,
        origin=(Status.DRAFT,),
        to=Status.DISCARDED,
        needs=(Need.NEVER_SENT,),
    ),
    Row(
        action=Action.APPROVE,
        role=Role.SUPERVISOR,
        origin=(Status.SUBMITTED,),
        to=Status.APPROVED,
        needs=(Need.TEXT_IF_FEWER,),
    ),
    Row(
        action=Action.RETURN,
        role=Role.SUPERVISOR,
        origin=(Status.SUBMITTED,),
        to=Status.RETURNED,
        needs=(Need.TEXT,),
    ),
    Row(
        action=Action.REJECT,
        role=Role.SUPERVISOR,
        origin=(Status.SUBMITTED,),
        to=Status.REJECTED,
        needs=(Need.TEXT,),
    ),
    Row(
        action=Action.REOPEN,
        role=Role.SUPERVISOR,
        origin=(Status.APPROVED,),
        to=Status.RETURNED,
        needs=(Need.TEXT, Need.UNLOCKED),
    ),
    Row(action=Action.NOTE, role=Role.OWNER, origin=_SENT, to=None, needs=(Need.TEXT,)),
    Row(action=Action.NOTE, role=Role.SUPERVISOR, origin=_SENT, to=None, needs=(Need.TEXT,)),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Actor:
    """A person with the supervising positions they speak for, and those they audit, at this moment."""

    person: str
    positions: frozenset[str] = frozenset()
    audited: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What is asked for: the action, the revision that was read, and what comes with it."""

    action: Action
    base: str = ""
    text: str = ""
    minutes: int | None = None
    """Recognised minutes of an approval; None recognises all that were claimed."""
    content: Entry | None = None
    """For a put: an entry that carries the new content."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What else the decision rests on, found out by the caller."""

    problems: tuple[Problem, ...] = ()
    """What :mod:`ekin_tui.domain.checks` finds in the content."""
    closed: bool = False
    """The period takes no more submissions (deadline passed and the policy refuses late ones)."""
    locked: bool = False
    """The period is locked: nothing in it changes any more."""
    sent: bool = False
    """The entry has been submitted at least once."""
    withdraw: bool = True
    """The policy lets owners withdraw."""


class Refused(Exception):  # noqa: N818 - a refusal is an answer of the office, not a fault of the program
    """The action is not allowed. ``code`` names the reason, ``field`` what to mend."""

    def __init__(self, code: str, field_name: str | None = None, args: Mapping[str, str | int] | None = None) -> None:
        """``args`` fill the sentence that belongs to ``code``."""
        super().__init__(code)
        self.code = code
        self.field = field_name
        self.details: Mapping[str, str | int] = args or {}


class Stale(Refused):
    """The entry has changed since it was read; look again, then decide."""

    def __init__(self) -> None:
        super().__init__("stale-base")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Case:
    entry: Entry
    asked: Asked
    facts: Facts = field(default_factory=Facts)


def role_of(actor: Actor, entry: Entry) -> Role:
    """Return how ``actor`` stands to ``entry``; own entries make an owner, whatever posts are held."""
    if actor.person == entry.owner:
        return Role.OWNER
    if entry.position is None or entry.status is Status.DRAFT:
        return Role.STRANGER
    if entry.position in actor.positions:
        return Role.SUPERVISOR
    return Role.AUDITOR if entry.position in actor.audited else Role.STRANGER


def allowed(actor: Actor, entry: Entry) -> frozenset[Action]:
    """Return the actions whose keys may be offered; the conditions beyond role and status are checked later."""
    role = role_of(actor, entry)
    return frozenset(row.action for row in TABLE if row.role is role and entry.status in row.origin)


def decide(actor: Actor, entry: Entry, asked: Asked, facts: Facts | None = None) -> Entry:
    """Return ``entry`` as the action leaves it, with its next revision.

    Raises Stale when ``asked.base`` is not the entry's revision, Refused for everything else.
    A note changes neither status nor revision and may rest on any revision.
    """
    role = role_of(actor, entry)
    if role is Role.STRANGER:
        raise Refused("not-found")
    rows = [row for row in TABLE if row.action is asked.action and row.role is role]
    if not rows:
        raise Refused(_NEVER[role])
    if asked.action is not Action.NOTE and asked.base != entry.rev:
        raise Stale
    row = rows[0]
    if entry.status not in row.origin:
        raise Refused("wrong-state", None, {"status": entry.status.value, "action": asked.action.value})
    case = _Case(entry=entry, asked=asked, facts=facts or Facts())
    for need in row.needs:
        _NEEDS[need](case)
    return _outcome(case, row)


def _outcome(case: _Case, row: Row) -> Entry:
    if row.action is Action.NOTE:
        return case.entry
    changed = replace(case.entry, status=row.to or case.entry.status)
    if row.action is Action.APPROVE:
        minutes = case.entry.minutes if case.asked.minutes is None else case.asked.minutes
        changed = replace(changed, recognised=minutes)
    elif row.to in {Status.RETURNED, Status.DRAFT}:
        changed = replace(changed, recognised=None)
    if case.asked.content is not None and row.action is Action.PUT:
        content = case.asked.content
        changed = replace(
            changed,
            day=content.day,
            start=content.start,
            end=content.end,
            zone=content.zone,
            activity=content.activity,
            plan=content.plan,
            quantity=content.quantity,
            unit=content.unit,
            evidence=content.evidence,
        )
    return advance(changed)


def _complete(case: _Case) -> None:
    for problem in case.facts.problems:
        if problem.severity is Severity.ERROR:
            raise Refused(problem.code, problem.field, problem.args)


def _open(case: _Case) -> None:
    if case.facts.closed:
        raise Refused("period-closed", "day")


def _unlocked(case: _Case) -> None:
    if case.facts.locked:
        raise Refused("period-locked", "day")


def _text(case: _Case) -> None:
    if not case.asked.text.strip():
        raise Refused("note-needed", "note")
    if len(case.asked.text) > MAX_NOTE:
        raise Refused("note-too-long", "note", {"limit": MAX_NOTE})


def _text_if_fewer(case: _Case) -> None:
    minutes = case.asked.minutes
    if minutes is None:
        return
    if not 0 <= minutes <= case.entry.minutes:
        raise Refused("minutes-out-of-range", "minutes", {"limit": case.entry.minutes})
    if minutes < case.entry.minutes:
        _text(case)


def _withdrawable(case: _Case) -> None:
    if not case.facts.withdraw:
        raise Refused("withdraw-off")


def _never_sent(case: _Case) -> None:
    if case.facts.sent:
        raise Refused("was-sent")


_NEVER = {Role.OWNER: "own-entry", Role.SUPERVISOR: "not-yours", Role.AUDITOR: "audit-only"}
"""Why an action has no line in the table for a role."""
_NEEDS = {
    Need.COMPLETE: _complete,
    Need.OPEN: _open,
    Need.UNLOCKED: _unlocked,
    Need.TEXT: _text,
    Need.TEXT_IF_FEWER: _text_if_fewer,
    Need.WITHDRAWABLE: _withdrawable,
    Need.NEVER_SENT: _never_sent,
}
