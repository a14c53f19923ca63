import re
from pathlib import Path

import httpx
import pytest

from ekin_tui.server.metrics import Metrics, show_metrics
from tests.centre import SITI, Centre
from tests.server.served import application, serving
from tests.server.talk import Talk, new, put

ALLOWED = {"method", "route", "status", "verdict", "direction", "le"}


def figures(url: str) -> dict[str, float]:
    lines = [line for line in httpx.get(f"{url}/metrics").text.splitlines() if not line.startswith("#")]
    return {name: float(value) for name, _, value in (line.rpartition(" ") for line in lines)}


def test_requests_seconds_ops_and_bytes_are_counted_under_words_of_ours_alone(tmp_path: Path) -> None:
    metrics = Metrics()
    with application(tmp_path, metrics=metrics) as centre:
        url = f"http://127.0.0.1:{show_metrics(metrics.registry, '127.0.0.1', 0)}"
        siti = Talk(centre, SITI)
        op = put(new("e"), siti.fields())
        siti.push(op)
        siti.push(op)
        siti.push(put("bad id", siti.fields()))
        siti.get(f"/entries/{SITI}")
        siti.client.get(f"/{SITI}")
        siti.client.request("BREW", "/healthz")
        found = figures(url)
        raw = httpx.get(f"{url}/metrics").text
        assert found['ekin_ops_total{verdict="applied"}'] == 1
        assert found['ekin_ops_total{verdict="duplicate"}'] == 1
        assert found['ekin_ops_total{verdict="rejected"}'] == 1
        assert found['ekin_requests_total{method="POST",route="/ekin/v1/push",status="200"}'] == 3
        assert found['ekin_requests_total{method="GET",route="/ekin/v1/entries/{entry}",status="404"}'] == 1
        assert found['ekin_requests_total{method="other",route="none",status="405"}'] == 1
        assert found['ekin_request_seconds_count{route="/ekin/v1/push"}'] == 3
        assert found['ekin_bytes_total{direction="in"}'] > 500
        assert found['ekin_bytes_total{direction="out"}'] > 500
        assert set(re.findall(r'[{,](\w+)="', raw)) <= ALLOWED
        assert not any(word in raw for word in (SITI, siti.token, "contoh", "bad id", "BREW"))
        assert httpx.get(f"{url}/").status_code == 404


def test_the_figures_of_all_workers_are_summed_at_an_address_of_their_own(tmp_path: Path) -> None:
    centre = Centre(tmp_path)
    with serving(centre, "--workers", "2", "--metrics-port", "0") as program:
        url = program.wait_for("metrics on ").split()[-1]
        for _ in range(12):
            assert httpx.get(f"{centre.url}/.well-known/ekin").status_code == 200
        seen = {event["process"] for event in program.events if event["event"] == "request"}
        assert figures(url)['ekin_requests_total{method="GET",route="/.well-known/ekin",status="200"}'] == 12
        assert len(seen) >= 1
        assert httpx.get(f"{centre.url}/metrics").status_code == 404


def test_without_a_port_there_are_no_figures(tmp_path: Path) -> None:
    centre = Centre(tmp_path)
    with serving(centre) as program:
        assert not any("metrics on" in line for line in program.lines)
        assert httpx.get(f"{centre.url}/metrics").status_code == 404
    with pytest.raises(OSError, match=r"assign|address"):
        show_metrics(Metrics().registry, "203.0.113.1", 1)
