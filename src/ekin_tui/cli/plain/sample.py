"""The sample agency line by line; nothing of it stays."""

from ekin_tui.cli.join import Joined
from ekin_tui.cli.plain.menu import open_plain
from ekin_tui.cli.plain.talk import Talk
from ekin_tui.cli.stage import CHIEF, CLERK, Stage, sign_in, stage


def look_around(joined: Joined) -> int:
    """Talk as the clerk of the sample until the person leaves. Returns the exit code."""
    with stage(joined) as on:
        code = talk_on(joined, on, CLERK)
    Talk(joined.words).tell(joined.words("first.sample_over"))
    return code


def talk_on(joined: Joined, on: Stage, nip: str) -> int:
    """Talk as the person with ``nip`` on the stage. Returns the exit code."""
    person = sign_in(joined, on, nip)
    Talk(person.words).say("sample", nip=CHIEF)
    try:
        return open_plain(person)
    finally:
        person.store.close()
