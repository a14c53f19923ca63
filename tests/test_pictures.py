"""The keys that the guide's pictures are taken by lead where the guide says that they lead."""

import html
import importlib.util
import re
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

ROOT = Path(__file__).parents[1]
SHOWN = {
    "kalender": ("hari kerja", "terkirim"),
    "menu": ("e entri", "s simpan & kirim"),
    "editor": ("arsip", "RHK:"),
    "cepat": ("Menyusun laporan bulanan kegiatan bidang", "Lengkap."),
    "kirim": ("entri yang siap?", "hari kerja belum diisi"),
    "dikembalikan": ("Dikembalikan oleh Budi Hartono",),
    "bkn": ("Untuk formulir BKN", "Kegiatan harian:"),
    "luring": ("luring", "Menunggu dikirim (2)"),
    "konflik": ("Diubah di dua tempat", "beserta lampirannya", "triwulan"),
    "skp": ("SKP 2026", "Realisasi"),
    "rapor": ("Rapor", "Kedisiplinan"),
    "tinjau": ("menunggu", "Menit hari itu"),
    "catatan": ("Pola catatan", "bukti dukung"),
    "sekaligus": ("Setujui 1 entri", "Belum dilihat, tidak ikut disetujui"),
    "tim": ("Siti Rahmawati", "menunggu Anda"),
}
"""Picture → words of the guide that have to stand in it."""


def _make() -> ModuleType:
    spec = importlib.util.spec_from_file_location("make_pictures", ROOT / "docs" / "pictures" / "make.py")
    assert spec is not None
    assert spec.loader is not None
    made = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(made)
    return made


MAKE = _make()


def _words(picture: Path) -> str:
    """Return what is written in a picture, line by line."""
    lines: dict[float, str] = {}
    for down, text in re.findall(r'<text [^>]*y="([\d.]+)"[^>]*>([^<]*)</text>', picture.read_text(encoding="utf-8")):
        lines[float(down)] = lines.get(float(down), "") + html.unescape(text).replace("\xa0", " ")
    return "\n".join(lines.values())


def test_every_picture_has_its_words() -> None:
    assert {scene.__name__ for scene in MAKE.PICTURES} == SHOWN.keys()


@pytest.mark.parametrize("scene", MAKE.PICTURES, ids=lambda scene: scene.__name__)
async def test_the_keys_of_a_picture_lead_to_what_the_guide_shows(
    scene: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    name = scene.__name__
    monkeypatch.setenv("EKIN_TUI_NOW", MAKE.NOW)
    with MAKE.office(tmp_path) as at:
        await scene(at)
    for picture in (tmp_path / f"{name}.svg", ROOT / "docs" / "pictures" / f"{name}.svg"):
        assert [words for words in SHOWN[name] if words not in _words(picture)] == [], picture
