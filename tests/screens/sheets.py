"""Textual parses its style sheets anew in each program. Here hundreds run in one process, with the same few sheets."""

from typing import Any

from textual.css.model import RuleSet
from textual.css.stylesheet import Stylesheet

_parse = Stylesheet._parse_rules
_parsed: dict[object, list[RuleSet]] = {}


def _parsed_once(sheet: Stylesheet, *given: Any, **named: Any) -> list[RuleSet]:
    key = (type(sheet), frozenset(sheet._variables.items()), given, tuple(named.items()))
    if key not in _parsed:
        _parsed[key] = _parse(sheet, *given, **named)
    return _parsed[key]


def parse_once() -> None:
    """Let what has been parsed for one program hold for the next one with the same colours."""
    Stylesheet._parse_rules = _parsed_once  # type: ignore[method-assign] # Textual keeps what it parsed with each sheet
