"""``skp`` and ``review team``: the figures of the screens, for scripts."""

from datetime import date

from ekin_tui.server import admin
from tests.centre import BUDI, NURLAELA, SITI, TODAY, Centre
from tests.cli.program import Program


def test_the_year_and_the_team_are_told_with_their_figures(siti: Program, budi: Program, centre: Centre) -> None:
    whole = siti("skp", "--json").json
    assert (whole["year"], whole["gone"]) == (2026, [])
    [skp] = whole["skps"]
    plans = {plan["id"]: plan for rhk in skp["rhks"] for plan in rhk["plans"]}
    listed = siti("list", "--month", "2026-11", "--json").json + siti("list", "--month", "2026-10", "--json").json
    for plan in plans.values():
        mine = [entry for entry in listed if entry["plan"] and entry["plan"]["id"] == plan["id"]]
        assert plan["entries"] == len(mine)
        assert plan["realised"] == sum(entry["quantity"] for entry in mine if entry["status"] == "approved")
        assert plan["waiting"] == sum(entry["quantity"] for entry in mine if entry["status"] == "submitted")
    found = siti("plans", "--json").json
    assert {plan["id"]: (plan["realised"], plan["waiting"]) for plan in found} == {
        name: (plan["realised"], plan["waiting"]) for name, plan in plans.items()
    }
    printed = siti("skp").out
    assert all(plan["text"] in printed for plan in plans.values())
    assert siti("skp", "--year", "2020", "--json").json == {"year": 2020, "skps": [], "gone": []}
    assert siti("skp", "--year", "0").code == 2

    team = budi("review", "team", "--json").json
    assert team["month"] == "2026-11"
    own = next(member for member in team["members"] if member["nip"] == SITI)
    assert (own["as"], own["reason"]) == ("atasan", None)
    assert len(own["missing"]) == own["obliged"] - own["filled"]
    assert {member["as"] for member in team["members"]} == {"atasan", "plt"}
    sent = [entry for entry in listed if entry["day"] >= "2026-11" and entry["status"] not in {"draft", "discarded"}]
    assert sum(day["entries"] for day in own["days"]) == len(sent), "a draft is nobody else's to see"
    reminder = budi("review", "team", "--remind").out
    assert "Siti Rahmawati" in reminder
    assert "bukan tentang kehadiran" in reminder
    assert budi("review", "team", "--remind", "--json").json == {"text": reminder.rstrip("\n")}
    assert siti("review", "team").code == 1
    assert budi("review", "team", "--month", "x").code == 2

    admin.assign(centre.database_url, SITI, supervisor=NURLAELA, start=date(2026, 11, 25), today=TODAY)
    assert budi("sync").code == 0
    moved = next(m for m in budi("review", "team", "--json").json["members"] if m["nip"] == SITI)
    assert (moved["for"], moved["as"]) == ("Kepala Bidang Layanan Perpustakaan", "plt"), "Budi is Plt. of that post too"
    assert BUDI not in {member["nip"] for member in budi("review", "team", "--json").json["members"]}
