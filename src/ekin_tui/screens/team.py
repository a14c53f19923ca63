"""*Tim*: who has sent what of which day, for who speaks for a supervising position."""

from collections.abc import Callable, Iterator, Sequence
from itertools import groupby

from textual import on, work
from textual.widget import Widget

from ekin_tui.desk.matrix import Member, Reminder, Stand, TeamDay, TeamView
from ekin_tui.domain.calendar import Month
from ekin_tui.domain.clean import inert
from ekin_tui.screens.base import EkinScreen, Room
from ekin_tui.screens.dialogs import AskText
from ekin_tui.screens.messages import Open
from ekin_tui.screens.review_words import acts_as
from ekin_tui.screens.sizes import HEIGHTS, WIDTHS
from ekin_tui.widgets.bound import bound
from ekin_tui.widgets.lines import wrap
from ekin_tui.widgets.row_list import RowList
from ekin_tui.widgets.sheet import Sheet
from ekin_tui.widgets.team_grid import TeamGrid, TeamHead, TeamRow, post_text
from ekin_tui.widgets.team_lines import detail_lines
from ekin_tui.widgets.title_line import Title

_WITH_PEOPLE = frozenset({"open", "remind", "remind_all", "next_lack", "order", "across", "scroll"})
"""What is done with people."""
Key = Callable[[Member], tuple[float, str]]


def _name(member: Member) -> str:
    return member.person.name.casefold()


ORDERS: Sequence[tuple[str, Key]] = (
    ("name", lambda member: (0, _name(member))),
    ("lacks", lambda member: (-len(member.lacks), _name(member))),
    ("waiting", lambda member: (-member.oldest_hours if member.waiting else 1, _name(member))),
    ("late", lambda member: (-member.late, _name(member))),
)
"""By what the people of the month are sorted."""


class TeamScreen(EkinScreen[None]):
    """One month of everybody under the posts of the reader. It decides nothing: Enter leads to the entries."""

    AUTO_FOCUS = "#team-rows"
    HORIZONTAL_BREAKPOINTS = WIDTHS
    VERTICAL_BREAKPOINTS = HEIGHTS
    BINDINGS = bound("team")

    def __init__(self, room: Room) -> None:
        super().__init__(room)
        today = room.desk.journal.today()
        self._month, self._day, self._order = Month.of(today), today.day - 1, 0
        self._words = ""
        self._view = TeamView(month=self._month, today=today, members=())
        self._list: Sequence[TeamRow] = ()
        self._head = TeamHead(room.words, id="team-head")
        self._grid = TeamGrid(room.words, room.signs, id="team-rows")
        self._detail = Sheet(more=room.words("team.more"), id="team-detail")

    def titles(self) -> Sequence[Title]:
        """In which capacity one acts and the month are cut in no form; then the people, what is closed."""
        words, banner = self.room.words, self.room.banner
        acting = acts_as(self.room, None, narrow=True)
        long, short = words.month(self._month), words.month(self._month, short=True)
        forms = [[banner, words("team.title"), acting, long], [words("team.title"), acting, short], [acting, short]]
        rest = "".join(f" · {part}" for part in self._rest())
        return [(" · ".join(part for part in form if part), rest) for form in forms]

    def _rest(self) -> list[str]:
        words, view, reviewing, parts = self.room.words, self._view, self.room.desk.reviewing, list[str]()
        if view.members:
            parts += [words("team.count", n=len(view.members)), words("team.lacking", n=view.lacking)]
        parts += [words("team.incoming")] if view.incoming else []
        parts += [words("skp.filtered", words=inert(self._words))] if self._words else []
        parts += [words(f"team.order.{ORDERS[self._order][0]}")] if self._order else []
        locked = ", ".join(post_text(words, post) for post in reviewing.locked())
        return [*parts, *([words("review.locked", names=locked)] if locked else [])]

    def compose_body(self) -> Iterator[Widget]:
        """The days, the people, the chosen day and person in words."""
        yield self._head
        yield self._grid
        yield self._detail

    def on_mount(self) -> None:
        """Show this month."""
        self._fill()

    def refresh_view(self) -> None:
        """Ask again: something was written or came in."""
        self._fill()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:  # noqa: ARG002 - Textual's own signature
        """Offer what is done with people only where there are any."""
        return action not in _WITH_PEOPLE or bool(self._list)

    @on(RowList.Moved)
    def _moved(self) -> None:
        self._tell()

    def action_across(self, days: int) -> None:
        """Go some days on within the month."""
        last = self._month.last.day - 1
        day = max(0, min(last, self._day + days))
        if day != self._day:
            self._day = day
            self._grid.choose(day)
            self._head.show(self._view, day)
            self._tell()

    def action_turn(self, months: int) -> None:
        """Turn to the month before or after."""
        self._show_month(self._month.next() if months > 0 else self._month.previous(), self._day)

    def action_today(self) -> None:
        """Turn to today."""
        today = self.room.desk.journal.today()
        self._show_month(Month.of(today), today.day - 1)

    def action_order(self) -> None:
        """Sort by name, missing days, the longest wait, late entries, in turn."""
        self._order = (self._order + 1) % len(ORDERS)
        self._fill()

    @work
    async def action_filter(self) -> None:
        """Ask for a name or a NIP; an empty answer shows all."""
        words = self.room.words
        title, hint = words("team.ask_filter"), words("team.ask_filter_hint")
        asked = AskText(self.room, title, hint, initial=self._words, required=False)
        answer = await self.app.push_screen_wait(asked)
        if answer is not None:
            self._words = answer.strip()
            self._fill()

    def action_back(self) -> None:
        """Show all again, then leave."""
        if self._words:
            self._words = ""
            self._fill()
        else:
            self.dismiss(None)

    def action_next_lack(self) -> None:
        """Go to the next day of which nothing was received: of this person, then of those below, then from the top."""
        rows = [*range(self._grid.row, len(self._list)), *range(self._grid.row + 1)]
        for turn, row in enumerate(rows):
            member = self._list[row].member
            days = [day.day - 1 for day in member.lacks] if member else []
            day = next((day for day in days if turn or day > self._day), None)
            if day is not None:
                self._day = day
                self._grid.show(self._view, self._list, row=row, day=day)
                self._head.show(self._view, day)
                self._tell()
                return
        self.say("team.none_lacks", kind="good")

    def action_open(self) -> None:
        """Open the day: in Tinjau where something of it waits, else to read."""
        from ekin_tui.screens.team_day import TeamDayScreen

        chosen = self._chosen()
        if chosen is None:
            return
        member, day = chosen
        if not day.count:
            said = {"day": self.room.words.day(day.day), "name": inert(member.person.name)}
            self.say("team.nothing_received", kind="warn", **said)
            return
        entries = self.room.desk.team.entries(member.person, day.day)
        if day.stand is Stand.WAITING:
            waiting = next((view.entry.id for view in entries if view.entry.status == "submitted"), "")
            self.post_message(Open("review", waiting))
        else:
            self.app.push_screen(TeamDayScreen(self.room, member.person, day.day))

    def action_remind(self) -> None:
        """Show a text that reminds the person of the days that are missing."""
        if self._view.incoming:
            self.say("team.incoming_said", kind="warn")
        elif chosen := self._chosen():
            reminder = self.room.desk.team.reminder([chosen[0]])
            if reminder.lacks:
                self._show_reminder(reminder)
            else:
                self.say("team.complete", kind="good", name=inert(chosen[0].person.name))

    def action_remind_all(self) -> None:
        """Show a text that reminds all who lack days."""
        if self._view.incoming:
            self.say("team.incoming_said", kind="warn")
            return
        reminder = self.room.desk.team.reminder([row.member for row in self._list if row.member])
        if reminder.lacks:
            self._show_reminder(reminder)
        else:
            self.say("team.none_lacks", kind="good")

    def action_scroll(self, step: int) -> None:
        """Scroll what is said about the day."""
        self._detail.action_page(step)

    def _show_reminder(self, reminder: Reminder) -> None:
        from ekin_tui.screens.reminder import ReminderScreen

        self.app.push_screen(ReminderScreen(self.room, reminder))

    def _show_month(self, month: Month, day: int) -> None:
        self._month, self._day = month, min(day, month.last.day - 1)
        self._fill()

    def _chosen(self) -> tuple[Member, TeamDay] | None:
        member = self._grid.chosen
        return (member, member.days[self._day]) if member else None

    def _fill(self) -> None:
        before = self._grid.chosen
        self._view = self.room.desk.team.month(self._month)
        self._list = rows_of(self._view, ORDERS[self._order][1], self._words)
        ids = [row.member.person.id if row.member else "" for row in self._list]
        row = ids.index(before.person.id) if before is not None and before.person.id in ids else 0
        self.set_class(not self._list, "-empty")
        self._grid.show(self._view, self._list, row=row, day=self._day)
        self._head.show(self._view, self._day)
        self._tell()
        self.draw_title()
        self.refresh_bindings()

    def _tell(self) -> None:
        words, signs, chosen = self.room.words, self.room.signs, self._chosen()
        if chosen is not None:
            member, day = chosen
            self._detail.show(lambda width: list(detail_lines(words, signs, member, day, width)))
        else:
            self._detail.show(lambda width: [[(line, "")] for line in wrap(self._empty(), width)])

    def _empty(self) -> str:
        words, reviewing = self.room.words, self.room.desk.reviewing
        if self._view.members:
            return words("team.no_hit", words=inert(self._words))
        if not reviewing.is_supervisor():
            return words("team.not_supervisor")
        locked = ", ".join(post_text(words, post) for post in reviewing.locked())
        return words("review.lease_over", names=locked) if locked else words("team.nobody")


def rows_of(view: TeamView, key: Key, words: str) -> list[TeamRow]:
    """Return the people whose names or NIPs hold all ``words``, post by post, with headings over several posts."""
    wanted = words.casefold().split()
    found = [one for one in view.members if all(word in f"{_name(one)} {one.person.nip}" for word in wanted)]
    groups = [(post, sorted(members, key=key)) for post, members in groupby(found, key=lambda one: one.post)]
    rows: list[TeamRow] = []
    for post, members in groups:
        rows += [TeamRow(post=post)] if len(groups) > 1 or post is None else []
        rows += [TeamRow(member=member, post=post) for member in members]
    return rows
