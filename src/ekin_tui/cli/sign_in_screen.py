"""Signing in for *Masuk*: the same grant as ``login``, with a sentence for each way in which it ends."""

from collections.abc import Callable
from dataclasses import dataclass

from ekin_tui.cli.ending import End, EndRefused
from ekin_tui.cli.join import Joined
from ekin_tui.cli.sign_in import Named, give_back, grant, keep, named_issuer
from ekin_tui.config.errors import SettingsError
from ekin_tui.store import Store, StoreError
from ekin_tui.sync.issuer import Asked
from ekin_tui.text import reason, setting_said


@dataclass(frozen=True, slots=True, kw_only=True)
class Entered:
    """What became of it: ``done``, whose ``issuer`` has to be trusted first, or the sentence that says why not."""

    done: bool = False
    issuer: str = ""
    said: str = ""


def sign_in(joined: Joined, show: Callable[[Asked], None], wait: Callable[[float], None], trusted: str = "") -> Entered:
    """Sign in over a cache connection of its own; whatever ``wait`` raises leaves all as it was.

    ``trusted`` is the issuer that the person has agreed to.
    """
    words = joined.words
    if joined.target.token_command:
        return Entered(said=words("cli.login-by-command"))
    store = joined.open_store(patient=True)
    try:
        named = named_issuer(joined, store)
        if named is None:
            return Entered(said=words("sign_in.personal"))
        if not named.pinned and named.issuer != trusted:
            return Entered(issuer=named.issuer)
        _enter(joined, store, named, show, wait)
    except EndRefused as no:
        return Entered(said=words.refusal(no.problem, no.details))
    except End as no:
        return Entered(said=words(no.key, **no.fields))
    except StoreError as error:
        return Entered(said=words.refusal(error.code, error.details))
    except SettingsError as error:
        return Entered(said=f"{error.place}: {setting_said(words, error.code, error.key, error.details)}")
    except OSError as error:
        why = reason(words, error)
        return Entered(said=words("cli.file-failed", path=error.filename or joined.home.state, why=why))
    finally:
        store.close()
    return Entered(done=True)


def _enter(
    joined: Joined, store: Store, named: Named, show: Callable[[Asked], None], wait: Callable[[float], None]
) -> None:
    kept = grant(joined.target, named, show, wait)
    try:
        wait(0)
    except BaseException:
        give_back(joined.target, kept)
        raise
    keep(joined, store, named, kept)
