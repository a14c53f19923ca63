"""The supervisor's queue as rows of a list: entries, and headings where they stand by person or by day."""

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable

from ekin_tui.desk.inbox import Group, Inbox, Order
from ekin_tui.desk.views import EntryView
from ekin_tui.domain.model import Entry

Ask = Callable[[str, Order], Inbox]


class Queue:
    """What waits, and the place of each entry in the list. Only what is painted or chosen is read."""

    def __init__(self, ask: Ask) -> None:
        """``ask`` gives the queue for a filter line and an order."""
        self._ask = ask
        self.words, self.order = "", Order.OLDEST
        self.fill()

    @property
    def total(self) -> int:
        """How many wait in all."""
        return self.inbox.everything

    @property
    def shown(self) -> int:
        """How many the filter leaves."""
        return self.inbox.total

    @property
    def rows(self) -> int:
        """How many rows the list has, headings among them."""
        return self.inbox.total + len(self._heads)

    def fill(self) -> None:
        """Ask anew what waits."""
        self.inbox = self._ask(self.words, self.order)
        self._lay()

    def filter(self, words: str) -> None:
        """Show only what the filter line asks for."""
        self.words = words
        self.fill()

    def turn(self) -> Order:
        """Stand in the next order, and return which one that is."""
        orders = list(Order)
        self.order = orders[(orders.index(self.order) + 1) % len(orders)]
        self.fill()
        return self.order

    def learn(self) -> bool:
        """Look at how some more entries are written; returns whether there are more to look at."""
        more = self.inbox.learn()
        self._lay()
        return more

    def drop(self, row: int) -> None:
        """Take the entry of ``row`` out: it was decided."""
        number = self.number(row)
        if number is not None:
            self.inbox.drop(number)
            self._lay()

    def again(self) -> None:
        """Count anew after several were decided."""
        self.inbox.again()
        self._lay()

    def heading(self, row: int) -> Group | None:
        """Return the group that ``row`` is the heading of; None for an entry."""
        at = bisect_left(self._heads, row)
        return self.inbox.groups[at] if at < len(self._heads) and self._heads[at] == row else None

    def number(self, row: int) -> int | None:
        """Return the number of the entry at ``row`` among those shown, counted from 0."""
        if self.heading(row) is not None or not 0 <= row < self.rows:
            return None
        return row - bisect_right(self._heads, row)

    def view(self, row: int) -> EntryView | None:
        """Return the entry at ``row``."""
        number = self.number(row)
        return None if number is None else self.inbox.at(number)

    def row(self, number: int) -> int:
        """Return the row of the entry with that number, or of the last one."""
        number = max(0, min(number, self.inbox.total - 1))
        return number + bisect_right(self._firsts, number) if self._heads else number

    def place(self, entry: Entry | None, otherwise: int = 0) -> int:
        """Return the row at which an entry is shown; that of the number ``otherwise`` when it is not."""
        found = None if entry is None else self.inbox.place(entry)
        return self.row(otherwise if found is None else found)

    def _lay(self) -> None:
        groups = [] if self.order is Order.OLDEST else self.inbox.groups
        self._firsts = [group.first for group in groups]
        self._heads = [first + number for number, first in enumerate(self._firsts)]


def ahead(order: Order, views: Iterable[EntryView], entry: Entry) -> int:
    """Return how many of ``views``, which are of the person and day of ``entry``, stand before it."""
    if order is Order.OLDEST:
        own = (entry.received is None, str(entry.received), entry.id)
        return sum((v.entry.received is None, str(v.entry.received), v.entry.id) < own for v in views)
    return sum((v.entry.start or 0, v.entry.id) < (entry.start or 0, entry.id) for v in views)
