"""The marks of the product and their twins in ASCII, chosen once for a terminal.

Every mark is one column wide. A mark never stands alone for a meaning: the word stands beside it or in the line below.
"""

from collections.abc import Mapping
from dataclasses import replace

from ekin_tui.domain.facts import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Signs:
    """One mark for each thing that is shown; made by `for_terminal`."""

    ascii: bool
    """Whether only ASCII may be drawn, also in words that name keys."""
    border: str
    """Textual's name of the border that the terminal can draw: "round", "solid" (─│┌┐└┘) or "ascii"."""

    draft: str = "○"
    submitted: str = "▷"
    returned: str = "↩"
    approved: str = "✓"
    rejected: str = "✗"
    discarded: str = "·"

    queued: str = "↑"
    """Not yet received by the centre."""
    received: str = "↓"
    """New from the centre."""
    offline: str = "◌"
    conflict: str = "≠"
    warning: str = "!"
    error: str = "✗"

    chosen: str = "▸"
    """The line that the next key acts on."""
    pinned: str = "★"
    unread: str = "●"
    more: str = "…"
    up: str = "↑"
    down: str = "↓"
    left: str = "←"
    right: str = "→"
    rule: str = "─"
    wall: str = "│"
    dot: str = "·"

    holiday: str = "✦"
    leave: str = "◇"
    today: str = "▪"

    bar: str = "█"
    """The full part of a bar, and a full hour of a day strip."""
    bar_rest: str = "░"
    bar_waiting: str = "▒"
    """The part of a bar that waits for a decision."""
    overlap: str = "╬"
    """Hours of a day strip that stand in two entries."""
    heat: str = " ░▒▓█"
    """From nothing to full, in five steps."""
    spark: str = " ▁▂▃▄▅▆▇█"
    """From nothing to full, in nine steps."""

    def of(self, status: str) -> str:
        """The mark of an entry's STATUS (a `domain.model.Status` or its value); KeyError for another word."""
        marks = {
            "draft": self.draft,
            "submitted": self.submitted,
            "returned": self.returned,
            "approved": self.approved,
            "rejected": self.rejected,
            "discarded": self.discarded,
        }
        return marks[status]

    def step(self, share: float) -> str:
        """The heat mark for SHARE of the whole (0 to 1, cut at both ends); anything above nothing is seen."""
        last = len(self.heat) - 1
        return self.heat[0] if share <= 0 else self.heat[max(1, min(last, round(share * last)))]

    @classmethod
    def full(cls) -> "Signs":
        """For a terminal that shows Unicode."""
        return cls(ascii=False, border="round")

    @classmethod
    def plain(cls) -> "Signs":
        """Nothing but ASCII."""
        return cls(
            ascii=True, border="ascii",
            draft="o", submitted="/", returned="<", approved="v", rejected="x", discarded=".",
            queued="^", received="v", offline="-", conflict="#", warning="!", error="x",
            chosen=">", pinned="*", unread="*", more="~",
            up="^", down="v", left="<", right=">", rule="-", wall="|", dot=".",
            holiday="+", leave="%", today="=",
            bar="#", bar_rest=".", bar_waiting="=", overlap="X", heat=" .:*#", spark=" ._-=+*%#",
        )  # fmt: skip

    @classmethod
    def for_terminal(cls, env: Mapping[str, str], encoding: str) -> "Signs":
        """The marks for a terminal with the environment ENV that is written to in ENCODING.

        The fonts of the Linux console have the lines and shades of code page 437, but neither these arrows nor ticks.
        """
        if not speaks_unicode(env, encoding):
            return cls.plain()
        if env.get("TERM", "").startswith("linux"):
            box = cls.full()
            return replace(
                cls.plain(),
                border="solid",
                rule=box.rule,
                wall=box.wall,
                bar=box.bar,
                bar_rest=box.bar_rest,
                bar_waiting=box.bar_waiting,
                overlap=box.overlap,
                heat=box.heat,
            )
        return cls.full()


def speaks_unicode(env: Mapping[str, str], encoding: str) -> bool:
    """Whether both the locale in ENV, if it names one, and the ENCODING of the output are UTF-8."""
    if encoding.lower().replace("-", "").replace("_", "") != "utf8":
        return False
    locale = next((env[name] for name in ("LC_ALL", "LC_CTYPE", "LANG") if env.get(name)), "utf-8")
    return "utf" in locale.lower()
