"""The last question of the first start where the centre has a sign-in: whether to trust it, then the code."""

from collections.abc import Callable

from ekin_tui.cli.code_page import tell_code
from ekin_tui.cli.ending import EndRefused
from ekin_tui.cli.join import Joined
from ekin_tui.cli.line_entry import Answers
from ekin_tui.cli.sign_in import Named, can_be_shown, give_back, grant
from ekin_tui.config.target import Target
from ekin_tui.config.writing import put
from ekin_tui.sync.login import SignIn
from ekin_tui.wire import Discovery

YES = {"id": "ya", "en": "yes"}
"""What says that the sign-in is the agency's: a whole word, which Enter never stands for."""


def named_by(target: Target, found: Discovery | None) -> Named | None:
    """Return where to sign in, as settings or else the centre say; None where nobody names a place that is safe."""
    if target.issuer:
        return Named(issuer=target.issuer, client_id=target.client_id, pinned=True)
    issuer = found.issuer if found is not None else ""
    if found is None or not can_be_shown(issuer):
        return None
    return Named(issuer=issuer, client_id=found.client_id or target.client_id, pinned=False)


def code_agreed(
    joined: Joined,
    entry: Answers,
    target: Target,
    named: Named,
    lets_in: Callable[[str], bool],
    say: Callable[[str], None],
) -> SignIn | None:
    """Return the sign-in that the person agreed to and that the centre takes; None once told why there is none.

    Raises Left.
    """
    words = joined.words
    try:
        kept = grant(
            target, named, lambda asked: tell_code(joined, asked, "first.waits", drawn=entry.draws), entry.pause
        )
    except EndRefused as no:
        say(words.refusal(no.problem, no.details))
        return None
    if lets_in(kept.access):
        return kept
    give_back(target, kept)
    return None


def write_named(joined: Joined, named: Named) -> None:
    """Write the issuer that a person has agreed to."""
    if named.pinned:
        return
    name, file = joined.settings.default_target, joined.home.config_file
    put(file, f"targets.{name}.issuer", named.issuer)
    if named.client_id != Target().client_id:
        put(file, f"targets.{name}.client_id", named.client_id)
