"""What of the settings is shown, and what never is."""

from typing import Any

import pytest

from ekin_tui.config.secret import HIDDEN, hidden


@pytest.mark.parametrize(
    ("key", "value", "shown"),
    [
        ("targets.pusat.token_command", "pass show ekin", HIDDEN),
        ("targets.pusat.token_command", ["printf", "s3kr1t"], HIDDEN),
        ("targets.pusat.token_command", "", ""),
        ("targets.pusat.proxy", "http://siti:s3kr1t@10.0.0.1:3128", f"http://{HIDDEN}@10.0.0.1:3128"),
        ("targets.pusat.url", "https://ekinerja.instansi.go.id", "https://ekinerja.instansi.go.id"),
        ("targets.dinas.rest.headers.X-Api-Key", "s3kr1t", HIDDEN),
        ("targets.dinas.rest", {"headers": {"X-Api-Key": "s3kr1t"}}, {"headers": {"X-Api-Key": HIDDEN}}),
        ("targets.dinas.rest.token_format", "Bearer {token}", "Bearer {token}"),
        ("targets.dinas.rest.token_format", "ApiKey s3kr1t", HIDDEN),
        ("lang", "id", "id"),
    ],
)
def test_a_secret_of_the_settings_is_not_shown(key: str, value: Any, shown: Any) -> None:
    assert hidden(key, value) == shown
