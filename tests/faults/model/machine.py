"""The state machine: what people, machines and wires may do, in any order."""

import shutil
import tempfile
from collections import Counter
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import ClassVar

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from ekin_tui.domain.model import Entry, Status
from tests.faults import fast_folder
from tests.faults.model import checks
from tests.faults.model.machines import OPEN, Machine, try_act
from tests.faults.model.office import DEVICES, HOLDER
from tests.faults.model.wires import FAULTS
from tests.faults.model.world import World

names = st.sampled_from(sorted(DEVICES))
staff = st.sampled_from(("siti-1", "siti-2", "siti-1", "siti-2", "joko", "budi"))
chiefs = st.sampled_from(("budi", "nur"))
picks = st.integers(0, 3)
_meanwhile = [
    f"{when}:{what} {who}" for when in ("meanwhile", "afterwards") for what in ("sync", "edit") for who in DEVICES
]
faults = st.lists(st.sampled_from(("", "", *FAULTS, *_meanwhile)), max_size=5)


Act = Callable[[Machine, Entry], None]
_SENT = (Status.SUBMITTED, Status.RETURNED, Status.APPROVED)
_OWN: dict[str, tuple[Act, tuple[Status, ...]]] = {
    "edit": (lambda m, e: m.edit(e, "activity"), OPEN),
    "edit evidence": (lambda m, e: m.edit(e, "evidence"), OPEN),
    "edit quantity": (lambda m, e: m.edit(e, "quantity"), OPEN),
    "submit": (Machine.submit, OPEN),
    "withdraw": (Machine.withdraw, (Status.SUBMITTED,)),
    "discard": (Machine.discard, (Status.DRAFT,)),
    "comment": (Machine.comment, _SENT),
}
_REVIEW: dict[str, tuple[Act, tuple[Status, ...]]] = {
    "approve": (Machine.approve, (Status.SUBMITTED,)),
    "approve fewer": (lambda m, e: m.approve(e, e.minutes - 5), (Status.SUBMITTED,)),
    "return": (lambda m, e: m.decide("return", e), (Status.SUBMITTED,)),
    "reject": (lambda m, e: m.decide("reject", e), (Status.SUBMITTED,)),
    "reopen": (lambda m, e: m.decide("reopen", e), (Status.APPROVED,)),
    "comment": (Machine.comment, _SENT),
}
OWN_DEEDS = ("write", "edit", "edit", "submit", "submit", *_OWN)
COPYING = ("copy", "put back", "older", "running", "marked")
Deed = tuple[str, str, int]
REVIEWS = ("approve", "return", *_REVIEW)


class Office(RuleBasedStateMachine):
    """One run. ``begin`` is given by a subclass: it makes the world of a run in a folder."""

    begin: Callable[[Path], World]
    done: ClassVar[Counter[str]] = Counter()
    """Runs that came to their end, the syncs in them, and the moments that were looked at: after every act."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = Path(tempfile.mkdtemp(dir=fast_folder()))
        self.world = type(self).begin(self.folder)

    def teardown(self) -> None:
        try:
            self.world.settle()
            checks.settled(self.world)
            self.done["runs"] += 1
            self.done["syncs"] += sum(machine.syncs for machine in self.world.machines.values())
        finally:
            self.world.close()
            shutil.rmtree(self.folder)

    @invariant()
    def nothing_is_broken(self) -> None:
        checks.always(self.world)
        self.done["moments"] += 1

    @staticmethod
    def _on(machine: Machine, found: list[Entry], pick: int, act: Act) -> None:
        if found:
            try_act(lambda: act(machine, found[-1 - pick % len(found)]))

    @rule(deeds=st.lists(st.tuples(staff, st.sampled_from(OWN_DEEDS), picks), min_size=1, max_size=3))
    def work(self, deeds: list[Deed]) -> None:
        for name, deed, pick in deeds:
            machine = self.world.machines[name]
            if deed == "write":
                machine.write()
            else:
                act, statuses = _OWN[deed]
                self._on(machine, machine.own(*statuses), pick, act)

    @rule(deeds=st.lists(st.tuples(chiefs, st.sampled_from(REVIEWS), picks), min_size=1, max_size=3))
    def review(self, deeds: list[Deed]) -> None:
        for name, deed, pick in deeds:
            machine = self.world.machines[name]
            act, statuses = _REVIEW[deed]
            self._on(machine, machine.inbox(*statuses), pick, act)

    @precondition(lambda self: self._clashes())
    @rule(how=st.sampled_from(("mine", "theirs", "copy")))
    def resolve(self, how: str) -> None:
        machine, clash = self._clashes()[0]
        machine.resolve(clash, how)

    @rule(who=st.lists(names, min_size=1, max_size=5, unique=True))
    def sync(self, who: list[str]) -> None:
        for name in who:
            self.world.sync(name)

    @rule(name=names, met=faults, stop_after=st.sampled_from((0, 0, 0, 1, 2, 3, 4)))
    def sync_over_a_bad_line(self, name: str, met: list[str], stop_after: int) -> None:
        self.world.sync(name, met, stop_after)

    @precondition(lambda self: self.world.late)
    @rule(pick=picks)
    def a_late_request_arrives(self, pick: int) -> None:
        self.world.arrive(pick % len(self.world.late))

    @rule(order=st.sampled_from(("pos-a", "pos-b", "plt", "day", "days")), who=st.sampled_from(("siti", "joko")))
    def order(self, order: str, who: str) -> None:
        """Move somebody to an office, let Nur speak for Budi's post until tomorrow, or let a day or more pass."""
        if order in HOLDER:
            self.world.order(who, order, "atasan")
        elif order == "plt":
            self.world.order("nur", "pos-a", "plt", self.world.clock.today + timedelta(days=1))
        else:
            self.world.clock.days += 1 if order == "day" else 3

    @rule(
        what=st.sampled_from(("centre", "centre", "siti-1", "siti-1", "budi", *DEVICES)), deed=st.sampled_from(COPYING)
    )
    def copy_or_put_back(self, what: str, deed: str) -> None:
        """Copy the centre or a machine, or put a copy back; the centre may be running, or its mark go back too."""
        world = self.world
        copies = world.backups if what == "centre" else world.copies.setdefault(what, [])
        if deed == "copy" or not copies:
            return world.back_up_centre() if what == "centre" else world.back_up_machine(what)
        number = max(-len(copies), -2 if deed == "older" else -1)
        if what == "centre":
            return world.put_back_centre(number, mark=deed == "marked", running=deed == "running")
        return world.put_back_machine(what, number)

    def _clashes(self) -> list[tuple[Machine, str]]:
        machines = self.world.machines.values()
        return [(machine, clash.id) for machine in machines for clash in machine.store.conflicts.all()]
