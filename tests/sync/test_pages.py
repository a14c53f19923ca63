"""The next page under way while the last is read: whatever becomes of it, the cursor says what is here."""

import threading
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from ekin_tui.domain.model import Status
from ekin_tui.server.inbox import Changes, desk
from ekin_tui.sync.engine import sync
from ekin_tui.sync.http import HttpRemote
from ekin_tui.sync.remote import Refusal, Unreachable
from ekin_tui.sync.result import Progress, Result
from ekin_tui.wire import PAGE, Feed, FeedAnswer, position_of
from tests.centre import BUDI, SITI, Centre
from tests.sync.device import Device, make_device, now
from tests.sync.faults import Line, refusal
from tests.sync.long_feed import MANY, AfterRequests, found, long_ids

PAGES = MANY // PAGE
FAILURES: dict[str, Unreachable | Refusal] = {
    "cut": Unreachable("cut"),
    "timeout": Unreachable("timeout"),
    "rate-limited": refusal(429, "rate-limited"),
    "not-found": refusal(404, "not-found"),
}


class Pages(Line):
    """Passes requests for pages of one feed on; ``meet`` is called with the number of each once its answer is here."""

    def __init__(self, inner: HttpRemote, feed: str = "me", meet: Callable[[int], None] = lambda _: None) -> None:
        super().__init__(inner)
        self._feed, self._meet, self._lock = feed, meet, threading.Lock()
        self.asked: list[str] = []
        self.out = self.most = 0

    def feed(self, feed: str, after: str, limit: int, *, epoch: str) -> FeedAnswer:
        return self._pass(feed, after, lambda: super(Pages, self).feed(feed, after, limit, epoch=epoch))

    def window(self, feed: str, part: str, until: str, after: str, *, epoch: str) -> FeedAnswer:
        return self._pass(feed, after, lambda: super(Pages, self).window(feed, part, until, after, epoch=epoch))

    def _pass(self, feed: str, after: str, ask: Callable[[], FeedAnswer]) -> FeedAnswer:
        if feed != self._feed:
            return ask()
        with self._lock:
            self.asked.append(after)
            self.out += 1
            self.most = max(self.most, self.out)
            number = len(self.asked)
        try:
            answer = ask()
            self._meet(number)
            return answer
        finally:
            self.out -= 1


def pull(device: Device, *, feed: str = "me", meet: Callable[[int], None] = lambda _: None, **more: object) -> Result:
    """Sync over a line that meets each page of ``feed``."""
    result, _ = pull_over(device, feed, meet, **more)
    return result


def pull_over(device: Device, feed: str, meet: Callable[[int], None], **more: object) -> tuple[Result, Pages]:
    remote = HttpRemote(device.url, lambda: device.token, device.name)
    with closing(remote):
        pages = Pages(remote, feed, meet)
        return sync(device.store, pages, now, **more), pages  # type: ignore[arg-type]


def failing(at: int, failure: str) -> Callable[[int], None]:
    def meet(number: int) -> None:
        if number == at:
            raise FAILURES[failure]

    return meet


def here(device: Device) -> list[str]:
    """Return the entries of the long feed that are here, in the order of the feed."""
    return sorted(long_ids(device))


def is_a_beginning(ids: list[str]) -> bool:
    """Tell whether these are the first entries of the feed, none left out."""
    return ids == [f"long-{number:05d}" for number in range(len(ids))]


def test_there_is_one_request_out_at_a_time_and_each_goes_on_where_the_last_ended(tmp_path: Path, long: Centre) -> None:
    siti = make_device(tmp_path, long, SITI)
    result, pages = pull_over(siti, "me", lambda _: None)
    assert (result.code, pages.most) == ("ok", 1)
    ends = [position_of(cursor) for cursor in pages.asked[1:]]
    assert ends == sorted(set(ends))
    assert len(ends) >= PAGES
    assert found(siti) == []


def test_what_is_here_is_a_beginning_of_the_feed_at_every_moment(tmp_path: Path, long: Centre) -> None:
    siti = make_device(tmp_path, long, SITI)
    seen: list[tuple[int, bool]] = []

    def look(_: Progress) -> None:
        ids = here(siti)
        seen.append((len(ids), is_a_beginning(ids)))

    assert pull(siti, tell=look).code == "ok"
    assert all(whole for _, whole in seen)
    assert len({count for count, _ in seen}) > 1, "it came in more than one piece"


@pytest.mark.parametrize("failure", FAILURES)
@pytest.mark.parametrize("at", [2, 6])
def test_a_page_that_fails_on_its_way_leaves_the_cursor_where_it_was_asked_from(
    tmp_path: Path, long: Centre, at: int, failure: str
) -> None:
    siti = make_device(tmp_path, long, SITI)
    result, pages = pull_over(siti, "me", failing(at, failure))
    assert result.code == ("ok" if failure == "not-found" else failure)
    assert len(pages.asked) == at, "nothing is asked behind a page that failed"
    assert siti.store.cursors.get("me") == pages.asked[-1]
    assert result.pulled == (at - 1) * PAGE
    assert is_a_beginning(here(siti))
    rest = siti.sync()
    assert (rest.code, len(here(siti)), found(siti)) == ("ok", MANY, [])
    assert result.pulled + rest.pulled == sum(feed_sizes(siti)), "no page came twice"


def feed_sizes(device: Device) -> list[int]:
    """Return how far each feed reaches: here nothing in them has changed since it got its position."""
    return [position_of(device.store.cursors.get(feed.id)) for feed in device.store.cursors.feeds()]


def test_a_cursor_that_has_expired_on_its_way_begins_the_feed_again(tmp_path: Path, long: Centre) -> None:
    siti = make_device(tmp_path, long, SITI)

    def expire(number: int) -> None:
        if number == 4:
            raise refusal(410, "cursor-expired")

    result, pages = pull_over(siti, "me", expire)
    assert result.code == "ok"
    assert pages.asked[4] == "", "from the beginning"
    assert (len(here(siti)), found(siti)) == (MANY, [])


@pytest.mark.parametrize("requests", [2, 3, 5])
def test_a_stop_while_a_page_is_under_way_keeps_it_and_the_cursor_behind_it(
    tmp_path: Path, long: Centre, requests: int
) -> None:
    siti = make_device(tmp_path, long, SITI)
    result, pages = pull_over(siti, "me", lambda _: None, stop=AfterRequests(requests))
    assert result.code == "stopped"
    assert 0 < len(here(siti)) < MANY
    assert is_a_beginning(here(siti))
    assert result.pulled == len(pages.asked) * PAGE, "what was asked for is kept"
    assert position_of(siti.store.cursors.get("me")) >= result.pulled
    assert siti.sync().code == "ok"
    assert (len(here(siti)), found(siti)) == (MANY, [])


def test_what_goes_away_while_a_page_is_under_way_is_gone_at_the_end(tmp_path: Path, long: Centre) -> None:
    budi = make_device(tmp_path, long, BUDI)
    feed = next(one.id for one in _session(budi) if one.id != "me")
    early, late = "long-00011", "long-02911"

    def take_away(number: int) -> None:
        if number != 3:
            return
        with closing(long.database()) as database, database.writing() as connection:
            agency = connection.exec_driver_sql("select agency from people limit 1").scalar() or ""
            changes = Changes(agency)
            for entry in (early, late):
                changes.take_away(desk(feed.partition(":")[2]), "entry", entry, "moved")
            changes.publish(connection)

    result, _ = pull_over(budi, feed, take_away)
    assert result.code == "ok"
    kept = [budi.store.entries.get(f"long-{number:05d}") for number in range(MANY)]
    assert [s for s in kept if s and s.entry.id in {early, late}] == []
    assert sum(stored is not None for stored in kept) == MANY - 2


def _session(device: Device) -> list[Feed]:
    """Return the feeds of a machine, learned without reading one."""
    device.sync(stop=AfterRequests(0))
    return list(device.store.cursors.feeds())


@pytest.mark.parametrize("at", [2, 5, 7])
def test_a_first_sync_by_parts_goes_on_behind_the_part_that_failed(
    tmp_path: Path, long: Centre, monkeypatch: pytest.MonkeyPatch, at: int
) -> None:
    monkeypatch.setattr("ekin_tui.sync.windows.FAR", 2_000)
    siti = make_device(tmp_path, long, SITI)
    result, pages = pull_over(siti, "me", failing(at, "cut"))
    assert (result.code, pages.most, len(pages.asked)) == ("cut", 1, at)
    assert siti.store.cursors.begun("me"), "the parts are not through"
    had = set(here(siti))
    rest = siti.sync()
    assert (rest.code, found(siti)) == ("ok", [])
    assert had < set(here(siti))
    assert {s.entry.status for s in siti.days(400) if s.entry.id in had} <= {Status.SUBMITTED, Status.APPROVED}
