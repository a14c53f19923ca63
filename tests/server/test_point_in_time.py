"""A PostgreSQL that is put back to a point in time, or whose standby takes over: found by itself, and mended."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from ekin_tui.domain.model import Action, Status
from ekin_tui.server.epoch import Standing, read_standing
from tests.centre import BUDI, SITI, Centre, running_centre
from tests.server.archived import Archived, missing_tools, running_archived
from tests.sync.device import TODAY, Device, make_device

pytestmark = pytest.mark.skipif(bool(missing_tools()), reason=f"the PostgreSQL here has no {missing_tools()}")


@pytest.fixture
def server() -> Iterator[Archived]:
    with running_archived() as running:
        yield running


@pytest.fixture
def centre(server: Archived, tmp_path: Path) -> Iterator[Centre]:
    with running_centre(tmp_path, TODAY, store=server.url) as running:
        yield running


def standing(centre: Centre) -> Standing:
    database = centre.database()
    try:
        with database.reading() as connection:
            return read_standing(connection)
    finally:
        database.close()


def sent(device: Device) -> str:
    entry = device.write()
    device.submit(entry.id)
    assert device.sync().code == "ok"
    return entry.id


def test_a_recovery_to_a_point_in_time_is_a_new_epoch_and_the_clients_bring_back_what_it_lacks(
    server: Archived, centre: Centre, tmp_path: Path
) -> None:
    siti, budi = (make_device(tmp_path, centre, nip) for nip in (SITI, BUDI))
    siti.sync()
    server.back_up("copy")
    kept = sent(siti)
    server.sql("select pg_create_restore_point('before')")
    lost = sent(siti)
    budi.sync()
    budi.act(Action.APPROVE, kept, Status.APPROVED, note="n-lost")
    assert budi.sync().code == "ok"
    before, received = standing(centre), siti.get(lost).entry.received
    centre.stop()
    server.stop("first")

    server.recover("copy", "before")
    after = standing(centre)
    assert (after.store, after.key, after.era) == (before.store, before.key, before.era), "nobody told it"
    assert after.epoch != before.epoch
    assert server.sql("select string_agg(id, ' ') from entries where id in (%s, %s)", kept, lost) == kept

    centre.start()
    assert [siti.sync().code, budi.sync().code, siti.sync().code] == ["ok"] * 3
    assert (siti.get(lost).entry.status, siti.get(lost).entry.received) == (Status.SUBMITTED, received)
    assert siti.get(kept).entry.status is Status.APPROVED
    settled = standing(centre)  # the receipts that came back have proved the loss as well, and begun an era
    assert settled.era != before.era
    assert [siti.sync().code, budi.sync().code] == ["ok", "ok"]
    assert standing(centre) == settled, "once and for all"


def test_a_standby_that_takes_over_is_a_new_epoch_before_its_first_checkpoint(
    server: Archived, centre: Centre, tmp_path: Path
) -> None:
    siti = make_device(tmp_path, centre, SITI)
    siti.sync()
    server.back_up("copy")
    entry = sent(siti)
    before = standing(centre)
    centre.stop()
    server.stop("first")

    server.follow("copy")
    server.sql("select pg_promote()")
    assert standing(centre).epoch != before.epoch
    centre.start()
    assert siti.sync().code == "ok"
    assert siti.get(entry).entry.status is Status.SUBMITTED
