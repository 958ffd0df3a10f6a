"""Yardsticks (Pasal 12 ayat (2)) and principles (Pasal 2) as formulas, each a share of records anybody can recount."""

from __future__ import annotations

from collections.abc import Iterable

from msgspec import Struct

from selaras.law.types import Basis, Strength
from selaras.law.words import Sentence, Words, say

ENOUGH = 5  # records; below that one record more or less says more than the share
MINUTES = 10  # working days until the minutes of a meeting are open
ANSWER = 5  # working days until a consultation is answered
NOTICE = 3  # working days between an invitation and its meeting


class Measure(Struct, frozen=True):
    """A formula: which records it counts, which of them meet it, for which yardstick or principle, and why.

    The regulation names yardsticks and principles and no formula, so that every formula is designed.
    """

    code: str
    yardstick: str  # its code among the yardsticks of the pack, "" for a principle
    title: Words
    counts: Words  # which records are counted, by which of their days
    meets: Words  # which of them meet the formula
    basis: Basis
    days: int = 0  # working days that a formula allows
    principle: str = ""  # its code among the principles of the pack, "" for a yardstick


def _chosen(reason: Sentence) -> Basis:
    return Basis(Strength.DESIGNED, reason=reason)


MEASURES: tuple[Measure, ...] = (
    Measure(
        "notula-terbuka",
        "keterbukaan",
        say("Notula terbuka dalam sepuluh hari kerja"),
        say("Rapat yang berlangsung pada masa itu, sejak notulanya disahkan atau sepuluh hari kerja sudah lewat."),
        say("Notulanya disahkan, dan dengan itu terbuka, paling lambat sepuluh hari kerja sesudah rapat."),
        _chosen(say("yang diputuskan baru terbuka sejak notulanya disahkan, maka lamanya menunggu diukur")),
        days=MINUTES,
    ),
    Measure(
        "keputusan-terbuka",
        "keterbukaan",
        say("Keputusan yang terbuka bagi umum"),
        say("Semua keputusan yang ditetapkan pada masa itu; yang tertutup ikut dihitung sebagai angka saja."),
        say("Isinya dapat dibaca siapa saja: tidak ditutup dan tidak dikecualikan."),
        _chosen(say("terbuka kecuali dikecualikan hanya berarti bila yang tertutup ikut dihitung")),
    ),
    Measure(
        "keputusan-ditindaklanjuti",
        "akuntabilitas",
        say("Keputusan yang bertindak lanjut"),
        say("Keputusan terbuka yang ditetapkan pada masa itu."),
        say("Ada tindak lanjutnya, dengan pelaksana, tenggat, dan pemeriksa dari unit lain."),
        _chosen(say("keputusan tanpa pelaksana dan tenggat tidak dapat dipertanggungjawabkan")),
    ),
    Measure(
        "tindak-lanjut-terverifikasi",
        "akuntabilitas",
        say("Tindak lanjut yang diverifikasi unit lain"),
        say("Tindak lanjut yang tenggatnya pada masa itu dan sudah lewat."),
        say("Sudah terverifikasi: buktinya diterima unit selain pelaksananya."),
        _chosen(say("yang dikerjakan dihitung setelah unit lain melihat buktinya")),
    ),
    Measure(
        "pejabat-definitif",
        "profesionalitas",
        say("Keputusan dalam wewenang pejabat yang menetapkannya"),
        say("Keputusan terbuka yang ditetapkan pada masa itu, bila kapasitas yang menetapkannya tercatat."),
        say(
            "Yang menetapkannya pejabat definitif atau Pj., atau Plt. atau Plh. yang keputusannya tidak mengubah status"
            " hukum organisasi, kepegawaian, atau anggaran."
        ),
        _chosen(say("wewenang Plt. dan Plh. dibatasi UU 30/2014 Pasal 14 ayat (7), selebihnya ia berwenang penuh")),
    ),
    Measure(
        "konsultasi-ditanggapi",
        "profesionalitas",
        say("Konsultasi yang ditanggapi dalam lima hari kerja"),
        say(
            "Perangkat Daerah yang ditanya dalam konsultasi yang selesai pada masa itu, atau masih berjalan dan lewat"
            " lima hari kerja tanpa tanggapannya; yang dicabut atau dilanjutkan sebagai koordinasi tidak dihitung."
        ),
        say("Tanggapannya dicatat di Selaras paling lambat lima hari kerja sesudah konsultasi diajukan."),
        _chosen(say("lima hari kerja ialah target tanggapan konsultasi pada tata caranya")),
        days=ANSWER,
    ),
    Measure(
        "sikap-dinyatakan",
        "keterpaduan",
        say("Unit yang menyatakan sikap"),
        say(
            "Sikap setiap Perangkat Daerah yang berkepentingan atas setiap keputusan rapat yang ditetapkan pada masa"
            " itu. Tidak dihitung: sikap atas keputusan di luar rapat, dan Perangkat Daerah yang menurut daftar hadir"
            " rapatnya berhalangan dengan pemberitahuan."
        ),
        say("Sikapnya tercatat: setuju, setuju dengan catatan, keberatan, atau abstain. Diam bukan sikap."),
        _chosen(say("keputusan baru terpadu bila semua unit yang terkait ikut menyatakan sikap, apa pun sikapnya")),
    ),
    Measure(
        "undangan-dipenuhi",
        "keterpaduan",
        say("Undangan rapat yang dipenuhi"),
        say(
            "Perangkat Daerah yang wajib hadir pada rapat yang berlangsung pada masa itu, sejak daftar hadirnya"
            " terbuka. Tidak dihitung: peserta undangan, yang bukan Perangkat Daerah, dan yang menurut daftar hadir"
            " berhalangan dengan pemberitahuan."
        ),
        say("Pejabatnya hadir, atau diwakili dengan surat tugas dan wakilnya dapat memutuskan."),
        _chosen(say("yang tidak hadir, atau wakilnya hanya membahas, belum terikat pada keputusannya")),
    ),
)

PRINCIPLES: tuple[Measure, ...] = (
    Measure(
        "permintaan-dilayani",
        "",
        say("Permintaan yang dilayani"),
        say(
            "Perangkat Daerah yang diminta pendapat atau hasil kerja ahlinya dalam berkas konsultatif atau fungsional"
            " yang selesai pada masa itu; yang dicabut, digabung, diganti jenisnya, atau dilanjutkan sebagai koordinasi"
            " tidak dihitung."
        ),
        say(
            "Memberi tanggapan, menyerahkan hasil, atau menyatakan tidak berwenang dengan alasannya, kapan pun itu."
            " Diam atau hasil yang tidak dilengkapi belum melayani."
        ),
        _chosen(say("saling membantu terlihat pada siapa yang menjawab ketika diminta")),
        principle="a",
    ),
    Measure(
        "undangan-memberi-waktu",
        "",
        say("Undangan rapat yang memberi waktu"),
        say("Rapat yang berlangsung pada masa itu dan tercatat hari undangannya."),
        say("Undangan pertamanya terkirim paling lambat tiga hari kerja sebelum rapat."),
        _chosen(say("menghargai tugas unit lain berarti memberinya waktu bersiap dan mengutus yang berwenang")),
        days=NOTICE,
        principle="b",
    ),
    Measure(
        "keberatan-dimuat",
        "",
        say("Keberatan yang dimuat pada keputusannya"),
        say("Sikap keberatan Perangkat Daerah atas keputusan rapat yang ditetapkan pada masa itu."),
        say("Pendapat berbedanya tertulis pada keputusan itu, sehingga terbaca bersama isinya."),
        _chosen(say("wewenang unit lain dihargai bila keberatannya tidak hilang dari keputusan")),
        principle="b",
    ),
    Measure(
        "hasil-diterima",
        "",
        say("Hasil kerja ahli yang diterima peminta"),
        say(
            "Perangkat Daerah yang menyanggupi permintaan fungsional yang selesai pada masa itu; yang menyatakan tidak"
            " berwenang tidak dihitung."
        ),
        say("Hasilnya diterima peminta."),
        _chosen(say("hasil baru memberi manfaat bila yang memintanya menerima")),
        principle="c",
    ),
    Measure(
        "keputusan-disetujui",
        "",
        say("Keputusan yang disetujui, dari yang menyatakan sikap"),
        say(
            "Sikap yang dinyatakan Perangkat Daerah atas keputusan rapat yang ditetapkan pada masa itu; yang diam atau"
            " tidak terikat tidak dihitung."
        ),
        say("Setuju, atau setuju dengan catatan."),
        _chosen(say("unit yang menyetujui menyatakan sendiri bahwa keputusan itu bermanfaat baginya")),
        principle="c",
    ),
    Measure(
        "selesai-antarpihak",
        "",
        say("Musyawarah yang selesai di antara para pihak"),
        say("Berkas kolegial yang selesai pada masa itu: ditutup atau dinaikkan."),
        say("Ditutup dengan kesepakatan para pihak sendiri, tanpa dinaikkan kepada atasan atau koordinator."),
        _chosen(say("unit yang mandiri menyelesaikan perkaranya sendiri; menaikkan tetap sah bila buntu")),
        principle="d",
    ),
    Measure(
        "tuntas-oleh-pelaksana",
        "",
        say("Tindak lanjut yang tuntas oleh pelaksananya"),
        say("Tindak lanjut yang berakhir pada masa itu: terverifikasi, tidak dapat dilaksanakan, atau dialihkan."),
        say("Terverifikasi: dikerjakan sampai selesai oleh unit yang ditugasi."),
        _chosen(say("kemampuan menyelenggarakan tugas terlihat pada yang dituntaskan sendiri")),
        principle="d",
    ),
)
EVERY: tuple[Measure, ...] = MEASURES + PRINCIPLES


def measure(code: str) -> Measure | None:
    """The formula of a code; None for what is none."""
    return next((found for found in EVERY if found.code == code), None)


class Figure(Struct, frozen=True):
    """What a formula shows: how many records it counted, and how many of them met it."""

    measure: Measure
    counted: int
    met: int

    @property
    def share(self) -> int | None:
        """Per cent of the records that met it; None where they are too few to say so."""
        return (200 * self.met + self.counted) // (2 * self.counted) if self.counted >= ENOUGH else None


class Headline(Struct, frozen=True):
    """What a yardstick shows in one figure: of how many of its formulas, resting on how many records."""

    share: int | None
    shown: int  # formulas with enough records
    formulas: int
    counted: int  # records of those formulas

    @property
    def whole(self) -> bool:
        """Whether every formula of the yardstick speaks in it."""
        return self.shown == self.formulas


def headline(figures: Iterable[Figure]) -> Headline:
    """What a yardstick shows: the plain mean of its shares, or the share of the only formula that has one."""
    found = list(figures)
    shares = [figure.share for figure in found if figure.share is not None]
    counted = sum(figure.counted for figure in found if figure.share is not None)
    only = shares[0] if len(shares) == 1 else None
    return Headline(only if len(shares) < len(found) else mean(found), len(shares), len(found), counted)


def mean(figures: Iterable[Figure]) -> int | None:
    """The plain mean of the shares; None unless every formula has enough records."""
    shares = [figure.share for figure in figures]
    told = [share for share in shares if share is not None]
    return (2 * sum(told) + len(told)) // (2 * len(told)) if told and len(told) == len(shares) else None
