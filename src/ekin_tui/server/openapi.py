"""The endpoints in OpenAPI 3.1: ``docs/openapi.json``, made from the handlers and the types they really decode.

Paths and parameters are what the framework reads from the handlers; bodies are the schemas that msgspec gives for the
types of :mod:`ekin_tui.wire`. It is written by ``make docs`` and not served: the centre shows no page to strangers.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from types import GenericAlias
from typing import Any

import msgspec
from litestar import Litestar
from litestar.openapi import OpenAPIConfig

from ekin_tui import wire
from ekin_tui.domain import model
from ekin_tui.domain.sameness import Digest
from ekin_tui.server import routes, windows

HANDLERS = [*routes.HANDLERS, *windows.HANDLERS]
_REF = "#/components/schemas/{name}"
_CODES: Mapping[int, str] = {
    400: "bad-request",
    401: "token-expired, token-unfit",
    403: "subject-unbound",
    404: "not-found: unknown and forbidden alike",
    408: "too-slow",
    409: "epoch-changed",
    413: "too-large",
    415: "bad-encoding",
    422: "unknown-field",
    426: "upgrade-required",
    429: "rate-limited",
    500: "server-error",
    503: "overloaded, not-ready",
    507: "storage-full",
}
"""Status → the codes of its problems, as docs/protocol.md explains them."""
_ANY = frozenset({426, 429, 500, 503})
_POST = frozenset({400, 408, 413, 415, 422})
_EPOCH = {
    "name": "Ekin-Epoch",
    "in": "header",
    "required": True,
    "schema": {"type": "string"},
    "description": "The state of the store that the client knows.",
}
_OPTIONAL = (
    ("Ekin-Request", "A nonce that the answer repeats."),
    ("Ekin-Protocol", "The version that the client speaks; another major is answered 426."),
)
_ANSWERED = {
    "Ekin-Request": "What the request said.",
    "Ekin-Protocol": "What the centre speaks.",
    "Ekin-Epoch": "The state of the store.",
    "Cache-Control": "no-store",
    "Date": "The time of the centre.",
}
_MORE: Mapping[int, tuple[str, str]] = {
    401: ("WWW-Authenticate", "Bearer"),
    429: ("Retry-After", "Seconds."),
    503: ("Retry-After", "Seconds."),
    507: ("Retry-After", "Seconds."),
}
"""Headers that a problem has beside those of every answer."""


class Standing(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What ``/healthz`` and ``/readyz`` answer."""

    status: str
    schema: str = ""


class History(msgspec.Struct, frozen=True, kw_only=True):
    """The notes and decisions of an entry, in the order of their receipt."""

    entry: str
    n: int
    notes: list[model.Note]


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What an endpoint takes and gives. ``problems`` are those of its own, beside what all of its kind may answer."""

    gives: type
    takes: type | None = None
    problems: frozenset[int] = frozenset()
    signed: bool = True
    epoch: bool = False
    """Whether the client has to name the epoch."""
    tagged: bool = False
    """Whether the answer has an ETag, and 304 for who has it already."""

    @property
    def statuses(self) -> list[int]:
        """Return every status of a problem that it may answer."""
        posted = _POST if self.takes else frozenset()
        mine = frozenset({401, 403} if self.signed else ()) | frozenset({409} if self.epoch else ())
        return sorted(_ANY | posted | mine | self.problems)


TOLD: Mapping[str, Told] = {
    "discover": Told(gives=wire.Discovery, signed=False),
    "healthy": Told(gives=Standing, signed=False),
    "ready": Told(gives=Standing, signed=False),
    "open_session": Told(takes=wire.SessionBody, gives=wire.SessionAnswer, problems=frozenset({409})),
    "push": Told(takes=wire.PushBody, gives=wire.PushAnswer, epoch=True, problems=frozenset({507})),
    "repair": Told(takes=wire.RepairBody, gives=wire.RepairAnswer, epoch=True),
    "feed_page": Told(gives=wire.FeedAnswer, epoch=True, problems=frozenset({400, 404})),
    "window_page": Told(gives=wire.FeedAnswer, epoch=True, problems=frozenset({400, 404})),
    "feed_digest": Told(gives=Digest, epoch=True, problems=frozenset({400, 404})),
    "one_entry": Told(gives=wire.EntryDoc, tagged=True, problems=frozenset({404})),
    "entry_history": Told(gives=History, problems=frozenset({404})),
}
"""Handler → what it takes and gives."""


def written() -> str:
    """Return the text of ``docs/openapi.json``."""
    return msgspec.json.format(msgspec.json.encode(document(), order="sorted"), indent=1).decode() + "\n"


def document() -> dict[str, Any]:
    """Return the document. Raises KeyError for a handler that stands not in TOLD."""
    config = OpenAPIConfig(
        title="ekin-sync",
        version=wire.PROTOCOL,
        use_handler_docstrings=True,
        operation_id_creator=lambda handler, *_: handler.handler_name,
        render_plugins=[],
    )
    whole: dict[str, Any] = Litestar(
        route_handlers=HANDLERS, openapi_config=config, logging_config=None
    ).openapi_schema.to_schema()
    for operation in (operation for path in whole["paths"].values() for operation in path.values()):
        _fill(operation, TOLD[operation["operationId"]])
    whole["components"] = {
        "schemas": _schemas(),
        "securitySchemes": {"token": {"type": "http", "scheme": "bearer"}},
        "headers": {name: _header(text) for name, text in _ANSWERED.items()},
        "responses": {str(status): _problem(status) for status in _CODES},
    }
    return whole


def _fill(operation: dict[str, Any], told: Told) -> None:
    operation.pop("summary")
    optional = [
        {"name": name, "in": "header", "required": False, "schema": {"type": "string"}, "description": text}
        for name, text in _OPTIONAL
    ]
    operation["parameters"] = [*operation.get("parameters", ()), *([_EPOCH] if told.epoch else ()), *optional]
    operation["security"] = [{"token": []}] if told.signed else []
    if told.takes:
        operation["requestBody"] = {"required": True, "content": {wire.JSON: {"schema": _ref(told.takes)}}}
    good = _answer("Done.", wire.JSON, told.gives)
    operation["responses"] = {"200": good} | {
        str(status): {"$ref": f"#/components/responses/{status}"} for status in told.statuses
    }
    if told.tagged:
        good["headers"]["ETag"] = _header("The revision.")
        operation["responses"]["304"] = {"description": "It is the one of If-None-Match.", "headers": _stamps()}


def _problem(status: int) -> dict[str, Any]:
    told = _answer(_CODES[status], wire.PROBLEM, wire.Problem)
    if status in _MORE:
        name, text = _MORE[status]
        told["headers"][name] = _header(text)
    return told


def _answer(text: str, media: str, gives: type) -> dict[str, Any]:
    return {"description": text, "headers": _stamps(), "content": {media: {"schema": _ref(gives)}}}


def _stamps() -> dict[str, Any]:
    return {name: {"$ref": f"#/components/headers/{name}"} for name in _ANSWERED}


def _header(text: str) -> dict[str, Any]:
    return {"description": text, "required": True, "schema": {"type": "string"}}


def _ref(kind: type) -> dict[str, str]:
    return {"$ref": _REF.format(name=kind.__name__)}


def _schemas() -> dict[str, Any]:
    """Return the schemas of all types; what an item of a feed holds is one of the kinds that the client knows."""
    kinds = [wire.EntryDoc, *wire.KINDS.values()]
    named = {kind.__name__: kind for told in TOLD.values() for kind in (told.gives, told.takes) if kind}
    item = _plain(wire.Item)
    named["FeedAnswer"] = _plain(wire.FeedAnswer, items=GenericAlias(list, (item,)))
    _, schemas = msgspec.json.schema_components([*named.values(), *kinds, wire.Problem], ref_template=_REF)
    schemas["Item"]["properties"]["doc"] = {"anyOf": [_ref(kind) for kind in kinds]}
    return schemas


def _plain(kind: type[msgspec.Struct], **types: Any) -> type[msgspec.Struct]:
    """Return ``kind`` with other ``types`` for some of its fields, and anything for JSON that is passed on unread."""
    fields: list[tuple[str, Any] | tuple[str, Any, Any]] = []
    for field in msgspec.structs.fields(kind):
        raw = field.type is msgspec.Raw
        form = types.get(field.name, Any if raw else field.type)
        fields.append((field.name, form) if field.required else (field.name, form, None if raw else field.default))
    return msgspec.defstruct(kind.__name__, fields, namespace={"__doc__": kind.__doc__}, kw_only=True)
