"""The first start on a computer: at most three questions, then the month. Nothing is written before the last answer."""

import re
from collections.abc import Callable, Mapping
from contextlib import suppress
from functools import partial
from typing import TypeVar
from urllib.parse import urlsplit

from ekin_tui.cli.first_sign_in import YES, code_agreed, named_by, write_named
from ekin_tui.cli.join import Joined, new_id
from ekin_tui.cli.line_entry import Answers, Left, typing
from ekin_tui.cli.printing import prose, show
from ekin_tui.cli.sign_in import Named, put_in_place
from ekin_tui.cli.typed_token import typed_token
from ekin_tui.config import PREFIX
from ekin_tui.config.addresses import check_url
from ekin_tui.config.errors import SettingsError
from ekin_tui.config.target import Target
from ekin_tui.config.writing import write_first
from ekin_tui.domain.clean import inert
from ekin_tui.sync.http import HttpRemote
from ekin_tui.sync.login import Kept, Personal, SignIn
from ekin_tui.sync.remote import Refusal, Unreachable
from ekin_tui.text import LANGUAGES, Words
from ekin_tui.wire import Discovery, SessionBody

T = TypeVar("T")
_LOCAL = frozenset({"localhost", "127.0.0.1", "::1"})
_HOST = re.compile(r"[\w.\-\[\]:]+")
_SHORTEST = 6
"""Characters that a token, or the path of its file, has at least: what is shorter was meant as a word."""


class Sample(Exception):  # noqa: N818 - an answer, not a fault
    """The person only wants to look around."""


def begin(joined: Joined) -> bool:
    """Ask, write the settings and the token. Returns whether a calendar is to be opened; False when the person left.

    Raises Sample when the person only wants to look around.
    """
    try:
        with typing() as entry:
            First(joined, entry).ask()
            entry.forget()
    except Left:
        _say(joined.words("first.left"))
        return False
    return True


class First:
    """The questions, in order; what is known already is not asked."""

    def __init__(self, joined: Joined, entry: Answers) -> None:
        """``joined`` is the run that asks, ``entry`` where the answers are typed."""
        self._joined, self._entry = joined, entry
        self._device, self._option = new_id(), joined.asked_lang
        self._found: Discovery | None = None
        self._number, self._last = 0, 1 + self._asks_language + self._asks_address

    def ask(self) -> None:
        """Ask and write. Raises Left and Sample, with nothing written."""
        joined = self._joined
        if self._asks_language:
            _say(Words("id")("first.welcome"), Words("en")("first.welcome"))
            joined.read_again(self._language())
        else:
            _say(joined.words("first.welcome"))
        known = joined.settings.target
        target = known if known is not None and known.address else Target(url=self._address())
        self._find(target)
        named = named_by(target, self._found)
        kept = self._token(target) if named is None else self._signed(target, named)
        put_in_place(joined.home.token_file(joined.settings.default_target), target, kept)
        write_first(joined.home.config_file, joined.settings, target.url if target is not known else "")
        if named is not None and isinstance(kept, SignIn):
            write_named(joined, named)
        joined.read_again(self._option)
        with joined.store.writing():
            joined.store.meta.put("device", self._device)

    @property
    def _asks_language(self) -> bool:
        told = self._option is not None or f"{PREFIX}LANG" in self._joined.env
        return not told and not self._joined.home.config_file.exists()

    @property
    def _asks_address(self) -> bool:
        target = self._joined.settings.target
        return target is None or not target.address

    def _question(self, key: str, **fields: object) -> None:
        self._number += 1
        head = f"{self._number}/{self._last}  "
        show("")
        _say(head + self._joined.words(f"first.ask.{key}", **fields))

    def _language(self) -> str:
        usual = "en" if _locale(self._joined.env).startswith("en") else "id"
        default = str(LANGUAGES.index(usual) + 1)
        self._number += 1
        show("")
        show(f"{self._number}/{self._last}  {self._joined.words('first.ask.language')}")
        while True:
            typed = self._entry.read(f"{self._joined.words('first.field.language')} [{default}]:") or default
            if typed in {"1", "2"}:
                return LANGUAGES[int(typed) - 1]
            if typed.casefold() in LANGUAGES:
                return typed.casefold()
            _say(*(Words(lang)("first.wrong.language", default=default) for lang in LANGUAGES))

    def _address(self) -> str:
        words = self._joined.words
        self._question("address")
        while True:
            typed = self._entry.read(f"{words('first.field.address')} [{words('first.sample')}]:")
            if not typed or typed.casefold() == words("first.sample"):
                self._take_sample()
                continue
            url = _completed(typed)
            if not _sound(url):
                _say(words("first.wrong.address", typed=typed[:60]))
            elif self._answers(url):
                return url

    def _answers(self, url: str) -> bool:
        """Tell whether a centre answers at ``url``, and say who it is or what is in the way."""
        words = self._joined.words
        _say(words("first.checking", host=urlsplit(url).netloc))
        try:
            found = self._at(Target(url=url), "", lambda remote: remote.discover())
        except (Unreachable, Refusal) as no:
            _say(self._reason(no), words("first.wrong.no_centre"))
            return False
        _say(words("first.found", name=found.name or urlsplit(url).netloc))
        self._found = found
        return True

    def _find(self, target: Target) -> None:
        """Ask a centre that settings name who it is; whether it answers is told by what follows."""
        if self._found is None and not target.issuer:
            with suppress(Unreachable, Refusal):
                self._found = self._at(target, "", lambda remote: remote.discover())

    def _signed(self, target: Target, named: Named) -> Kept:
        """Return a sign-in by a code, or the personal token that was pasted in its place."""
        words, yes = self._joined.words, YES[self._joined.words.lang]
        self._question("sign_in_pinned" if named.pinned else "sign_in", issuer=inert(named.issuer), yes=yes)
        default = yes if named.pinned else words("first.sample")
        while True:
            typed = self._entry.read(f"{words('first.field.sign_in')} [{default}]:", secret=True) or default
            if typed.casefold() == words("first.sample"):
                self._take_sample()
            elif typed.casefold() == yes:
                lets_in = partial(self._lets_in, target, code=True)
                kept = code_agreed(self._joined, self._entry, target, named, lets_in, _say)
                if kept is not None:
                    return kept
            elif len(typed) < _SHORTEST:
                _say(words("first.wrong.sign_in", yes=yes))
            elif (token := typed_token(words, typed, _say)) is not None and self._lets_in(target, token):
                return Personal(token=token, centre=target.centre)

    def _token(self, target: Target) -> Personal:
        words = self._joined.words
        self._question("token")
        while True:
            typed = self._entry.read(f"{words('first.field.token')} [{words('first.sample')}]:", secret=True)
            if not typed or typed.casefold() == words("first.sample"):
                self._take_sample()
                continue
            token = typed_token(words, typed, _say)
            if token is not None and self._lets_in(target, token):
                return Personal(token=token, centre=target.centre)

    def _lets_in(self, target: Target, token: str, *, code: bool = False) -> bool:
        if target.kind == "folder":  # it answers when somebody has carried it
            return True
        words = self._joined.words
        _say(words("first.entering" if code else "first.signing_in"))
        try:
            self._at(target, token, lambda remote: remote.session(SessionBody(device=self._device)))
        except (Unreachable, Refusal) as no:
            if isinstance(no, Refusal) and no.problem.status == 401 and not code:
                _say(words("first.wrong.token"))
            else:
                _say(self._reason(no), words("first.wrong.not_entered" if code else "first.wrong.no_answer"))
            return False
        return True

    def _at(self, target: Target, token: str, ask: Callable[[HttpRemote], T]) -> T:
        """Return what ``ask`` gets from the centre of ``target``. Raises Unreachable and Refusal."""
        ca_file, proxy = target.ca_file or None, target.proxy or None
        remote = HttpRemote(target.url, lambda: token, self._device, ca_file=ca_file, proxy=proxy)
        try:
            return ask(remote)
        finally:
            remote.close()

    def _reason(self, no: Unreachable | Refusal) -> str:
        words = self._joined.words
        own = f"first.because.{no.code}"
        details = no.details if isinstance(no, Unreachable) else no.problem.args
        return words(own) if own in words else words.refusal(no.code, details)

    def _take_sample(self) -> None:
        """Leave for the sample. Returns, once told why, where the centre of the sample is not installed."""
        try:
            import ekin_tui.server.admin  # noqa: F401 - asks whether it can be loaded
        except ModuleNotFoundError:
            _say(self._joined.words("first.wrong.no_sample"))
        else:
            raise Sample


def _completed(typed: str) -> str:
    """Return the address with the scheme that people leave out."""
    if "://" in typed:
        return typed
    host = typed.partition("/")[0]
    name = host if host.count(":") > 1 else host.partition(":")[0]
    return f"{'http' if name.strip('[]') in _LOCAL else 'https'}://{typed}"


def _sound(url: str) -> bool:
    """Tell whether ``url`` can be the address of a centre."""
    try:
        check_url(url, "url", "")
    except SettingsError:
        return False
    return _HOST.fullmatch(urlsplit(url).netloc) is not None


def _locale(env: Mapping[str, str]) -> str:
    return next((env[name] for name in ("LC_ALL", "LC_MESSAGES", "LANG") if env.get(name)), "")


def _say(*sentences: str) -> None:
    """Print sentences, wrapped between words."""
    for sentence in sentences:
        for line in prose(sentence):
            show(line)
