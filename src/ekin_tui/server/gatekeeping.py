"""The gate as a centre keeps it: over the network to the provider, counted where figures are kept."""

from ekin_tui.server.bearers import Trust
from ekin_tui.server.gate import Gate
from ekin_tui.server.issuer_keys import IssuerKeys
from ekin_tui.server.metrics import Metrics
from ekin_tui.sync.issuer import Issuer
from ekin_tui.sync.limits import Limits
from ekin_tui.sync.line import Line

_LIMITS = Limits(raw=1 << 20, connect_s=3, stall_s=5, total_least_s=8)
"""A request waits for the provider no longer than this, once a minute at most."""


def open_gate(trust: Trust | None, metrics: Metrics | None) -> Gate:
    """Return the gate of a centre; nothing is asked of the provider before the first token comes."""
    if trust is None:
        return Gate()

    def fetch() -> bytes:
        line = Line(limits=_LIMITS)
        try:
            return Issuer(trust.issuer, trust.client_id, line).keys()
        finally:
            line.close()

    keys = IssuerKeys(fetch, tell=metrics.count_keys if metrics is not None else lambda _: None)
    return Gate(trust, keys, metrics.count_token if metrics is not None else lambda _: None)
