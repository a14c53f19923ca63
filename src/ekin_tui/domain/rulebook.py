"""The rules in prose: ``docs/rules.md``, printed from the table in :mod:`ekin_tui.domain.rules`."""

from collections.abc import Mapping
from types import MappingProxyType

from ekin_tui.domain.model import MAX_NOTE, Action, Status
from ekin_tui.domain.rules import TABLE, Need, Role, Row

_INTRO = """\
# Who may do what to an entry

This page is printed from the table that both the client and the centre decide by
(`src/ekin_tui/domain/rules.py`); a test holds the two together. Nothing else may change a status.
"""

_ACTIONS: Mapping[Action, str] = MappingProxyType(
    {
        Action.PUT: "save (*simpan*)",
        Action.SUBMIT: "submit (*kirim*)",
        Action.WITHDRAW: "withdraw (*tarik*)",
        Action.DISCARD: "discard (*buang*)",
        Action.APPROVE: "approve (*setujui*)",
        Action.RETURN: "return (*kembalikan*)",
        Action.REJECT: "reject (*tolak*)",
        Action.REOPEN: "reopen (*buka kembali*)",
        Action.NOTE: "comment (*beri catatan*)",
    }
)

_STATUSES: Mapping[Status, str] = MappingProxyType(
    {
        Status.DRAFT: "draft (*draf*)",
        Status.SUBMITTED: "submitted (*terkirim*)",
        Status.RETURNED: "returned (*dikembalikan*)",
        Status.APPROVED: "approved (*disetujui*)",
        Status.REJECTED: "rejected (*ditolak*)",
        Status.DISCARDED: "discarded (*dibuang*)",
    }
)

_NEEDS: Mapping[Need, tuple[str, str, str]] = MappingProxyType(
    {
        Need.COMPLETE: (
            "complete",
            "no check of `domain/checks.py` finds an error; the refusal carries the code of the first one",
            "the check's own",
        ),
        Need.OPEN: ("period open", "the deadline has not passed, or the policy takes late ones", "`period-closed`"),
        Need.UNLOCKED: ("period not locked", "nothing in a locked period changes any more", "`period-locked`"),
        Need.TEXT: ("text", f"a note of 1 to {MAX_NOTE} characters", "`note-needed`, `note-too-long`"),
        Need.TEXT_IF_FEWER: (
            "a note for fewer minutes",
            "from 0 to all claimed minutes are recognised, and a note says why when they are fewer than claimed",
            "`minutes-out-of-range`, `note-needed`, `note-too-long`",
        ),
        Need.WITHDRAWABLE: ("withdrawal allowed", "the agency's policy lets owners withdraw", "`withdraw-off`"),
        Need.NEVER_SENT: ("never sent", "the entry has not been submitted even once", "`was-sent`"),
    }
)

_NOTES = """\
## What holds for every line

- **Nobody decides on their own entry**, whatever posts they hold: the owner is asked as the owner alone (`own-entry`).
- A supervisor is whoever speaks, at that moment, for the position that the entry was sent to: as its holder, Plt, Plh
  or by delegation. A draft has no supervisor yet. To everybody else the entry does not exist (`not-found`).
- An auditor reads what was sent to the positions that are audited, as the supervisor sees it, and does nothing at all:
  no line of the table is theirs, a comment neither (`audit-only`). A draft does not exist for them.
- A decision names the revision that was read. If the entry has changed since, it is refused and shown again
  (`stale-base`). A comment changes nothing and may rest on any revision.
- An action that the entry's status does not allow is refused with `wrong-state`; one that belongs to the owner alone,
  asked by a supervisor, with `not-yours`.
- An approval without a number recognises all claimed minutes. Return, reopening and withdrawal take the recognised
  minutes away again.
- A late submission is marked, or refused, as the policy says.
- When somebody comes under another position, the centre hands undecided work over to it. That is nobody's action: it
  joins the record as the event `routed` (*mengalihkan*), with the revision that was handed over and the post's name.

## What late means

The receipt of the centre decides first; what can be proved decides second. After a deadline a submission is not late

- when the agency's policy gives a grace (`grace_offline_h`), it was finished before the deadline by the owner's own
  clock, the owner provably held a signed time of the centre (a *beacon*) from before then, and the receipt is within
  the grace (`offline`);
- when the policy lets outages move a deadline (`outage_moves_deadline`) and the centre itself was away: the deadline
  moves by the downtime of its last 24 hours, and by what of an outage reaches beyond it (`outage`).

Otherwise it is late, and the reason is told: `after-due`, `no-claim`, `no-beacon`, `claim-before-beacon` (a clock that
contradicts the beacon by more than five minutes), `beyond-grace`. The supervisor sees both times. Undecided work that
is late through an outage which is recorded later loses the mark; a decision that was made stands.

- What was **returned** and is sent again keeps the lateness of its first receipt: it was in time, and is sent again
  because its supervisor asked. What its owner **withdrew** is judged anew.
- A clock that is off by more than five minutes is told to its owner and refuses nothing.

## What the client does and what the centre does

- The client reads the same table to decide which keys it offers, and decides at once on its own copy, so that work
  goes on without a connection. What it did is a queue of *actions*, never of statuses.
- The centre takes owner, status and revision from its own copy and decides again. Its verdict stands; a refusal comes
  back with its code, the field and the remedy, and nothing that was written is lost.
- Both run `checks.form` on every save, so that no text that could steer a terminal is ever stored, and all of
  `checks.problems` on a submission.
"""


def rulebook() -> str:
    """Return the Markdown of ``docs/rules.md``."""
    return "\n".join([_INTRO, *_table(), "", *_needs(), "", _NOTES])


def _table() -> list[str]:
    head = ["| from | who | action | to | needs |", "|---|---|---|---|---|"]
    return head + [_line(row) for row in TABLE]


def _line(row: Row) -> str:
    origin = ", ".join(_STATUSES[status] for status in row.origin)
    to = _STATUSES[row.to] if row.to else "(same)"
    needs = ", ".join(_NEEDS[need][0] for need in row.needs)
    who = "owner" if row.role is Role.OWNER else "supervisor"
    return f"| {origin} | {who} | {_ACTIONS[row.action]} | {to} | {needs} |"


def _needs() -> list[str]:
    lines = ["## What the needs mean", "", "| need | meaning | refused with |", "|---|---|---|"]
    return lines + [f"| {' | '.join(words)} |" for words in _NEEDS.values()]
