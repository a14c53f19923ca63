"""Asking and telling: a question is a line, an answer is a line, and every question has its help."""

import sys
from collections.abc import Mapping, Sequence
from datetime import date

from ekin_tui.cli.printing import prose, show
from ekin_tui.desk.reading import read_day
from ekin_tui.domain.clean import inert
from ekin_tui.domain.model import Problem
from ekin_tui.text import Words

_LONGEST = 65_536
"""Bytes of an answer; more is taken as the next one."""
_HELP, _BACK = "?", "q"


class Back(Exception):  # noqa: N818 - a way through the talk, not a fault
    """The person goes back one step: ``q``, or the end of the input (``ended``)."""

    def __init__(self, *, ended: bool = False) -> None:
        super().__init__()
        self.ended = ended


class Talk:
    """One conversation over standard input and output."""

    def __init__(self, words: Words) -> None:
        """``words`` give all sentences; the keys of this talk stand in ``plain.toml``."""
        self.words = words
        self.prompting = sys.stdin.isatty()
        """Whether somebody sits there: then what is missing is asked for."""
        self._offered = dict[str, str]()
        """What was read out to choose from, by question."""

    def say(self, key: str, **fields: object) -> None:
        """Say one sentence of ``plain.toml``."""
        self.tell(self.words(f"plain.{key}", **fields))

    def tell(self, text: str) -> None:
        """Say ``text``; what others wrote in it comes inert."""
        for line in prose(text):
            show(line)
        sys.stdout.flush()

    def problem(self, problem: Problem) -> None:
        """Say what is wrong and the remedy; a warning says that it is one."""
        self.tell(f"{self.words(f'cli.{problem.severity.value}')}: {self.words.problem(problem)}")

    def ask(self, key: str, default: str = "", *, more: str = "", hint: str = "", **fields: object) -> str:
        """Ask ``plain.ask.<key>`` until there is an answer that is no ``?``, whose answer is ``plain.help.<key>``.

        ``more`` is told after that help, ``hint`` stands behind the question. Returns ``default`` for an empty answer.
        Raises Back.
        """
        question = inert(self.words(f"plain.ask.{key}", **fields)) + hint
        shown = f"{question} [{inert(default)}]:" if default else f"{question}:"
        while True:
            answer = self._read(shown)
            if answer != _HELP:
                return answer or default
            self.say(f"help.{key}")
            self.say("help.always")
            if more:
                self.tell(more)

    def day(self, key: str, today: date, default: str = "") -> date | None:
        """Ask for a day until it can be read; None for an empty answer, ``today`` for the ``default``. Raises Back."""
        while typed := self.ask(key, default):
            try:
                return today if typed == default else read_day(typed, today)
            except ValueError:
                self.problem(Problem(code="day-unreadable", args={"typed": typed[:40]}))
        return None

    def choose(self, key: str, answers: Sequence[str], default: str = "") -> str:
        """Offer ``plain.<key>.<answer>``, each a letter and what it does; return the answer that was taken.

        All are read out the first time; later, as long as they are the same, only when ``?`` asks for them.
        """
        offered = {self.words(f"plain.{key}.{name}").partition(" ")[0]: name for name in answers}
        listing = "\n".join(self.words(f"plain.{key}.{name}") for name in answers)
        known, self._offered[key] = self._offered.get(key) == listing, listing
        if not known:
            self.tell(listing)
        hint = self.words("plain.again") if known else ""
        while True:
            typed = self.ask(key, default, more=listing, hint=hint).casefold()
            if typed in offered:
                return offered[typed]
            self.say("not_offered", typed=typed[:40], offered=", ".join(offered))

    def number(self, key: str, lines: Sequence[str]) -> int | None:
        """Read ``lines`` out with their numbers and return the place of the chosen one; None for an empty answer."""
        for place, line in enumerate(lines, 1):
            self.tell(f"{place}. {line}")
        while True:
            typed = self.ask(key)
            if not typed:
                return None
            if typed.isascii() and typed.isdigit() and 1 <= int(typed) <= len(lines):
                return int(typed) - 1
            self.say("no_number", typed=typed[:40], last=len(lines))

    def facts(self, facts: Mapping[str, str]) -> None:
        """Read out names and values, one a line; what is empty says so."""
        for name, value in facts.items():
            self.tell(f"{name}: {value or self.words('plain.empty')}")

    def _read(self, question: str) -> str:
        """Return one line of the input. Without a terminal the question is a line too, so that a record reads well."""
        if self.prompting:
            *before, last = prose(question)
            for part in before:
                show(part)
            show(last, end=" ")
        else:
            show(question)
        sys.stdout.flush()
        try:
            line = sys.stdin.buffer.readline(_LONGEST)
        except OSError:  # the line to the terminal is cut
            raise Back(ended=True) from None
        if not line:
            self.tell("")
            raise Back(ended=not self.prompting)
        answer = inert(line.decode("utf-8", errors="replace").strip())
        if answer.casefold() == _BACK:
            raise Back
        return answer
