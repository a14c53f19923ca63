"""The agencies of a centre, and the policy of one as whoever runs the centre sees and sets it."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import Connection, select

from ekin_tui.domain.model import Policy
from ekin_tui.server.database import AdminError, write_at
from ekin_tui.server.policies import PolicyError, Revision, history, policy_of, write_policy
from ekin_tui.server.rejudge import rejudge
from ekin_tui.server.schema import meta


@dataclass(frozen=True, slots=True, kw_only=True)
class Set:
    """What a change of the policy did."""

    rev: int
    changed: dict[str, tuple[str, str]] = field(default_factory=dict)
    """Key → what it was and what it became."""
    cleared: int = 0
    """Entries that are no longer late by it."""


def agencies(connection: Connection) -> dict[str, str]:
    """Return the id and the name of every agency of the centre."""
    rows = connection.execute(select(meta.c.key, meta.c.value).where(meta.c.key.like("name:%")))
    return {row.key.removeprefix("name:"): row.value for row in rows}


def choose(connection: Connection, said: str | None) -> str:
    """Return the agency that is meant: the one ``said``, or the only one.

    Raises AdminError ``no-such-agency``, ``several-agencies``, ``no-agency``.
    """
    known = agencies(connection)
    shown = ", ".join(sorted(known))
    if said is not None and said not in known:
        raise AdminError("no-such-agency", id=said, known=shown or "-")
    if said is None and len(known) != 1:
        raise AdminError("several-agencies" if known else "no-agency", known=shown)
    return said if said is not None else next(iter(known))


def read_policy(url: str, agency: str | None = None) -> Policy:
    """Return the policy in force. Raises AdminError as :func:`choose` does."""
    return write_at(url, lambda connection: policy_of(connection, choose(connection, agency)))


def read_history(url: str, agency: str | None = None) -> list[Revision]:
    """Return the policies that were in force, the oldest first. Raises AdminError as :func:`choose` does."""
    return write_at(url, lambda connection: history(connection, choose(connection, agency)))


def set_policy(url: str, asked: Sequence[tuple[str, str]], *, now: datetime, agency: str | None = None) -> Set:
    """Put values in force, all or none, and judge again what waits for a decision. ``now`` is aware.

    Raises AdminError ``policy-…`` with the code of what is wrong, and as :func:`choose` does.
    """

    def put(connection: Connection) -> Set:
        name = choose(connection, agency)
        try:
            changed = write_policy(connection, name, asked, now)
        except PolicyError as error:
            raise AdminError(f"policy-{error.code}", **error.details) from error
        cleared = rejudge(connection, now, name) if changed else 0
        return Set(rev=policy_of(connection, name).rev, changed=changed, cleared=cleared)

    return write_at(url, put)
