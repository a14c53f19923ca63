"""An office of four people and two supervising positions, written once and copied for each run."""

import shutil
from datetime import UTC, date, datetime, timedelta, timezone
from itertools import count
from pathlib import Path
from typing import Any

import msgspec
from sqlalchemy import Connection, insert

from ekin_tui.domain.model import Capacity, Period, Plan, Policy, Rhk, Skp
from ekin_tui.server import admin
from ekin_tui.server.database import Database
from ekin_tui.server.inbox import Changes, own
from ekin_tui.server.schema import assignments, facts, meta, people, supervisions
from ekin_tui.server.staff import publish_common, publish_person
from tests.centre import BUDI, JOKO, NURLAELA, SITI

ZONE = "Asia/Makassar"
WITA = timezone(timedelta(hours=8))
START = datetime(2031, 3, 10, 8, tzinfo=WITA)
"""A Monday later than any on which this is run, so that what waits some seconds of real time is always due."""
AGENCY = "contoh"
_YEAR = (date(2031, 1, 1), date(2031, 12, 31))
PEOPLE = {"siti": SITI, "joko": JOKO, "budi": BUDI, "nur": NURLAELA}
UNDER = {"siti": "pos-a", "joko": "pos-a", "budi": "pos-b", "nur": "pos-a"}
HOLDS = {"budi": "pos-a", "nur": "pos-b"}
HOLDER = {position: person for person, position in HOLDS.items()}
DEVICES = {"siti-1": "siti", "siti-2": "siti", "joko": "joko", "budi": "budi", "nur": "nur"}
"""Machine → whose it is."""


class Clock:
    """Goes on by a millisecond whenever it is read, and by days when it is told to."""

    def __init__(self) -> None:
        self._reads, self.days = count(), 0

    def begin_at(self, other: "Clock") -> None:
        """Be no earlier than ``other``."""
        self._reads, self.days = count(next(other._reads)), other.days

    def now(self) -> datetime:
        return START + timedelta(days=self.days, milliseconds=next(self._reads))

    @property
    def today(self) -> date:
        return (START + timedelta(days=self.days)).date()


def fill(connection: Connection) -> None:
    """Write the office into empty tables."""
    names = [{"key": "name", "value": "Dinas Contoh"}, {"key": f"name:{AGENCY}", "value": "Dinas Contoh"}]
    connection.execute(insert(meta), names)
    rows = [
        {"id": who, "nip": nip, "name": who.title(), "post": "", "unit": "", "zone": ZONE, "week": 5}
        for who, nip in PEOPLE.items()
    ]
    connection.execute(insert(people), [{"agency": AGENCY, **row} for row in rows])
    under = [{"person": who, "start": _YEAR[0], "position": position, "end": None} for who, position in UNDER.items()]
    connection.execute(insert(supervisions), [{"agency": AGENCY, **row} for row in under])
    posts = [_post(who, position) for who, position in HOLDS.items()]
    connection.execute(insert(assignments), [{"agency": AGENCY, **row} for row in posts])
    connection.execute(insert(facts), _facts())
    changes = Changes(agency=AGENCY)
    for who in PEOPLE:
        publish_person(connection, changes, who, UNDER[who])
        publish_common(connection, changes, who)
    for who in HOLDS:
        changes.tell(own(who), "assignment", f"as-{who}")
    changes.publish(connection)


def _post(who: str, position: str) -> dict[str, object]:
    kept = {"id": f"as-{who}", "person": who, "position": position, "capacity": Capacity.HOLDER.value}
    return {**kept, "title": position, "start": _YEAR[0], "end": None}


def _facts() -> list[dict[str, str]]:
    due = datetime(2032, 12, 31, tzinfo=UTC)
    made: list[tuple[str, str, Any]] = [
        ("period", "", Period(id="2031", start=_YEAR[0], end=_YEAR[1], due=due)),
        ("policy", "", Policy(rev=1)),
    ]
    for who in PEOPLE:
        skp = Skp(id=f"skp-{who}", person=who, year=2031, post="Arsiparis", start=_YEAR[0], end=_YEAR[1])
        rhk = Rhk(id=f"rhk-{who}", skp=skp.id, text="Arsip terkelola")
        plan = Plan(id=f"plan-{who}", rhk=rhk.id, text="Mendaftar arsip", target=9, start=_YEAR[0], end=_YEAR[1])
        made += [("skp", who, skp), ("rhk", who, rhk), ("plan", who, plan)]
    return [
        {
            "agency": AGENCY,
            "kind": kind,
            "id": getattr(fact, "id", "policy"),
            "owner": owner,
            "doc": msgspec.json.encode(fact).decode(),
        }
        for kind, owner, fact in made
    ]


def build(folder: Path) -> dict[str, str]:
    """Write the database of the office into ``folder`` and return a token for each person."""
    folder.mkdir(parents=True, exist_ok=True)
    url = f"sqlite:///{folder / 'centre.db'}"
    database = Database(url)
    database.create()
    database.write(fill)
    database.close()
    return {who: admin.token(url, nip) for who, nip in PEOPLE.items()}


def copy_files(source: Path, target: Path) -> None:
    """Copy every file of one folder into another."""
    target.mkdir(parents=True, exist_ok=True)
    for file in source.iterdir():
        if file.is_file():
            shutil.copy(file, target / file.name)
