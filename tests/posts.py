"""What an office changes about posts in a running centre: acting posts that end, a second SKP."""

from collections.abc import Callable
from datetime import date
from typing import TypeVar

import msgspec
from sqlalchemy import Connection, insert

from ekin_tui.domain.model import Plan, Rhk, Skp
from ekin_tui.server.inbox import Changes
from ekin_tui.server.sample import AGENCY, ARCHIVE, identify
from ekin_tui.server.schema import assignments, facts
from ekin_tui.server.staff import publish_person
from tests.centre import Centre

PERSON = identify("person", "siti")
PLT = assignments.c.capacity == "plt"
"""The sample's Plt.: Budi, who speaks for his own post and for Nurlaela's."""
_T = TypeVar("_T")


def written(centre: Centre, work: Callable[[Connection], _T]) -> _T:
    """Return what ``work`` returns, done in one transaction."""
    database = centre.database()
    try:
        with database.writing() as connection:
            return work(connection)
    finally:
        database.close()


def give_second_skp(connection: Connection, today: date) -> None:
    """Let Siti have an SKP for an acting post beside her own, with one plan."""
    first, last = date(today.year, 1, 1), date(today.year, 12, 31)
    skp = Skp(id="skp-plt", person=PERSON, year=today.year, post="Arsiparis Muda", start=first, end=last, kind="plt")
    rhk = Rhk(id="rhk-plt", skp=skp.id, text="Terlaksananya penyusutan arsip")
    plan = Plan(id="plan-plt", rhk=rhk.id, text="Menilai arsip yang akan disusutkan", start=first, end=last)
    rows = [
        {"agency": AGENCY, "kind": kind, "id": fact.id, "owner": PERSON, "doc": msgspec.json.encode(fact).decode()}
        for kind, fact in (("skp", skp), ("rhk", rhk), ("plan", plan))
    ]
    connection.execute(insert(facts), rows)
    changes = Changes(agency=AGENCY)
    publish_person(connection, changes, PERSON, identify("position", ARCHIVE))
    changes.publish(connection)
