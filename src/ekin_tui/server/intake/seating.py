"""Who leads by which post, out of an agency's tables and what the centre holds.

A post that no list has is made for a supervisor who is named by NIP: the same post and unit is the same position, so
that a successor takes it over; where several at once bear one name, each gets a position of their own.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from ekin_tui.domain.model import Capacity
from ekin_tui.server.intake.known import Centre, Held, Known, Post
from ekin_tui.server.intake.mapping import Agency
from ekin_tui.server.intake.tree import cycles, sole
from ekin_tui.server.intake.wanted import Asked, PostRow, Staff, Wanted


def name_of(agency: str, *parts: str) -> str:
    """Return an opaque id that follows from what it names."""
    return str(uuid5(NAMESPACE_URL, ":".join(("ekin", agency, *parts))))


@dataclass(frozen=True, slots=True, kw_only=True)
class Seat:
    """A position that a person shall hold, or stand in for."""

    position: str
    title: str
    capacity: str = Capacity.HOLDER.value
    start: date | None = None
    """None where the tables do not say: today, unless it is held already."""
    end: date | None = None
    sole: bool = False
    """Whether whoever holds it leads nothing else."""


@dataclass(slots=True, kw_only=True)
class Work:
    """What shall hold of one person."""

    id: str
    nip: str
    new: bool
    is_: Known | None = None
    """The person as the table has them; None where no table of staff names them."""
    under: str | None = None
    since: date | None = None
    exact: list[tuple[date, date | None, str]] = field(default_factory=list)
    seats: list[Seat] = field(default_factory=list)
    yields: dict[str, date | None] = field(default_factory=dict)
    """Position → from when another one holds it (None: today)."""
    drops: bool = False
    """Whether they lead nothing any more."""
    left: date | None = None


Claims = dict[str, dict[str, tuple[Asked[Staff] | Asked[PostRow], str]]]
"""Code of a post → NIP of who says to lead by it → the row that says so, and its field."""


class Seating:
    """Finds for everybody whom the tables name, or need, the person and the post that they lead by."""

    def __init__(self, wanted: Wanted, centre: Centre, agency: Agency, today: date, new_id: Callable[[], str]) -> None:
        """``today`` decides what the centre holds now; ``new_id`` names people that it does not know."""
        self.wanted, self.centre, self.agency, self.today, self._new_id = wanted, centre, agency, today, new_id
        self.posts: dict[str, Post] = dict(centre.posts)
        """Code → post, as they will be."""
        self.works: dict[str, Work] = {}
        """NIP → what shall hold."""
        self.staff: dict[str, Asked[Staff]] = {}
        self.seats: dict[str, str] = {}
        """NIP → the position that they lead by, as far as anybody asked."""
        self.leaders: dict[str, str] = {}
        """Position → NIP of who shall lead by it."""
        self.titles = {held.position: held.title for some in centre.held.values() for held in some if held.title}
        """Position → what it is called."""
        self._refused: set[str] = set()
        self._holders: dict[str, set[str]] = {}
        self._labels: dict[str, set[str]] | None = None
        self._rows: dict[str, dict[str, str]] = {}
        for one in wanted.posts:
            self._rows.setdefault(_label(one.it), {})[one.it.code] = one.it.head
        self._names = {name for post in centre.posts.values() for name in (post.id, _label(post))}

    def seat(self) -> None:
        """Fill all of it; what is wrong is kept with the rows."""
        nips = {known.id: known.nip for known in self.centre.people.values()}
        for person, some in self.centre.held.items():
            for one in some:
                if one.capacity == Capacity.HOLDER and person in nips:
                    self._holders.setdefault(one.position, set()).add(nips[person])
        self._take_posts()
        self._take_staff()
        self._seat_leaders(self._claims())
        self._seat_supervisors()

    def _take_posts(self) -> None:
        kept, doubled = sole(self.wanted.posts, lambda asked: asked.it.code, lambda asked: asked.it)
        for group in doubled:
            _contradict(group, "code", "post-twice")
        codes = {*kept, *self.centre.posts}
        above = {code: asked.it.above for code, asked in kept.items() if asked.it.above}
        for ring in cycles(above):
            for code in ring:
                kept.pop(code).line.bad("above", "post-ring", ring=" > ".join([*ring, ring[0]])[:200])
        for code, asked in kept.items():
            if asked.it.above and asked.it.above not in codes:
                asked.line.bad("above", "post-above-unknown", warning=True)
            post = self.posts[code] = self._post(asked.it)
            if self.titles.get(post.id, post.title) != post.title:
                self._rename(post)
        self.titles |= {post.id: post.title for post in self.posts.values()}

    def _rename(self, post: Post) -> None:
        """Let whoever leads by a post that is called otherwise now bear the new title."""
        for nip in self._holders.get(post.id, ()):
            if any(one.position == post.id and one.lasts(self.today) for one in self._held(nip)):
                self.work(nip).seats.append(Seat(position=post.id, title=post.title))

    def _held(self, nip: str) -> list[Held]:
        return self.centre.held.get(self.centre.people[nip].id, [])

    def _post(self, row: PostRow) -> Post:
        """Return a post; one that is new in the list may be what was made for its leader before the list came."""
        known = self.centre.posts.get(row.code)
        name = known.id if known else self._made(row) or name_of(self.agency.id, "post", row.code)
        return Post(id=name, code=row.code, title=row.title, unit=row.unit, above=row.above)

    def _made(self, row: PostRow) -> str | None:
        """Return the position that was made for whoever leads by a post of this name; None where it may be another's.

        Of several rows of the name it is the one whose head holds it. It is none of them where the centre has a post
        that bears the name or that took it over.
        """
        label = _label(row)
        made = _office(self.agency.id, label)
        holders = self._holders.get(made, set())
        if not holders or not self._names.isdisjoint((label, made)):
            return None
        rows = self._rows[label]
        led = [code for code, head in rows.items() if head in holders] if len(rows) > 1 else list(rows)
        return made if led == [row.code] else None

    def _listed(self, label: str) -> str | None:
        """Return the one post of the list that bears a title and a unit; None where none does, or several do."""
        if self._labels is None:
            self._labels = {}
            for post in self.posts.values():
                self._labels.setdefault(_label(post), set()).add(post.id)
        found = self._labels.get(label, set())
        return next(iter(found)) if len(found) == 1 else None

    def _take_staff(self) -> None:
        kept, doubled = sole(self.wanted.staff, lambda asked: asked.it.nip, lambda asked: asked.it)
        for group in doubled:
            _contradict(group, "nip", "nip-twice")
            self._refused.add(group[0].it.nip)
        self.staff = kept
        for nip, asked in kept.items():
            known, row = self.centre.people.get(nip), asked.it
            work, post = self.work(nip), self.posts.get(row.unit_code)
            work.left = row.end
            work.is_ = Known(
                id=work.id,
                nip=nip,
                name=row.name,
                post=row.post or (known.post if known else ""),
                unit=row.unit or (post.unit if post else "") or (known.unit if known else ""),
                zone=row.zone or (known.zone if known else self.agency.zone),
                week=row.week or (known.week if known else self.agency.week),
            )

    def _claims(self) -> Claims:
        """Return who says to lead by which post: code → NIP → the row and its field."""
        found: Claims = {}
        for nip, asked in self.staff.items():
            code, name = (asked.it.holds, "holds") if asked.it.holds else (asked.it.unit_code, "unit_code")
            if asked.it.holds or (asked.it.leads and code and self.posts):
                if code in self.posts:
                    found.setdefault(code, {})[nip] = (asked, name)
                else:
                    asked.line.bad(name, "post-unknown")
        for row in self.wanted.posts:
            if row.it.head and row.it.code in self.posts:
                if self.knows(row.it.head):
                    found.setdefault(row.it.code, {}).setdefault(row.it.head, (row, "head"))
                else:
                    row.line.bad("head", self.absence(row.it.head))
        return found

    def _seat_leaders(self, claims: Claims) -> None:
        for code, by in claims.items():
            if len(by) > 1:
                for asked, name in by.values():
                    asked.line.bad(name, "post-held-twice", code=code, rows=rows_of(one for one, _ in by.values()))
                continue
            (nip,) = by
            self._seat(nip, self.posts[code].id, self.posts[code].title, exclusive=True)

    def _seat(self, nip: str, position: str, title: str, *, exclusive: bool) -> None:
        work, asked = self.work(nip), self.staff.get(nip)
        start = asked.it.start if asked else None
        work.seats.append(Seat(position=position, title=title, start=start, sole=exclusive))
        self.leaders[position] = nip
        self.seats[nip] = position
        self.titles[position] = title
        for other in self._holders.get(position, set()) - {nip} if exclusive else ():
            self.work(other).yields[position] = start

    def _seat_supervisors(self) -> None:
        """Give each supervisor who is named by NIP a position, where they have none."""
        named = {asked.it.supervisor for asked in self.staff.values() if asked.it.supervisor != asked.it.nip}
        named |= {asked.it.supervisor for asked in self.wanted.assignments}
        bare: dict[str, list[str]] = {}
        for nip in sorted(named - {""}):
            if not self.knows(nip) or nip in self.seats:
                continue
            known = self.centre.people.get(nip)
            held = self.centre.leads(known.id, self.today) if known else None
            if held is not None:
                self.seats[nip] = held.position
            else:
                is_ = self.works[nip].is_ if nip in self.works else None
                said = is_ or known
                label = f"{said.post}|{said.unit}".casefold() if said and said.post else ""
                bare.setdefault(label, []).append(nip)
        taken = {one.position for some in self.centre.held.values() for one in some if one.lasts(self.today)}
        for label, some in bare.items():
            shared = self._listed(label) or _office(self.agency.id, label)
            for nip in some:
                work = self.work(nip)
                said = work.is_ or self.centre.people[nip]
                own = len(some) > 1 or not label or shared in taken
                position = _office(self.agency.id, work.id) if own else shared
                self._seat(nip, position, said.post or said.unit or said.name, exclusive=False)

    def work(self, nip: str) -> Work:
        """Return what shall hold of the person with ``nip``."""
        if nip not in self.works:
            known = self.centre.people.get(nip)
            name = known.id if known else self._new_id()
            self.works[nip] = Work(id=name, nip=nip, new=known is None)
        return self.works[nip]

    def knows(self, nip: str) -> bool:
        """Tell whether there is such a person, or will be."""
        return nip in self.staff or nip in self.centre.people

    def absence(self, nip: str) -> str:
        """Return the code that says why there is no such person."""
        return "person-refused" if nip in self._refused else "person-unknown"


def _label(post: Post | PostRow) -> str:
    """Return what makes two posts bear one name."""
    return f"{post.title}|{post.unit}".casefold()


def _office(agency: str, label: str) -> str:
    return name_of(agency, "office", label)


def _contradict(group: Iterable[Asked[Staff]] | Iterable[Asked[PostRow]], name: str, code: str) -> None:
    some: list[Asked[Staff] | Asked[PostRow]] = list(group)
    for asked in some:
        asked.line.bad(name, code, rows=rows_of(some))


def rows_of(some: Iterable[Asked[Any]]) -> str:
    """Return the rows in a few words: ``pegawai.csv 3, 17``."""
    files: dict[str, list[int]] = {}
    for asked in some:
        files.setdefault(asked.line.place.file, []).append(asked.line.place.row)
    return "; ".join(f"{name} {', '.join(map(str, sorted(rows)[:5]))}" for name, rows in sorted(files.items()))
