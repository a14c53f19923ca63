"""What can be done now: every action that holds, with its keys and its names in both languages."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Literal

from textual.dom import DOMNode

from ekin_tui.domain.facts import dataclass
from ekin_tui.keys import Key
from ekin_tui.keys.names import name_key
from ekin_tui.keys.table import rows
from ekin_tui.text import LANGUAGES, Words
from ekin_tui.widgets.bound import UNBOUND, Chain, heard

Where = Literal["pane", "screen", "everywhere"]
"""The widget with the focus, the screen, the program."""
_WHERE: dict[Where, int] = {"pane": 0, "screen": 1, "everywhere": 2}


@dataclass(frozen=True, slots=True, kw_only=True)
class Act:
    """An action that holds now."""

    key: Key
    node: DOMNode
    """Who carries it out."""
    where: Where
    keys: tuple[str, ...]
    """The toolkit's names of its keys in force, also those that the field with the focus takes for text."""
    heard: tuple[str, ...]
    """Those of them that do it now."""
    name: str
    """In the language of the screen."""
    other: str
    """In the other language."""

    def shown(self, *, ascii_only: bool = False) -> str:
        """Return its keys as people read them."""
        return " ".join(name_key(key, ascii_only=ascii_only) for key in self.heard)


def acts_of(chain: Chain, words: Words) -> list[Act]:
    """Return what holds of ``chain``, from the focus outwards; a key that is taken further in is not named again."""
    other, known = Words(next(lang for lang in LANGUAGES if lang != words.lang)), rows()
    found: dict[str, Act] = {}
    taken: set[str] = set()
    for (node, bindings), (_, audible) in zip(chain, heard(chain), strict=True):
        held = [(key, one) for key, one in bindings if one.id in known and offered(node, one.action)]
        for name in dict.fromkeys(one.id for _, one in held if one.id not in found):
            row = known[name or ""]
            keys = tuple(key for key, one in held if one.id == name and key != UNBOUND and key not in taken)
            where: Where = "pane"
            if node.parent is None or row.id.startswith("screen."):
                where = "everywhere"
            elif node is node.screen:
                where = "screen"
            told = tuple(key for key in keys if key in audible.key_to_bindings)
            act = Act(
                key=row, node=node, where=where, keys=keys, heard=told, name=words(row.says), other=other(row.says)
            )
            same = next((one for one in found.values() if _does(one.key) == _does(row)), None)
            if same is None:
                found[row.id] = act
            else:
                found[same.key.id] = replace(same, keys=(*same.keys, *keys), heard=(*same.heard, *told))
        taken |= {key for key, _ in held}
    order = {name: number for number, name in enumerate(known)}
    return sorted(found.values(), key=lambda act: (_WHERE[act.where], order[act.key.id]))


def _does(key: Key) -> str:
    """Return the action without the name of who has it: the way back of an editor is that of every screen."""
    return key.action.removeprefix("app.")


def offered(node: DOMNode, action: str) -> bool:
    """Tell whether ``node`` would carry out ``action`` now."""
    name, _, rest = action.partition("(")
    if "." in name:
        name = name.rpartition(".")[2]
    return node.check_action(name, (rest,)) is not False


def search(acts: Iterable[Act], query: str) -> Sequence[Act]:
    """Return what ``query`` finds by words of either language or by a key; the best first, else in their order."""
    wanted = query.split()
    if not wanted:
        return list(acts)
    scored = [(_score(act, query.strip(), wanted), number, act) for number, act in enumerate(acts)]
    return [act for score, _, act in sorted(scored, key=lambda one: one[:2]) if score < _NOTHING]


_NOTHING = 9


def _score(act: Act, query: str, wanted: Sequence[str]) -> int:
    """Return how well ``act`` fits, 0 best: key, name, begin of a name, of a word, within a word, letters in order."""
    low, names = query.casefold(), [act.name.casefold(), act.other.casefold()]
    if query in {*act.heard, *map(name_key, act.heard)}:
        return 0
    if low in names:
        return 1
    if any(name.startswith(low) for name in names):
        return 2
    text = f" {names[0]} {names[1]} {act.shown().casefold()}"
    folded = [word.casefold() for word in wanted]
    if all(f" {word}" in text for word in folded):
        return 3
    if all(word in text for word in folded):
        return 4
    letters = low.replace(" ", "")
    return 5 if len(letters) > 1 and any(_in_order(letters, name) for name in names) else _NOTHING


def _in_order(letters: str, name: str) -> bool:
    rest = iter(name)
    return all(letter in rest for letter in letters)
