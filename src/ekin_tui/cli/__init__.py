"""Commands and exit codes: the one place where the parts are joined. Heavy imports stand inside what needs them."""

from collections.abc import Sequence

TYPE_CHECKING = False  # as of `typing`, which takes too long to load before the first frame
if TYPE_CHECKING:
    from ekin_tui.terminal.first_frame import FirstFrame


def run(arguments: Sequence[str], painted: "FirstFrame | None" = None) -> int:
    """Run one command and return its exit code; see :mod:`ekin_tui.cli.ending` for the codes.

    ``painted`` is a first frame of the calendar that stands on the terminal already.
    """
    from ekin_tui.cli.run import carry_out

    return carry_out(list(arguments), painted)
