"""Copies of the cache on the command line."""

from tests.cli.program import Program
from tests.cli.test_bad_input import add


def test_a_lost_home_comes_back_from_its_copy_and_the_centre_takes_what_had_not_left(siti: Program) -> None:
    assert add(siti)[0] == 0
    done = siti("backup", "--json")
    assert done.code == 0
    assert siti("backup", "--list", "--json").json == [done.json]
    (siti.home / "cache.db").unlink()
    (siti.home / "cache.db.checked").unlink(missing_ok=True)
    back = siti("restore", "latest", "--json")
    assert back.code == 0
    assert back.json["aside"] is None
    assert back.json["queued"] == 1
    assert siti("sync", "--json").json["pushed"] == 1


def test_a_copy_is_made_with_the_first_exchange_of_a_day(siti: Program) -> None:
    assert siti("sync").code == 0
    (copy,) = siti("backup", "--list", "--json").json
    assert copy["path"].endswith("cache-2026-11-25.db.gz")


def test_a_restore_over_unsent_work_is_refused_with_the_remedy(siti: Program) -> None:
    assert siti("sync").code == 0
    assert add(siti)[0] == 0
    done = siti("restore", "latest")
    assert done.code == 1
    assert "--anyway" in done.err
    assert siti("status", "--json").json["draft"] >= 1
    assert siti("restore", "latest", "--anyway").code == 0
    assert [file.name for file in siti.home.iterdir() if file.name.startswith("cache.db.replaced-")]


def test_a_copy_never_overwrites_a_file(siti: Program) -> None:
    target = siti.home / "mine.db.gz"
    target.write_text("mine")
    assert siti("backup", str(target)).code == 2
    assert target.read_text() == "mine"
    assert siti("restore", str(siti.home / "none.gz")).code == 2


def test_a_copy_that_can_not_be_written_names_the_place_that_was_typed(siti: Program) -> None:
    assert siti("status").code == 0
    target = siti.home / "none" / "mine.db.gz"
    done = siti("backup", str(target))
    assert done.code == 1
    assert f"{target} tidak dapat" in done.err
    assert "layar" not in done.err
