"""Each safeguard of the protocol is needed: taken away, its scene ends badly, and the checks of the model say so."""

from collections.abc import Callable, Collection
from dataclasses import replace

import pytest

from ekin_tui.domain import rules
from ekin_tui.domain.model import Entry
from ekin_tui.domain.rev import counter
from ekin_tui.domain.rules import decide
from ekin_tui.server import batch, database, inbox, judge, push, receipts, routes, standing
from ekin_tui.store import acknowledged, conflicts, cursors, entries, outbox, wired
from ekin_tui.sync import engine, pull, record, sameness
from ekin_tui.sync import push as sending
from ekin_tui.sync.repair import set_due
from tests.faults.model import scenes
from tests.faults.model.world import World

Scene = Callable[[World], None]
Away = Callable[[pytest.MonkeyPatch], None]


def no_ledger(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(batch.Batch, "_read_ledger", lambda *_: None)


def no_comparison(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(
        judge, "decide", lambda actor, entry, asked, facts: decide(actor, entry, replace(asked, base=entry.rev), facts)
    )


def no_hash(patch: pytest.MonkeyPatch) -> None:
    def advance(entry: Entry) -> Entry:
        return replace(entry, rev=f"{counter(entry.rev) + 1}-00000000")

    patch.setattr(judge, "advance", advance)
    patch.setattr(rules, "advance", advance)


def no_epoch_check(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(routes, "check_epoch", lambda _, centre, connection=None: routes.stand(centre, connection))


def no_new_epoch(patch: pytest.MonkeyPatch) -> None:
    settle = database.settle
    patch.setattr(database, "settle", lambda connection, _: settle(connection, None))
    patch.setattr(standing.Watched, "_look", standing.Watched._read)


def no_look_at_the_heads(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(engine, "went_back", lambda asked, session: bool(asked.epoch) and asked.epoch != session.epoch)


def no_new_era_by_receipt(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(push, "begin_era", lambda _: None)


def no_gone(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(inbox.Changes, "take_away", lambda *_: None)


def no_conflict_copies(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(conflicts.Conflicts, "add", lambda *_, **__: "")


def no_grounds(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(entries.Entries, "ground", lambda *_: None)


def no_repair(patch: pytest.MonkeyPatch) -> None:
    def forget(store: engine.Store, *_: object, **__: object) -> int:
        with store.writing():
            set_due(store, due=False)
        return 0

    patch.setattr(engine, "repair", forget)


def no_patience(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(receipts.Offers, "waits", lambda *_: False)


def no_holding_back(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(entries.Entries, "_holds_back", lambda *_: False)
    patch.setattr(entries.Entries, "pending", lambda *_: set())


def no_note_of_what_left(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(wired.Wired, "leaving", lambda *_: None)


def no_regard_for_refused_words(patch: pytest.MonkeyPatch) -> None:
    def mended(self: outbox.Refused, entries: Collection[str]) -> None:
        self._base.write_all("delete from attention where entry = ?", [(entry,) for entry in entries])

    patch.setattr(outbox.Refused, "mended", mended)


def no_end_of_a_feed_read_anew(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(cursors.Cursors, "drop_unseen", lambda *_: None)


def no_naming_of_lost_notes(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(record, "_tell_lost", lambda _, known: known)


def no_daily_question(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(sameness, "find_loss", lambda *_: False)


def no_doubt_of_a_no(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(sending, "check_loss", lambda *_: None)


def no_doubt_of_another_text(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(pull, "check_texts", lambda *_: None)


def no_lapse(patch: pytest.MonkeyPatch) -> None:
    for room in (outbox, wired, acknowledged):
        patch.setattr(room, "lapse", lambda *_: None)


PAIRS: list[tuple[Away, Scene]] = [
    (no_ledger, scenes.an_answer_is_lost),
    (no_comparison, scenes.a_text_is_changed_before_it_is_approved),
    (no_hash, scenes.the_same_number_names_another_text),
    (no_epoch_check, scenes.an_old_request_arrives_at_a_restored_centre),
    (no_new_epoch, scenes.a_restored_centre_goes_on_before_the_owner_is_back),
    (no_look_at_the_heads, scenes.a_centre_is_put_back_with_its_mark),
    (no_new_era_by_receipt, scenes.one_machine_finds_out_for_the_others),
    (no_gone, scenes.an_author_moves),
    (no_conflict_copies, scenes.two_machines_change_one_text),
    (no_grounds, scenes.two_machines_change_two_fields),
    (no_repair, scenes.the_centre_forgets_what_it_had_acknowledged),
    (no_patience, scenes.a_supervisor_is_back_before_the_author),
    (no_holding_back, scenes.somebody_types_while_a_page_is_read),
    (no_note_of_what_left, scenes.somebody_types_over_what_may_have_left),
    (no_regard_for_refused_words, scenes.a_note_is_refused_beside_a_text_that_is_taken),
    (no_end_of_a_feed_read_anew, scenes.an_inbox_forgets_what_a_restored_centre_never_sent_it),
    (no_naming_of_lost_notes, scenes.a_decision_that_a_restored_centre_lost_can_not_come_back),
    (no_daily_question, scenes.a_centre_that_was_put_back_with_its_mark_has_caught_up),
    (no_doubt_of_a_no, scenes.a_no_of_a_centre_that_went_back_unnoticed_takes_no_text_away),
    (no_doubt_of_another_text, scenes.a_text_of_another_device_does_not_cover_what_was_lost_unnoticed),
    (no_lapse, scenes.what_has_lapsed_in_a_restore_is_not_asked_again_at_the_next),
]


@pytest.mark.parametrize("scene", [scene for _, scene in PAIRS], ids=lambda scene: scene.__name__)
def test_with_every_safeguard_it_ends_well(world: World, scene: Scene) -> None:
    scene(world)


@pytest.mark.parametrize(("away", "scene"), PAIRS, ids=lambda one: one.__name__)
def test_without_its_safeguard_it_is_told(
    world: World, monkeypatch: pytest.MonkeyPatch, away: Away, scene: Scene
) -> None:
    away(monkeypatch)
    with pytest.raises(AssertionError):
        scene(world)
