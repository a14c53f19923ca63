"""Who is reviewed by whom, out of an agency's tables and what the centre holds.

A supervisor is named by NIP, or by the code of a post, or follows from the unit: its staff come under the post that
leads it, whoever leads it under the post above. What is wrong with a relation never keeps the person out.
"""

from datetime import date

from ekin_tui.domain.model import Capacity
from ekin_tui.server.intake.seating import Seat, Seating, rows_of
from ekin_tui.server.intake.tree import cycles
from ekin_tui.server.intake.wanted import Asked, Relation, Staff


class Relating:
    """Adds to what :class:`Seating` found who comes under which post."""

    def __init__(self, found: Seating) -> None:
        """``found`` has been filled; its works are completed."""
        self._at = found

    def relate(self) -> None:
        """Complete the works; what is wrong is kept with the rows."""
        for asked in self._at.staff.values():
            self._set_under(asked)
        self._take_relations()
        self._break_rings()

    def _set_under(self, asked: Asked[Staff]) -> None:
        row, work = asked.it, self._at.works[asked.it.nip]
        work.since = row.since or row.start
        own = self._at.seats.get(row.nip)
        if row.leads is False and own is None:
            work.drops = True
        if row.supervisor == row.nip:
            asked.line.bad("supervisor", "own-supervisor")
        elif row.supervisor:
            if self._at.knows(row.supervisor):
                work.under = self._at.seats[row.supervisor]
            else:
                asked.line.bad("supervisor", self._at.absence(row.supervisor))
        elif row.below:
            if row.below in self._at.posts:
                work.under = self._at.posts[row.below].id
            else:
                asked.line.bad("above", "post-unknown")
        elif self._at.posts:
            work.under = self._above(asked, own)
        if work.under is not None and work.under == own:
            work.under = None

    def _above(self, asked: Asked[Staff], own: str | None) -> str | None:
        """Return the post that the unit says: the one that leads it, or the one above for whoever leads."""
        held = next((post for post in self._at.posts.values() if post.id == own), None) if own else None
        if held is not None:
            above = self._at.posts.get(held.above)
            return above.id if above else None
        code = asked.it.unit_code
        if code and code not in self._at.posts:
            asked.line.bad("unit_code", "post-unknown", warning=True)
        post = self._at.posts.get(code)
        return post.id if post else None

    def _take_relations(self) -> None:
        spans: dict[str, list[Asked[Relation]]] = {}
        for asked in self._at.wanted.assignments:
            if not self._at.knows(asked.it.nip):
                asked.line.bad("nip", self._at.absence(asked.it.nip))
                continue
            office = self._office(asked)
            if office is None:
                continue
            if asked.it.capacity == Capacity.HOLDER:
                spans.setdefault(asked.it.nip, []).append(asked)
                continue
            row = asked.it
            seat = Seat(
                position=office,
                title=self._at.titles.get(office, "") if office else self._at.agency.name,
                capacity=row.capacity,
                start=row.start,
                end=row.end,
            )
            if seat not in self._at.work(row.nip).seats:
                self._at.work(row.nip).seats.append(seat)
        for nip, some in spans.items():
            self._take_spans(nip, some)

    def _office(self, asked: Asked[Relation]) -> str | None:
        row = asked.it
        if row.supervisor:
            if self._at.knows(row.supervisor):
                return self._at.seats[row.supervisor]
            asked.line.bad("supervisor", self._at.absence(row.supervisor))
            return None
        if row.post:
            if row.post in self._at.posts:
                return self._at.posts[row.post].id
            asked.line.bad("post", "post-unknown")
            return None
        return ""

    def _take_spans(self, nip: str, some: list[Asked[Relation]]) -> None:
        """Take who reviews one person from when to when, as long as no two of those rows cover one day."""
        rows = sorted({(one.it.start, one.it.end or date.max, self._office(one) or ""): one for one in some}.items())
        bad: set[int] = set()
        for first, ((_, end, _), one) in enumerate(rows):
            for later in range(first + 1, len(rows)):
                begins = rows[later][0][0]
                if begins == one.it.start or (one.it.end is not None and begins <= end):
                    bad |= {first, later}
        work = self._at.work(nip)
        for number, ((start, _, office), one) in enumerate(rows):
            if number in bad:
                others = rows_of(asked for place, (_, asked) in enumerate(rows) if place in bad)
                one.line.bad("start", "spans-overlap", rows=others)
            else:
                work.exact.append((start, one.it.end, office))
        if any(end is None or end >= self._at.today for _, end, _ in work.exact):
            work.under = None  # the table of relations says it more exactly than that of staff

    def _break_rings(self) -> None:
        """Take no relation that would let somebody stand, by some steps, above themselves."""
        leaders = {
            one.position: person
            for person, some in self._at.centre.held.items()
            for one in some
            if one.capacity == Capacity.HOLDER and one.lasts(self._at.today)
        }
        ids = {known.id: nip for nip, known in self._at.centre.people.items()}
        nips = {position: ids[person] for position, person in leaders.items() if person in ids} | self._at.leaders
        up = {}
        for nip in {*self._at.works, *self._at.centre.people}:
            office = self._under(nip)
            if office in nips and nips[office] != nip:
                up[nip] = nips[office]
        for ring in cycles(up):
            shown = " > ".join([*ring, ring[0]])[:200]
            for nip in ring:
                self._refuse(nip, shown)

    def _under(self, nip: str) -> str | None:
        work, known = self._at.works.get(nip), self._at.centre.people.get(nip)
        if work is not None and work.under is not None:
            return work.under
        lasting = [one for one in work.exact if one[1] is None] if work is not None else []
        if lasting:
            return lasting[-1][2]
        return self._at.centre.office(known.id, self._at.today) if known else None

    def _refuse(self, nip: str, ring: str) -> None:
        work = self._at.works.get(nip)
        if work is None or (work.under is None and not work.exact):
            return
        if work.under is not None and nip in self._at.staff:
            line, name = self._at.staff[nip].line, "supervisor"
            line.bad(name if line.has(name) else "unit_code", "ring", ring=ring)
        for asked in self._at.wanted.assignments:
            if asked.it.nip == nip and work.under is None:
                asked.line.bad("supervisor", "ring", ring=ring)
        work.under, work.exact = None, []
