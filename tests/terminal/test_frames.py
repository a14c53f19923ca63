"""Any frame, however odd, shows the same through the thin translator as written plainly."""

from hypothesis import given, settings
from hypothesis import strategies as st

from ekin_tui.terminal.thin import ENTER, SYNC_END, SYNC_START
from tests.faults import LONG
from tests.terminal.twin import Twins

WIDTH, HEIGHT = 12, 5
LETTERS = st.text(st.sampled_from("ab  .é│─世界한\u0301"), max_size=8)
SGR = st.sampled_from(
    ["", "0", "1", "22", "2", "3", "23", "4", "24", "7", "27", "9", "29", "31", "91", "39", "42", "103", "49",
     "1;4;38;5;99", "38;2;1;2;3", "48;2;9;8;7;3", "48;5;7", "0;7;32"]
)  # fmt: skip


@st.composite
def frames(draw: st.DrawFn) -> str:
    """A frame in the form of Textual's, with everything that the reader understands."""
    parts = ["\x1b[H"]
    for _ in range(draw(st.integers(0, 6))):
        row, column = draw(st.integers(1, HEIGHT)), draw(st.integers(1, WIDTH))
        parts.append(f"\x1b[{row};{column}H")
        room = WIDTH - column + 1
        for _ in range(draw(st.integers(0, 3))):
            kind = draw(st.sampled_from(["sgr", "text", "text", "move", "erase"]))
            if kind == "sgr":
                parts.append(f"\x1b[{draw(SGR)}m")
            elif kind == "move":
                parts.append(
                    draw(st.sampled_from(["\x1b[A", "\x1b[2B", "\x1b[C", "\x1b[3D", "\x1b[4G", "\x1b[2d", "\r", "\b"]))
                )
                room = 0
            elif kind == "erase":
                parts.append(f"\x1b[m\x1b[{draw(st.sampled_from(['', '1', '2']))}{draw(st.sampled_from('KJ'))}")
            elif room > 0:
                text = cut(draw(LETTERS), room, first=not (parts[-1] and parts[-1].isprintable()))
                parts.append(text)
                room -= sum(2 if letter in "世界한" else letter != "\u0301" for letter in text)
                if room == 0:
                    break  # beyond the last column terminals differ
    return "".join([*parts, "\x1b[0m", f"\x1b[{draw(st.integers(1, HEIGHT))};{draw(st.integers(1, WIDTH))}H"])


def cut(text: str, room: int, first: bool) -> str:
    """TEXT as far as it fits in ROOM columns: Textual never writes over the edge."""
    kept = ""
    for letter in text:
        room -= 2 if letter in "世界한" else letter != "\u0301"
        if room < 0:
            break
        if letter == "\u0301" and first and not kept:
            continue  # where a mark goes that follows a move, terminals differ
        kept += letter
    return kept


@settings(max_examples=400 if LONG else 120, deadline=None)
@given(st.lists(frames(), min_size=1, max_size=6), st.booleans())
def test_any_frames_show_the_same_through_the_thin_translator(written: list[str], marked: bool) -> None:
    twins = Twins(WIDTH, HEIGHT)
    twins.write(ENTER)
    for frame in written:
        for data in (SYNC_START, frame, SYNC_END) if marked else (frame,):
            twins.write(data)
