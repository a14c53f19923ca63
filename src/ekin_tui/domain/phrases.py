"""Phrases of the office that say nothing about the work done.

Source: BKN's guide asks for an activity that is short, clear and factual; supervisors return these.
"""

import re

from ekin_tui.domain.clean import one_paragraph

EMPTY = frozenset(
    {
        *("dll", "dst", "dsb", "dkk", "lain lain", "dan lain lain", "dan lainnya", "dan sebagainya", "dan seterusnya"),
        *("kegiatan rutin", "tugas rutin", "pekerjaan rutin", "kerja rutin", "rutinitas", "rutin", "seperti biasa"),
        *("kegiatan harian", "tugas harian", "pekerjaan harian", "kegiatan", "tugas", "pekerjaan", "aktivitas"),
        *("bekerja", "kerja", "kerja kantor", "tugas kantor", "masuk kantor", "di kantor", "piket", "hadir", "absen"),
        *("idem", "sama", "sda", "s d a", "sama dengan kemarin", "sama seperti kemarin", "seperti kemarin"),
        *("melaksanakan tugas", "melaksanakan tugas rutin", "melaksanakan kegiatan", "melaksanakan pekerjaan"),
        *("melakukan kegiatan", "melakukan pekerjaan", "mengerjakan tugas", "tugas lain", "tugas lainnya"),
        *("tes", "test", "coba", "asdf", "qwerty", "nihil", "kosong", "tidak ada", "ok", "oke", "ada", "nn", "na"),
    }
)
"""As a whole text, without case and punctuation."""

_PADDING = frozenset(
    {"dll", "dst", "dsb", "rutin", "biasa", "kegiatan", "tugas", "pekerjaan", "kerja", "harian", "dan", "lain"}
)
_WITHIN = re.compile(
    r"(?<!\w)(?:d\.?l\.?l|dsb|dst|dan[ ]lain[- ]lain|dan[ ]lainnya|dan[ ]sebagainya|dan[ ]seterusnya|lain[- ]lain"
    r"|kegiatan[ ]rutin|tugas[ ]rutin|pekerjaan[ ]rutin|seperti[ ]biasa|(?-i:x{2,}))(?!\w)",
    re.IGNORECASE,
)
_SHOWN = 40
"""Characters of a phrase that are quoted back."""


def empty_whole(text: str) -> str:
    """Return the quotable phrase when ``text`` as a whole says nothing, else the empty text.

    Empty phrases, punctuation or digits alone, and one letter repeated (``xx``, ``aaaa``) say nothing.
    """
    words = re.findall(r"\w+", text.casefold())
    letters = "".join(words)
    nothing = (
        not any(char.isalpha() for char in letters)
        or len(set(letters)) == 1
        or " ".join(words) in EMPTY
        or _PADDING.issuperset(words)
    )
    return one_paragraph(text[:_SHOWN]) if nothing else ""


def empty_within(text: str) -> str:
    """Return the first empty phrase inside ``text``, as it was written, else the empty text."""
    found = _WITHIN.search(text)
    return found[0][:_SHOWN] if found else ""
