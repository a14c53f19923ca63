"""Each kind of target behind one face, so that one suite runs over all: real centres, folders and interfaces."""

import tomllib
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path

import msgspec

from ekin_tui.config.target import Rest
from ekin_tui.domain.rev import counter
from ekin_tui.server import take as rooms
from ekin_tui.store import Store
from ekin_tui.sync.centre_mirror import CentreMirror
from ekin_tui.sync.engine import sync
from ekin_tui.sync.folder import FolderRemote
from ekin_tui.sync.http import HttpRemote
from ekin_tui.sync.limits import Limits
from ekin_tui.sync.line import Line
from ekin_tui.sync.mirror import mirror
from ekin_tui.sync.rest import RestMirror
from ekin_tui.sync.result import Result
from ekin_tui.wire import EntryDoc
from tests.centre import SITI, Centre
from tests.sync.device import TODAY, Device, now
from tests.targets.agency_api import MAPPING, TOKEN, AgencyApi, serving_agency
from tests.targets.relay import Relay, relaying

KINDS = ("ekin", "folder", "mirror-ekin", "mirror-folder", "mirror-rest")
LINES = ("ekin", "mirror-ekin", "mirror-rest")
"""Those that are reached over a line."""
QUICK = Limits(stall_s=3, total_least_s=8)
MIRROR = "dinas"


@dataclass(frozen=True)
class Way:
    """What a process needs to exchange once."""

    kind: str
    cache: str
    device: str
    token: str
    url: str = ""
    folder: str = ""


def rest_of(url: str) -> Rest:
    """Return the mapping of the agency's interface at ``url``."""
    return Rest(**tomllib.loads(MAPPING.format(url=url)))


def exchange(way: Way, store: Store, stop: Callable[[], bool] = lambda: False, *, again: bool = False) -> Result:
    """Exchange once by ``way``."""
    if way.kind == "mirror-rest":
        wire = Line.to(way.url, limits=QUICK)
        rest = RestMirror(wire, way.url, rest_of(way.url), lambda: way.token, MIRROR)
        return mirror(store, MIRROR, way.url, rest, now, stop=stop, again=again)
    remote: FolderRemote | HttpRemote
    if way.kind.endswith("folder"):
        name = MIRROR if way.kind.startswith("mirror") else "pusat"
        remote = FolderRemote(Path(way.folder), lambda: way.token, store, way.device, name, now)
    else:
        remote = HttpRemote(way.url, lambda: way.token, way.device, limits=QUICK, compress=True)
    if way.kind.startswith("mirror"):
        return mirror(
            store, MIRROR, way.url or way.folder, CentreMirror(remote, MIRROR, SITI), now, stop=stop, again=again
        )
    try:
        return sync(store, remote, now, stop=stop)
    finally:
        remote.close()


def mapped(target: "Target", **changes: object) -> Result:
    """Exchange once with an agency's interface by a mapping that is changed."""
    way = target.way
    mapping = replace(rest_of(way.url), **changes)  # type: ignore[arg-type]
    line = RestMirror(Line.to(way.url, limits=QUICK), way.url, mapping, lambda: TOKEN, MIRROR)
    return mirror(target.siti.store, MIRROR, way.url, line, now)


@dataclass
class Target:
    """A target of one kind with Siti's machine before it."""

    kind: str
    place: Path
    siti: Device
    way: Way
    decides: Centre
    """The centre of the default target, which is the target itself unless it is a mirror."""
    centre: Centre | None = None
    api: AgencyApi | None = None
    relay: Relay | None = None
    harm: Callable[[Path], None] | None = None
    """What becomes of each answer that is laid into the folder."""
    away: bool = False
    """Whether nobody takes the folder to its centre."""
    stack: ExitStack = field(default_factory=ExitStack)

    @property
    def once(self) -> int:
        """The effects of one entry that was handed in: revisions at a centre, lines at the agency."""
        return 1 if self.api else 2

    @property
    def is_mirror(self) -> bool:
        return self.kind.startswith("mirror")

    def hand_in(self, **changes: object) -> str:
        """Record and submit an entry; before a mirror the default target has taken it."""
        entry = self.siti.write(**changes)
        self.siti.submit(entry.id)
        if self.is_mirror:
            assert self.siti.sync().code == "ok"
        return entry.id

    def change(self, entry: str, activity: str) -> None:
        """Take an entry back, change it and hand it in again."""
        from ekin_tui.domain.model import Action, Status

        self.siti.act(Action.WITHDRAW, entry, Status.DRAFT)
        self.siti.edit(entry, activity=activity)
        self.siti.submit(entry)
        if self.is_mirror:
            assert self.siti.sync().code == "ok"

    def exchange(self, stop: Callable[[], bool] = lambda: False, *, again: bool = False) -> Result:
        """Exchange until there is an answer; a folder is carried there and back."""
        done = exchange(self.way, self.siti.store, stop, again=again)
        for _ in range(3 if self.way.folder and not self.away else 0):
            if done.code != "folder-waits":
                break
            self.take()
            done = exchange(self.way, self.siti.store, stop)
        return done

    def take(self) -> None:
        assert self.centre is not None
        rooms.take(self.centre.database_url, Path(self.way.folder), now=self.centre.now)
        for path in Path(self.way.folder).glob("*.answer") if self.harm else ():
            self.harm(path)  # type: ignore[misc]

    def waiting(self) -> int:
        """How much still waits for the target."""
        store = self.siti.store
        return store.mirrored.count(MIRROR) if self.is_mirror else store.outbox.count()

    def held(self, entry: str) -> tuple[str, int]:
        """The text of an entry at the target, and how many effects it had there; empty and 0 for none."""
        if self.api is not None:
            rows = [row for row in self.api.rows() if row["acuan"] == entry]
            return (rows[-1]["uraian"], len(rows)) if rows else ("", 0)
        assert self.centre is not None
        with self.centre.database().reading() as connection:
            found = connection.exec_driver_sql("select doc from entries where id = ?", (entry,)).first()
        if found is None:
            return "", 0
        doc = msgspec.json.decode(found[0], type=EntryDoc)
        return doc.activity, counter(doc.rev)

    def restart(self) -> None:
        """Let the program end and begin again."""
        self.siti.store.close()
        self.siti.store = Store.open(Path(self.way.cache))

    def close(self) -> None:
        self.siti.store.close()
        self.stack.close()


def make_target(kind: str, place: Path, *, through: bool = True) -> Target:
    """Return a target of ``kind``, ``through`` a relay where it has a line; Siti's machine knows whose it is."""
    stack = ExitStack()
    decides = Centre(place / "pusat", TODAY)
    store = Store.open(place / "siti" / "cache.db")
    siti = Device(store, decides.token(SITI), "")
    common = {"kind": kind, "cache": str(store.path), "device": siti.name}
    target = Target(kind, place, siti, Way(**common, token=siti.token), decides, stack=stack)
    if kind != "folder":
        decides.start()
        stack.callback(decides.stop)
        siti.url = decides.url
        assert siti.sync().code == "ok"
    target.centre = decides
    if kind in {"mirror-ekin", "mirror-folder"}:
        target.centre = Centre(place / "lain", TODAY)
    token = target.centre.token(SITI)
    if kind.endswith("folder"):
        folder = place / "usb"
        folder.mkdir()
        target.way = Way(**common, token=token, folder=str(folder))
        assert target.exchange().code == "ok"
        return target
    if kind == "mirror-rest":
        target.centre = None
        target.api = stack.enter_context(serving_agency(place / "dinas"))
        url, token = target.api.url, TOKEN
    else:
        if kind == "mirror-ekin":
            target.centre.start()
            stack.callback(target.centre.stop)
        url = target.centre.url
    if through:
        target.relay = stack.enter_context(relaying(url))
        url = target.relay.url
    target.way = Way(**common, token=token, url=url)
    assert target.exchange().code == "ok"  # what there was before; what a test hands in is all that is new
    return target


def spoken(way: Way) -> str:
    """Return ``way`` as a process is told it."""
    return msgspec.json.encode(asdict(way)).decode()


if __name__ == "__main__":
    import sys

    asked = Way(**msgspec.json.decode(sys.argv[1]))
    cache = Store.open(Path(asked.cache))
    sys.stdout.write("ready\n")
    sys.stdout.flush()
    sys.stdout.write(exchange(asked, cache).code + "\n")
