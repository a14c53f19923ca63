"""How many columns a text takes, as Textual counts them, and where terminals disagree."""

import re
from functools import lru_cache

from rich.cells import get_character_cell_size

JOINER, EMOJI_LOOK = "\u200d", "\ufe0f"

DOUBTFUL = re.compile(
    "[\u00ad\u1160-\u11ff\u200b-\u200f\u2060-\u2064\ufe00-\ufe0f\U0001f1e6-\U0001f1ff\U0001f3fb-\U0001f3ff\U0001fa70-\U0001faff]"
)
"""Characters whose width differs between terminals: flags, skin tones, joined and selected emoji, conjoining jamo."""


@lru_cache(8192)
def cells_of(text: str) -> tuple[str, tuple[str, ...]]:
    """TEXT taken apart into cells: what joins the cell before it, and one string for each column.

    The right half of a wide character is an empty string; a mark without width is part of its character's cell.
    """
    lead, cells, glue = "", list[str](), False
    for character in text:
        width = 0 if glue else get_character_cell_size(character)
        glue = character == JOINER
        if width:
            cells += [character, ""][:width]
        elif cells:
            place = -1 if cells[-1] else -2
            cells[place] += character
            if character == EMOJI_LOOK and place == -1 and _widens(cells[-1]):
                cells.append("")
        else:
            lead += character
    return lead, tuple(cells)


def _widens(cell: str) -> bool:
    """Whether the emoji selector at the end of CELL makes its narrow character wide."""
    from rich.cells import cell_len

    return len(cell) == 2 and cell_len(cell) == 2
