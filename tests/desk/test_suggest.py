from datetime import date, timedelta

import pytest

from ekin_tui.desk.suggest import Suggest, fold, split
from ekin_tui.domain.model import Plan, Rhk, Skp
from ekin_tui.store import PlanLine

YEAR = {"start": date(2026, 1, 1), "end": date(2026, 12, 31)}
SKP = Skp(id="s", person="p", year=2026, post="Arsiparis", **YEAR)
RHK = Rhk(id="r", skp="s", text="Layanan informasi publik prima")
TODAY = date(2026, 11, 25)


def line(number: int, text: str, code: str = "") -> PlanLine:
    return PlanLine(plan=Plan(id=f"plan-{number}", rhk="r", text=text, code=code, **YEAR), rhk=RHK, skp=SKP)


LINES = [
    line(1, "Menyusun laporan bulanan pengelolaan arsip", "lapbul"),
    line(2, "Menyusun daftar arsip inaktif", "daftar"),
    line(3, "Melaksanakan alih media arsip foto", "alih"),
    line(4, "Melayani permohonan peminjaman arsip", "layanan"),
    line(5, "Menyusun laporan triwulan kepegawaian"),
]
MANY = LINES + [line(n, f"Memeriksa berkas kepegawaian kelompok {n}") for n in range(6, 600)]


def best(words: str, lines: list[PlanLine] = MANY) -> str:
    return Suggest(lines).best(words)[0].line.plan.id


@pytest.mark.parametrize(
    ("words", "plan"),
    [
        ("bulanan", "plan-1"),
        ("arsip bulanan", "plan-1"),
        ("lapbul", "plan-1"),
        ("foto", "plan-3"),
        ("mlb", "plan-1"),
        ("pinjam", "plan-4"),
        ("susun daftar", "plan-2"),
        ("bulnaan", "plan-1"),
        ("inaktiv", "plan-2"),
        ("permohnan", "plan-4"),
        ("LAPORAN TRIWULAN", "plan-5"),
        ("melay arsip", "plan-4"),
    ],
)
def test_a_plan_is_found_by_word_code_initials_part_or_typo_among_hundreds(words: str, plan: str) -> None:
    assert best(words) == plan


def test_every_word_has_to_match() -> None:
    assert Suggest(MANY).best("laporan bulanan foto") == []


@pytest.mark.parametrize("words", ["zzzz", "!!!", "rapat bulanan"])
def test_what_matches_nothing_finds_nothing(words: str) -> None:
    assert Suggest(MANY).best(words) == []


def test_a_word_of_the_result_finds_its_plans_but_counts_less() -> None:
    odd = line(900, "Menyusun telaahan prima")
    assert best("prima", [*LINES, odd]) == "plan-900"
    assert len(Suggest([*LINES, odd]).best("prima")) == 6


def test_without_words_pinned_plans_come_first_then_the_recent_ones() -> None:
    uses = {"plan-4": (3, TODAY - timedelta(days=1)), "plan-2": (9, TODAY - timedelta(days=200))}
    found = Suggest(LINES, pins=frozenset({"plan-5"}), uses=uses, today=TODAY).best("")
    assert [match.line.plan.id for match in found[:3]] == ["plan-5", "plan-4", "plan-2"]


def test_a_pin_decides_between_plans_that_match_alike() -> None:
    found = Suggest(LINES, pins=frozenset({"plan-5"})).best("laporan")
    assert found[0].line.plan.id == "plan-5"


def test_the_stretches_that_matched_are_named() -> None:
    match = Suggest(LINES).best("lap bul")[0]
    assert [match.line.plan.text[a:b] for a, b in match.spans] == ["lap", "bul"]


@pytest.mark.parametrize(
    ("words", "plan"),
    [
        ("plan-3", "plan-3"),
        ("ALIH", "plan-3"),
        ("menyusun daftar arsip inaktif", "plan-2"),
        ("foto arsip", "plan-3"),
        ("arsip", None),
        ("rapat", None),
        ("", None),
    ],
)
def test_only_words_that_name_one_plan_alone_are_taken(words: str, plan: str | None) -> None:
    found = Suggest(LINES).exact(words)
    assert (found.plan.id if found else None) == plan


def test_words_are_compared_without_case_and_accents() -> None:
    assert fold("Évaluasi") == "evaluasi"
    assert split("Rapat/koordinasi, ke-2") == ["rapat", "koordinasi", "ke", "2"]
