"""A style sheet that works out once what holds for a place, and sets nothing anew where all is as it was.

Textual goes through all rules for each widget, and again for every widget of a screen when it comes to the front, when
its size is known, when a class of it changes. That was half of the time in which a screen opens. What holds for a
widget follows from the types, names, classes and states on the way to it alone, so that way is what is remembered.
"""

from collections.abc import Hashable, Sequence
from typing import Any, TypeAlias, cast

from textual.app import App
from textual.css.model import RuleSet, SelectorType
from textual.css.styles import RulesMap
from textual.css.stylesheet import _DEFAULT_STYLES, Stylesheet
from textual.dom import DOMNode
from textual.widget import Widget

Way: TypeAlias = int
"""The number of a way from the app to a widget; ways that no rule can tell apart have the same."""
_ELSEWHERE = frozenset(
    {"first-of-type", "last-of-type", "first-child", "last-child", "odd", "even", "focus-within", "empty"}
)
"""States that follow from other widgets than those on the way."""
_AT = "_at_way"
"""The attribute of a widget that says for which rules and on which way it is styled."""
_MANY = 20_000
"""Ways from which on all are forgotten: a screen has some sixty."""
_ROOT: Way = -1


class KnownStyles(Stylesheet):
    """Textual's style sheet with a memory. Forgets all when it is parsed anew: with a look, or a new type of widget."""

    def __init__(self, *, variables: dict[str, str]) -> None:
        super().__init__(variables=variables)
        self._of: Sequence[RuleSet] = ()
        self._ids: set[str] = set()
        """Names of widgets that a rule speaks of."""
        self._ways: dict[Hashable, Way] = {}
        self._maps: dict[Way, RulesMap | None] = {}
        self._taken: dict[Way, RulesMap] = {}
        """What stands in a widget that has just been made, once the rules are set on it."""
        self._chosen: dict[frozenset[str], tuple[list[RuleSet], frozenset[str]]] = {}

    def apply(
        self, node: DOMNode, *, animate: bool = False, cache: dict[tuple[Any, ...], RulesMap] | None = None
    ) -> None:
        """Set what the rules say about ``node``; nothing if it is set, or stands nowhere yet and will be mounted."""
        if node._parent is None and not isinstance(node, App):  # noqa: SLF001 - Textual has no public word for it
            return
        if self.rules is not self._of or len(self._ways) > _MANY:
            self._of = self.rules
            for known in (self._ways, self._maps, self._taken, self._chosen):
                known.clear()
            sets = [found.selectors for rule in self._of for found in rule.selector_set]
            self._ids = {one.name for found in sets for one in found if one.type is SelectorType.ID}
        rules, states = self._choice(node)
        if not states.isdisjoint(_ELSEWHERE):
            vars(node)[_AT] = None
            super().apply(node, animate=animate, cache=cache)
            return
        way = self._way(node, {} if cache is None else cast("dict[Hashable, Way]", cache))
        at = vars(node).get(_AT)
        if at is not None and at[0] is self._of and at[1] == way:
            return
        vars(node)[_AT] = self._of, way
        node._has_hover_style = "hover" in states  # noqa: SLF001 - what Textual's own way notes
        node._has_focus_within = node._has_order_style = node._has_odd_or_even = False  # noqa: SLF001
        if way not in self._maps:
            self._maps[way] = self._worked_out(node, rules)
        found = self._maps[way]
        if found is not None:
            self._set(node, way, found, animate=animate)
        self._process_component_classes(node)

    def _set(self, node: DOMNode, way: Way, found: RulesMap, *, animate: bool) -> None:
        """Set ``found`` on ``node``: rule by rule where something stands already, else all as on the first of the way.

        Each rule is a property that looks what has to be drawn anew for it; of what is not shown yet that is nothing.
        """
        base = node.styles.base
        if node._is_mounted or base._rules:  # noqa: SLF001
            self.replace_rules(node, found, animate=animate and "transitions" in found)
        elif way in self._taken:
            base.merge_rules(self._taken[way])
            node.notify_style_update()
        else:
            self.replace_rules(node, found)
            self._taken[way] = base.get_rules()

    def _choice(self, node: DOMNode) -> tuple[list[RuleSet], frozenset[str]]:
        """Return the rules that may hold for ``node`` by type, name and class, the last first, and their states."""
        names = frozenset(node._selector_names)  # noqa: SLF001 - as below, Textual has no public word for it
        if names not in self._chosen:
            near = {id(rule) for name in self.rules_map.keys() & names for rule in self.rules_map[name]}
            rules = [rule for rule in reversed(self._of) if id(rule) in near]
            states = frozenset[str]().union(*[rule.pseudo_classes for rule in rules])
            self._chosen[names] = rules, states
        return self._chosen[names]

    def _way(self, node: DOMNode, known: dict[Hashable, Way]) -> Way:
        """Return the way to ``node``; ``known`` are the ways that were found in this pass."""
        parent = node._parent  # noqa: SLF001
        if not isinstance(parent, DOMNode):
            before = _ROOT
        elif type(node) is DOMNode and vars(parent)[_AT]:  # a part of a widget, whose own way has just been found
            before = vars(parent)[_AT][1]
        else:
            before = known.get((_AT, parent), _ROOT)
            if before == _ROOT:
                before = known[_AT, parent] = self._way(parent, known)
        name = node._id if node._id in self._ids else None  # noqa: SLF001
        step = before, type(node), name, frozenset(node._classes), _state(node)  # noqa: SLF001
        return self._ways.setdefault(step, len(self._ways))

    def _worked_out(self, node: DOMNode, rules: Sequence[RuleSet]) -> RulesMap | None:
        """Return what ``rules`` say about ``node``, of two the more specific, of equals the first; None for nothing.

        A rule may say ``initial``, which is None here: what the toolkit's own rules say holds then, or its default.
        """
        nodes, strongest, own = node.css_path_nodes, dict[str, tuple[Any, Any]](), dict[str, tuple[Any, Any]]()
        for rule in rules:
            for base in self._check_rule(rule, nodes):
                for name, weight, value in rule.styles.extract_rules(base, rule.is_default_rules, rule.tie_breaker):
                    for found in (strongest, own) if rule.is_default_rules else (strongest,):
                        if name not in found or weight > found[name][0]:
                            found[name] = weight, value
        said = {name: value for name, (_, value) in strongest.items()}
        for name in [name for name, value in said.items() if value is None]:
            value = own[name][1] if name in own else None
            said[name] = getattr(_DEFAULT_STYLES, name) if value is None else value
        return cast("RulesMap", said) or None


def _state(node: DOMNode) -> Hashable:
    """Return all that rules may ask of ``node`` beside its types, name and classes."""
    if isinstance(node, Widget):
        return node.mouse_hover, node.has_focus, node.disabled, node.allow_focus()
    return (node.app_focus, node.theme, node.native_ansi_color) if isinstance(node, App) else ()
