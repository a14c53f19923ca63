"""Commands and exit codes: the one place where the parts are joined. Heavy imports stand inside what needs them."""

from collections.abc import Sequence


def run(arguments: Sequence[str]) -> int:
    """Run one command and return its exit code; see :mod:`ekin_tui.cli.ending` for the codes."""
    from ekin_tui.cli.run import carry_out

    return carry_out(list(arguments))
