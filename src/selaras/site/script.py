"""What happens in the demonstration, act by act: work as a regency knows it, all of it invented."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from selaras.actions.drafts import Intent, Origin


@dataclass(frozen=True)
class Scene:
    """One act of the script: so many working days ago, at an hour of the government's day, somebody does something."""

    ago: int
    at: str
    who: str
    matter: str
    step: str
    details: dict[str, Any] = field(default_factory=dict)


STANDING = "kuasa"  # not a step: the Sekda names an operator and delegates for good


def _open(ago: int, at: str, who: str, matter: str, intent: Intent) -> Scene:
    return Scene(ago, at, who, matter, "ajukan", {"intent": intent})


def _do(ago: int, at: str, who: str, matter: str, step: str, text: str = "", **details: Any) -> Scene:
    return Scene(ago, at, who, matter, step, {"text": text, **details})


def _follow(ago: int, at: str, who: str, matter: str, after: str) -> Scene:
    """Submit the draft that an act of another matter opened."""
    return Scene(ago, at, who, matter, "ajukan", {"after": after})


SCRIPT = (
    # A consultation that ran its course; one counterpart never answered.
    _open(
        34,
        "08.40",
        "kadis.sosial",
        "bantuan",
        Intent(
            kind="konsultatif",
            parties=("DISDUKCAPIL/1", "DINKES/1"),
            title="Pemadanan data penerima bantuan sosial dengan data kependudukan",
            purpose="Mohon pendapat tentang cara memadankan daftar penerima bantuan dengan data kependudukan dan"
            " kepesertaan jaminan kesehatan sebelum penyaluran berikutnya.",
        ),
    ),
    _do(
        31,
        "10.15",
        "kadis.dukcapil",
        "bantuan",
        "tanggapi",
        "Pemadanan dapat dilakukan per kecamatan melalui hak akses yang sudah ada. Hasilnya berupa tanda cocok atau"
        " tidak cocok, tanpa menyerahkan data perorangan.",
    ),
    _do(28, "09.00", "kadis.sosial", "bantuan", "ingatkan", "Mohon tanggapan sebelum rapat anggaran.", target="DINKES"),
    _do(26, "09.05", "kadis.sosial", "bantuan", "ingatkan", "Pengingat kedua.", target="DINKES"),
    _do(
        25,
        "13.30",
        "kadis.sosial",
        "bantuan",
        "simpulkan",
        "Pemadanan dilakukan per kecamatan melalui hak akses Disdukcapil, hasilnya tanda cocok atau tidak cocok.",
    ),
    _do(24, "08.20", "kadis.dukcapil", "bantuan", "benarkan"),
    _do(23, "15.10", "kadis.sosial", "bantuan", "tutup"),
    # Coordination under one Asisten, decided and closed.
    _open(
        32,
        "09.30",
        "kadis.pendidikan",
        "imunisasi",
        Intent(
            kind="koordinatif",
            form="c",
            parties=("DINKES", "DINSOS"),
            title="Jadwal imunisasi anak sekolah dan pendampingan keluarga",
            purpose="Jadwal imunisasi anak sekolah perlu dipadukan dengan kalender pendidikan dan pendampingan keluarga"
            " penerima bantuan, agar tidak ada sekolah yang terlewat.",
        ),
    ),
    _do(31, "14.00", "asisten1", "imunisasi", "ambil"),
    _do(
        27,
        "11.20",
        "asisten1",
        "imunisasi",
        "sepakati",
        "Imunisasi berlangsung pada pekan kedua dan ketiga; sekolah mengirim daftar murid lima hari sebelumnya;"
        " pendamping keluarga hadir di sekolah yang cakupannya rendah.",
        happened=28,
    ),
    _do(26, "08.10", "kadis.kesehatan", "imunisasi", "setujui"),
    _do(26, "09.45", "kadis.pendidikan", "imunisasi", "setujui"),
    _do(
        25,
        "10.30",
        "kadis.sosial",
        "imunisasi",
        "setujui_catatan",
        "Pendamping diutamakan di kecamatan dengan desa yang jauh dari puskesmas.",
    ),
    _do(
        24,
        "16.00",
        "asisten1",
        "imunisasi",
        "putuskan",
        "Jadwal imunisasi pekan kedua dan ketiga ditetapkan sebagai jadwal bersama, dengan catatan Dinas Sosial.",
    ),
    _do(12, "10.00", "asisten1", "imunisasi", "tutup", "Seluruh sekolah sasaran terlayani menurut laporan bersama."),
    # The irrigation matter: agreed on, one objects, one is silent until the convener is told.
    _open(
        20,
        "08.31",
        "kadis.pupr",
        "irigasi",
        Intent(
            kind="koordinatif",
            form="c",
            parties=("DISPERTAN", "DKP", "KEC.BATUMANDI"),
            title="Penyesuaian jadwal irigasi dengan kalender tanam di Kecamatan Batumandi",
            purpose="Jadwal pembukaan pintu air dan pemeliharaan saluran perlu disesuaikan dengan kalender tanam musim"
            " hujan, supaya petani tidak kekurangan air pada masa tanam dan cadangan pangan tersalur tepat waktu.",
        ),
    ),
    _do(
        19,
        "09.15",
        "asisten2",
        "irigasi",
        "pertimbangkan",
        "Mohon memperhatikan jadwal pemeliharaan saluran yang sudah dikontrakkan.",
    ),
    _do(18, "10.20", "sekda", "irigasi", "ambil"),
    _do(
        14,
        "16.05",
        "sekda",
        "irigasi",
        "sepakati",
        "Pintu air dibuka pada awal masa tanam. Pemeliharaan saluran selesai sebelum itu. Jadwal diumumkan kepada"
        " kepala desa.",
        happened=16,
    ),
    _do(13, "08.50", "kadis.pupr", "irigasi", "setujui"),
    _do(
        12,
        "09.10",
        "camat.batumandi",
        "irigasi",
        "setujui_catatan",
        "Jadwal diumumkan kepada kepala desa paling lambat sepekan sebelumnya.",
    ),
    _do(
        11,
        "15.42",
        "kadis.pangan",
        "irigasi",
        "keberatan",
        "Pembukaan pintu air mendahului selesainya penyaluran cadangan pangan di empat desa. Mohon digeser sepekan.",
    ),
    # Population data asked by a kecamatan: no answer, late, reminded once.
    _open(
        11,
        "13.20",
        "camat.halong",
        "penduduk",
        Intent(
            kind="konsultatif",
            parties=("DISDUKCAPIL/1",),
            title="Data kepala keluarga per desa untuk pemutakhiran peta layanan",
            purpose="Mohon penjelasan data kepala keluarga per desa yang dapat kami gunakan untuk memutakhirkan peta"
            " layanan kecamatan, dan cara memperolehnya.",
        ),
    ),
    _do(3, "08.15", "camat.halong", "penduduk", "ingatkan", "Mohon tanggapan.", target="DISDUKCAPIL"),
    # A draft regulation put to Bagian Hukum directly by a Kepala Bidang.
    _open(
        8,
        "10.05",
        "kabid.sampah",
        "sampah",
        Intent(
            kind="konsultatif",
            parties=("SETDA.AST1.HUKUM/1",),
            title="Rancangan Peraturan Bupati tentang pengelolaan sampah pasar",
            purpose="Mohon pendapat atas rancangan: apakah kewajiban pedagang memilah sampah dapat diatur dengan"
            " Peraturan Bupati, dan bagaimana sanksinya dirumuskan.",
        ),
    ),
    _do(8, "10.12", "kabid.sampah", "sampah", "mengetahui"),
    _do(
        5,
        "11.30",
        "kabag.hukum",
        "sampah",
        "tanggapi",
        "Kewajiban memilah dapat diatur sebagai pelaksanaan Peraturan Daerah. Sanksi administratif cukup berupa teguran"
        " dan penghentian layanan pengangkutan.",
    ),
    _do(4, "08.05", "kadis.lh", "sampah", "lihat"),
    _do(
        1,
        "14.45",
        "kabid.sampah",
        "sampah",
        "simpulkan",
        "Kewajiban memilah diatur dengan Peraturan Bupati; sanksinya teguran dan penghentian layanan pengangkutan.",
    ),
    # Forest-fire readiness with the police, the army district and the province.
    _open(
        6,
        "09.00",
        "kalak.bpbd",
        "karhutla",
        Intent(
            kind="koordinatif",
            form="c",
            parties=("EXT.POLRES", "EXT.KODIM", "EXT.PROV", "DLH"),
            title="Kesiapsiagaan kebakaran hutan dan lahan",
            purpose="Patroli, posko, dan pembagian peralatan perlu dipadukan dengan Polres, Kodim 1001, dan Pemerintah"
            " Provinsi sebelum musim kering berikutnya.",
        ),
    ),
    _do(4, "16.20", "bupati", "karhutla", "limpahkan", "Siapkan kesepakatan pembagian patroli.", target="SETDA"),
    # Agreed on by all who are concerned; it waits for the Bupati, who alone forms such a group.
    _open(
        9,
        "09.20",
        "kadis.sosial",
        "lansia",
        Intent(
            kind="koordinatif",
            form="e",
            parties=("DINKES", "KEC.LAMPIHONG"),
            title="Gugus kerja layanan antar bagi warga lanjut usia yang tinggal sendiri",
            purpose="Kunjungan puskesmas, pengantaran pangan, dan pendataan kecamatan perlu dipadukan dalam satu jadwal"
            " oleh satu gugus kerja.",
        ),
    ),
    _do(8, "08.30", "asisten1", "lansia", "ambil"),
    _do(
        5,
        "14.00",
        "asisten1",
        "lansia",
        "sepakati",
        "Gugus kerja dibentuk untuk enam bulan, diketuai Dinas Sosial. Kunjungan dan pengantaran setiap dua pekan.",
        happened=6,
    ),
    _do(4, "09.00", "kadis.kesehatan", "lansia", "setujui"),
    _do(4, "10.10", "kadis.sosial", "lansia", "setujui"),
    _do(
        3,
        "08.45",
        "camat.lampihong",
        "lansia",
        "setujui_catatan",
        "Daftar warga diperbarui setiap bulan bersama kepala desa.",
    ),
    # Returned with reason; its opener has to act.
    _open(
        7,
        "14.10",
        "kadis.perhubungan",
        "parkir",
        Intent(
            kind="koordinatif",
            form="d",
            parties=("DPUPR", "KEC.PARINGIN"),
            title="Penataan parkir di sekitar pasar Paringin",
            purpose="Parkir di tepi jalan sekitar pasar mengganggu angkutan. Perlu penanganan bersama.",
        ),
    ),
    _do(
        3,
        "10.50",
        "sekda",
        "parkir",
        "kembalikan",
        "Lampirkan hasil hitung kendaraan dan denah, lalu ajukan lagi.",
    ),
    # Submitted and not yet taken, late.
    _open(
        6,
        "11.45",
        "kadis.kominfo",
        "pusatdata",
        Intent(
            kind="koordinatif",
            form="b",
            parties=("BAPPEDA", "BKD", "DISDUKCAPIL"),
            title="Rencana pemakaian bersama pusat data",
            purpose="Beberapa Perangkat Daerah memelihara peladen sendiri. Perlu rencana pemakaian bersama dan"
            " pembagian biayanya.",
        ),
    ),
    # Fresh: asked today of a head of section, post to post.
    _open(
        0,
        "08.05",
        "camat.lampihong",
        "tanggul",
        Intent(
            kind="konsultatif",
            parties=("DPUPR/6",),
            title="Tanggul saluran yang bocor di dua desa",
            purpose="Mohon pendapat teknis tentang penanganan sementara tanggul saluran yang bocor di dua desa.",
        ),
    ),
    # Withdrawn by its opener.
    _open(
        15,
        "09.25",
        "kadis.kesehatan",
        "ambulans",
        Intent(
            kind="konsultatif",
            parties=("DISHUB/1",),
            title="Jalur ambulans pada pekan pasar",
            purpose="Mohon pendapat tentang jalur ambulans pada hari pasar.",
        ),
    ),
    _do(13, "10.40", "kadis.kesehatan", "ambulans", "cabut", "Sudah diselesaikan dalam rapat lalu lintas kecamatan."),
    # Equals arrange a fair: an objection is answered and withdrawn, the load is shared, all report, all end it.
    _open(
        33,
        "08.15",
        "kadis.koperasi",
        "pameran",
        Intent(
            kind="kolegial",
            parties=("DISDAG/1", "DISPAR/1"),
            title="Pameran bersama usaha kecil",
            purpose="Tiga dinas mengadakan pameran sendiri-sendiri. Mari satu pameran dengan beban yang dibagi.",
        ),
    ),
    _do(33, "08.40", "kadis.koperasi", "pameran", "usulkan", "Satu pameran pekan ketiga; biaya dibagi tiga sama rata."),
    _do(32, "09.10", "kadis.perdagangan", "pameran", "setuju"),
    _do(31, "10.00", "kadis.pariwisata", "pameran", "keberatan", "Pekan ketiga bertepatan dengan festival Meratus."),
    _do(
        30,
        "08.30",
        "kadis.koperasi",
        "pameran",
        "usulkan_ulang",
        "Satu pameran pekan keempat, sesudah festival; biaya dibagi menurut jumlah gerai.",
    ),
    _do(30, "13.00", "kadis.perdagangan", "pameran", "setuju_catatan", "Gerai sembako cukup sepuluh."),
    _do(29, "09.20", "kadis.pariwisata", "pameran", "keberatan", "Panggung seni belum ada penanggungnya."),
    _do(
        29,
        "15.30",
        "kadis.koperasi",
        "pameran",
        "jawab_keberatan",
        "Panggung seni kami tanggung dari pos promosi.",
        target="DISPAR",
    ),
    _do(28, "08.05", "kadis.pariwisata", "pameran", "cabut_keberatan"),
    _do(28, "08.10", "kadis.pariwisata", "pameran", "setuju"),
    _do(28, "14.00", "kadis.koperasi", "pameran", "sepakati"),
    _do(27, "08.30", "kadis.koperasi", "pameran", "ambil_bagian", "Empat puluh gerai dan panggung seni."),
    _do(27, "09.00", "kadis.perdagangan", "pameran", "ambil_bagian", "Tempat, listrik, dan sepuluh gerai sembako."),
    _do(26, "10.30", "kadis.pariwisata", "pameran", "ambil_bagian", "Promosi dan pengisi panggung."),
    _do(26, "14.00", "kadis.perdagangan", "pameran", "mulai"),
    _do(10, "09.00", "kadis.koperasi", "pameran", "laporkan_bagian", "Empat puluh gerai terisi, panggung berdiri."),
    _do(10, "09.40", "kadis.perdagangan", "pameran", "laporkan_bagian", "Tempat dan listrik tersedia selama pameran."),
    _do(9, "11.00", "kadis.pariwisata", "pameran", "laporkan_bagian", "Dua belas kelompok seni tampil."),
    _do(8, "10.00", "kadis.pariwisata", "pameran", "tutup", "Pengunjung melampaui sasaran; dilanjutkan tahun depan."),
    # Equals cannot agree: the objection is upheld and carried up, along the path of coordination.
    _open(
        16,
        "09.30",
        "kadis.perhubungan",
        "bongkar",
        Intent(
            kind="kolegial",
            parties=("DISDAG/1",),
            affairs=("DISHUB/perhubungan", "SATPOLPP/trantibum"),
            title="Jam bongkar muat di pasar Paringin",
            purpose="Bongkar muat siang hari menutup jalan. Mohon disepakati jamnya.",
        ),
    ),
    _do(16, "10.00", "kadis.perhubungan", "bongkar", "usulkan", "Bongkar muat hanya pukul 20.00 sampai 05.00."),
    _do(14, "08.20", "kadis.perdagangan", "bongkar", "keberatan", "Pedagang sayur memerlukan pasokan pagi."),
    _do(
        13,
        "09.00",
        "kadis.perhubungan",
        "bongkar",
        "jawab_keberatan",
        "Kendaraan kecil tetap boleh sampai pukul 07.00.",
        target="DISDAG",
    ),
    _do(11, "13.10", "kadis.perdagangan", "bongkar", "pertahankan", "Kendaraan kecil tidak cukup untuk pasokan sayur."),
    _do(10, "08.00", "kadis.perhubungan", "bongkar", "naikkan", "Jam pasokan pagi tidak dapat disepakati berdua."),
    _follow(10, "08.20", "kadis.perhubungan", "bongkar_koordinasi", "bongkar"),
    # Equals who still deliberate; one is silent and late.
    _open(
        12,
        "10.15",
        "kadis.kesehatan",
        "posyandu",
        Intent(
            kind="kolegial",
            parties=("DPPKB/1", "DINSOS/1"),
            title="Jadwal bersama posyandu keliling",
            purpose="Petugas tiga dinas datang ke desa yang sama pada hari yang berlainan. Mari satu jadwal.",
        ),
    ),
    _do(
        11,
        "09.00",
        "kadis.kesehatan",
        "posyandu",
        "usulkan",
        "Satu jadwal sebulan per desa, bergantian tuan rumah.",
    ),
    _do(9, "11.20", "kadis.kb", "posyandu", "setuju"),
    # Expert work of an independent unit: asked, completed once, accepted.
    _open(
        24,
        "09.05",
        "kadis.pendidikan",
        "jaringan",
        Intent(
            kind="fungsional",
            parties=("DISKOMINFO/1",),
            title="Rekomendasi teknis jaringan dua belas sekolah",
            purpose="Mohon rekomendasi teknis jaringan dan perkiraan biaya bagi dua belas sekolah di pegunungan,"
            " paling lambat tiga pekan.",
        ),
    ),
    _do(23, "08.45", "kadis.kominfo", "jaringan", "terima", "Peninjauan pekan ini, hasil pekan depan."),
    _do(
        17,
        "15.20",
        "kadis.kominfo",
        "jaringan",
        "serahkan",
        "Sembilan sekolah dengan serat optik, tiga dengan satelit.",
    ),
    _do(
        16, "09.10", "kadis.pendidikan", "jaringan", "minta_lengkapi", "Perkiraan biaya belum ada.", target="DISKOMINFO"
    ),
    _do(
        14,
        "10.00",
        "kadis.kominfo",
        "jaringan",
        "lengkapi_hasil",
        "Sembilan sekolah dengan serat optik, tiga dengan satelit; perkiraan biaya per sekolah terlampir pada tabel.",
    ),
    _do(13, "08.30", "kadis.pendidikan", "jaringan", "terima_hasil", "Sesuai permintaan.", target="DISKOMINFO"),
    _do(13, "08.35", "kadis.pendidikan", "jaringan", "tutup"),
    # Asked of a unit without authority, which names the one that has it.
    _open(
        8,
        "13.30",
        "kadis.kb",
        "datagizi",
        Intent(
            kind="fungsional",
            parties=("DISDUKCAPIL/1",),
            title="Data gizi balita per desa",
            purpose="Mohon data gizi balita per desa untuk menentukan sasaran pendampingan keluarga.",
        ),
    ),
    _do(
        6,
        "09.00",
        "kadis.dukcapil",
        "datagizi",
        "tolak",
        "Data gizi tidak kami kelola; yang kami kelola data kependudukan.",
        unit="DINKES",
    ),
    _do(5, "08.10", "kadis.kb", "datagizi", "alihkan", "Mohon dibantu Dinas Kesehatan."),
    _follow(5, "08.15", "kadis.kb", "datagizi_kesehatan", "datagizi"),
    _do(3, "10.40", "kadis.kesehatan", "datagizi_kesehatan", "terima", "Data bulan terakhir, selesai pekan depan."),
    # A task rung by rung, with an obstacle on the lowest, and the report back up.
    _open(
        18,
        "08.00",
        "kadis.pupr",
        "pintuair",
        Intent(
            kind="struktural",
            parties=("DPUPR/6",),
            title="Perbaikan pintu air sebelum masa tanam",
            purpose="Perbaiki pintu air yang macet di tiga tempat sebelum pembukaan pada awal masa tanam.",
        ),
    ),
    _do(18, "09.30", "kabid.sda", "pintuair", "terima_tugas"),
    _do(
        17,
        "08.20",
        "kabid.sda",
        "pintuair",
        "teruskan",
        "Kerjakan berurutan dari hulu; laporkan setiap pintu yang selesai.",
        post="DPUPR/62",
        child="pintuair_seksi",
    ),
    _do(17, "10.00", "kasi.irigasi", "pintuair_seksi", "terima_tugas"),
    _do(
        14,
        "11.00",
        "kasi.irigasi",
        "pintuair_seksi",
        "sampaikan_pandangan",
        "Roda gigi pintu kedua harus dipesan; sementara dibuka dengan tangan.",
    ),
    _do(
        4,
        "09.00",
        "kasi.irigasi",
        "pintuair_seksi",
        "laporkan",
        "Tiga pintu berfungsi; satu roda gigi menyusul.",
    ),
    _do(3, "08.30", "kabid.sda", "pintuair_seksi", "terima_laporan", target="DPUPR/62"),
    _do(3, "08.35", "kabid.sda", "pintuair_seksi", "tutup", "Baik."),
    _do(2, "14.10", "kabid.sda", "pintuair", "laporkan", "Tiga pintu air berfungsi. Satu suku cadang dalam pemesanan."),
    # In urgency past a rung, who is told.
    _open(
        22,
        "19.40",
        "kadis.pupr",
        "jebol",
        Intent(
            kind="struktural",
            parties=("DPUPR/62",),
            title="Penutupan tanggul yang jebol",
            purpose="Tutup sementara tanggul yang jebol di hulu malam ini juga.",
            urgency="Tanggul jebol pukul 19.10 dan air menuju permukiman; Kepala Bidang sedang di luar daerah.",
        ),
    ),
    _do(22, "19.55", "kasi.irigasi", "jebol", "terima_tugas"),
    _do(21, "08.10", "kabid.sda", "jebol", "lihat"),
    _do(21, "09.00", "kasi.irigasi", "jebol", "laporkan", "Tertutup dengan karung pasir pukul 23.40.", happened=22),
    _do(21, "10.00", "kadis.pupr", "jebol", "terima_laporan", target="DPUPR/62"),
    _do(20, "08.00", "kadis.pupr", "jebol", "tutup", "Dilanjutkan dengan perbaikan tetap."),
    # From the camat to the lurah right below.
    _open(
        5,
        "08.30",
        "camat.paringin",
        "pendataan",
        Intent(
            kind="struktural",
            parties=("KEL.PARKOT",),
            title="Pendataan warga terdampak genangan",
            purpose="Data warga terdampak genangan per rukun tetangga, paling lambat akhir pekan.",
        ),
    ),
    _do(4, "09.15", "lurah.paringinkota", "pendataan", "terima_tugas"),
    # Guidance of an Asisten within his span, and a supervision that was closed.
    _open(
        15,
        "10.00",
        "asisten1",
        "stunting",
        Intent(
            kind="koordinatif",
            type="hierarki",
            duty="d",
            parties=("DINKES", "DPPKB", "DINSOS"),
            title="Bimbingan percepatan penurunan stunting",
            purpose="Bimbingan cara memilih desa sasaran dan membagi pendampingan keluarga antara tiga dinas.",
        ),
    ),
    _do(14, "08.20", "kadis.kesehatan", "stunting", "terima_arahan"),
    _do(14, "09.45", "kadis.kb", "stunting", "terima_arahan"),
    _do(12, "13.00", "kadis.kb", "stunting", "sampaikan_pandangan", "Kader di dua kecamatan belum cukup."),
    _do(5, "10.10", "kadis.kesehatan", "stunting", "laporkan", "Empat belas desa sasaran ditetapkan bersama."),
    _do(3, "11.30", "asisten1", "stunting", "evaluasi", "Baik; tambahkan desa di Halong.", target="DINKES"),
    _open(
        28,
        "09.00",
        "asisten2",
        "harga",
        Intent(
            kind="koordinatif",
            type="hierarki",
            duty="b",
            parties=("DISDAG",),
            title="Pengawasan harga bahan pokok",
            purpose="Laporan harga mingguan selama bulan berjalan.",
        ),
    ),
    _do(27, "08.30", "kadis.perdagangan", "harga", "terima_arahan"),
    _do(19, "15.00", "kadis.perdagangan", "harga", "laporkan", "Harga tetap, kecuali cabai naik sepersepuluh."),
    _do(18, "09.20", "asisten2", "harga", "evaluasi", "Cukup. Cabai dipantau dua kali sepekan.", target="DISDAG"),
    _do(18, "09.25", "asisten2", "harga", "tutup"),
    Scene(11, "08.00", "sekda", "", STANDING),
    # Led at once under a standing delegation of the Sekda.
    _open(
        7,
        "09.50",
        "kadis.perdagangan",
        "pemantauan",
        Intent(
            kind="koordinatif",
            form="g",
            parties=("DISPAR", "DPUPR"),
            title="Pemantauan bersama pasar wisata",
            purpose="Kunjungan, omzet, dan keadaan jalan menuju pasar wisata dipantau bersama setiap bulan.",
        ),
    ),
    # Begun with a letter that lies in SRIKANDI, after a talk by telephone.
    _open(
        9,
        "13.45",
        "kadis.lh",
        "lahan",
        Intent(
            kind="konsultatif",
            parties=("DPUPR/1",),
            title="Lahan pengganti tempat pembuangan sementara",
            purpose="Camat meminta lahan pengganti. Mohon pendapat tentang dua lahan yang disebut dalam suratnya.",
            letter=Origin(
                number="600.4/217/KEC-BTM/2026",
                dated=None,
                subject="Permohonan lahan pengganti",
                sender="Camat Batumandi",
                system="srikandi",
            ),
        ),
    ),
    _do(
        8,
        "09.30",
        "kadis.pupr",
        "lahan",
        "tanggapi",
        "Lahan kedua dapat dipakai; yang pertama sempadan sungai. Sudah disampaikan lewat telepon.",
        happened=9,
    ),
)

DRAFT = Intent(
    kind="koordinatif",
    form="c",
    parties=("DISPERTAN",),
    title="Peta bersama jaringan irigasi dan lahan baku sawah",
    purpose="Peta jaringan irigasi dan peta lahan baku sawah belum cocok di tiga kecamatan.",
)
