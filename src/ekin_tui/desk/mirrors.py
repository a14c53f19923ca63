"""How a mirror stands, for *Sinkron* and for ``doctor``. Speaks to no network."""

from collections.abc import Mapping
from datetime import datetime
from zoneinfo import ZoneInfo

import msgspec

from ekin_tui.desk.looking import Looking
from ekin_tui.desk.mirror_view import MirrorView, TurnedDown
from ekin_tui.store import Store


def view_mirror(store: Store, look: Looking, name: str, kind: str, address: str) -> MirrorView:
    """Return how the mirror ``name`` stands."""
    mirrored, health = store.mirrored, store.mirrored.health(name)
    last = datetime.fromisoformat(health.at).astimezone(ZoneInfo(look.me.zone)) if health.at else None
    refused = [
        TurnedDown(entry=entry.id, day=entry.day, activity=entry.activity, problem=problem)
        for entry, problem in mirrored.refusals(name)
    ]
    return MirrorView(
        name=name,
        kind=kind,
        address=address,
        waiting=mirrored.count(name),
        last_sync=last,
        last_code=health.code,
        last_details=read_details(health.details),
        pushed=health.pushed,
        standing=mirrored.standing(name),
        refused=tuple(refused),
    )


def read_details(said: str | None) -> Mapping[str, str | int]:
    """Return what the code of an exchange is filled with; nothing for what can't be read."""
    try:
        return msgspec.json.decode(said or "{}", type=dict[str, str | int])
    except msgspec.MsgspecError:
        return {}
