"""The looks of the product: which colours stand for text, for what is said by the way, for a warning.

A look names colours of xterm's table from 16 on. Their light is fixed (`shade`): contrast can be worked out. They
take 11 bytes where 24-bit colour takes 19. The first sixteen are whatever a person has made of them: the look
`ansi` leaves all to those, and has to be readable by marks and words alone.
"""

from collections.abc import Mapping

from ekin_tui.domain.facts import dataclass

ANSI = "ansi"
"""The terminal's own colours: the name of no look."""
_CUBE = (0, 95, 135, 175, 215, 255)
_CUBE_FIRST, _GREY_FIRST = 16, 232


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """Places in xterm's table of colours, 16 to 255."""

    ground: int
    """Behind everything."""
    ink: int
    """Text."""
    faint: int
    """What is said by the way: labels, hints, days of another month."""
    error: int
    good: int
    warning: int
    accent: int
    """A hit of the palette, a mark of a field."""
    chosen: int
    """Behind selected text."""


LOOKS: Mapping[str, Look] = {
    "dark": Look(ground=234, ink=252, faint=247, error=210, good=114, warning=179, accent=110, chosen=238),
    "light": Look(ground=255, ink=235, faint=240, error=124, good=22, warning=94, accent=25, chosen=252),
    "contrast": Look(ground=16, ink=231, faint=252, error=217, good=120, warning=226, accent=159, chosen=19),
}
"""Each look by its name in the settings."""
NAMES = (ANSI, *LOOKS)


def look_for(wanted: str, env: Mapping[str, str]) -> str:
    """The name of the look to show on a terminal with the environment ENV: WANTED, or `ANSI` where that can't be."""
    return wanted if wanted in LOOKS and shows_table(env) else ANSI


def shows_table(env: Mapping[str, str]) -> bool:
    """Whether the terminal says that it has xterm's table; never where colour is not wanted (https://no-color.org)."""
    if env.get("NO_COLOR"):
        return False
    announced = env.get("COLORTERM", "").strip().lower() in {"truecolor", "24bit"}
    return announced or env.get("TERM", "").endswith(("-256color", "-kitty"))


def shade(place: int) -> tuple[int, int, int]:
    """Red, green and blue (0 to 255) at PLACE of xterm's table, 16 to 255 (xterm's `256colres.pl`)."""
    if place >= _GREY_FIRST:
        grey = 8 + 10 * (place - _GREY_FIRST)
        return grey, grey, grey
    rest = place - _CUBE_FIRST
    return _CUBE[rest // 36], _CUBE[rest // 6 % 6], _CUBE[rest % 6]


def contrast(one: int, other: int) -> float:
    """The contrast between two places of the table, 1 to 21 (WCAG 2.2, "contrast ratio")."""
    light, dark = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def _luminance(place: int) -> float:
    shares = [part / 255 for part in shade(place)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in shares)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
