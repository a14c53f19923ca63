"""Pages one after another, the next one under way while the last is read and those before it are kept.

There is never more than one request out, and nothing of a page reaches the cache before the pages in front of it: the
cursor that is kept with them is all that a cut, a stop or a refusal of the next one leaves behind.
"""

import time
from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor

from ekin_tui.sync.carry import Page, read_page
from ekin_tui.sync.remote import Refusal, Unreachable
from ekin_tui.wire import FeedAnswer

Ask = Callable[[str], FeedAnswer]
Keep = Callable[[Sequence[Page]], None]
_MOST_PAGES = 5
"""Pages that one commit makes durable."""
_LONG_S = 0.25
"""Seconds after which a page is kept without waiting for others: a slow line loses nothing of what it brought."""


def follow(ask: Ask, after: str, keep: Keep, stop: Callable[[], bool]) -> bool:
    """Read from ``after`` to the end; ``keep`` makes pages durable. Returns False when ``stop`` ended it before.

    Raises Unreachable or Refusal; what was read by then is kept first.
    """
    with ThreadPoolExecutor(1) as line:
        pages, since, page = list[Page](), time.monotonic(), ask(after)
        while True:
            following = line.submit(ask, page.next) if page.more and not stop() else None
            pages.append(read_page(page))
            if following is None or len(pages) == _MOST_PAGES or time.monotonic() - since > _LONG_S:
                keep(pages)
                pages, since = [], time.monotonic()
            if following is None:
                return not page.more
            page = _await(following, pages, keep)


def _await(following: Future[FeedAnswer], pages: Sequence[Page], keep: Keep) -> FeedAnswer:
    try:
        return following.result()
    except (Refusal, Unreachable):
        if pages:
            keep(pages)
        raise
