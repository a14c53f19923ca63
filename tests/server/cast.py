"""Everybody who may ask a centre, and a second agency beside the first in which every id is the same."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta

from sqlalchemy import Connection, insert, select

from ekin_tui.server.access import digest, new_token
from ekin_tui.server.auditing import WHOLE
from ekin_tui.server.sample import AGENCY, ARCHIVE, identify
from ekin_tui.server.schema import assignments, meta, metadata, tokens
from tests.centre import BUDI, HARUN, JOKO, NURLAELA, SITI, TODAY, Centre
from tests.server.talk import Talk

TWIN = "kembar"
DESK = identify("position", ARCHIVE)
DAY = timedelta(days=1)
KEYS = {SITI: "siti", JOKO: "joko", BUDI: "arsip", NURLAELA: "pustaka", HARUN: "kepala"}
STAND_INS: dict[str, tuple[str, str, date, date | None]] = {
    # who stands for Budi's position: (person, capacity, first day, last day)
    "former supervisor": ("andi", "atasan", TODAY - 400 * DAY, TODAY - DAY),
    "acting before": ("maria", "plt", TODAY + DAY, None),
    "acting": ("rahmat", "plt", TODAY, TODAY),
    "acting after": ("dewi", "plh", TODAY - 30 * DAY, TODAY - DAY),
    "delegate": ("yusuf", "delegasi", TODAY - DAY, TODAY + DAY),
    "delegate after": ("hasna", "delegasi", TODAY - 9 * DAY, TODAY - DAY),
}
AUDITORS: dict[str, tuple[str, str, date, date | None]] = {
    # who reads the work of that position, or of all: (person, position, first day, last day)
    "auditor": ("petrus", DESK, TODAY, TODAY),
    "auditor of all": ("aisyah", WHOLE, TODAY - DAY, None),
    "auditor before": ("iwan", WHOLE, TODAY + DAY, None),
    "auditor after": ("lilis", DESK, TODAY - 30 * DAY, TODAY - DAY),
}
PLAIN = {
    "author": "siti",
    "colleague": "joko",
    "supervisor": "arsip",
    "head": "kepala",
    "other supervisor": "pustaka",
}
TWINS = {"author's twin": "siti", "supervisor's twin": "arsip"}
UNKNOWN = {
    "no token": "",
    "unknown token": f"ekin_{AGENCY}.{'A' * 43}",
    "token of no agency": f"ekin_nowhere.{'A' * 43}",
}
SPEAKERS = ("supervisor", "acting", "delegate")
"""Who speaks for the position today."""
READERS = ("auditor", "auditor of all")
"""Who audits it today."""
ROLES = (*PLAIN, *STAND_INS, *AUDITORS, *TWINS)


@dataclass
class Cast:
    """A centre with two agencies, and a line for each role."""

    centre: Centre
    lines: dict[str, Talk] = field(default_factory=dict)

    def __getitem__(self, role: str) -> Talk:
        """Return the line of a role."""
        return self.lines[role]


def engage(centre: Centre) -> Cast:
    """Let everybody come: stand-ins get their assignments, the second agency its rows, all of them tokens."""
    database = centre.database()
    given = {}
    with database.writing() as connection:
        _copy(connection)
        _appoint(connection)
        appointed = {role: who for role, (who, *_) in (STAND_INS | AUDITORS).items()}
        for role, key in (PLAIN | appointed | TWINS).items():
            given[role] = _sign(connection, TWIN if role in TWINS else AGENCY, identify("person", key))
    database.close()
    cast = Cast(centre)
    for role, token in given.items():
        cast.lines[role] = Talk(centre, "", token=token)
    for role, token in UNKNOWN.items():
        cast.lines[role] = Talk(centre, "", token=token or "x")
        if not token:
            del cast.lines[role].headers["Authorization"]
    return cast


def _copy(connection: Connection) -> None:
    """Make the twin: every row of the sample agency, with every id, under another name."""
    connection.execute(insert(meta), [{"key": f"name:{TWIN}", "value": "Dinas Kembar"}])
    for table in (table for table in metadata.sorted_tables if "agency" in table.c):
        rows = connection.execute(select(table).where(table.c.agency == AGENCY)).mappings().all()
        if rows:
            connection.execute(insert(table), [{**row, "agency": TWIN} for row in rows])


def _appoint(connection: Connection) -> None:
    rows = [
        {
            "agency": AGENCY,
            "id": f"as-{key}",
            "person": identify("person", key),
            "position": DESK,
            "capacity": capacity,
            "title": "Kepala Bidang Pengelolaan Arsip",
            "start": start,
            "end": end,
        }
        for key, capacity, start, end in STAND_INS.values()
    ]
    rows += [
        rows[0]
        | {"id": f"audit-{key}", "person": identify("person", key), "capacity": "auditor"}
        | {"position": position, "start": start, "end": end}
        for key, position, start, end in AUDITORS.values()
    ]
    connection.execute(insert(assignments), rows)


def _sign(connection: Connection, agency: str, person: str) -> str:
    made = new_token(agency)
    row = {"agency": agency, "hash": digest(made), "person": person, "made": datetime.now(UTC).isoformat()}
    connection.execute(insert(tokens), [row])
    return made


Contents = dict[str, set[tuple[object, ...]]]
BY_ITSELF = frozenset({"commits", "heartbeat", "moves"})
"""Rows of ``meta`` that a centre writes while nobody asks it for anything."""


def contents(centre: Centre) -> Contents:
    """Return every row of the database but those that the centre writes by itself."""
    database = centre.database()
    with database.reading() as connection:
        found = {table.name: set(_rows(connection, table.name)) for table in metadata.sorted_tables}
    database.close()
    return found | {"meta": {row for row in found["meta"] if row[0] not in BY_ITSELF}}


def _rows(connection: Connection, table: str) -> Iterator[tuple[object, ...]]:
    for row in connection.exec_driver_sql(f"select * from {table}"):  # noqa: S608 - the names of our own tables
        yield tuple(row)


def check_only_the_ledger_grew(before: Contents, after: Contents, ops: int) -> None:
    """Compare two states: the ledger has at most ``ops`` rows more, and nothing else has changed."""
    for name in before.keys() - {"ops"}:
        assert after[name] == before[name], name
    assert len(after["ops"]) <= len(before["ops"]) + ops
    assert before["ops"] <= after["ops"]
