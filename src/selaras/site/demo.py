"""The demonstration: a named cast by post and matters from real work in a regency, none of them real."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

from django.conf import settings

from selaras.actions.drafts import Intent, save_draft
from selaras.actions.facts import calendar_of
from selaras.actions.ledger import seal
from selaras.actions.matters import Deed, act, seen_of, submit
from selaras.actions.people import SYSTEM, appoint, create_user
from selaras.records import clock
from selaras.records.governments import Government, default_government
from selaras.records.matters import Matter, Participant
from selaras.records.people import CAPACITIES, Actor, Tenure
from selaras.records.units import history

PASSWORD = "peragaan-selaras"
MARK = "peragaan"  # the file in the data folder that says: everything here is invented
SINCE = date(2025, 2, 20)


@dataclass(frozen=True)
class Role:
    """One of the cast: an invented person in a post, and the name to sign in with."""

    username: str
    name: str
    post: str
    capacity: str = "definitif"


CAST = (
    Role("bupati", "Banyu Rantau", "BUPATI/1"),
    Role("sekda", "Melati Sungai", "SETDA/1"),
    Role("asisten1", "Damar Telaga", "SETDA.AST1/1"),
    Role("asisten2", "Cempaka Rimbun", "SETDA.AST2/1"),
    Role("asisten3", "Galih Tanjung", "SETDA.AST3/1"),
    Role("kabag.hukum", "Kenanga Purnama", "SETDA.AST1.HUKUM/1"),
    Role("kabag.organisasi", "Bayu Ladang", "SETDA.AST3.ORG/1"),
    Role("inspektur", "Intan Samudra", "INSPEKTORAT/1"),
    Role("kadis.pupr", "Seruni Batu", "DPUPR/1"),
    Role("kabid.sda", "Rimba Hulu", "DPUPR/6"),
    Role("kadis.pangan", "Padi Kencana", "DKP/1"),
    Role("kadis.lh", "Teratai Kelana", "DLH/1"),
    Role("kabid.sampah", "Rotan Mega", "DLH/4"),
    Role("kadis.dukcapil", "Nilam Lembayung", "DISDUKCAPIL/1"),
    Role("kalak.bpbd", "Guntur Wana", "BPBD/1"),
    Role("kadis.sosial", "Mawar Lembah", "DINSOS/1"),
    Role("kadis.kesehatan", "Sirih Bestari", "DINKES/1"),
    Role("kadis.pendidikan", "Aksara Fajar", "DISDIK/1"),
    Role("kadis.perhubungan", "Layar Senja", "DISHUB/1"),
    Role("kadis.kominfo", "Gema Angkasa", "DISKOMINFO/1"),
    Role("camat.lampihong", "Kemuning Jaya", "KEC.LAMPIHONG/1"),
    Role("camat.batumandi", "Ulin Perkasa", "KEC.BATUMANDI/1"),
    Role("camat.halong", "Anggrek Meratus", "KEC.HALONG/1"),
    Role("camat.paringin", "Bakung Riam", "KEC.PARINGIN/1"),
)
# One person in two posts: the head of Ketahanan Pangan also acts for the vacant Dinas Pertanian.
SECOND_POST = ("kadis.pangan", "DISPERTAN/1", "plt")


@dataclass(frozen=True)
class Scene:
    """One act of the script: so many working days ago, at an hour of the government's day, somebody does something."""

    ago: int
    at: str
    who: str
    matter: str
    step: str
    details: dict[str, Any] = field(default_factory=dict)


def _open(ago: int, at: str, who: str, matter: str, intent: Intent) -> Scene:
    return Scene(ago, at, who, matter, "ajukan", {"intent": intent})


def _do(ago: int, at: str, who: str, matter: str, step: str, text: str = "", **details: Any) -> Scene:
    return Scene(ago, at, who, matter, step, {"text": text, **details})


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
    # The irrigation matter: agreed on, one objects, one is silent, late.
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
        7,
        "16.05",
        "sekda",
        "irigasi",
        "sepakati",
        "Pintu air dibuka 5 Desember. Pemeliharaan saluran selesai sebelum itu. Jadwal diumumkan kepada kepala desa.",
        happened=9,
    ),
    _do(6, "08.50", "kadis.pupr", "irigasi", "setujui"),
    _do(
        5,
        "09.10",
        "camat.batumandi",
        "irigasi",
        "setujui_catatan",
        "Jadwal diumumkan kepada kepala desa paling lambat 1 Desember.",
    ),
    _do(
        4,
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
)

DRAFT = Intent(
    kind="koordinatif",
    form="c",
    parties=("DISPERTAN",),
    title="Peta bersama jaringan irigasi dan lahan baku sawah",
    purpose="Peta jaringan irigasi dan peta lahan baku sawah belum cocok di tiga kecamatan.",
)


def mark() -> Path:
    """The file that marks a data folder as the demonstration's."""
    return Path(settings.SELARAS_DATA) / MARK


def sign_in_help() -> dict[str, Any] | None:
    """What the sign-in page tells in the demonstration: the password and every account; None anywhere else."""
    if not mark().exists():
        return None
    government = default_government()
    people = [{"username": username, "title": title} for username, title in accounts(government).items()]
    return {"password": PASSWORD, "people": people}


def accounts(government: Government) -> dict[str, str]:
    """Every name to sign in with, and the posts it holds today: "Kepala Dinas A; Plt. Kepala Dinas B"."""
    today = government.today()
    organisation = history(government).on(today)
    posts: dict[str, list[str]] = {}
    for tenure in Tenure.objects.filter(government=government).on(today).select_related("person__user").order_by("pk"):
        if user := tenure.person.user:
            title = f"{CAPACITIES[tenure.capacity]} {organisation.name_of(tenure.post)}".strip()
            posts.setdefault(user.get_username(), []).append(title)
    return {username: "; ".join(titles) for username, titles in posts.items()}


def load_demo(government: Government) -> None:
    """Fill an empty government with the demonstration's people (all with `PASSWORD`) and matters.

    The acts lie in the past weeks, each with its entry in the ledger; a seal at the end covers them all.
    """
    actors = _cast(government)
    matters: dict[str, int] = {}
    today = government.today()
    for scene in sorted(SCRIPT, key=lambda scene: (-scene.ago, scene.at)):
        hour, minute = map(int, scene.at.split("."))
        moment = datetime.combine(_back(government, today, scene.ago), time(hour, minute), tzinfo=government.zone)
        # What happened "today" may not lie ahead of the clock on the wall.
        with clock.at(min(moment, clock.now())):
            _play(government, actors, matters, scene)
    save_draft(actor=actors["kadis.pupr"](None), intent=DRAFT)
    seal(government)


def _back(government: Government, today: date, working_days: int) -> date:
    """The day so many working days before today."""
    calendar = calendar_of(government)
    day = today
    while working_days:
        day -= timedelta(days=1)
        working_days -= calendar.is_working(day)
    return day


def _cast(government: Government) -> dict[str, Callable[[str | None], Actor]]:
    """Make the accounts; each name leads to its actor, in the post of a unit where there are two."""
    tenures: dict[str, dict[str, Tenure]] = {}
    for role in CAST:
        tenure, _ = create_user(
            government=government,
            username=role.username,
            name=role.name,
            post=role.post,
            capacity=role.capacity,
            valid_from=SINCE,
            decree="821/PERAGAAN/2025",
            password=PASSWORD,
        )
        tenures[role.username] = {"": tenure, tenure.unit: tenure}
    username, post, capacity = SECOND_POST
    second = appoint(
        by=SYSTEM,
        person=tenures[username][""].person,
        post=post,
        capacity=capacity,
        valid_from=SINCE,
        decree="800/PERAGAAN/2025",
    )
    tenures[username][second.unit] = second

    def acting(username: str) -> Callable[[str | None], Actor]:
        def in_unit(unit: str | None) -> Actor:
            tenure = tenures[username][unit or ""]
            return Actor(government, tenure.person, tenure)

        return in_unit

    return {role.username: acting(role.username) for role in CAST}


def _play(
    government: Government, actors: dict[str, Callable[[str | None], Actor]], matters: dict[str, int], scene: Scene
) -> None:
    actor = actors[scene.who](None)
    details = scene.details
    if "intent" in details:
        draft = save_draft(actor=actor, intent=details["intent"])
        matters[scene.matter] = submit(actor=actor, draft=draft.pk, key="").pk
        return
    matter = Matter.objects.get(government=government, pk=matters[scene.matter])
    seats = Participant.objects.filter(matter=matter)
    seat = seats.filter(post=actor.post).order_by("order")[0]
    happened = _back(government, government.today(), details["happened"] - scene.ago) if "happened" in details else None
    deed = Deed(
        step=scene.step,
        text=details["text"],
        target=seats.get(unit=details["target"]).pk if "target" in details else None,
        happened_on=happened,
    )
    act(actor=actor, number=str(matter.number), seat=seat.pk, deed=deed, seen=seen_of(matter, seat), key="")
