"""An exchange again and again: what of several targets ends it."""

from ekin_tui.cli.exchange import needs_sign_in
from ekin_tui.sync.result import Result


def test_a_mirror_without_a_sign_in_does_not_end_the_exchanges_with_the_default_target() -> None:
    out = Result(target="dinas", code="mirror-sign-in", sign_in=True)
    assert not needs_sign_in([Result(target="pusat"), out])
    assert needs_sign_in([out])
    assert needs_sign_in([Result(target="pusat", code="token-missing", sign_in=True), Result(target="dinas")])
