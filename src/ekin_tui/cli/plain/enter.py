"""Signing in as a talk: the questions of the first start, and again where the centre takes the token no more."""

from ekin_tui.cli.code_page import tell_code
from ekin_tui.cli.ending import Code, End, EndRefused
from ekin_tui.cli.first import First
from ekin_tui.cli.join import Joined
from ekin_tui.cli.line_entry import Left, restored
from ekin_tui.cli.plain.answers import LineAnswers
from ekin_tui.cli.plain.talk import Talk
from ekin_tui.cli.printing import show
from ekin_tui.cli.screen import first_fetch
from ekin_tui.cli.sign_in import Named, grant, keep, named_issuer
from ekin_tui.cli.tokens import host_of
from ekin_tui.cli.typed_token import typed_token
from ekin_tui.domain.clean import inert
from ekin_tui.domain.model import Problem


def get_known(joined: Joined, talk: Talk) -> bool:
    """Have the cache belong to somebody, by asking where it is nobody's yet; False when the person leaves.

    Raises Sample when the person only wants to look around. Ends as :func:`first_fetch` does, also with SIGN_IN where
    nobody is there to answer.
    """
    home = joined.home
    if (
        talk.prompting
        and not home.config_file.exists()
        and not (home.state / "cache.db").exists()
        and not _begin(joined)
    ):
        return False
    try:
        first_fetch(joined)
        _ = joined.desk
    except End as no:
        if no.code is not Code.SIGN_IN or not talk.prompting or _by_command(joined):
            raise
        say_end(joined, talk, no)
        if not _begin(joined):
            return False
        first_fetch(joined)
    return True


def say_end(joined: Joined, talk: Talk, no: End) -> None:
    """Say why a task ended."""
    if isinstance(no, EndRefused):
        talk.problem(Problem(code=no.problem, args=no.details))
    elif no.key:
        talk.tell(joined.words(no.key, **no.fields))


def _by_command(joined: Joined) -> bool:
    target = joined.settings.target
    return target is not None and bool(target.token_command)


def _begin(joined: Joined) -> bool:
    """Ask the questions of the first start that are open."""
    words = joined.words
    try:
        with restored():
            First(joined, LineAnswers()).ask()
    except Left:
        show(words("first.left"))
        return False
    return True


def enter_again(joined: Joined, talk: Talk) -> bool:
    """Lead through signing in at the default target; False when nothing has changed. Raises Back; ends as it does."""
    if _by_command(joined):
        talk.tell(joined.words("cli.login-by-command"))
        return False
    named = named_issuer(joined, joined.store) if joined.target.kind != "folder" else None
    way = talk.choose("sign_in", ("code", "token", "later") if named is not None else ("token", "later"))
    if way == "later":
        return False
    try:
        with restored():
            return _by_code(joined, talk, named) if way == "code" and named is not None else _by_token(joined, talk)
    except Left:
        talk.tell(joined.words("sign_in.left"))
        return False


def _by_code(joined: Joined, talk: Talk, named: Named) -> bool:
    words = joined.words
    if not named.pinned:
        talk.tell(words("sign_in.named", issuer=inert(named.issuer), centre=host_of(joined.target.url)))
        talk.tell(words("sign_in.agree", host=inert(host_of(named.issuer))))
        if talk.choose("trust", ("yes", "no")) == "no":
            talk.tell(words("sign_in.not_agreed"))
            return False
    kept = grant(
        joined.target, named, lambda asked: tell_code(joined, asked, "plain.waits", drawn=False), LineAnswers().pause
    )
    away = keep(joined, joined.store, named, kept)
    if away:
        talk.tell(words("cli.login-unchecked", url=joined.target.address))
    talk.say("entered")
    return not away


def _by_token(joined: Joined, talk: Talk) -> bool:
    from ekin_tui.cli.login import take_token

    words = joined.words
    typed = LineAnswers().read(f"{words('plain.ask.token')}:", secret=True)
    token = typed_token(words, typed, talk.tell) if typed else None
    if token is None:
        return False
    talk.say("syncing")
    result = take_token(joined, None, token, accept_centre=False)
    if result.code != "ok":
        talk.tell(words("cli.login-unchecked", url=joined.target.address))
        return False
    talk.say("entered")
    return True
