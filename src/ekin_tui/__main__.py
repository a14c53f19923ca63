"""The program's first line. What has to be quick (the version, a line for a shell prompt) is answered here."""

import os
import sys


def main() -> None:
    """Run the command line and exit with its code."""
    arguments = sys.argv[1:]
    if arguments == ["--version"]:
        from ekin_tui import __version__

        sys.stdout.write(f"ekin-tui {__version__}\n")
        raise SystemExit(0)
    if "_EKIN_TUI_COMPLETE" in os.environ:
        from ekin_tui.cli.commands import root
        from ekin_tui.cli.completing import answer as complete

        raise SystemExit(complete(root))
    if "status" in arguments and "--short" in arguments:
        from ekin_tui.cli.prompt import answer

        done = answer(arguments)
        if done is not None:
            raise SystemExit(done)
    raise SystemExit(_run(arguments))


def _run(arguments: list[str]) -> int:
    """Paint the first frame, if one was kept that is still true, then load the program."""
    from ekin_tui.cli import run
    from ekin_tui.cli.opening import opens_calendar, paint

    painted = paint(arguments)
    if opens_calendar(arguments):
        from ekin_tui.terminal.pauses import load_without_pauses

        load_without_pauses()
    try:
        return run(arguments, painted)
    finally:
        if painted is not None:
            painted.give_back()


if __name__ == "__main__":
    main()
