"""A document as Markdown (GitHub's tables). What people wrote is text there and nothing else."""

import re
from collections.abc import Iterator, Sequence

from ekin_tui.domain.clean import inert
from ekin_tui.exchange.report.cells import on_pages, told
from ekin_tui.exchange.report.document import Bars, Block, Document, Facts, HeatMap, Kind, Note, Prose, Signature, Table
from ekin_tui.exchange.report.year_map import map_rows
from ekin_tui.text import Words

_SPECIAL = re.compile(
    r"[\\`*_{}\[\]|~^$@]"  # anywhere
    r"|^ *[-+=#]"  # lists, rules and titles begin a line
    r"|^\d+\.(?=\s|$)"
    r"|:(?=//)|(?<=www)\.",  # addresses would become links
    re.IGNORECASE,
)
"""What means something to some reader of Markdown."""
_BAR = 30
_ENTITIES = str.maketrans({"<": "&lt;", ">": "&gt;", "&": "&amp;", '"': "&quot;"})


def write_markdown(document: Document, words: Words) -> str:
    """Return ``document`` as Markdown."""
    lines = [f"**{escaped(line)}**  " for line in document.letterhead]
    lines += ["", f"# {escaped(document.title)}", "", f"**{escaped(document.subtitle)}**"]
    for block in on_pages(document.blocks):
        lines += ["", *([f"## {escaped(block.title)}", ""] if block.title else [])]
        lines += _block(block, words)
    lines += ["", escaped(document.place_and_day), "", *_signed(document.signatures), "", f"*{escaped(document.foot)}*"]
    return "\n".join(lines) + "\n"


def escaped(text: str) -> str:
    """Return ``text`` so that it shows as it is: no markup, no link, no HTML, no table that ends early."""
    plain = inert(text, lines=True).replace("\t", " ").translate(_ENTITIES)
    return "<br>".join(
        _SPECIAL.sub(lambda found: f"{found[0][:-1]}\\{found[0][-1]}", line) for line in plain.split("\n")
    )


def _block(block: Block, words: Words) -> Iterator[str]:
    match block:
        case Facts():
            yield from _table(["", ""], [], [[name, text] for name, text in block.rows])
        case Prose():
            yield from (f"{escaped(line)}  " for line in block.lines)
        case Table():
            yield from _whole_table(block, words)
        case Bars():
            yield from _bars(block)
        case HeatMap():
            yield from ("```text", *map_rows(block, words), "```")
        case Note():
            yield f"**{escaped(block.head)}**  "
            yield f"{escaped(block.about)}"
            yield ""
            yield f"> {escaped(block.text)}"


def _whole_table(block: Table, words: Words) -> Iterator[str]:
    yield from (f"{escaped(line)}  " for line in block.lead)
    yield ""
    if not block.rows:
        yield escaped(block.empty)
        return
    kinds = [column.kind for column in block.columns]
    rows = [*block.rows, *([block.total] if block.total else [])]
    texts = [[told(value, kind, words) for value, kind in zip(row, kinds, strict=True)] for row in rows]
    yield from _table([column.title for column in block.columns], kinds, texts)


def _table(heads: Sequence[str], kinds: Sequence[Kind], rows: Sequence[Sequence[str]]) -> Iterator[str]:
    right = [kind in {Kind.NUMBER, Kind.SHARE} for kind in kinds] or [False] * len(heads)
    yield f"| {' | '.join(escaped(head) for head in heads)} |"
    yield f"|{'|'.join('---:' if one else '---' for one in right)}|"
    for row in rows:
        yield f"| {' | '.join(_indented(cell) for cell in row)} |"


def _indented(cell: str) -> str:
    """Return a cell; the spaces at its beginning, which say that it belongs to the row above, are kept."""
    bare = cell.lstrip(" ")
    return "&emsp;" * ((len(cell) - len(bare) + 1) // 2) + escaped(bare)


def _bars(block: Bars) -> Iterator[str]:
    most = max((bar.value for bar in block.bars), default=0)
    rows = [(bar.label, "#" * (-(-_BAR * bar.value // most) if most else 0), bar.told) for bar in block.bars]
    yield from _table(["", "", ""], [], rows)


def _signed(signatures: Sequence[Signature]) -> Iterator[str]:
    heads = [f"{one.role}\n{one.post}" for one in signatures]
    names = [f"{one.name or '.' * 30}\nNIP {one.nip or '.' * 22}" for one in signatures]
    yield from _table(heads, [], [["\n\n", "\n\n"], names])
