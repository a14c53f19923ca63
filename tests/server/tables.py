"""Tables of an invented agency for tests of the import, and what a centre holds in words instead of ids."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path

from sqlalchemy import Connection, select

from ekin_tui.server import admin
from ekin_tui.server.database import Database
from ekin_tui.server.intake.mapping import read_map
from ekin_tui.server.intake.run import Files, run
from ekin_tui.server.intake.told import Report
from ekin_tui.server.schema import assignments, facts, feeds, items, meta, metadata, people, posts, supervisions
from tests.centre import lay_out

NOW = datetime(2026, 11, 25, 4, tzinfo=UTC)
TODAY = date(2026, 11, 25)
HEAD, CHIEF, OTHER, ANITA, FAJAR, NUR = (
    "197002141996031001",
    "197806052003122003",
    "198111192006041002",
    "199004222019032004",
    "199305302022031006",
    "198802172023212005",
)
EXAMPLE = Path(__file__).parents[2] / "docs" / "examples" / "agency"
STAFF = "NIP;NAMA;JABATAN;UNIT KERJA;NIP ATASAN;TMT JABATAN"
Rows = Iterable[str]
_FILE = "sqlite:///"


@dataclass
class Agency:
    """An agency with a centre of its own and a folder for its tables."""

    folder: Path
    url: str
    at: datetime = NOW
    map: Path | None = None
    reports: list[Report] = field(default_factory=list)

    def __post_init__(self) -> None:
        if self.url.startswith(_FILE) and not (file := Path(self.url.removeprefix(_FILE))).exists():
            lay_out(file)
        admin.init(self.url)
        self.map = self.folder / "peta.toml"
        self.map.write_text('[agency]\nid = "rawa"\nname = "Dinas Rawa"\nzone = "Asia/Makassar"\n', encoding="utf-8")

    def write(self, name: str, header: str, *rows: str) -> Path:
        """Write a table and return its path."""
        path = self.folder / name
        path.write_text("\n".join([header, *rows, ""]), encoding="utf-8")
        return path

    def run(self, *paths: Path, apply: bool = True, **more: object) -> Report:
        """Import tables; a name before a dot that is a kind says what a file is."""
        files = Files(paths=[(path, None) for path in paths], columns=read_map(self.map))
        return run(self.url, files, now=self.at, apply=apply, **more)  # type: ignore[arg-type]

    def dump(self) -> dict[str, set[tuple[object, ...]]]:
        """Return what the centre holds, with people by NIP, positions by title and facts by what they say."""
        database = Database(self.url)
        try:
            with database.reading() as connection:
                return _dump(connection)
        finally:
            database.close()

    def raw(self) -> dict[str, list[tuple[object, ...]]]:
        """Return every row of every table as it is stored, but for the count of commits and when it was looked at."""
        database = Database(self.url)
        try:
            with database.reading() as connection:
                rows = {
                    table.name: sorted(map(tuple, connection.execute(select(table))), key=repr)
                    for table in metadata.sorted_tables
                }
        finally:
            database.close()
        rows[meta.name] = [row for row in rows[meta.name] if row[0] != "commits"]
        return rows


def example(agency: Agency) -> list[Path]:
    """Return the tables of the documentation, with its map in place of the agency's."""
    agency.map = EXAMPLE / "peta.toml"
    return sorted(EXAMPLE.glob("*.csv"))


def codes(report: Report) -> set[tuple[str, int, str]]:
    """Return what is wrong as (code, row, column without its letter)."""
    return {(one.code, one.place.row, one.column.partition(" ")[2]) for one in report.troubles}


def _dump(connection: Connection) -> dict[str, set[tuple[object, ...]]]:
    names: dict[str, str] = {}
    for row in connection.execute(select(people)):
        names[row.id] = row.nip
    for row in connection.execute(select(assignments).order_by(assignments.c.start)):
        names[row.position] = (
            f"{row.title}/{names[row.person]}" if row.capacity == "atasan" else names.get(row.position, row.title)
        )
    for row in connection.execute(select(facts)):
        names[row.id] = f"{row.kind} of {names.get(row.owner, 'all')}: {_said(row.doc, row.id)}"
    for row in connection.execute(select(assignments)):
        names[row.id] = f"{names[row.person]} as {row.capacity} of {names.get(row.position)}"
    return {
        "people": {tuple(row[2:]) for row in connection.execute(select(people))},
        "posts": {tuple(row[2:]) for row in connection.execute(select(posts))},
        "spans": {
            (names[row.person], names.get(row.position, row.position), row.start, row.end)
            for row in connection.execute(select(supervisions))
        },
        "held": {(names[row.id], row.title, row.start, row.end) for row in connection.execute(select(assignments))},
        "facts": {(names[row.id],) for row in connection.execute(select(facts))},
        "items": {
            (_feed(row.feed, names), row.kind, names.get(row.entity), row.gone)
            for row in connection.execute(select(items))
        },
        "feeds": {(_feed(row.id, names), row.head) for row in connection.execute(select(feeds))},
    }


def _feed(name: str, names: Mapping[str, str]) -> str:
    kind, _, owner = name.partition(":")
    return f"{kind}:{names.get(owner, owner)}"


def _said(doc: str, name: str) -> str:
    import msgspec

    said = msgspec.json.decode(doc)
    parent = {key: said.pop(key, None) for key in ("id", "person", "owner", "skp", "rhk")}
    return f"{sorted(said.items())} {'' if parent['id'] == name else 'another id'}"
