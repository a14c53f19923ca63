"""*Masuk* by keys: what it shows in each of its states, and that leaving it ends the waiting."""

import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from textual.pilot import Pilot

from ekin_tui.cli.sign_in_screen import Entered
from ekin_tui.screens.sign_in import SignInScreen
from ekin_tui.screens.sync import SyncScreen
from ekin_tui.sync.issuer import Asked
from ekin_tui.terminal.signs import Signs
from ekin_tui.text import Words
from tests.screens.program import picture, press, program

Compare = Callable[..., bool]
ISSUER = "https://sso.contoh.go.id/realms/asn"
CODE = Asked(
    user_code="WDJB-MJHT",
    page="https://sso.contoh.go.id/device",
    whole_page="https://sso.contoh.go.id/device?user_code=WDJB-MJHT",
    lives_s=600,
    interval_s=5,
    device_code="d",
)


@dataclass
class Provider:
    """Stands where the network is: says one thing, and keeps who was asked for and whether the waiting ended."""

    says: Entered | None = None
    code: Asked = CODE
    asked: list[str] = field(default_factory=list)
    left: threading.Event = field(default_factory=threading.Event)

    def __call__(self, show: Callable[[Asked], None], wait: Callable[[float], None], trusted: str) -> Entered:
        self.asked.append(trusted)
        if self.says is not None and trusted != ISSUER:
            return self.says
        show(self.code)
        try:
            wait(60)
        except BaseException:
            self.left.set()
            raise
        return Entered(done=True)


async def shown(pilot: Pilot[Any], provider: Provider) -> None:
    """Go to the screen and wait until what the provider says stands there."""
    app = pilot.app
    await press(pilot, "3")
    assert isinstance(app.screen, SyncScreen)
    app.screen.action_sign_in()
    while not isinstance(app.screen, SignInScreen) or app.screen._state.value == "asking":
        await pilot.pause(0.01)


def run_before(provider: Provider) -> Callable[[Pilot[Any]], Any]:
    async def run(pilot: Pilot[Any]) -> None:
        await shown(pilot, provider)
        await pilot.pause()

    return run


@pytest.mark.parametrize("lang", ["id", "en"])
@pytest.mark.parametrize("state", ["code", "trust", "failed"])
def test_the_screen_looks_as_accepted(state: str, lang: str, tmp_path: Path, snap_compare: Compare) -> None:
    unbound = Words(lang).refusal("subject-unbound", {"subject": "0f8fad5b-d9cb-469f-a165"})
    says = {"trust": Entered(issuer=ISSUER), "failed": Entered(said=unbound), "code": None}[state]
    app, _ = program(tmp_path, lang)
    app._signer = Provider(says)
    assert snap_compare(app, run_before=run_before(app._signer), terminal_size=(80, 24))


@pytest.mark.parametrize("size", [(40, 15), (132, 43)])
def test_the_code_fits_other_windows(size: tuple[int, int], tmp_path: Path, snap_compare: Compare) -> None:
    app, _ = program(tmp_path)
    app._signer = Provider()
    assert snap_compare(app, run_before=run_before(app._signer), terminal_size=size)


def test_a_terminal_without_unicode_gets_no_picture(tmp_path: Path, snap_compare: Compare) -> None:
    app, _ = program(tmp_path, signs=Signs.plain())
    app._signer = Provider()
    assert snap_compare(app, run_before=run_before(app._signer), terminal_size=(80, 24))


@pytest.mark.parametrize("key", ["escape", "q", "1"])
async def test_leaving_ends_the_waiting(key: str, tmp_path: Path) -> None:
    app, _ = program(tmp_path)
    provider = app._signer = Provider()
    async with app.run_test(size=(80, 24)) as pilot:
        await shown(pilot, provider)
        assert "W D J B - M J H T" in picture(app)
        await press(pilot, key)
        while not provider.left.is_set():
            await pilot.pause(0.01)
        assert not isinstance(app.screen, SignInScreen)


async def test_an_issuer_is_trusted_by_y_alone_and_enter_is_not_yes(tmp_path: Path) -> None:
    app, _ = program(tmp_path)
    provider = app._signer = Provider(Entered(issuer=ISSUER))
    async with app.run_test(size=(80, 24)) as pilot:
        await shown(pilot, provider)
        assert ISSUER in picture(app)
        await press(pilot, "enter", "r", "space", "escape")
        assert provider.asked == [""]
        await press(pilot, "escape")
    again, _ = program(tmp_path / "again")
    provider = again._signer = Provider(Entered(issuer=ISSUER))
    async with again.run_test(size=(80, 24)) as pilot:
        await shown(pilot, provider)
        await press(pilot, "y")
        while "W D J B" not in picture(again):
            await pilot.pause(0.01)
        assert provider.asked == ["", ISSUER]
        await press(pilot, "escape")


async def test_the_code_of_a_hostile_provider_moves_no_cursor(tmp_path: Path) -> None:
    app, _ = program(tmp_path)
    code = Asked(user_code="A\x1b[2JB\u202e", page="https://x.go.id/\x07", lives_s=60, interval_s=5, device_code="d")
    provider = app._signer = Provider(code=code)
    async with app.run_test(size=(80, 24)) as pilot:
        await shown(pilot, provider)
        assert all(char.isprintable() or char == "\n" for char in picture(app))
        await press(pilot, "escape")


async def test_without_a_centre_there_is_nothing_to_sign_in_to(tmp_path: Path) -> None:
    app, _ = program(tmp_path)
    async with app.run_test(size=(80, 24)) as pilot:
        await press(pilot, "3")
        await pilot.app.run_action("sign_in")
        await press(pilot, "down")
        assert not isinstance(app.screen, SignInScreen)
