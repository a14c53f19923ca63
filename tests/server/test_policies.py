"""The policy of an agency: what it may say, its history, and whom a change reaches."""

from dataclasses import fields
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import insert

from ekin_tui.domain.model import Policy
from ekin_tui.server import admin
from ekin_tui.server.agency import read_history, read_policy, set_policy
from ekin_tui.server.database import AdminError
from ekin_tui.server.policies import READERS, PolicyError, changed_policy, shown
from ekin_tui.server.schema import meta
from tests.centre import SITI, running_centre
from tests.posts import written
from tests.server.talk import Talk

NOW = datetime(2026, 11, 25, 4, tzinfo=UTC)


def test_every_value_of_a_policy_can_be_set_and_is_shown_as_it_is_written() -> None:
    assert {*READERS, "rev"} == {one.name for one in fields(Policy)}
    other = Policy(day_target=300, late="refuse", withdraw=False, silent=("text-capitals",), ramadan=())
    for policy in (Policy(), other):
        assert changed_policy(Policy(), shown(policy).items()) == policy


@pytest.mark.parametrize(
    ("key", "said", "code"),
    [
        ("min_txt", "20", "unknown-key"),
        ("min_text", "", "bad-number"),
        ("min_text", "-1", "bad-number"),
        ("min_text", "501", "bad-number"),
        ("min_text", "2\N{ARABIC-INDIC DIGIT ZERO}", "bad-number"),
        ("month_target", "9" * 30, "bad-number"),
        ("day_target", "37.5", "bad-number"),
        ("day_target", "37,125", "bad-number"),
        ("day_target", "4.50", "bad-number"),
        ("late", "kadang", "bad-late"),
        ("withdraw", "mungkin", "bad-truth"),
        ("ramadan", "2026-02-19", "bad-spans"),
        ("ramadan", "2026-03-20/2026-02-19", "bad-spans"),
        ("ramadan", "2026-02-19/2026-03-20, 2026-03-01/2026-03-30", "bad-spans"),
        ("silent", "text-loud", "bad-hint"),
    ],
)
def test_a_value_that_cannot_be_is_named(key: str, said: str, code: str) -> None:
    with pytest.raises(PolicyError) as refused:
        changed_policy(Policy(), [(key, said)])
    assert refused.value.code == code
    assert refused.value.details.get("near", "min_text") == "min_text"


def test_a_number_may_group_its_thousands() -> None:
    assert changed_policy(Policy(), [("Month-Target", " 6.750 ")]).month_target == 6750


def test_a_key_said_twice_has_one_value() -> None:
    assert changed_policy(Policy(), [("min-text", "20"), ("min_text", "20")]).min_text == 20
    with pytest.raises(PolicyError) as refused:
        changed_policy(Policy(), [("min-text", "20"), ("min_text", "30")])
    assert (refused.value.code, refused.value.details) == (
        "key-twice",
        {"key": "min_text", "value": "20", "other": "30"},
    )


@given(st.dictionaries(st.sampled_from(sorted(READERS)), st.text(max_size=20), max_size=4))
def test_no_text_breaks_a_policy(asked: dict[str, str]) -> None:
    try:
        policy = changed_policy(Policy(), asked.items())
    except PolicyError:
        policy = Policy()
    assert changed_policy(Policy(), shown(policy).items()) == policy


@pytest.mark.parametrize("engine", ["sqlite", "postgresql"])
def test_a_change_is_a_revision_with_its_day_and_the_same_again_is_none(
    engine: str, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    on_sqlite = engine == "sqlite"
    url = f"sqlite:///{tmp_path / 'pusat.db'}" if on_sqlite else request.getfixturevalue("cluster").fresh()
    admin.init(url, sample=True, today=NOW.date())
    done = set_policy(url, [("min_text", "30"), ("late", "tolak")], now=NOW)
    assert (done.rev, done.changed) == (2, {"min_text": ("15", "30"), "late": ("mark", "refuse")})
    assert set_policy(url, [("min_text", "30")], now=NOW + timedelta(days=1)).changed == {}
    set_policy(url, [("min_text", "40")], now=NOW + timedelta(days=2))
    assert read_policy(url).min_text == 40
    told = [(one.rev, one.at[:10], one.changed.get("min_text")) for one in read_history(url)]
    assert told == [(1, "", None), (2, "2026-11-25", ("15", "30")), (3, "2026-11-27", ("30", "40"))]


def test_one_wrong_value_changes_nothing(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'pusat.db'}"
    admin.init(url, sample=True, today=NOW.date())
    with pytest.raises(AdminError, match="policy-bad-truth"):
        set_policy(url, [("min_text", "30"), ("withdraw", "x")], now=NOW)
    assert read_policy(url).min_text == 15


def test_several_agencies_are_asked_about_and_none_is_told_so(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'pusat.db'}"
    admin.init(url)
    with pytest.raises(AdminError, match="no-agency"):
        read_policy(url)
    with running_centre(tmp_path / "b") as centre:
        written(centre, lambda one: one.execute(insert(meta), [{"key": "name:lain", "value": "Dinas Lain"}]))
        with pytest.raises(AdminError, match="several-agencies"):
            read_policy(centre.database_url)
        with pytest.raises(AdminError, match="no-such-agency"):
            read_policy(centre.database_url, "entah")
        assert set_policy(centre.database_url, [("min_text", "33")], now=NOW, agency="contoh").rev == 2
        assert read_policy(centre.database_url, "lain") == Policy()
        assert Talk(centre, SITI).of_kind("policy")[0]["min_text"] == 33
