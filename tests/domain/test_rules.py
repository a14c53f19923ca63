"""The table of the rules, written out a second time by hand: each of 6 statuses for 4 roles and 9 actions."""

from dataclasses import replace
from itertools import product
from typing import Any

import pytest

from ekin_tui.domain.model import CONTENT, EVENTS, MAX_NOTE, Action, Entry, Problem, Severity, Status
from ekin_tui.domain.rev import content_hash
from ekin_tui.domain.rules import TABLE, Actor, Asked, Facts, Need, Refused, Role, Stale, allowed, decide, role_of
from tests.domain.facts import an_entry

OWNER = Actor(person="siti")
SUPERVISOR = Actor(person="budi", positions=frozenset({"kabid"}))
STRANGER = Actor(person="joko", positions=frozenset({"sekretaris"}))
AUDITOR = Actor(person="maria", positions=frozenset({"sekretaris"}), audited=frozenset({"kabid", "sekretaris"}))
ACTORS = {Role.OWNER: OWNER, Role.SUPERVISOR: SUPERVISOR, Role.AUDITOR: AUDITOR, Role.STRANGER: STRANGER}

# "-" wrong-state, "own" own-entry, "not" not-yours, "aud" audit-only, "404" not-found; else the status that follows.
EXPECTED = """
            put        submit     withdraw  discard    approve   return    reject    reopen    note
owner
draft       draft      submitted  -         discarded  own       own       own       own       -
submitted   -          -          draft     -          own       own       own       own       submitted
returned    returned   submitted  -         -          own       own       own       own       returned
approved    -          -          -         -          own       own       own       own       approved
rejected    -          -          -         -          own       own       own       own       rejected
discarded   -          -          -         -          own       own       own       own       -
supervisor
draft       404        404        404       404        404       404       404       404       404
submitted   not        not        not       not        approved  returned  rejected  -         submitted
returned    not        not        not       not        -         -         -         -         returned
approved    not        not        not       not        -         -         -         returned  approved
rejected    not        not        not       not        -         -         -         -         rejected
discarded   not        not        not       not        -         -         -         -         -
auditor
draft       404        404        404       404        404       404       404       404       404
submitted   aud        aud        aud       aud        aud       aud       aud       aud       aud
returned    aud        aud        aud       aud        aud       aud       aud       aud       aud
approved    aud        aud        aud       aud        aud       aud       aud       aud       aud
rejected    aud        aud        aud       aud        aud       aud       aud       aud       aud
discarded   aud        aud        aud       aud        aud       aud       aud       aud       aud
stranger
draft       404        404        404       404        404       404       404       404       404
submitted   404        404        404       404        404       404       404       404       404
returned    404        404        404       404        404       404       404       404       404
approved    404        404        404       404        404       404       404       404       404
rejected    404        404        404       404        404       404       404       404       404
discarded   404        404        404       404        404       404       404       404       404
"""
REFUSALS = {"-": "wrong-state", "own": "own-entry", "not": "not-yours", "aud": "audit-only", "404": "not-found"}


def written_table() -> dict[tuple[Role, Status, Action], str]:
    head, *lines = EXPECTED.strip("\n").splitlines()
    actions = [Action(word) for word in head.split()]
    table: dict[tuple[Role, Status, Action], str] = {}
    role = Role.STRANGER
    for words in map(str.split, lines):
        if len(words) == 1:
            role = Role(words[0])
        else:
            table |= {(role, Status(words[0]), action): word for action, word in zip(actions, words[1:], strict=True)}
    return table


WRITTEN = written_table()


def at(status: Status, **changes: object) -> Entry:
    return an_entry(**{"status": status, "rev": "3-abcdabcd", "position": "kabid", **changes})


def asked(action: Action, **changes: Any) -> Asked:
    return replace(Asked(action=action, base="3-abcdabcd", text="Sudah dibaca"), **changes)


def refusal(actor: Actor, entry: Entry, what: Asked, facts: Facts | None = None) -> Refused:
    with pytest.raises(Refused) as refused:
        decide(actor, entry, what, facts)
    return refused.value


def test_the_written_table_holds_every_combination() -> None:
    assert set(WRITTEN) == set(product(Role, Status, set(Action) - EVENTS))


@pytest.mark.parametrize(("role", "status", "action"), sorted(WRITTEN))
def test_each_role_may_do_in_each_status_what_the_table_says(role: Role, status: Status, action: Action) -> None:
    expected = WRITTEN[role, status, action]
    if expected in REFUSALS:
        assert refusal(ACTORS[role], at(status), asked(action)).code == REFUSALS[expected]
    else:
        assert decide(ACTORS[role], at(status), asked(action)).status == Status(expected)


@pytest.mark.parametrize(("role", "status"), product(Role, Status))
def test_the_keys_that_are_offered_are_those_that_the_decision_accepts(role: Role, status: Status) -> None:
    accepted = {action for action in set(Action) - EVENTS if WRITTEN[role, status, action] not in REFUSALS}
    assert allowed(ACTORS[role], at(status)) == accepted


def test_a_wrong_state_names_the_status_and_the_action() -> None:
    refused = refusal(OWNER, at(Status.APPROVED), asked(Action.SUBMIT))
    assert (refused.code, refused.field, refused.details) == (
        "wrong-state",
        None,
        {"status": "approved", "action": "submit"},
    )


@pytest.mark.parametrize("action", [Action.APPROVE, Action.RETURN, Action.REJECT, Action.REOPEN])
@pytest.mark.parametrize("status", [s for s in Status if s is not Status.DRAFT])
def test_nobody_decides_on_their_own_entry_even_when_holding_the_position(action: Action, status: Status) -> None:
    both = Actor(person="siti", positions=frozenset({"kabid"}))
    assert role_of(both, at(status)) is Role.OWNER
    assert action not in allowed(both, at(status))
    assert refusal(both, at(status), asked(action)).code == "own-entry"


def test_who_speaks_for_a_position_and_audits_it_too_speaks_for_it() -> None:
    both = Actor(person="budi", positions=frozenset({"kabid"}), audited=frozenset({"kabid"}))
    assert role_of(both, at(Status.SUBMITTED)) is Role.SUPERVISOR
    assert role_of(AUDITOR, at(Status.SUBMITTED, owner="maria")) is Role.OWNER


@pytest.mark.parametrize("action", sorted(EVENTS))
@pytest.mark.parametrize(("role", "status"), product(Role, Status))
def test_nobody_can_ask_for_an_event(role: Role, status: Status, action: Action) -> None:
    assert action not in allowed(ACTORS[role], at(status))
    assert refusal(ACTORS[role], at(status), asked(action)).code in REFUSALS.values()


def test_an_entry_without_a_position_has_no_supervisor() -> None:
    assert role_of(SUPERVISOR, at(Status.SUBMITTED, position=None)) is Role.STRANGER


def test_one_of_several_positions_is_enough() -> None:
    acting = Actor(person="budi", positions=frozenset({"sekretaris", "kabid"}))
    assert decide(acting, at(Status.SUBMITTED), asked(Action.APPROVE)).status is Status.APPROVED


@pytest.mark.parametrize("base", ["", "2-abcdabcd", "3-00000000", "4-abcdabcd", "3"])
@pytest.mark.parametrize(
    ("actor", "status", "action"),
    [
        (OWNER, Status.DRAFT, Action.PUT),
        (OWNER, Status.DRAFT, Action.SUBMIT),
        (OWNER, Status.SUBMITTED, Action.WITHDRAW),
        (OWNER, Status.DRAFT, Action.DISCARD),
        (SUPERVISOR, Status.SUBMITTED, Action.APPROVE),
        (SUPERVISOR, Status.SUBMITTED, Action.RETURN),
        (SUPERVISOR, Status.SUBMITTED, Action.REJECT),
        (SUPERVISOR, Status.APPROVED, Action.REOPEN),
    ],
)
def test_what_rests_on_another_revision_is_stale(actor: Actor, status: Status, action: Action, base: str) -> None:
    with pytest.raises(Stale) as stale:
        decide(actor, at(status), asked(action, base=base))
    assert stale.value.code == "stale-base"


def test_a_comment_rests_on_any_revision_and_changes_nothing() -> None:
    entry = at(Status.SUBMITTED)
    assert decide(SUPERVISOR, entry, asked(Action.NOTE, base="1-00000000")) is entry


def test_a_stranger_learns_nothing_not_even_that_the_revision_is_stale() -> None:
    assert refusal(STRANGER, at(Status.SUBMITTED), asked(Action.APPROVE, base="")).code == "not-found"


@pytest.mark.parametrize(
    ("actor", "status", "action"),
    [
        (SUPERVISOR, Status.SUBMITTED, Action.RETURN),
        (SUPERVISOR, Status.SUBMITTED, Action.REJECT),
        (SUPERVISOR, Status.APPROVED, Action.REOPEN),
        (SUPERVISOR, Status.SUBMITTED, Action.NOTE),
        (OWNER, Status.SUBMITTED, Action.NOTE),
    ],
)
def test_a_note_that_is_needed_must_say_something_and_fit(actor: Actor, status: Status, action: Action) -> None:
    for blank in ("", "  \n\t"):
        missing = refusal(actor, at(status), asked(action, text=blank))
        assert (missing.code, missing.field) == ("note-needed", "note")
    long = refusal(actor, at(status), asked(action, text="x" * (MAX_NOTE + 1)))
    assert (long.code, long.field, long.details) == ("note-too-long", "note", {"limit": MAX_NOTE})
    assert decide(actor, at(status), asked(action, text="x" * MAX_NOTE))


def test_a_submission_is_refused_with_the_first_error_of_the_checks() -> None:
    warning = Problem(code="overlap", field="start", severity=Severity.WARNING)
    error = Problem(code="text-too-short", field="activity", args={"have": 3, "need": 15})
    refused = refusal(OWNER, at(Status.DRAFT), asked(Action.SUBMIT), Facts(problems=(warning, error)))
    assert (refused.code, refused.field, refused.details) == ("text-too-short", "activity", {"have": 3, "need": 15})
    assert decide(OWNER, at(Status.DRAFT), asked(Action.SUBMIT), Facts(problems=(warning,))).status is Status.SUBMITTED


def test_an_incomplete_draft_can_be_saved() -> None:
    error = Problem(code="plan-missing", field="plan")
    assert decide(OWNER, at(Status.DRAFT), asked(Action.PUT), Facts(problems=(error,))).status is Status.DRAFT


def test_a_closed_period_takes_no_submission_but_still_a_save_and_a_review() -> None:
    closed = Facts(closed=True)
    refused = refusal(OWNER, at(Status.RETURNED), asked(Action.SUBMIT), closed)
    assert (refused.code, refused.field) == ("period-closed", "day")
    assert decide(OWNER, at(Status.RETURNED), asked(Action.PUT), closed)
    assert decide(SUPERVISOR, at(Status.SUBMITTED), asked(Action.APPROVE), closed).status is Status.APPROVED


@pytest.mark.parametrize(
    ("actor", "status", "action"),
    [
        (OWNER, Status.DRAFT, Action.PUT),
        (OWNER, Status.DRAFT, Action.SUBMIT),
        (SUPERVISOR, Status.APPROVED, Action.REOPEN),
    ],
)
def test_a_locked_period_changes_no_more(actor: Actor, status: Status, action: Action) -> None:
    refused = refusal(actor, at(status), asked(action), Facts(locked=True))
    assert (refused.code, refused.field) == ("period-locked", "day")


def test_the_policy_may_forbid_withdrawal() -> None:
    assert refusal(OWNER, at(Status.SUBMITTED), asked(Action.WITHDRAW), Facts(withdraw=False)).code == "withdraw-off"


def test_what_was_sent_once_is_never_discarded() -> None:
    assert refusal(OWNER, at(Status.DRAFT), asked(Action.DISCARD), Facts(sent=True)).code == "was-sent"


def test_an_approval_recognises_all_that_was_claimed() -> None:
    approved = decide(SUPERVISOR, at(Status.SUBMITTED), asked(Action.APPROVE, text=""))
    assert (approved.recognised, approved.minutes) == (90, 90)


def test_fewer_minutes_need_a_note() -> None:
    fewer = asked(Action.APPROVE, minutes=60)
    assert decide(SUPERVISOR, at(Status.SUBMITTED), fewer).recognised == 60
    assert refusal(SUPERVISOR, at(Status.SUBMITTED), replace(fewer, text=" ")).code == "note-needed"
    assert refusal(SUPERVISOR, at(Status.SUBMITTED), replace(fewer, text="x" * 4_001)).code == "note-too-long"
    assert decide(SUPERVISOR, at(Status.SUBMITTED), asked(Action.APPROVE, minutes=90, text="")).recognised == 90


@pytest.mark.parametrize("minutes", [-1, 91, 10_000])
def test_nobody_recognises_less_than_nothing_or_more_than_was_claimed(minutes: int) -> None:
    refused = refusal(SUPERVISOR, at(Status.SUBMITTED), asked(Action.APPROVE, minutes=minutes))
    assert (refused.code, refused.field, refused.details) == ("minutes-out-of-range", "minutes", {"limit": 90})


@pytest.mark.parametrize(
    ("actor", "status", "action"),
    [
        (SUPERVISOR, Status.SUBMITTED, Action.RETURN),
        (SUPERVISOR, Status.APPROVED, Action.REOPEN),
        (OWNER, Status.SUBMITTED, Action.WITHDRAW),
    ],
)
def test_what_goes_back_to_its_owner_has_no_recognised_minutes(actor: Actor, status: Status, action: Action) -> None:
    assert decide(actor, at(status, recognised=60), asked(action)).recognised is None


def test_a_save_takes_the_content_and_nothing_else() -> None:
    before = at(Status.RETURNED)
    lies = an_entry(
        id="e9", owner="budi", status=Status.APPROVED, rev="9-ffffffff", position="lain", recognised=90, amends="e0",
        activity="Menyusun laporan triwulan", start=500, quantity=3, unit="berkas",
    )  # fmt: skip
    after = decide(OWNER, before, asked(Action.PUT, content=lies))
    assert all(getattr(after, name) == getattr(lies, name) for name in CONTENT)
    kept = ("id", "owner", "status", "position", "recognised", "late", "received", "amends")
    assert all(getattr(after, name) == getattr(before, name) for name in kept)
    assert after.rev == f"4-{content_hash(after)}"


@pytest.mark.parametrize("action", [Action.SUBMIT, Action.DISCARD])
def test_only_a_save_changes_the_content(action: Action) -> None:
    smuggled = an_entry(activity="Lain sama sekali dari yang dibaca")
    after = decide(OWNER, at(Status.DRAFT), asked(action, content=smuggled))
    assert after.activity == at(Status.DRAFT).activity


def test_every_change_of_status_has_a_revision_of_its_own() -> None:
    submitted = decide(OWNER, at(Status.DRAFT, rev=""), asked(Action.SUBMIT, base=""))
    approved = decide(SUPERVISOR, submitted, asked(Action.APPROVE, base=submitted.rev))
    assert [submitted.rev[:2], approved.rev[:2]] == ["1-", "2-"]
    assert submitted.rev[2:] == approved.rev[2:] == content_hash(approved)


def test_each_need_stands_somewhere_in_the_table() -> None:
    assert {need for row in TABLE for need in row.needs} == set(Need)
