"""What *Sinkron* says of a target that only takes copies: in a line, and all about it."""

from collections.abc import Mapping

from ekin_tui.desk.mirror_view import MirrorView, TurnedDown
from ekin_tui.domain.clean import inert
from ekin_tui.terminal.signs import Signs
from ekin_tui.text import Words
from ekin_tui.widgets.lines import Line, dim, wrap


def mirror_line(words: Words, mirror: MirrorView) -> str:
    """Return in a line how a mirror stands."""
    parts = [words("sync.named", name=mirror.name, kind=mirror.kind)]
    if mirror.last_code not in {"", "ok"}:
        parts.append(words("sync.mirror_trouble"))
    if mirror.waiting:
        parts.append(words("sync.mirror_waiting", n=words.number(mirror.waiting)))
    if mirror.refused:
        parts.append(words("sync.mirror_refused", n=words.number(len(mirror.refused))))
    if len(parts) == 1:
        parts.append(words("sync.mirror_fine") if mirror.last_sync else words("sync.mirror_never"))
    return " · ".join(parts)


def mirror_detail(words: Words, signs: Signs, mirror: MirrorView, refused: TurnedDown | None, width: int) -> list[Line]:
    """Return all about a mirror, or about one copy that it ``refused``, with the keys that help."""
    if refused is not None:
        problem = words.problem(refused.problem)
        lines = wrap(f"{signs.error} {problem}", width)
        return [*([(line, "error")] for line in lines), *dim(words("sync.mirror_refused_hint"), width)]
    at = words.instant(mirror.last_sync) if mirror.last_sync else ""
    said = list[Line]()
    if mirror.last_code not in {"", "ok"}:
        trouble = mirror_trouble(words, mirror.name, mirror.last_code, mirror.last_details)
        text = words("sync.trouble_last", text=trouble, at=at) if at else trouble
        said += [[(line, "warning")] for line in wrap(f"{signs.warning} {text}", width)]
    elif at:
        said += [[(line, "")] for line in wrap(words("sync.mirror_last", at=at, n=words.number(mirror.pushed)), width)]
    counted = [f"{_word(words, status)} {words.number(n)}" for status, n in sorted(mirror.standing.items())]
    if counted:
        said += [[(line, "")] for line in wrap(words("sync.mirror_standing", text=", ".join(counted)), width)]
    said += [[(line, "")] for line in wrap(words("sync.mirror_address", address=mirror.address), width)]
    return [*said, *dim(words("sync.mirror_hint"), width)]


def mirror_trouble(words: Words, target: str, code: str, details: Mapping[str, str | int]) -> str:
    """Return why an exchange with a mirror did not succeed, said of it where a sentence would speak of the centre."""
    own = f"mirror.{code}"
    if own not in words:
        return words.refusal(code, details)
    said = {name: inert(value) if isinstance(value, str) else value for name, value in details.items()}
    return words(own, **{**said, "target": inert(target)})


def _word(words: Words, status: str) -> str:
    known = "sync.mirror_missing" if status == "missing" else f"status.{status}"
    return words(known) if known in words else inert(status)
