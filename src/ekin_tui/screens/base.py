"""What every screen has: a title with the state of the work, a body, a sentence about the last action, its keys."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import field
from datetime import datetime
from typing import TYPE_CHECKING, ClassVar, Protocol, TypeVar, runtime_checkable

from textual import events
from textual.binding import Binding
from textual.dom import DOMNode
from textual.widget import Widget
from textual.widgets import Static

from ekin_tui.config.report import Letter
from ekin_tui.desk import Desk
from ekin_tui.domain.facts import dataclass
from ekin_tui.domain.model import Problem
from ekin_tui.keys import Keymap
from ekin_tui.keys.names import name_key
from ekin_tui.screens.acts import Act, acts_of, offered
from ekin_tui.screens.chained import Chained
from ekin_tui.screens.messages import AskHelp, Continue
from ekin_tui.terminal.signs import Signs
from ekin_tui.text import Words
from ekin_tui.widgets.bound import Chain, bound
from ekin_tui.widgets.footer import Footer, Item
from ekin_tui.widgets.lines import PART
from ekin_tui.widgets.painted import Lines, Pane
from ekin_tui.widgets.plain import plain
from ekin_tui.widgets.say_line import SayLine
from ekin_tui.widgets.sparing import Sparing
from ekin_tui.widgets.sync_mark import states_of
from ekin_tui.widgets.title_line import Title, TitleLine

if TYPE_CHECKING:
    from ekin_tui.desk.setup import Setup

T = TypeVar("T")
Shown = tuple[DOMNode, Binding, str]
"""Who carries out what the footer names, and the name of its key."""
LEAST = (40, 12)
"""Columns and rows under which a screen asks for a larger window."""
TONES = {"info": "", "warn": "warning", "error": "error", "good": "good"}


@runtime_checkable
class Speaking(Protocol):
    """A widget that has words of its own."""

    def speak(self, words: Words) -> None:
        """Say all in ``words`` from now on."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Room:
    """What a screen is given: the desk, the words, the marks and the clock (aware)."""

    desk: Desk
    words: Words
    signs: Signs
    clock: Callable[[], datetime]
    keymap: Keymap = field(default_factory=dict)
    """Keys that the settings have moved."""
    letter: Letter = Letter()
    """What stands at the head of a report, and who signs it."""
    setup: "Setup | None" = None
    """The settings, where they can be seen and changed."""
    banner: str = ""
    """What has to be seen at all times: a demonstration, a clock that was set."""
    targets: Sequence[tuple[str, str, str]] = ()
    """Name, kind and address of each target, the default one first."""


class EkinScreen(Chained[T]):
    """A screen over one :class:`Room`. Subclasses give ``TITLE_KEY`` (or ``heading``) and ``compose_body``."""

    TITLE_KEY: ClassVar[str] = ""
    BINDINGS = bound("screen")
    AUTO_FOCUS = "*"
    LEADS: ClassVar[bool] = True
    """Whether help, palette, leader menu and jump can be asked for here."""

    def __init__(self, room: Room) -> None:
        super().__init__()
        self._styles_cache, self._compositor = Lines(), Sparing()
        self.room = room
        self.begin_at = ""
        """The id of what to begin at, where the screen can."""
        self._title_line, self._say_line, self._footer = TitleLine(), SayLine(), Footer()
        self._stands = ""
        self._shown_before = False
        self._last: Item | None = None
        self._shown: tuple[Widget | str | None, list[Shown]] = ("", [])

    def moved_keys(self) -> Keymap:
        """Return those of the room."""
        return self.room.keymap

    def compose(self) -> Iterator[Widget]:
        """Title, body, sentence, keys."""
        yield self._title_line
        with Pane(id="body"):
            yield from self.compose_body()
        yield self._say_line
        yield self._footer

    def compose_body(self) -> Iterable[Widget]:
        """Give the widgets between the title and the sentence."""
        return ()

    def heading(self) -> str:
        """Return what the title line says."""
        return self.room.words(self.TITLE_KEY) if self.TITLE_KEY else ""

    def titles(self) -> Sequence[Title]:
        """Return the forms of the title line, the longest first: what must stand whole, what may be cut."""
        where, mark, rest = self.heading().partition(PART)
        return [(f"{self.room.banner}{PART}{where}" if self.room.banner else where, mark + rest)]

    def move_to(self, room: Room) -> None:
        """Go on in ``room``, with other words and keys than before."""
        self.room, self._kept, self._shown = room, None, ("", [])
        for widget in self.query("*"):
            if isinstance(widget, Speaking):
                widget.speak(room.words)
        self.refresh_view()
        self.draw_footer()

    def refresh_view(self) -> None:
        """Ask the desk again and draw: something has been written, here or by the exchange."""
        self.draw_title()

    def draw_title(self) -> None:
        """Draw the title line with where the work stands."""
        states, tone = states_of(self.room.words, self.room.desk.syncing.mark())
        self._title_line.show(self.titles(), states, tone)

    def say(self, key: str, /, *, kind: str = "info", **fields: object) -> None:
        """Say the sentence ``key`` until the next key; ``kind`` is ``info``, ``good``, ``warn`` or ``error``."""
        self.say_text(self.room.words(key, **fields), kind=kind)

    def say_problem(self, problem: Problem) -> None:
        """Say what is wrong and what to do about it."""
        self.say_text(self.room.words.problem(problem), kind="error")

    def say_text(self, text: str, *, kind: str = "info") -> None:
        """Say ``text``, which may hold what people wrote."""
        self._say_line.show(text, TONES[kind])

    def warn_standing(self, text: str) -> None:
        """Say ``text`` and say it again after each key, until it is over: then say the empty text."""
        if text != self._stands:
            self._stands = text
            self.say_text(text, kind="warn")

    @property
    def said(self) -> str:
        """The sentence that is shown now."""
        return self._say_line.text

    def on_mount(self) -> None:
        """Draw the frame around the body."""
        self.bindings_updated_signal.subscribe(self, lambda _: self.draw_footer())
        self.draw_title()
        self.draw_footer()

    def on_screen_resume(self) -> None:
        """Draw what may have changed while another screen was in front."""
        if self._shown_before:
            self.refresh_view()
        self._shown_before = True

    def on_key(self) -> None:
        """A new key: what was said about the last action is over, but for what stands."""
        self.say_text(self._stands, kind="warn")

    def on_resize(self, event: events.Resize) -> None:
        """Ask for a larger window where nothing could be read."""
        small = event.size.width < LEAST[0] or event.size.height < LEAST[1]
        if small and not self.query("#small"):
            self.mount(Static(plain(self.room.words("app.small", columns=LEAST[0], rows=LEAST[1])), id="small"))
        self.set_class(small, "-small")

    def action_back(self) -> None:
        """Leave this screen without a result."""
        self.dismiss(None)

    def action_help(self) -> None:
        """Show all keys of this screen."""
        self.post_message(AskHelp())

    def draw_footer(self) -> None:
        """Show the keys that hold now: in the frame in which something else was chosen, not in one of their own."""
        self._footer.show(self._items(), self._last)

    def acts(self) -> list[Act]:
        """Return all that can be done now, from the focus outwards."""
        return acts_of(self.whole_chain, self.room.words)

    def action_begin(self, first: str) -> None:
        """The first of two keys was pressed: show what may follow."""
        self.post_message(Continue(first))

    def _items(self) -> list[Item]:
        """Return the keys to show; of all that hold only those are asked whether they do."""
        words, seen = self.room.words, dict[str, Item]()
        for node, binding, key in self._shown_bindings():
            if binding.action not in seen and offered(node, binding.action):
                seen[binding.action] = (key, words(binding.description))
        return list(seen.values())

    def _shown_bindings(self) -> list[Shown]:
        """Return what the footer may show, from the focus outwards; found once for a focus."""
        chain = self._modal_binding_chain
        if self._shown[0] is not self.focused:
            found = [(node, one, _named(one, self.room.signs)) for node, map_ in chain for _, one in map_ if one.show]
            self._shown = (self.focused, [shown for shown in found if shown[1].description in self.room.words])
            self._last = _way_on(chain, self.room) if self.LEADS else None
        return self._shown[1]


def _way_on(chain: Chain, room: Room) -> Item | None:
    """Return the key of the help; that of the leader menu where ``?`` would be text."""
    held = {binding.id: binding for _, map_ in reversed(chain) for _, binding in reversed(list(map_))}
    binding = held.get("screen.help") or held.get("app.leader")
    return None if binding is None else (_named(binding, room.signs), room.words(binding.description))


def _named(binding: Binding, signs: Signs) -> str:
    return name_key(binding.key, ascii_only=signs.ascii)
