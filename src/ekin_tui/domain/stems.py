"""Words of an Indonesian sentence, brought near their roots: enough to tell whether two texts speak of one thing.

No dictionary: affixes are cut and the letter that me- and pe- swallow is left out on both sides, so that *susun*,
*menyusun*, *disusun* and *penyusunan* are one. A stem is for comparing, never for showing.
Source: the rules of me-/pe- (KBBI, *morfofonemik*); what they can't tell apart makes a check quieter, not louder.
"""

import re
from collections.abc import Sequence
from functools import lru_cache
from itertools import product


def listed(text: str) -> frozenset[str]:
    """Return the words that ``text`` lists."""
    return frozenset(text.split())


_STOP = listed(
    """ada adalah agar akan antara apa atas atau bagi bahwa bersama beserta beberapa dalam dan dari dengan di dkk
    dll dsb dst guna hingga ini itu juga karena kepada ke lain lainnya lalu kemudian maka maupun melalui
    mengenai menurut oleh pada para per saat sampai sebagai secara sebanyak sedang sehingga selama seluruh
    semua serta sesuai setelah sudah telah tentang terhadap terkait tersebut tiap setiap untuk yaitu yakni
    yang"""
)
_GENERAL = listed(
    """kegiatan tugas pekerjaan kerja aktivitas giat melaksanakan pelaksanaan melakukan mengerjakan menyelesaikan
    menjalankan membuat mengikuti membantu hasil terlaksana terlaksananya tersedia tersedianya meningkat
    meningkatnya dinas bidang bagian seksi subbagian unit kantor instansi badan daerah kota kabupaten
    provinsi pegawai pihak hari tanggal minggu bulan bulanan tahun tahunan harian jumlah nomor rutin biasa
    baik benar tepat waktu"""
)
"""Words that any activity and any plan may hold: they tie nothing to nothing."""
_PARTICLE = re.compile(r"(?<=....)(?:nya|lah|kah|pun)$")
_SUFFIX = re.compile(r"(?<=....)(?:kan|an)$")
_PREFIX = re.compile(r"(?:me(?:mper|ng|ny|m|n)?|pe(?:ng|ny|m|n|r)?|di(?:per)?|ber|ter|ke)(?=....)")
_SWALLOWED = frozenset("ptsk")
_LEAST = 4
"""Letters that one stem must share with a longer one."""
_SHORTEST, _LONGEST = 3, 10
"""Letters of a shortened form: *KGB*, *puskesmas*."""
_PIECE = 4
"""Letters that a shortened form takes of one word at most."""


@lru_cache(maxsize=4_096)
def stem(word: str) -> str:
    """Return what is left of ``word`` (lower case) without affixes; two words of one root mostly meet there."""
    bare = _SUFFIX.sub("", _PARTICLE.sub("", word))
    found = _PREFIX.match(bare)
    root = bare[found.end() :] if found else bare
    return root[1:] if len(root) >= _LEAST and root[0] in _SWALLOWED else root


@lru_cache(maxsize=1_024)
def stems(text: str) -> frozenset[str]:
    """Return the stems of ``text`` and its numbers, without the words that only join others."""
    words = re.findall(r"\w+", text.casefold())
    return frozenset(stem(word) for word in words if word not in _STOP)


@lru_cache(maxsize=1_024)
def telling(text: str) -> frozenset[str]:
    """Return the stems of ``text`` that say what it is about: no numbers, no letters alone, no general words."""
    words = re.findall(r"[^\W\d_]{3,}", text.casefold())
    return frozenset(stem(word) for word in words if word not in _STOP and word not in _GENERAL)


def related(one: frozenset[str], other: frozenset[str]) -> bool:
    """Tell whether two sets of stems share one, or one holds another within: *layani* and *layan*."""
    if not one.isdisjoint(other):
        return True
    return any(_within(a, b) for a, b in product(one, other))


def shortened(one: str, other: str) -> bool:
    """Tell whether a word of one text is made of the beginnings of words that follow each other in the other one.

    Initials of three words or more (*KGB*: kenaikan gaji berkala), or two letters and more of each (*rakor*: rapat
    koordinasi). Words that only join others are passed over on both sides.
    """
    first, second = _bare(one), _bare(other)
    return _shortens(first, second) or _shortens(second, first)


@lru_cache(maxsize=1_024)
def _bare(text: str) -> tuple[str, ...]:
    words = re.findall(r"[^\W\d_]+", text.casefold().replace("oo", "o"))  # *rakor* takes koordinasi as it is spoken
    return tuple(word for word in words if word not in _STOP)


def _shortens(words: Sequence[str], full: Sequence[str]) -> bool:
    short = {word for word in words if _SHORTEST <= len(word) <= _LONGEST}
    return any(_made_of(word, full[at:]) for word in short for at in range(len(full)))


def _made_of(short: str, words: Sequence[str]) -> bool:
    """Tell whether ``short`` is made of the first of ``words``, by initials or by longer pieces of each."""
    initials = "".join(word[0] for word in words[: len(short)])
    return short == initials or (short[:2] == words[0][:2] != words[0] and _pieced(short, words, 0))


def _pieced(short: str, words: Sequence[str], used: int) -> bool:
    if not short:
        return used > 1
    if not words:
        return False
    sizes = range(2, min(_PIECE, len(words[0]) - 1) + 1)
    return any(short.startswith(words[0][:size]) and _pieced(short[size:], words[1:], used + 1) for size in sizes)


def _within(one: str, other: str) -> bool:
    short, long = (one, other) if len(one) <= len(other) else (other, one)
    return len(short) >= _LEAST and short in long
