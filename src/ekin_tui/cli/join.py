"""Where the parts are joined: settings, words, cache, desk and centre for one run of the program."""

import os
import sys
from collections.abc import Callable, Mapping
from dataclasses import asdict
from datetime import datetime
from functools import cached_property
from typing import TYPE_CHECKING

from ekin_tui.cli.ending import Code, End
from ekin_tui.config import PREFIX, Home, Settings, check, load, root_from
from ekin_tui.config.addresses import check_url
from ekin_tui.config.target import Target
from ekin_tui.domain.ids import RANDOM_BYTES, uuid7
from ekin_tui.text import Words

if TYPE_CHECKING:
    from ekin_tui.cli.tokens import Tokens
    from ekin_tui.desk import Desk
    from ekin_tui.store import Store
    from ekin_tui.store.turns import Turns


def new_id() -> str:
    """Return a UUIDv7."""
    return uuid7(int(datetime.now().astimezone().timestamp() * 1000), os.urandom(RANDOM_BYTES))


def make_clock(env: Mapping[str, str]) -> Callable[[], datetime]:
    """Return the clock: the machine's, or the instant of ``EKIN_TUI_NOW`` standing still.

    Raises End for a value that is no instant.
    """
    said = env.get(f"{PREFIX}NOW")
    if not said:
        return lambda: datetime.now().astimezone()
    try:
        instant = datetime.fromisoformat(said)
    except ValueError as error:
        raise End(Code.USAGE, "cli.bad-now", value=said) from error
    fixed = instant if instant.tzinfo else instant.astimezone()
    return lambda: fixed


def clock_fixed(env: Mapping[str, str], words: Words, now: datetime) -> str:
    """Return the line that says that the clock is not the machine's; empty when it is."""
    if not env.get(f"{PREFIX}NOW"):
        return ""
    return words("cli.clock-fixed", at=now.isoformat(timespec="minutes")) + "\n"


class Joined:
    """The parts of one run, each made when it is first asked for."""

    def __init__(
        self, env: Mapping[str, str], *, home: str | None = None, lang: str | None = None, clock_told: bool = False
    ) -> None:
        """``home`` and ``lang`` are the options of those names; ``clock_told`` when a set clock was told of before."""
        self.env = env
        self.asked_home, self.asked_lang, self.clock_told = home, lang, clock_told
        self.stays = False
        """Whether this run is the program on the screen, which stays for hours, and no command."""
        self.home = Home.find(root_from(env, home))

    @cached_property
    def settings(self) -> Settings:
        """The settings in force."""
        return load(self.home, self.env, {"lang": self.asked_lang})

    @cached_property
    def words(self) -> Words:
        """The words of the language in force."""
        return Words(self.settings.lang, self.settings.keymap)

    @cached_property
    def clock(self) -> Callable[[], datetime]:
        """The clock; says so on stderr when it is not the machine's."""
        clock = make_clock(self.env)
        if not self.clock_told:
            sys.stderr.write(clock_fixed(self.env, self.words, clock()))
        return clock

    @cached_property
    def store(self) -> "Store":
        """The cache of this home."""
        return self.open_store()

    @cached_property
    def desk(self) -> "Desk":
        """The desk of the signed-in person. Ends with SIGN_IN while the cache is nobody's."""
        from ekin_tui.desk import Desk, SignInNeeded
        from ekin_tui.desk.holidays import apart, official

        try:
            return Desk(self.store, clock=self.clock, new_id=new_id, holidays=apart if self.stays else official)
        except SignInNeeded:
            raise End(Code.SIGN_IN, "cli.nobody") from None

    @property
    def target(self) -> Target:
        """The default target. Ends with SIGN_IN while none is named."""
        check(self.settings, self.home)
        target = self.settings.target
        if target is None or not target.address:
            raise End(Code.SIGN_IN, "cli.no-target")
        return target

    def read_again(self, lang: str | None) -> None:
        """Forget the settings that were read, and take ``lang`` as the option of that name; the system's locks hold."""
        self.asked_lang = lang
        for known in ("settings", "words", "tokens"):
            vars(self).pop(known, None)

    def name_target(self, url: str) -> None:
        """Take ``url`` as the default target for this run; nothing is written.

        Raises SettingsError for a bad URL; ends with USAGE where the system's settings forbid another one.
        """
        name = self.settings.default_target
        check_url(url, f"targets.{name}.url", "--url")
        tables = {known: asdict(target) for known, target in self.settings.targets.items()}
        tables[name] = {**tables.get(name, {}), "url": url}
        vars(self)["settings"] = load(self.home, self.env, {"lang": self.asked_lang, "targets": tables})
        vars(self).pop("tokens", None)
        if self.settings.target is None or self.settings.target.url != url:
            raise End(Code.USAGE, "cli.target-locked", name=name)

    @cached_property
    def turns(self) -> "Turns":
        """Who writes next into the cache, among the threads of this run."""
        from ekin_tui.store.turns import Turns

        return Turns()

    def open_store(self, *, patient: bool = False) -> "Store":
        """Open the cache for the calling thread; ``patient``: its writes go after those of a person."""
        from ekin_tui.store import Store

        return Store.open(self.home.cache_file, turns=self.turns, patient=patient)

    def salvage_told(self) -> str:
        """Return what came out of a damaged cache, in words; empty when it was not damaged or that was read."""
        if self.store.meta.get("salvaged") is None or (done := self.store.salvaged) is None:
            return ""
        from ekin_tui.widgets.sync_lines import salvage_told

        return salvage_told(self.words, done)

    @cached_property
    def tokens(self) -> "Tokens":
        """What signs requests to the default target."""
        from ekin_tui.cli.tokens import Tokens

        return Tokens(self.home.token_file(self.settings.default_target), self.target)
