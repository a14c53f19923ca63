"""``demo``: try the program on the sample agency; see :mod:`ekin_tui.cli.stage` for what it stands on."""

import os
import sys

import click

from ekin_tui.cli.ending import Code, End
from ekin_tui.cli.join import Joined
from ekin_tui.cli.reach import exchange
from ekin_tui.cli.stage import CLERK, Stage, stage
from ekin_tui.config.writing import write_target
from ekin_tui.domain.nip import parse_nip


@click.command("demo")
@click.option("--as", "nip", default=CLERK, metavar="NIP")
@click.option("--script", is_flag=True)
@click.pass_obj
def demo(joined: Joined, nip: str, script: bool) -> None:
    """Try the program on the sample agency."""
    digits = parse_nip(nip)
    with stage(joined) as on:
        if digits not in {person.nip for person in on.people}:
            raise End(Code.USAGE, "demo.no-such-person", nip=digits)
        if script or not (sys.stdin.isatty() and sys.stdout.isatty()):
            from ekin_tui.cli.tour import run_tour

            run_tour(joined.words, on)
        else:
            play(joined, on, digits)


def sign_in(joined: Joined, on: Stage, nip: str) -> Joined:
    """Return the parts of the person with ``nip``, signed in and with their month fetched."""
    from ekin_tui.server import admin
    from ekin_tui.sync.login import Personal, save

    person = Joined(os.environ, home=str(on.home(nip)), lang=joined.words.lang)
    write_target(person.home.config_file, person.settings, on.url)
    person.__dict__.pop("settings", None)
    token = person.home.token_file(person.settings.default_target)
    if not token.exists():
        save(token, Personal(token=admin.token(on.database, nip), centre=person.target.centre))
    exchange(person, person.store)
    return person


def play(joined: Joined, on: Stage, nip: str) -> None:
    """Open the calendar of the person with ``nip``, then of whomever the person at the keys changes to."""
    from ekin_tui.cli.screen import run_app

    sys.stderr.write(joined.words("demo.opening") + "\n")
    following: str | None = nip
    while following is not None:
        following = run_app(sign_in(joined, on, following), on.people, demo=True)


COMMANDS = {"demo": demo}
