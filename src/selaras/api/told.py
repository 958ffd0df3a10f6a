"""Told: what the shapes and the fields of the interface are, in words for who writes programs.

The code declares them, this says them; the description and the page both read it here.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.translation import gettext_noop as N_

A_LIST = N_("Sebagian daftar, dan tempat lanjutannya; next_cursor null pada akhirnya.")

# What each operation is, and what it is for.
OPERATIONS: Mapping[str, tuple[str, str]] = {
    "index": (
        N_("Daftar isi"),
        N_("Segala yang dapat dibaca tanpa kunci, dengan alamatnya."),
    ),
    "units": (
        N_("Semua unit pada suatu hari"),
        N_("Unit yang ada pada hari itu menurut kodenya; dengan agency=true hanya Perangkat Daerah."),
    ),
    "unit": (
        N_("Satu unit"),
        N_("Jabatan, urusan, koordinator, dan bawahannya pada hari itu, serta perubahannya."),
    ),
    "posts": (
        N_("Semua jabatan pada suatu hari"),
        N_("Jabatan yang ada pada hari itu; nama pemegangnya hanya bagi kepala unit."),
    ),
    "kinds": (
        N_("Lima jenis hubungan kerja"),
        N_("Jenis, tipe, dan bentuknya menurut peraturan yang berlaku pada hari itu, dengan pasalnya."),
    ),
    "provisions": (
        N_("Semua ketentuan"),
        N_("Sari setiap ketentuan, bunyi resminya bila sudah diimpor, dan aturan yang bertumpu padanya."),
    ),
    "provision": (
        N_("Satu ketentuan"),
        N_("Satu ketentuan menurut kuncinya, misalnya pasal-13/ayat-1."),
    ),
    "path": (
        N_("Siapa berada di antara siapa"),
        N_("Jalur antara dua unit atau lebih dengan dasar setiap langkahnya; sama dengan selaras path --json."),
    ),
    "matters": (
        N_("Semua berkas yang terbuka"),
        N_(
            "Yang terakhir diajukan lebih dahulu. Yang dikecualikan hanya bernomor dan beralasan, dan tidak ada bila "
            "daftar disaring; unlisted menyebut banyaknya yang bernomor tetapi tidak ada pada daftar."
        ),
    ),
    "matter": (
        N_("Satu berkas"),
        N_(
            "Segala yang terbuka bagi umum menurut keadaannya; dari yang dikecualikan hanya sebabnya dan sampai kapan. "
            "Dengan kunci, pihaknya membaca berkas seutuhnya."
        ),
    ),
    "meetings": (
        N_("Semua rapat yang terbuka"),
        N_("Rapat yang sudah diundang; since dan until menyaring menurut harinya."),
    ),
    "meeting": (
        N_("Satu rapat"),
        N_("Mata acara dan yang diundang; sesudah notula disahkan juga notula, kehadiran, dan keputusannya."),
    ),
    "decisions": (
        N_("Semua keputusan yang terbuka"),
        N_("Keputusan yang berlaku, dengan dasar, sikap para pihak, perbedaan pendapat, dan tindak lanjutnya."),
    ),
    "decision": (
        N_("Satu keputusan"),
        N_("Satu keputusan dengan dasar, sikap para pihak, dan tindak lanjutnya."),
    ),
    "follow_ups": (
        N_("Semua tindak lanjut yang terbuka"),
        N_("Yang dikerjakan sesudah keputusan, oleh siapa, sampai kapan; since dan until menyaring hari batasnya."),
    ),
    "follow_up": (
        N_("Satu tindak lanjut"),
        N_("Satu tindak lanjut dengan yang mengerjakan dan yang memeriksanya."),
    ),
    "working_groups": (
        N_("Semua gugus kerja"),
        N_("Gugus kerja dan badan atau wadah koordinasi yang dibentuk."),
    ),
    "working_group": (
        N_("Satu gugus kerja"),
        N_("Tugas, penetapan, anggota menurut jabatannya, dan hasilnya."),
    ),
    "policies": (
        N_("Semua kebijakan dan rencana"),
        N_("Kebijakan, rencana strategis, program terpadu, dan pemantauan yang ditetapkan."),
    ),
    "policy": (
        N_("Satu kebijakan atau rencana"),
        N_("Isi dan penetapannya, pendapat unit terkait, baris-barisnya dengan hasil ukur, dan tindak lanjutnya."),
    ),
    "withholdings": (
        N_("Daftar informasi yang dikecualikan"),
        N_("Apa yang dikecualikan sekarang atau pernah: dasarnya, yang memutuskan, sampai kapan; bukan isinya."),
    ),
    "indicators": (
        N_("Empat ukuran hubungan kerja"),
        N_("Ukuran Pasal 12 ayat (2) pada suatu triwulan seperti 2026-4; tanpa period empat triwulan terakhir."),
    ),
    "search": (
        N_("Cari di semua yang terbuka"),
        N_("Temuan umum, yang terbaik lebih dahulu, paling banyak seribu; exactly=true tidak memperbaiki kata."),
    ),
    "ledger": (
        N_("Catatan buku besar"),
        N_("Catatan menurut nomornya; dari yang tidak terbuka hanya sidiknya, agar rantainya tetap dapat diperiksa."),
    ),
    "ledger_entry": (
        N_("Bukti satu catatan"),
        N_("Satu catatan dengan bukti bahwa segel terbaru memuatnya (RFC 9162, 2.1.3)."),
    ),
    "seals": (
        N_("Segel buku besar"),
        N_("Segel yang diterbitkan, yang terbaru lebih dahulu."),
    ),
    "inbox": (
        N_("Giliran jabatan"),
        N_("Yang menunggu jabatan pemilik kunci, yang paling mendesak lebih dahulu, dan drafnya."),
    ),
    "open_matter": (
        N_("Membuka berkas"),
        N_("Menyimpan draf, atau dengan submit langsung mengajukannya; penolakan tidak meninggalkan draf."),
    ),
    "matter_work": (
        N_("Berkas bagi pesertanya"),
        N_("Satu berkas, atau draf sebagai draf-{id}: yang dapat dilakukan sekarang, dan apa yang masih kurang."),
    ),
    "change_draft": (
        N_("Menulis ulang draf"),
        N_("Mengganti isi draf seluruhnya; yang sudah diajukan hanya berubah lewat langkah-langkahnya."),
    ),
    "discard_draft": (
        N_("Menghapus draf"),
        N_("Membuang draf; yang sudah diajukan tetap ada."),
    ),
    "matter_step": (
        N_("Mengambil langkah pada berkas"),
        N_("Langkah menurut tata caranya, dari kursi sendiri; draf diajukan dengan langkah ajukan."),
    ),
    "matter_answer": (
        N_("Menanggapi"),
        N_("Menjawab yang ditanyakan: langkah pada kursi sendiri yang menyimpan tanggapan dan bukan sikap."),
    ),
    "matter_position": (
        N_("Menyatakan sikap"),
        N_("Setuju, setuju dengan catatan, keberatan, atau abstain, menurut jenis berkasnya."),
    ),
    "matter_file": (
        N_("Melampirkan naskah"),
        N_("Melampirkan satu naskah pada berkas, dengan keterangannya."),
    ),
    "upload": (
        N_("Mengirim naskah lebih dahulu"),
        N_("Naskah menunggu tiga hari sampai suatu langkah menyebutnya dengan id-nya."),
    ),
    "open_meeting": (
        N_("Mengundang rapat"),
        N_("Menyimpan rapat sebagai draf, atau dengan call langsung mengirim undangannya."),
    ),
    "meeting_work": (
        N_("Rapat bagi pesertanya"),
        N_("Satu rapat sebagaimana dibaca yang diundang."),
    ),
    "meeting_step": (
        N_("Mengambil langkah pada rapat"),
        N_("Mengundang, menjawab undangan, mengedarkan notula, mengesahkannya."),
    ),
    "follow_up_work": (
        N_("Tindak lanjut bagi pesertanya"),
        N_("Satu tindak lanjut sebagaimana dibaca yang mengerjakan dan yang memeriksanya."),
    ),
    "follow_up_step": (
        N_("Mengambil langkah pada tindak lanjut"),
        N_("Langkah menurut tata caranya, dari kursi sendiri."),
    ),
    "group_work": (
        N_("Gugus kerja bagi anggotanya"),
        N_("Satu gugus kerja sebagaimana dibaca anggotanya."),
    ),
    "group_step": (
        N_("Mengambil langkah pada gugus kerja"),
        N_("Langkah menurut tata caranya, dari kursi sendiri."),
    ),
}

SHAPES: Mapping[str, str] = {
    # What is sent
    "LetterBody": N_("Surat yang menjadi asal berkas."),
    "DraftBody": N_("Berkas yang hendak dibuka. PUT mengganti seluruh isinya: yang tidak dikirim menjadi kosong."),
    "MatterBody": N_("Berkas yang hendak dibuka, untuk disimpan sebagai draf atau langsung diajukan."),
    "StepBody": N_("Satu langkah dengan yang diminta formulirnya; asks pada offers menyebut yang perlu diisi."),
    "AnswerBody": N_("Tanggapan atas yang diminta; unit menyebut yang berwenang bila unit ini tidak."),
    "PositionBody": N_("Sikap satu pihak."),
    "ItemBody": N_("Satu mata acara rapat."),
    "MeetingBody": N_("Rapat yang hendak diadakan; dengan call undangannya langsung terkirim."),
    # What is wrong
    "Problem": N_("Mengapa permintaan tidak dipenuhi (RFC 9457), dengan dasar, yang kurang, dan jalan lain."),
    "Fault": N_("Yang salah pada satu isian."),
    "Ground": N_("Dasar suatu aturan: tegas atau tafsir dengan pasalnya, rancangan dengan alasannya."),
    # The work of officers
    "Inbox": N_("Yang menunggu jabatan pemilik kunci, yang paling mendesak lebih dahulu, dan drafnya."),
    "InboxRow": N_("Satu hal yang menunggu: langkahnya, sejak kapan, dan target hari kerjanya."),
    "MatterWork": N_("Berkas, atau drafnya, seperti dibaca pesertanya."),
    "MeetingWork": N_("Rapat, atau drafnya, seperti dibaca yang diundang."),
    "FollowUpWork": N_("Tindak lanjut seperti dibaca yang mengerjakan dan yang memeriksanya."),
    "GroupWork": N_("Gugus kerja seperti dibaca anggotanya."),
    "WorkName": N_("Kode dengan kata Indonesianya."),
    "WorkSeat": N_("Kursi: jabatan yang bertindak bagi unitnya dalam suatu peran, dan keadaannya."),
    "WorkOffer": N_("Langkah dari kursi sendiri: dapat diambil atau belum, yang diminta, dan yang kurang."),
    "WorkText": N_("Teks yang diminta suatu langkah."),
    "WorkLack": N_("Yang kurang bagi suatu langkah, pada kursi siapa menunggunya, dasarnya, dan jalan lain."),
    "WorkFile": N_("Naskah yang dilampirkan."),
    "WorkLetter": N_("Surat asal berkas."),
    "WorkSaid": N_("Yang dikatakan dari suatu kursi: versi teks bersama, atau tanggapan."),
    "WorkItem": N_("Satu mata acara rapat."),
    "WorkOutput": N_("Hasil yang diharapkan dari gugus kerja."),
    "Sent": N_("Naskah yang menunggu langkah yang menyebut id-nya."),
    # What everybody may read
    "Index": N_("Apa API ini, milik siapa, dan apa yang dapat dibaca tanpa kunci."),
    "Resource": N_("Sesuatu yang dapat dibaca, dan alamatnya."),
    "Name": N_("Unit, jabatan, keadaan, atau hal lain yang berkode, dengan namanya."),
    "Ref": N_("Hal lain: macamnya, kuncinya, judulnya, dan alamat halamannya."),
    "Hidden": N_("Mengapa sesuatu dikecualikan, dan kapan hal itu ditinjau lagi."),
    "Unlisted": N_("Yang bernomor tetapi tidak ada pada daftar berkas."),
    "Counted": N_("Yang hanya disebut banyaknya."),
    "SeatShape": N_("Siapa duduk di mana: jabatan bagi unitnya dalam suatu peran; lembaga luar mungkin tanpa jabatan."),
    "Party": N_("Pihak pada suatu berkas; sikapnya terbuka bersama tanggapan."),
    "Waiting": N_("Pada siapa berkas berada, dan sejak kapan."),
    "KindShape": N_("Hubungan kerja: jenis, tipe, dan bentuknya menurut kode, dengan dasarnya."),
    "Hop": N_("Satu unit atau pejabat pada jalur."),
    "PathShape": N_("Siapa berada di antara siapa, sama dengan perintah selaras path --json."),
    "FixedPath": N_("Jalur yang dipegang berkas, dengan hari ditetapkannya."),
    "Words": N_("Yang dikemukakan seseorang: atas nama apa, bagi unit dan jabatan mana, kapan."),
    "Done": N_("Satu tindakan dalam perjalanan berkas, dengan nomor catatannya pada buku besar."),
    "LinkShape": N_("Berkas lain yang berkaitan; outward berarti kaitannya berawal di sini."),
    "MatterHead": N_("Berkas pada daftar; dari yang dikecualikan hanya nomor, alamat, dan sebabnya."),
    "Matter": N_("Satu berkas seperti terbuka bagi umum."),
    "MatterHeadList": N_("Sebagian daftar berkas, dan pada awalnya juga yang tidak ada pada daftar itu."),
    "StanceShape": N_("Sikap satu unit atas keputusan; diam dicatat sebagai diam, bukan setuju."),
    "DecisionShape": N_("Keputusan: isinya, dasarnya, yang memutuskan, sikap para pihak, dan tindak lanjutnya."),
    "FollowUpShape": N_("Yang harus dikerjakan sesudah keputusan: oleh siapa, sampai kapan, diperiksa siapa."),
    "MeetingHead": N_("Rapat pada daftar."),
    "Meeting": N_("Satu rapat seperti terbuka bagi umum."),
    "Item": N_("Mata acara; closed menyebut mengapa isinya tidak tampak: withheld, not_open, atau task."),
    "Attendance": N_("Siapa hadir, dan bagaimana."),
    "Correction": N_("Ralat notula yang sudah disahkan."),
    "Instrument": N_("Naskah penetapan: jenis, nomor, dan tanggalnya."),
    "GroupHead": N_("Gugus kerja, atau badan atau wadah koordinasi, pada daftar."),
    "Group": N_("Satu gugus kerja, atau badan atau wadah koordinasi, seperti terbuka bagi umum."),
    "OutputShape": N_("Hasil yang diharapkan dari gugus kerja, dan kapan hasil itu ada."),
    "DocumentHead": N_("Kebijakan, rencana, program, atau pemantauan pada daftar."),
    "Document": N_("Satu kebijakan, rencana, program, atau pemantauan seperti terbuka bagi umum."),
    "FileShape": N_("Naskah yang boleh diambil siapa pun."),
    "Concerned": N_("Unit terkait: pendapatnya atas rancangan, dan apakah ia sudah menyatakan mengetahui."),
    "Line": N_("Satu sasaran, program, atau indikator."),
    "MeasurementShape": N_("Yang terukur pada suatu masa."),
    "UnitHead": N_("Unit pada daftar."),
    "Unit": N_("Satu unit: jabatan, urusan, koordinator, dan bawahannya pada suatu hari, serta perubahannya."),
    "PostShape": N_("Jabatan; nama pemegangnya hanya bagi kepala unit."),
    "Holder": N_("Pemegang jabatan publik: nama dan kapasitasnya saja."),
    "Mapping": N_("Siapa mengoordinasikan unit, atau satu urusannya: resmi, atau usulan."),
    "AffairShape": N_("Urusan pemerintahan yang dipegang unit."),
    "Change": N_("Perubahan unit pada suatu hari."),
    "KindsShape": N_("Lima jenis dengan tipe dan bentuknya, sama dengan perintah selaras kinds --json."),
    "ListedShape": N_("Jenis, tipe, atau bentuk hubungan kerja dengan dasarnya."),
    "ProvisionShape": N_(
        "Ketentuan: sarinya, bunyi resminya bila sudah diimpor, dan kekuatan aturan yang bertumpu padanya."
    ),
    "WithholdingShape": N_(
        "Bahwa suatu berkas dikecualikan: dasarnya, yang memutuskan, dan hari tinjauannya; bukan isinya."
    ),
    "IndicatorsShape": N_("Yang ditunjukkan keempat ukuran pada suatu masa."),
    "YardstickShape": N_("Satu ukuran Pasal 12 ayat (2) dengan rumus-rumusnya."),
    "FormulaShape": N_("Hasil satu rumus; share null bila catatannya terlalu sedikit."),
    "FoundShape": N_("Yang ditemukan, yang terbaik lebih dahulu; mended menyebut kata yang diperbaiki."),
    "HitShape": N_("Satu temuan dengan potongan teks yang paling cocok."),
    "EntryShape": N_(
        "Catatan buku besar; dari yang tidak terbuka hanya sidiknya, agar rantainya tetap dapat diperiksa."
    ),
    "ProofShape": N_("Bukti bahwa suatu segel memuat catatan itu (RFC 9162, 2.1.3)."),
    "SealText": N_("Segel seperti diterbitkan dan disimpan di luar."),
    "SealShape": N_("Segel dengan nomornya."),
}

# What is sent, field by field; a name with its shape where the same word means another thing there.
FIELDS: Mapping[str, str] = {
    "affairs": N_("Urusan yang dibahas, masing-masing UNIT/URUSAN seperti pada GET /units/{code}."),
    "aspects": N_("Pada apa keputusan itu strategis."),
    "budget": N_("Apakah memerlukan anggaran."),
    "call": N_("true mengirim undangan sekarang; false menyimpan draf."),
    "dated": N_("Tanggal surat."),
    "day": N_("Hari batas yang diminta langkah itu, sesudah hari ini."),
    "duty": N_("Tugas menurut Pasal 19, a sampai d; hanya koordinasi hierarki."),
    "ends_at": N_("Hari dan jam selesai; tanpa zona dibaca menurut zona pemerintah daerah."),
    "follow_up": N_("id tindak lanjut yang dibahas mata acara ini."),
    "form": N_("Kode bentuk koordinasi, a sampai g, dari GET /kinds."),
    "group": N_("id gugus kerja yang rapatnya ini."),
    "guests": N_("Jabatan UNIT/JABATAN yang hadir tanpa ikut memutuskan."),
    "happened_on": N_("Tanggal kejadiannya bila lebih awal dari hari ini; tidak dikirim berarti hari ini."),
    "instrument": N_("Jenis naskah penetapan, misalnya Keputusan Bupati."),
    "instrument_number": N_("Nomor naskah penetapan."),
    "instrument_on": N_("Tanggal naskah penetapan."),
    "invitees": N_("Jabatan UNIT/JABATAN yang diundang; lembaga luar dengan kode unitnya."),
    "items": N_("Mata acara menurut urutannya."),
    "kind": N_("Jenis hubungan kerja; pada draf boleh kosong."),
    "letter": N_("Surat asal berkas."),
    "letter_on": N_("Tanggal surat tugas."),
    "link": N_("Alamat surat, atau alamat rapat daring."),
    "link_kind": N_("Macam kaitan: follows lanjutan, child bagian, merged digabungkan."),
    "matter": N_("Nomor berkas lain, bila asks memuat matter."),
    "matters": N_("Nomor berkas yang dibahas."),
    "minutes": N_("Lamanya dalam menit."),
    "number": N_("Nomor surat; kosong berarti tanpa surat."),
    "output": N_("Kunci hasil gugus kerja, bila asks memuat output."),
    "parties": N_("Yang dituju: kode unit, atau jabatan sebagai UNIT/JABATAN, seperti pada GET /units dan GET /posts."),
    "place": N_("Tempat rapat."),
    "position": N_("agree setuju, note setuju dengan catatan, object keberatan, abstain tidak bersikap."),
    "post": N_("Jabatan UNIT/JABATAN, bila asks memuat post, assigned, subordinate, atau substitute."),
    "power": N_("Kuasa yang ditugaskan: menyiapkan, atau bertindak."),
    "principal": N_("Jabatan yang didahului operatornya; kosong berarti jabatan sendiri."),
    "purpose": N_("Maksudnya, dengan kalimat biasa."),
    "cancellation": N_("Mengapa rapat dibatalkan; tidak ada bila sebuah mata acaranya tertutup."),
    "seat": N_("Kursi yang bertindak (seat pada offers); perlu hanya bila lebih dari satu dapat melakukannya."),
    "secretary": N_("Jabatan UNIT/JABATAN yang menyusun notula."),
    "sender": N_("Pengirim surat."),
    "sort": N_("Macam rapat."),
    "starts_at": N_("Hari dan jam mulai; tanpa zona dibaca menurut zona pemerintah daerah."),
    "step": N_("Kode langkah, seperti step pada offers; draf diajukan dengan ajukan."),
    "subject": N_("Perihal surat."),
    "submit": N_("true langsung mengajukan; false menyimpan draf."),
    "system": N_("Tempat surat itu tersimpan; kosong bila tidak disebut."),
    "target": N_("Kursi yang dituju, salah satu dari targets pada offers."),
    "text": N_("Kata-katanya, bila text pada offers memintanya."),
    "title": N_("Judul yang dapat dibaca umum."),
    "type": N_("Kode tipe koordinasi: hierarki, lintas_sektor, atau instansional; yang lain kosong."),
    "unit": N_("Kode unit yang berwenang, bila asks memuat unit."),
    "uploads": N_("id naskah dari POST /uploads, yang ikut dengan langkah ini."),
    "urgency": N_("Mengapa tidak dapat berjenjang; hanya penugasan yang mendesak."),
    "AnswerBody.unit": N_("Kode unit yang berwenang, bila unit ini tidak berwenang menjawab."),
    "StepBody.kind": N_("Jenis hubungan kerja yang baru, bila asks memuat kind."),
    "StepBody.letter": N_("Nomor surat tugas, bila asks memuat substitute."),
    "StepBody.place": N_("Tempat rapat, bila asks memuat moment."),
    "StepBody.link": N_("Alamat rapat daring, bila asks memuat moment."),
    "MeetingBody.link": N_("Alamat rapat daring."),
    "LetterBody.link": N_("Alamat surat itu."),
    "file": N_("Naskahnya: PDF, JPEG, atau PNG, paling besar 10 MB."),
    "matter_file.text": N_("Keterangan naskah."),
}


def tell(operations: Iterable[dict[str, Any]], schemas: Mapping[str, Any]) -> None:
    """Put the words beside the operations and shapes of a description, and beside the fields of what is sent."""
    for operation in operations:
        operation["summary"], operation["description"] = OPERATIONS[operation["operationId"]]
    for name, schema in schemas.items():
        schema["description"] = SHAPES.get(name) or A_LIST
        if name.endswith("Body"):
            for field, inside in schema["properties"].items():
                inside["description"] = FIELDS.get(f"{name}.{field}") or FIELDS[field]
                inside.pop("title", None)
