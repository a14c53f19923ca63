"""Phrases of the office that say nothing about the work done.

Source: BKN's guide asks for an activity that is short, clear and factual; supervisors return these.
"""

import re

from ekin_tui.domain.clean import one_paragraph
from ekin_tui.domain.stems import listed

EMPTY = frozenset(
    {
        *("dll", "dst", "dsb", "dkk", "lain lain", "dan lain lain", "dan lainnya", "dan sebagainya", "dan seterusnya"),
        *("kegiatan rutin", "tugas rutin", "pekerjaan rutin", "kerja rutin", "rutinitas", "rutin", "seperti biasa"),
        *("kegiatan harian", "tugas harian", "pekerjaan harian", "kegiatan", "tugas", "pekerjaan", "aktivitas"),
        *("bekerja", "kerja", "kerja kantor", "tugas kantor", "masuk kantor", "di kantor", "piket", "hadir", "absen"),
        *("idem", "sama", "sda", "s d a", "sama dengan kemarin", "sama seperti kemarin", "seperti kemarin"),
        *("melaksanakan tugas", "melaksanakan tugas rutin", "melaksanakan kegiatan", "melaksanakan pekerjaan"),
        *("melakukan kegiatan", "melakukan pekerjaan", "mengerjakan tugas", "tugas lain", "tugas lainnya"),
        *(
            "melaksanakan tupoksi",
            "menjalankan tupoksi",
            "tupoksi",
            "standby",
            "stand by",
            "siaga",
            "wfh",
            "wfo",
            "wfa",
        ),
        *("ngantor", "masuk kerja", "masuk", "apel", "rapat", "dinas luar", "administrasi", "administrasi kantor"),
        *("terlampir", "lihat lampiran", "sesuai lampiran", "lihat bukti dukung", "sesuai bukti dukung", "lampiran"),
        *("sama dgn kemarin", "spt biasa", "spt kemarin", "idem di atas", "sama dengan di atas", "copas", "copy paste"),
        *("membantu teman", "membantu rekan kerja", "membantu teman kantor", "menunggu perintah", "menunggu arahan"),
        *("menunggu arahan pimpinan", "menunggu perintah atasan", "pelayanan", "pelayanan publik", "pelayanan umum"),
        *("lain nya", "dan lain nya", "dlsb", "dsbnya", "dstnya", "belum ada", "menyusul", "nanti diisi", "isi nanti"),
        *("tes", "test", "coba", "asdf", "qwerty", "nihil", "kosong", "tidak ada", "ok", "oke", "ada", "nn", "na"),
    }
)
"""As a whole text, without case and punctuation."""

_PADDING = listed(
    """dll dst dsb rutin rutinitas biasa biasanya kegiatan tugas tugas2 pekerjaan kerja harian dan lain lainnya
    melaksanakan pelaksanaan melakukan mengerjakan menjalankan menyelesaikan melanjutkan meneruskan membantu
    pokok fungsi tupoksi jabatan tambahan kedinasan dinas kantor sehari hari ini kemarin sebelumnya
    berikutnya sesuai dengan perintah arahan instruksi petunjuk pimpinan atasan langsung yang diberikan oleh
    dari seperti sama sebagaimana mestinya biasanya di pada untuk sebagai aktivitas seluruh semua berbagai
    beberapa mengikuti menghadiri rapat luar belum sudah telah selesai skp jadwal administrasi administratif
    asn pns pppk pelayanan melayani publik masyarakat kepada dgn yg utk pd"""
)
"""A text of these alone says nothing: *melaksanakan tugas lain sesuai perintah atasan*."""
_WITHIN = re.compile(
    r"(?<!\w)(?:d\.?l\.?l|d\.?l\.?s\.?b|dsb|dst|dsbnya|dstnya|(?:dan[ ])?lain[- ]lain(?:nya)?|(?:dan[ ])?lain[- ]?2"
    r"|(?:dan|atau)[ ](?:yang[ ])?lain(?:nn?ya|[ ]?nya|ya)|dan[ ](?:lain[ ])?(?:sebagainya|seterusnya)"
    r"|dan[ ](?:sejenisnya|semacamnya)|(?:kegiatan|tugas|pekerjaan)[ ](?:sehari-hari|harian|rutin)(?:[ ]lainnya)?"
    r"|(?:seperti|sebagaimana)[ ]biasa(?:nya)?|spt[ ]biasa|seperti[ ]kemarin|sama[ ](?:dengan|seperti)[ ]kemarin"
    r"|(?:tugas|pekerjaan|kegiatan)(?:[ ]kedinasan)?[ ]lain(?:nya)?(?:[ ]yang[ ]diberikan(?:[ ]oleh)?"
    r"(?:[ ]pimpinan|[ ]atasan)?)?"
    r"|sesuai[ ](?:dengan[ ])?(?:tupoksi|tugas[ ]pokok(?:[ ]dan[ ]fungsi)?)|(?-i:x{2,}))(?!\w)",
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
