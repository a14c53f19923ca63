"""Units of *realisasi*: which mean the same, and how long one of them takes at least.

Source: the units that SKP forms of agencies use; the speeds are bounds of what can be, not norms of work.
"""

import re
from functools import lru_cache

from ekin_tui.domain.stems import listed

_ALIKE = (
    """dokumen dok berkas file naskah laporan lap surat notulen notula konsep draf draft daftar rekap rekapitulasi sk st
    spt sppd spj bap berita acara nota telaahan kajian pedoman modul formulir data""",
    "kegiatan keg giat kali acara rapat pertemuan kunjungan sesi layanan pelayanan pendampingan pembinaan penyuluhan",
    "orang org peserta siswa pasien pegawai anggota pemohon pemustaka pengunjung warga klien jiwa balita ibu",
    "lembar lbr halaman hal foto peta gambar",
    "eksemplar eks buku judul copy bahan",
    "permohonan permintaan layanan pelayanan berkas surat konsultasi pertanyaan aduan pengaduan",
    "jam jp jpl pelajaran menit",
    "unit buah bh pcs set alat perangkat barang paket aplikasi modul kendaraan",
    "data rekaman record entri baris transaksi akun",
    "bidang persil lokasi titik tempat lahan ha hektare hektar",
    "unggahan konten berita artikel poster publikasi postingan",
    "perpustakaan sekolah desa kelurahan kecamatan lokasi posyandu puskesmas",
)
_GROUPS = tuple(listed(words) for words in _ALIKE)
_KNOWN: frozenset[str] = frozenset().union(*_GROUPS)
_QUICK = listed(
    """lembar lbr halaman hal foto eksemplar eks buku judul orang org peserta siswa pegawai anggota data
    rekaman record entri baris transaksi rupiah rp kg km meter m liter ekor batang butir dosis kata persen
    porsi kali titik buah bh pcs unggahan pengunjung pemustaka warga jiwa"""
)
"""Counted one by one, many in a minute."""
_SLOW = listed(
    "laporan lap kegiatan keg rapat pertemuan notulen notula kajian telaahan modul pedoman kunjungan naskah lhp lhr"
)
"""Each is a piece of work of its own."""
_LASTING = {"menit": 1, "jp": 30, "jpl": 30, "pelajaran": 30, "jam": 35}
"""Minutes of units that are times themselves, at least: an hour of lessons is also called *jam*."""
_QUICKEST = 20
"""Of the quick ones in a minute."""
_SLOWEST = 5
"""Minutes that one of the slow ones takes at least."""


def fits(planned: str, typed: str) -> bool:
    """Tell whether ``typed`` can count what ``planned`` counts: the same word, a part of it, or a usual synonym.

    A unit that nobody listed is left alone.
    """
    one, other = _words(planned), _words(typed)
    if not one or not other or one & other or not (one & _KNOWN and other & _KNOWN):
        return True
    return any(group & one and group & other for group in _GROUPS)


def too_fast(quantity: int, unit: str, minutes: int, *, quick: bool = False) -> bool:
    """Tell whether so many of ``unit`` in so few minutes can hardly be: 20 documents in 20 minutes.

    ``quick``: what is done to each is a matter of seconds, whatever the unit.
    """
    words = _words(unit)
    lasting = max((_LASTING[word] for word in words & _LASTING.keys()), default=0)
    if lasting:
        return quantity * lasting > minutes
    if quick or words & _QUICK:
        return quantity > _QUICKEST * minutes
    if words & _SLOW:
        return quantity > 1 and quantity * _SLOWEST > minutes
    return quantity >= _SLOWEST and quantity >= minutes


@lru_cache(maxsize=1_024)
def _words(unit: str) -> frozenset[str]:
    return frozenset(re.findall(r"[^\W\d_]+", unit.casefold()))
