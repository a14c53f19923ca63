"""``demo``: try the program on the sample agency; see :mod:`ekin_tui.cli.stage` for what it stands on."""

import sys

import click

from ekin_tui.cli.ending import Code, End
from ekin_tui.cli.join import Joined
from ekin_tui.cli.printing import prose, show
from ekin_tui.cli.stage import CLERK, Stage, sign_in, stage
from ekin_tui.domain.nip import parse_nip


@click.command("demo")
@click.option("--as", "nip", default=CLERK, metavar="NIP")
@click.option("--script", is_flag=True)
@click.option("--plain", is_flag=True)
@click.pass_obj
def demo(joined: Joined, nip: str, script: bool, plain: bool) -> None:
    """Try the program on the sample agency."""
    digits = parse_nip(nip)
    with stage(joined) as on:
        if digits not in {person.nip for person in on.people}:
            raise End(Code.USAGE, "demo.no-such-person", nip=digits)
        if plain:
            from ekin_tui.cli.plain.sample import talk_on

            talk_on(joined, on, digits)
        elif script or not (sys.stdin.isatty() and sys.stdout.isatty()):
            from ekin_tui.cli.tour import run_tour

            run_tour(joined.words, on)
        else:
            play(joined, on, digits)


def play(joined: Joined, on: Stage, nip: str) -> None:
    """Open the calendar of the person with ``nip``, then of whomever the person at the keys changes to."""
    from ekin_tui.cli.screen import run_app

    sys.stderr.write(joined.words("demo.opening") + "\n")
    following: str | None = nip
    while following is not None:
        following = run_app(sign_in(joined, on, following), on.people, demo=True)


def look_around(joined: Joined) -> None:
    """Open the demonstration at the clerk's calendar; nothing of it stays."""
    with stage(joined) as on:
        play(joined, on, CLERK)
    for line in prose(joined.words("first.sample_over")):
        show(line)


COMMANDS = {"demo": demo}
