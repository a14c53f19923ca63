"""Fair about time: what was finished before a deadline, provably and within the grace, is not late."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import msgspec
import pytest
from sqlalchemy import update

from ekin_tui.domain.model import Policy
from ekin_tui.server.outages import record_outage
from ekin_tui.server.schema import facts
from tests.centre import BUDI, JOKO, SITI, Centre, running_centre
from tests.server.talk import Talk, act, code, new, put

HOUR = timedelta(hours=1)


@dataclass
class Office:
    """A centre whose clock the test sets, and three of its people."""

    centre: Centre
    siti: Talk
    joko: Talk
    budi: Talk
    due: datetime

    def at(self, when: datetime) -> None:
        self.centre.ahead += when - self.centre.now()

    def policy(self, **changes: Any) -> None:
        doc = msgspec.json.encode(Policy(**changes)).decode()
        database = self.centre.database()
        with database.writing() as connection:
            connection.execute(update(facts).where(facts.c.kind == "policy").values(doc=doc))
        database.close()

    def away(self, began: datetime, ended: datetime) -> None:
        database = self.centre.database()
        with database.writing() as connection:
            record_outage(connection, began, ended)
        database.close()

    def submit(self, claimed: datetime | None, beacon: str = "", who: Talk | None = None) -> dict[str, Any]:
        """Push an entry and its submission, and return the verdict on that."""
        entry, first = new("e"), new("o")
        talk = who or self.siti
        sent = act("submit", entry, f"@{first}", **({"at": claimed.isoformat()} if claimed else {}))
        if beacon:
            sent["beacon"] = beacon
        _, verdict = talk.push(put(entry, talk.fields(), op=first), sent)
        return verdict


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    with running_centre(tmp_path_factory.mktemp("late")) as centre:
        siti = Talk(centre, SITI)
        periods = siti.of_kind("period")
        due = max(datetime.fromisoformat(doc["due"]) for doc in periods if doc["start"] <= "2026-11-24" <= doc["end"])
        yield Office(centre, siti, Talk(centre, JOKO), Talk(centre, BUDI), due)


@pytest.fixture
def office(running: Office) -> Office:
    running.policy(rev=1)
    return running


def beacon_of(office: Office, when: datetime, who: Talk | None = None) -> str:
    office.at(when)
    return str((who or office.siti).session()["beacon"])


def told(verdict: dict[str, Any]) -> tuple[bool, str]:
    assert verdict["v"] == "applied", verdict
    assert verdict["doc"]["late"] is verdict.get("late", False)
    return verdict["doc"]["late"], verdict["doc"]["timing"]


def test_what_was_finished_offline_before_the_deadline_is_not_late_and_shows_both_times(office: Office) -> None:
    beacon = beacon_of(office, office.due - 5 * HOUR)
    claimed, received = office.due - HOUR, office.due + 20 * HOUR
    office.at(received)
    verdict = office.submit(claimed, beacon)
    assert told(verdict) == (False, "offline")
    [seen] = [doc for doc in office.budi.of_kind("entry", office.budi.inbox()) if doc["id"] == verdict["doc"]["id"]]
    assert datetime.fromisoformat(seen["claimed"]) == claimed
    assert abs(datetime.fromisoformat(seen["received"]) - received) < HOUR / 60


def test_what_came_before_the_deadline_says_nothing_of_time(office: Office) -> None:
    office.at(office.due - HOUR)
    verdict = office.submit(office.due - 2 * HOUR)
    assert told(verdict) == (False, "")
    assert verdict["doc"]["claimed"] is None


def test_a_claim_without_a_beacon_is_late(office: Office) -> None:
    office.at(office.due + HOUR)
    verdict = office.submit(office.due - HOUR)
    assert told(verdict) == (True, "no-beacon")
    assert datetime.fromisoformat(verdict["doc"]["claimed"]) == office.due - HOUR


@pytest.mark.parametrize(
    "forge",
    [
        lambda beacon: beacon[:-1] + ("A" if beacon[-1] != "A" else "B"),
        lambda beacon: f"{int(beacon.partition('.')[0]) - 1}.{beacon.partition('.')[2]}",
        lambda beacon: beacon.partition(".")[0],
        lambda _: "1.",
        lambda _: "\u0661.x",
        lambda _: "9" * 40 + ".x",
        lambda beacon: f"999999999999999.{beacon.partition('.')[2]}",
        lambda beacon: f"{beacon}\u00e9",
    ],
)
def test_a_forged_beacon_proves_nothing(office: Office, forge: Any) -> None:
    beacon = beacon_of(office, office.due - 5 * HOUR)
    office.at(office.due + HOUR)
    assert told(office.submit(office.due - HOUR, forge(beacon))) == (True, "no-beacon")


def test_the_beacon_of_a_colleague_proves_nothing(office: Office) -> None:
    beacon = beacon_of(office, office.due - 5 * HOUR, office.joko)
    office.at(office.due + HOUR)
    assert told(office.submit(office.due - HOUR, beacon)) == (True, "no-beacon")


def test_a_claim_from_before_the_beacon_is_not_believed(office: Office) -> None:
    beacon = beacon_of(office, office.due - HOUR)
    office.at(office.due + HOUR)
    assert told(office.submit(office.due - 2 * HOUR, beacon)) == (True, "claim-before-beacon")


def test_a_beacon_from_after_the_deadline_proves_that_it_is_late(office: Office) -> None:
    beacon = beacon_of(office, office.due + HOUR)
    office.at(office.due + 2 * HOUR)
    assert told(office.submit(office.due - HOUR, beacon)) == (True, "after-due")


def test_what_comes_after_the_grace_is_late(office: Office) -> None:
    beacon = beacon_of(office, office.due - 5 * HOUR)
    office.at(office.due + 73 * HOUR)
    assert told(office.submit(office.due - HOUR, beacon)) == (True, "beyond-grace")


@pytest.mark.parametrize(
    "claim", ["", "yesterday", "2026-12-01T10:00:00", "0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-12:00"]
)
def test_a_claim_that_can_not_be_read_is_none_or_too_late(office: Office, claim: str) -> None:
    office.at(office.due + HOUR)
    entry, first = new("e"), new("o")
    sent = act("submit", entry, f"@{first}", at=claim)
    _, verdict = office.siti.push(put(entry, office.siti.fields(), op=first), sent)
    assert told(verdict) == (True, "after-due" if claim.startswith("9999") else "no-claim")


def test_a_policy_that_refuses_takes_what_is_provably_in_time_and_nothing_else(office: Office) -> None:
    office.policy(rev=2, late="refuse")
    beacon = beacon_of(office, office.due - 5 * HOUR)
    office.at(office.due + HOUR)
    assert told(office.submit(office.due - HOUR, beacon)) == (False, "offline")
    refused = office.submit(office.due - HOUR)
    assert (refused["v"], code(refused)) == ("rejected", "period-closed")


@pytest.mark.parametrize("late", ["mark", "refuse"])
def test_what_was_returned_and_is_sent_again_after_the_deadline_keeps_its_first_receipt(
    office: Office, late: str
) -> None:
    office.policy(rev=3, late=late)
    office.at(office.due - 5 * HOUR)
    sent = office.submit(None)
    entry = sent["doc"]["id"]
    office.at(office.due + 200 * HOUR)
    [back] = office.budi.push(act("return", entry, sent["rev"], text="Lampirkan notulen."))
    [again] = office.siti.push(act("submit", entry, back["rev"]))
    assert told(again) == (False, "")
    assert datetime.fromisoformat(again["doc"]["received"]) > office.due


def test_what_was_late_stays_late_when_it_is_sent_again(office: Office) -> None:
    office.at(office.due + 100 * HOUR)
    sent = office.submit(None)
    assert told(sent) == (True, "no-claim")
    [back] = office.budi.push(act("return", sent["doc"]["id"], sent["rev"], text="Lampirkan notulen."))
    [again] = office.siti.push(act("submit", sent["doc"]["id"], back["rev"]))
    assert told(again) == (True, "no-claim")


def test_what_was_withdrawn_is_judged_anew(office: Office) -> None:
    office.at(office.due - HOUR)
    sent = office.submit(None)
    office.at(office.due + HOUR)
    [back] = office.siti.push(act("withdraw", sent["doc"]["id"], sent["rev"]))
    assert (back["doc"]["late"], back["doc"]["timing"], back["doc"]["claimed"]) == (False, "", None)
    [again] = office.siti.push(act("submit", sent["doc"]["id"], back["rev"]))
    assert told(again) == (True, "no-claim")


def test_downtime_moves_the_deadline_only_where_the_policy_says_so(office: Office) -> None:
    office.away(office.due - 3 * HOUR, office.due - HOUR)
    office.at(office.due + HOUR)
    assert told(office.submit(None)) == (True, "no-claim")
    office.policy(rev=4, outage_moves_deadline=True)
    assert told(office.submit(None)) == (False, "outage")
    office.at(office.due + 3 * HOUR)
    assert told(office.submit(None)) == (True, "no-claim")


def test_an_op_that_is_sent_twice_keeps_its_first_judgement(office: Office) -> None:
    office.at(office.due - HOUR)
    entry, first = new("e"), new("o")
    ops = [put(entry, office.siti.fields(), op=first), act("submit", entry, f"@{first}")]
    office.siti.push(*ops)
    office.at(office.due + 100 * HOUR)
    _, again = office.siti.push(*ops)
    assert again["v"] == "duplicate"
    assert again["doc"]["late"] is False
