"""An auditor's machine: others' work to read, nothing to do, and nothing left when the audit is over."""

from collections.abc import Callable
from datetime import timedelta
from uuid import uuid4

from ekin_tui.desk import Desk
from ekin_tui.server import admin
from tests.centre import BUDI, SITI, Centre
from tests.sync.device import TODAY, YUSUF, Device, now

DAY = timedelta(days=1)
Machine = Callable[[str], Device]


def desk(device: Device, ahead: timedelta = timedelta()) -> Desk:
    return Desk(device.store, clock=lambda: now() + ahead, new_id=lambda: str(uuid4()))


def audit(centre: Centre, until: int) -> None:
    last = TODAY + DAY * until
    admin.assign(centre.database_url, YUSUF, supervisor=BUDI, capacity="auditor", start=TODAY - DAY, end=last)


def seen(one: Desk) -> set[str]:
    return {view.entry.id for view in one.reviewing.entries_of(SITI, TODAY - DAY * 9, TODAY)}


def test_an_auditor_reads_what_was_sent_and_may_do_nothing_until_the_audit_is_over(
    machine: Machine, centre: Centre
) -> None:
    siti, yusuf = machine(SITI), machine(YUSUF)
    sent, draft = siti.write(), siti.write()
    siti.submit(sent.id)
    siti.sync()
    audit(centre, 1)
    assert yusuf.sync().code == "ok"
    reading = desk(yusuf)
    assert sent.id in seen(reading)
    assert yusuf.store.entries.get(draft.id) is None
    assert sent.id not in {view.entry.id for view in reading.reviewing.queue()}, "nothing waits for an auditor"
    assert not reading.reviewing.is_supervisor()
    shown = reading.reviewing.look(sent.id)
    assert shown is not None
    assert (shown.view.owner.nip, shown.view.actions, shown.acting) == (SITI, frozenset(), None)
    rev = shown.view.entry.rev
    for outcome in (
        reading.reviewing.approve(sent.id, rev=rev),
        reading.reviewing.reject(sent.id, rev=rev, note="Tidak."),
        reading.reviewing.comment(sent.id, note="Mengapa?"),
    ):
        assert outcome.problem is not None
        assert outcome.problem.code == "audit-only"
    assert yusuf.store.outbox.all() == []

    for over in (DAY * 2, DAY * 4):  # beyond its last day; and beyond what a machine shows without the centre
        later = desk(yusuf, over)
        assert seen(later) == set()
        assert later.reviewing.look(sent.id) is None
    audit(centre, -1)
    assert yusuf.sync().code == "ok"
    assert yusuf.store.entries.get(sent.id) is None
    assert yusuf.store.reference.person(siti.me) is None
