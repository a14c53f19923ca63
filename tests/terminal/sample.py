"""A small app with the widgets that are hard to draw, and a place to save to. Run with "plain", "thin" or "textual"."""

import os
import sys
from pathlib import Path
from typing import Any

from ekin_tui.terminal import choose_driver, prepare_environment

prepare_environment(os.environ)

from textual import events  # noqa: E402 - Textual reads the environment when it is imported
from textual.app import ComposeResult  # noqa: E402
from textual.binding import Binding  # noqa: E402
from textual.containers import Horizontal  # noqa: E402
from textual.screen import ModalScreen  # noqa: E402
from textual.widgets import DataTable, Input, Label, OptionList, TextArea  # noqa: E402

from ekin_tui.screens.turns import KeysInTurn  # noqa: E402


class Quiet(Input):
    """An input without a blinking caret."""

    def on_mount(self) -> None:
        self.cursor_blink = False

    def on_paste(self, event: events.Paste) -> None:
        note(f"paste {event.text!r}")


class Ask(ModalScreen[None]):
    """A small dialog over everything."""

    CSS = (
        "Ask { align: center middle; } Ask > Label { width: 30; height: 5; border: round $accent; background: $panel; }"
    )
    BINDINGS = [("escape", "dismiss", "close")]

    def compose(self) -> ComposeResult:
        yield Label("Kirim 日本語 sekarang?")


class Sample(KeysInTurn[None]):
    """Everything on one screen."""

    CSS = """
    TextArea { height: 6; } Horizontal { height: 1fr; } OptionList { width: 30; } #small { width: 30; }
    Input { height: 3; }
    Input.-textual-compact { height: 1; }
    """
    BINDINGS = [
        ("f2", "ask", "ask"),
        Binding("ctrl+q", "quit", priority=True),
        Binding("ctrl+x", "suspend_process", priority=True),
    ]

    def compose(self) -> ComposeResult:
        yield Quiet(compact=True, id="small")
        yield Quiet(placeholder="nama")
        yield TextArea("satu dua tiga\n日本語 cafe\u0301 na\u0308if\nempat lima\n" + "panjang " * 20)
        with Horizontal():
            yield OptionList(*[f"Rencana {number} 世界 é" for number in range(60)])
            yield DataTable(cursor_type="row")

    def on_mount(self) -> None:
        table = self.query_one(DataTable)
        table.add_columns("Tanggal", "Uraian", "ク")
        for number in range(100):
            table.add_row(f"2026-07-{number % 31:02}", "Menyusun 世界 laporan" * (number % 3), "✓↩"[number % 2])
        self.query_one(TextArea).cursor_blink = False

    def action_ask(self) -> None:
        self.push_screen(Ask())

    def keep_work(self) -> None:
        note(f"kept {self.query_one('#small', Input).value}")


def note(text: str) -> None:
    """Leaves TEXT for the test to read."""
    if name := os.environ.get("SAMPLE_NOTES"):
        with Path(name).open("a") as file:
            file.write(text + "\n")


def main() -> Any:
    kind = sys.argv[1]
    app = Sample() if kind == "textual" else Sample(driver_class=choose_driver(kind == "thin"))
    app.run(mouse=False)
    return app.return_code


if __name__ == "__main__":
    sys.exit(main())
