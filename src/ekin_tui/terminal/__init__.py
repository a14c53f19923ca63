"""What reaches the terminal, and what comes from it.

Nothing here imports Textual until a driver is asked for: Textual reads its settings when it is imported, so
`prepare_environment` has to come first.
"""

from collections.abc import Mapping, MutableMapping

TYPE_CHECKING = False  # as of `typing`, which takes too long to load before the first frame
if TYPE_CHECKING:
    from ekin_tui.terminal.first_frame import FirstFrame
    from ekin_tui.terminal.page_driver import PageDriver
    from ekin_tui.terminal.signs import Signs
    from ekin_tui.terminal.sturdy_driver import SturdyDriver

SETTINGS = {
    "TEXTUAL_FPS": "120",
    "TEXTUAL_ANIMATIONS": "none",
    "TEXTUAL_SMOOTH_SCROLL": "0",
    "TEXTUAL_DISABLE_KITTY_KEY": "1",
    "ESCDELAY": "50",
}
"""What Textual reads at import: nothing moves by itself, a lone Escape waits 50 ms for the rest of a sequence, and keys
arrive in the form that every terminal knows. A key is painted at once whatever the frame rate, but what follows from it
within the same frame waits for the next: at 15 a second that is felt,
and a screen that opens is painted by that frame: at 60 a second it waited twice as long as at 120."""

INCAPABLE = frozenset({"", "dumb", "unknown"})
"""Values of TERM that promise no cursor movement."""


class Incapable(Exception):  # noqa: N818 - a fact about the terminal, not a fault
    """The terminal cannot show the program. `code` is for the words, `term` is what TERM says."""

    def __init__(self, code: str, term: str) -> None:
        super().__init__(code, term)
        self.code, self.term = code, term


def prepare_environment(env: MutableMapping[str, str]) -> None:
    """Sets in ENV (that is `os.environ`) what Textual reads at import. A person's own settings stay.

    An empty NO_COLOR asks for nothing (no-color.org), as `NO_COLOR= ekin-tui` takes it back; Textual asks only whether
    there is one.
    """
    if env.get("NO_COLOR") == "":
        del env["NO_COLOR"]
    for name, value in SETTINGS.items():
        env.setdefault(name, value)


def check_terminal(env: Mapping[str, str], *, interactive: bool) -> None:
    """Raises `Incapable` "terminal-dumb" or "terminal-none" where the program could only make a mess.

    INTERACTIVE says whether standard input and the drawn-on stream are terminals.
    """
    term = env.get("TERM", "")
    if not interactive:
        raise Incapable("terminal-none", term)
    if term in INCAPABLE:
        raise Incapable("terminal-dumb", term)


def in_page(env: Mapping[str, str]) -> bool:
    """Whether textual-serve has started this process for a page of a browser (it names its driver so)."""
    return env.get("TEXTUAL_DRIVER", "").endswith(":WebDriver")


def page_driver() -> "type[PageDriver]":
    """The driver class of a process for a page."""
    from ekin_tui.terminal.page_driver import PageDriver

    return PageDriver


def choose_driver(
    thin: bool, painted: "FirstFrame | None" = None, signs: "Signs | None" = None
) -> "type[SturdyDriver]":
    """The driver class for Textual's `App.driver_class`.

    THIN sends only the cells that changed; plain sends what Textual writes. Both survive bad bytes and dropped lines.
    PAINTED is a first frame that stands on the terminal already (`ThinDriver.painted`). SIGNS are the marks that were
    chosen for the terminal: what it has no glyph for is sent as its twin; everything is sent as it is without them.
    """
    from ekin_tui.terminal.glyphs import twins_for
    from ekin_tui.terminal.sturdy_driver import SturdyDriver
    from ekin_tui.terminal.thin_driver import ThinDriver

    kind = ThinDriver if thin else SturdyDriver
    given: dict[str, object] = {} if painted is None or not thin else {"painted": painted}
    twins = None if signs is None else twins_for(signs)
    if twins is not None:
        given["twins"] = twins
    return type(f"Given{kind.__name__}", (kind,), given) if given else kind
