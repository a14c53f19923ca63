"""What people of many posts write: good entries are told nothing, and what a supervisor returns is told by its kind."""

from dataclasses import replace
from datetime import date

import pytest

from ekin_tui.domain.checks import problems
from ekin_tui.domain.model import Entry, Plan, Status
from ekin_tui.domain.stems import shortened
from ekin_tui.domain.writing import Beside, advise, read_recent
from tests.domain.facts import DAY, an_entry, around, codes

GOOD = (
    "Mengajar persamaan garis lurus kelas VIII-B, jam ke-1 s.d. 3|3|JP|120|Melaksanakan pembelajaran sesuai jadwal|x",
    "Menyusun RPP dan LKPD materi bilangan bulat untuk kelas VII|2|dokumen|180|Menyusun perangkat pembelajaran|x",
    "Mengoreksi 32 lembar ulangan harian IPA kelas IX-A|32|lembar|120|Melaksanakan penilaian hasil belajar|x",
    "Piket KBM: mencatat siswa terlambat dan izin|1|kegiatan|360|Melaksanakan tugas piket guru|x",
    "Melakukan asuhan keperawatan 8 pasien bangsal Melati shift pagi|8|pasien|420|Memberikan asuhan keperawatan|x",
    "Imunisasi campak 24 balita di Posyandu Mawar|24|anak|150|Melaksanakan pelayanan imunisasi|Cakupan imunisasi",
    "Visum luar korban laka lantas atas permintaan Polsek|1|visum|60|Pelayanan medis gawat darurat|Mutu layanan",
    "Menganalisis beban kerja 12 jabatan pelaksana di Sekretariat|12|jabatan|240|Menyusun analisis jabatan dan ABK|x",
    "Mengolah data capaian IKU triwulan III dengan pivot Excel|1|dataset|180|Menyusun laporan kinerja|x",
    "Pemberkasan arsip aktif TU sebanyak 45 berkas sesuai kode klasifikasi|45|berkas|240|Menata arsip dinamis|x",
    "Alih media 210 lembar arsip statis menjadi PDF/A|210|lembar|240|Melakukan alih media arsip|Arsip terselamatkan",
    "Kunjungan ke Poktan Tani Makmur: hama wereng|1|kunjungan|180|Melaksanakan penyuluhan pertanian|x",
    "Menyuluh 20 petani ttg. pemupukan berimbang di Desa Cibodas|20|petani|150|Penyuluhan pertanian|Petani",
    "Menyusun KKA dan simpulan sementara audit kas Kecamatan Lembang|2|KKA|240|Melaksanakan pemeriksaan reguler|x",
    "Reviu RKA-SKPD 2027 Dinas PUPR bersama tim Irban II|1|LHR|300|Melaksanakan reviu perencanaan anggaran|Pengawasan",
    "Menerbitkan 15 KK dan 22 KTP-el|37|dokumen|360|Melayani penerbitan dokumen kependudukan|Adminduk",
    "Memverifikasi SPJ GU ke-8 Bidang Bina Marga senilai Rp125.000.000,-|1|SPJ|120|Meneliti kelengkapan SPJ|Keuangan",
    "Rapat staf evaluasi penyerapan anggaran s.d. Oktober 2026|1|rapat|120|Mengikuti rapat koordinasi|Koordinasi",
    "Perjalanan dinas ke Semarang dalam rangka koordinasi DAK Fisik|1|kegiatan|480|Melaksanakan koordinasi|x",
    "Memperbaiki jaringan LAN lantai 2, 3 titik|3|titik|120|Memelihara jaringan komputer|TIK",
    "Backup database SIMPEG & server web|2|kegiatan|60|Pengelolaan server dan basis data|TIK",
    "Mengantar surat undangan ke 12 OPD|12|surat|180|Mendistribusikan surat keluar|Ketatausahaan",
    "Input 30 SK KGB ke SIASN|30|SK|180|Mengelola kenaikan gaji berkala|Kepegawaian",
    "Mendampingi siswa ABK saat ANBK (sesi 1 dan 2)|2|sesi|180|Membimbing peserta didik|Pembelajaran",
    "Mengukur bidang tanah PTSL di Desa Mekarsari, NIB 00123-00130|8|bidang|360|Melaksanakan pengukuran bidang tanah|x",
    "Menjaga portir lapas blok B regu II, 21.00-05.00|1|shift|480|Melaksanakan penjagaan lapas|Kamtib",
    "Memeriksa 18 paspor WNA di TPI Soekarno-Hatta|18|paspor|240|Pemeriksaan keimigrasian|Imigrasi",
    "Memadamkan kebakaran rumah di Jl. Kenanga No. 5|1|kejadian|90|Pemadaman kebakaran|Respons",
    "Pasien poli gigi: cabut gigi 5, tambal 7, scaling 2|14|pasien|300|Pelayanan kesehatan gigi dan mulut|Mutu",
    "Menyiangi 350 koleksi perpustakaan (kelas 000-300)|350|eksemplar|240|Mengelola koleksi perpustakaan|x",
    "Nyusun draft nodin cuti a.n. Sri Wahyuni|1|nodin|30|Mengelola administrasi cuti pegawai|Kepegawaian",
    "Rekonsiliasi data BMN dgn KPKNL semester I (aset tanah & gedung)|1|BAR|180|Menatausahakan barang milik negara|BMN",
    "Sidang PTUN perkara No. 12/G/2026/PTUN.BDG: agenda jawaban tergugat|1|sidang|180|Memberikan bantuan hukum|Hukum",
    "Melayani konsultasi OSS 9 pelaku UMK|9|pelaku usaha|150|Pendampingan perizinan berusaha|Perizinan",
    "Pengamatan cuaca sinoptik tiap jam 07.00-13.00 WIB|7|data|360|Melakukan pengamatan meteorologi|Data",
    "Memberi pakan dan vaksin ND 500 ekor ayam di UPTD|500|ekor|120|Memelihara ternak bibit|Ternak",
    "Visite 9 pasien di ruang Penyakit Dalam|9|pasien|120|Melakukan pelayanan medis pasien rawat inap|Mutu",
    "Menyusun rekap absensi bulan lalu|1|dokumen|60|Menyusun laporan kepegawaian, rekap absensi|Kepegawaian",
    "Survei lokasi gedung serba guna|1|kegiatan|120|Melaksanakan survei lokasi pembangunan|x",
    "Membimbing lomba Teknologi Tepat Guna|1|kegiatan|180|Membina pemberdayaan warga dan teknologi tepat guna|x",
    "Memeriksa dokumen laporan antara|1|dokumen|180|Memeriksa laporan konsultan|x",
    "Menyusun modul penyuluhan peran serta|1|modul|180|Menyusun modul penyuluhan|x",
    "Menyiapkan 12 cawan media agar|12|cawan|60|Menyiapkan media dan reagen laboratorium|x",
    "Memeriksa golongan darah 12 pendonor, 4 di antaranya O+|12|sampel|90|Pemeriksaan golongan darah|x",
    "Memeriksa sampel dahak 8 pasien, 2 hasilnya BTA +|8|sampel|120|Pemeriksaan sampel dahak|x",
    "Membayar belanja ATK Rp1.250.000,00|1|dokumen|30|Membayar belanja ATK|x",
    "Membayar belanja ATK sebesar Rp1.250.000,-|1|dokumen|30|Membayar belanja ATK|x",
    "Mengikuti rapat koordinasi TPID di Ruang Rapat Asda II|1|rapat|90|Mengikuti rapat koordinasi|x",
    "Menghadiri upacara HUT KORPRI di halaman Setda|1|kegiatan|60|Mengikuti apel dan upacara|x",
    "Melayani 40 pemustaka di ruang baca|40|orang|240|Melayani pemustaka|x",
    "Memfasilitasi diklat: absensi, konsumsi, dan sertifikat 35 peserta|35|orang|480|Menyelenggarakan diklat|x",
    "Mencatat suhu ruang simpan 07.30 dan 15.30|2|kali|30|Merawat arsip statis di ruang simpan|x",
    "Menjahit luka robek 3 pasien dan rawat luka dalam|3|tindakan|90|Melakukan tindakan jahit luka|x",
    "Supervisi akademik guru kelas IV SDN 2 Cikole|1|guru|90|Melaksanakan supervisi akademik guru|x",
    "Monev dana BOS di SMPN 3 & SMPN 5|2|sekolah|240|Monitoring dan evaluasi dana BOS|x",
    "Verifikasi DTKS 55 KK RW 03|55|KK|240|Verifikasi dan validasi data kesejahteraan|x",
    "Menyuntik vaksin PMK 60 ekor sapi milik Poknak Sari Bumi|60|ekor|300|Vaksinasi ternak|x",
    "Menjadi operator Zoom rapim|1|kegiatan|120|Memfasilitasi rapat pimpinan secara daring|x",
    "Menulis berita acara pemeriksaan (BAP) 2 saksi|2|BAP|180|Menyusun berita acara pemeriksaan|x",
    "Konseling KB kepada 11 akseptor|11|akseptor|180|Melaksanakan konseling keluarga berencana|x",
    'Menyampaikan materi "Gratifikasi" pada bimtek 40 kades|1|kegiatan|120|Menjadi narasumber bimtek|x',
    "Desk LKjIP dgn 6 perangkat daerah|6|perangkat daerah|240|Evaluasi laporan kinerja instansi pemerintah|x",
    "Mengunggah SAKIP ke esr.menpan.go.id|1|dokumen|30|Sistem akuntabilitas kinerja instansi pemerintah|x",
    "Menyiapkan PPT Kabid utk ekspose KUA-PPAS|1|paparan|120|Menyiapkan bahan paparan pimpinan|x",
    "Menyusun SOP AP pelayanan pengaduan|1|SOP|180|Menyusun standar operasional prosedur|x",
    "Melaksanakan jaga malam IGD, 14 pasien masuk|14|pasien|540|Melaksanakan tugas jaga gawat darurat|x",
    "Mengajar JP ke-1 s.d. ke-6 kelas 4A (Tematik)|6|JP|210|Melaksanakan pembelajaran|x",
    "Mengajar PJOK kelas 5|4|jam|140|Melaksanakan pembelajaran|x",
    "Mengajar PAUD sentra balok|4|JP|120|Melaksanakan pembelajaran|x",
    "Skrining hipertensi 45 warga di pos RW|45|orang|120|Pelayanan skrining kesehatan|x",
    "Memberi obat cacing 120 siswa SDN 1|120|siswa|90|Pelayanan kesehatan sekolah|x",
    "Melayani pengambilan obat 85 pasien rawat jalan|85|pasien|240|Melayani obat pasien rawat jalan|x",
    "Mengecap 120 surat|120|surat|60|Mengelola surat keluar|x",
    "Meregistrasi 60 surat masuk pada SRIKANDI|60|surat|60|Mengelola surat masuk|x",
    "Menandatangani 40 SPM|40|SPM|30|Menerbitkan SPM|x",
    "Legalisir ijazah 25 lembar|25|dokumen|20|Melayani legalisir|x",
    "Scan 50 dokumen kontrak|50|dokumen|45|Alih media dokumen|x",
)
"""Activity | quantity | unit | minutes | rencana aksi | RHK: of teachers, nurses, auditors, field officers …"""


def told(activity: str, quantity: int, unit: str, minutes: int, plan: str = "", result: str = "") -> list[str]:
    """Return the codes of all that is said of an entry; its own words are the plan where none is given."""
    made = Plan(id="plan-1", rhk="r", text=plan or activity, unit=unit, start=date(2026, 1, 1), end=date(2026, 12, 31))
    entry = an_entry(activity=activity, quantity=quantity, unit=unit, start=420, end=420 + minutes)
    return codes((*problems(entry, around(plan=made)), *advise(entry, Beside(plan=made, result=result))))


@pytest.mark.parametrize("row", GOOD, ids=[row.split("|")[0][:40] for row in GOOD])
def test_good_work_of_any_post_is_told_nothing(row: str) -> None:
    activity, quantity, unit, minutes, plan, result = row.split("|")
    assert told(activity, int(quantity), unit, int(minutes), plan, result) == []


@pytest.mark.parametrize(
    "text",
    [
        "Menyusun laporan hasil audit dalam rangka",
        "Menyusun laporan hasil audit yg",
        "Menyusun laporan hasil audit dgn",
        "Menyusun laporan hasil audit dan.",
        "Menyusun laporan hasil audit adalah",
        "Menyusun laporan hasil audit serta men",
        "Menyusun laporan hasil audit, lalu",
        "Menyusun daftar pasien dalam",
        "Mencatat golongan darah O,",
    ],
)
def test_a_text_that_stops_at_a_short_word_or_half_a_word_is_told(text: str) -> None:
    assert told(text, 1, "laporan", 120) == ["text-unfinished"]


@pytest.mark.parametrize(
    ("quantity", "unit", "minutes"),
    [(20, "JP", 60), (6, "jam", 60), (90, "menit", 60), (90, "pasien", 20), (15, "LHP", 60), (24, "balita", 20)],
)
def test_hours_people_and_audits_that_do_not_fit_in_the_time_are_told(quantity: int, unit: str, minutes: int) -> None:
    assert told("Mengajar dan memeriksa kelas VIII-B", quantity, unit, minutes) == ["quantity-too-fast"]


@pytest.mark.parametrize(("quantity", "unit", "minutes"), [(4, "JP", 120), (2, "jam", 120), (8, "pasien", 60)])
def test_those_that_do_fit_are_not(quantity: int, unit: str, minutes: int) -> None:
    assert told("Mengajar dan memeriksa kelas VIII-B", quantity, unit, minutes) == []


@pytest.mark.parametrize(
    "text",
    [
        "Mengikuti kegiatan rapat",
        "Menghadiri rapat di kantor",
        "Mengerjakan pekerjaan yang belum selesai kemarin",
        "Menjalankan tugas sebagai ASN",
        "Pelayanan kepada masyarakat",
        "Menyelesaikan administrasi",
        "Melakukan pekerjaan sesuai SKP",
        "Melaksanakan tugas sesuai jadwal",
    ],
)
def test_what_any_post_could_have_written_says_nothing(text: str) -> None:
    assert "empty-phrase" in told(text, 1, "kegiatan", 120)


@pytest.mark.parametrize(
    "text",
    [
        "Mengikuti rapat staf evaluasi anggaran",
        "Melayani masyarakat di loket KTP-el",
        "Menyelesaikan administrasi kepegawaian",
        "Melaksanakan KBM kelas VIII: persamaan garis",
    ],
)
def test_a_word_of_its_own_is_enough(text: str) -> None:
    assert told(text, 1, "kegiatan", 120) == []


@pytest.mark.parametrize(
    "ending", ["dan lain2", "dan lain sebagainya", "dan yang lainnya", "dan lainya", "dan lain nya", "dan sejenisnya"]
)
def test_each_spelling_of_and_so_on_is_told_whole(ending: str) -> None:
    found = problems(an_entry(activity=f"Melayani pasien {ending}"), around())
    assert [(p.code, p.args) for p in found if p.field == "activity"] == [("phrase-within", {"phrase": ending})]


@pytest.mark.parametrize(
    ("short", "full"),
    [
        ("Input 30 SK KGB ke SIASN", "Mengelola kenaikan gaji berkala"),
        ("Mengunggah SAKIP", "Sistem akuntabilitas kinerja instansi pemerintah"),
        ("Mengikuti rakor", "Menghadiri rapat koordinasi"),
        ("Menjadi panitia bimtek", "Menyelenggarakan bimbingan teknis"),
        ("Monev ke SDN 2", "Monitoring dan evaluasi sekolah"),
        ("Kunjungan ke puskesmas", "Pembinaan pusat kesehatan masyarakat"),
    ],
)
def test_short_forms_of_the_office_are_the_words_that_they_stand_for(short: str, full: str) -> None:
    assert shortened(short, full)
    assert shortened(full, short)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Mengikuti senam pagi", "Menyusun laporan hasil audit kinerja"),
        ("Rapat pimpinan", "Melakukan alih media arsip"),
        ("Uji petik", "Usul jabatan"),
        ("", "Menyusun laporan"),
    ],
)
def test_other_words_are_no_short_forms(one: str, other: str) -> None:
    assert not shortened(one, other)


def an_approved_nurse() -> Entry:
    return an_entry(id="before", activity="Memasang infus 4 pasien IGD", plan="plan-1", status=Status.APPROVED)


def test_what_was_approved_for_a_plan_belongs_to_it() -> None:
    plan = Plan(
        id="plan-1",
        rhk="r",
        text="Tindakan keperawatan",
        unit="tindakan",
        start=date(2026, 1, 1),
        end=date(2026, 12, 31),
    )
    entry = an_entry(activity="Memasang infus dan mengambil darah 6 pasien", unit="tindakan")
    before = an_approved_nurse()
    assert before.day == DAY
    for status, said in ((Status.APPROVED, []), (Status.SUBMITTED, ["plan-unrelated"])):
        recent = read_recent([replace(before, status=status)])
        assert codes(advise(entry, Beside(plan=plan, recent=recent))) == said
    elsewhere = read_recent([replace(before, plan="plan-2")])
    assert codes(advise(entry, Beside(plan=plan, recent=elsewhere))) == ["plan-unrelated"]
