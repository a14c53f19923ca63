import pytest


@pytest.fixture(autouse=True)
def quick_hands(monkeypatch: pytest.MonkeyPatch) -> None:
    """A test types quicker than a hand; the test of pastes that come as keys sets the limit itself."""
    monkeypatch.setattr("ekin_tui.widgets.field_input.BY_HAND", 0.0)
