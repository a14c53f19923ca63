"""Finding once for a kind of message who has to be told of it.

Textual goes through all classes that a widget or screen stands on, for each message anew: a tenth of what a key takes.
"""

from collections.abc import Awaitable, Callable, Iterable
from typing import Any, TypeAlias

from textual.message import Message
from textual.message_pump import MessagePump

Handler: TypeAlias = Callable[[Message], Awaitable[Any]]
_known: dict[tuple[type, str, type], list[tuple[type, list[Any]]] | None] = {}
"""Of a class, the name of a handler and a kind of message: those that are told, class by class; None where it depends
on more."""


class Told(MessagePump):
    """Stands before what Textual sends messages to."""

    def _get_dispatch_methods(self, method_name: str, message: Message) -> Iterable[tuple[type, Handler]]:
        """Return the handlers of ``message``, until one of them takes the message for itself alone."""
        kind = type(self), method_name, type(message)
        if kind not in _known:
            _known[kind] = _handlers(*kind)
        found = _known[kind]
        if found is None:
            yield from super()._get_dispatch_methods(method_name, message)
            return
        for owner, methods in found:
            if message._no_default_action:  # noqa: SLF001 - Textual has no public word for it
                return
            for method in methods:
                yield owner, method.__get__(self, owner)


def _handlers(kind: type, method_name: str, message: type) -> list[tuple[type, list[Any]]] | None:
    """Return what Textual would find; None where a handler is for some senders only."""
    found: list[tuple[type, list[Any]]] = []
    told = set[Any]()
    for owner in kind.__mro__:
        decorated = vars(owner).get("_decorated_handlers") or {}
        methods: list[Any] = []
        for of in message.__mro__:
            for method, selectors in decorated.get(of, ()):
                if selectors:
                    return None
                if method not in told:
                    told.add(method)
                    methods.append(method)
        named = vars(owner).get(f"_{method_name}") or vars(owner).get(method_name)
        if named is not None and not getattr(named, "_textual_on", None):
            methods.append(named)
        if methods:
            found.append((owner, methods))
    return found
