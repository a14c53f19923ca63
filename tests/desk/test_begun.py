"""Notes that are being written: kept as they are typed, told apart from forms and lines, forgotten when emptied."""

from pathlib import Path

from tests.office import office


def test_a_begun_note_is_kept_by_entry_and_kind_and_is_no_form_or_line(tmp_path: Path) -> None:
    desk = office(tmp_path).desk
    desk.begun.keep("e-1", "return", "Mohon lampirkan")
    desk.begun.keep("e-1", "comment", "Terima kasih")
    assert desk.begun.note("e-1", "return") == "Mohon lampirkan"
    assert desk.begun.note("e-2", "return") == ""
    assert desk.journal.unfinished() == []
    assert desk.journal.unfinished_line() is None
    desk.begun.drop("e-1", "return")
    assert (desk.begun.note("e-1", "return"), desk.begun.note("e-1", "comment")) == ("", "Terima kasih")
    desk.begun.keep("e-1", "comment", "  ")
    assert desk.begun.note("e-1", "comment") == ""
