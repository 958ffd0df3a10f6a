"""The command as an administrator and a legal officer meet it: what it prints, how it ends, what it refuses and why."""

import json
import os
import re
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.contrib.auth.models import User
from django.contrib.staticfiles import finders
from django.core.management import call_command
from django.db import DatabaseError, connection, connections, transaction
from django.test import override_settings
from typer.testing import CliRunner, Result

from selaras.actions import ledger as acts
from selaras.actions import people
from selaras.actions.files import Upload, path_of, store
from selaras.actions.units import load_pack
from selaras.papers import pdf
from selaras.records import ledger
from selaras.records.governments import Government, ProvisionText, default_government, site_of
from selaras.records.mail import Mail, Mailbox
from selaras.records.matters import Matter
from selaras.records.people import Actor, Person, Tenure
from selaras.records.units import Unit, history
from selaras.site import demo, env, marked, service, serving
from selaras.site.cli import app
from tests.actions.test_mail import report
from tests.packs.small_pack import write_pack
from tests.scans import scan

BALANGAN = Path(__file__).parents[2] / "src/selaras/packs/balangan"
PATH = ("path", "--from", "DPUPR", "--kind")


@pytest.fixture(autouse=True)
def no_database(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """An environment as after a fresh installation: a data folder that does not exist yet."""
    for name in [name for name in os.environ if name.startswith("SELARAS_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("SELARAS_DATA", str(tmp_path / "var"))


@pytest.fixture
def database(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    """Lets the command work on the test database."""
    monkeypatch.setenv("SELARAS_DATABASE_URL", "sqlite:///uji.sqlite3")


def run(*words: str, fed: str = "") -> Result:
    return CliRunner().invoke(app, list(words), input=fed)


def ask(*words: str) -> dict[str, Any]:
    result = run(*words, "--json")
    assert result.exit_code == 0, result.output
    answer: dict[str, Any] = json.loads(result.stdout)
    return answer


# How it speaks


@pytest.mark.parametrize("words", [[], ["start"], ["path"], ["backup"], ["user"], ["user", "create"]])
def test_help_is_in_indonesian(words: list[str]) -> None:
    result = run(*words, "--help")
    assert result.exit_code == 0
    assert "Pemakaian: " in result.output
    assert not re.search(r"Usage|Options|Commands|Arguments|Show this|OPTIONS|required|default|<bool>", result.output)


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["verifi"], "Perintah verifi tidak dikenal. Yang terdekat: verify"),
        (["path", "--frm", "A"], "Pilihan --frm tidak dikenal."),
        (["load-pack"], "FOLDER belum disebut."),
        (["start", "--port", "delapan"], "Nilai NOMOR tidak dapat dibaca."),
        (["path", "--from", "DPUPR", "--to", "DISDIK"], "--kind belum disebut."),
        (["path", "--to", "DISDIK"], "--from, --kind belum disebut."),
        (["path", "--batch", "/tidak/ada"], "tidak dapat dibaca: berkas atau folder itu tidak ada."),
        (["load-pack", "/tidak/ada"], "Folder /tidak/ada tidak ada."),
        (["verify"], "Siapkan dengan: selaras start"),
    ],
)
def test_a_wrong_call_ends_with_2_and_a_sentence(words: list[str], sentence: str) -> None:
    result = run(*words)
    assert result.exit_code == 2
    assert sentence in result.stderr
    assert not result.stdout


def test_a_wrong_setting_ends_with_its_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SELARAS_HOST", "x")
    result = run("kinds")
    assert result.exit_code == 2
    assert "SELARAS_HOST tidak dikenal" in result.stderr


# The path


def test_pasal_21_path_names_coordinators_and_convener_in_order(tmp_path: Path) -> None:
    words = ("--to", "DISPERTAN", "--to", "DKP", "--to", "KEC.LAMPIHONG", "--on", "2020-04-06")
    answer = ask(*PATH, "koordinatif", *words)
    assert (answer["status"], answer["convener"]) == ("proposed", "SETDA")
    assert set(answer) == {"status", "convener", "hops", "reasons"}
    hops = answer["hops"]
    assert all(set(hop) == {"unit", "post", "role", "serves", "basis", "source"} for hop in hops)
    roles = [(hop["role"], hop["unit"]) for hop in hops]
    assert roles[:3] == [("opener", "DPUPR"), ("coordinator", "SETDA.AST2"), ("convener", "SETDA")]
    assert ("coordinator", "SETDA.AST1") in roles
    assert len({hop["unit"] for hop in hops}) == len(hops)
    assert next(hop for hop in hops if hop["unit"] == "SETDA.AST2")["source"].startswith("coordination.csv:")
    assert not (tmp_path / "var").exists()  # a question leaves nothing behind


def test_the_table_says_the_same_in_words() -> None:
    result = run(*PATH, "konsultatif", "--to", "DISDIK/1", "--on", "2020-04-06")
    assert result.exit_code == 0
    assert "pemrakarsa" in result.output
    assert "Keadaan: resmi" in result.output
    assert "Pasal 13 ayat (2)" in result.output


def test_pasal_22_before_the_day_it_came_into_force_there_is_no_path() -> None:
    answer = ask(*PATH, "konsultatif", "--to", "DISDIK", "--on", "2020-04-05")
    assert answer["status"] == "undetermined"
    assert "6 April 2020" in answer["reasons"][0]


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["konsultatif", "--to", "DISDI"], "DISDIK"),
        (["konsultatif", "--to", "DISDIK/99"], "DISDIK/"),
        (["konsultatif", "--to", "A" * 2000], "paling panjang"),
        (["konsultatif", "--to", "DIS\x07DIK"], "tanda kendali"),
        (["konsultasi", "--to", "DISDIK"], "Yang terdekat: konsultatif"),
        (["koordinatif", "--to", "DISDIK", "--type", "lintas"], "lintas_sektor"),
        (["koordinatif", "--to", "DISDIK", "--form", "z"], "Bentuk “z” tidak ada"),
        (["koordinatif", "--to", "DISDIK", "--affair", "DPUPR/pup"], "DPUPR/pupr"),
        (["konsultatif", "--to", "DISDIK", "--on", "2023-02-29"], "yang terdekat: 2023-02-28"),
        (["konsultatif", "--to", "DISDIK", "--on", "2023-13-01"], "yang terdekat: 2023-12-01"),
        (["konsultatif", "--to", "DISDIK", "--on", "6/4/2020"], "yang terdekat: 2020-04-06"),
        (["konsultatif", "--to", "DISDIK", "--on", "20200406"], "Tulis TTTT-BB-HH"),
    ],
)
def test_unknown_codes_and_dates_end_with_2_and_the_nearest_valid_one(words: list[str], sentence: str) -> None:
    result = run(*PATH, *words, "--json")
    assert result.exit_code == 2
    assert sentence in result.stderr
    assert len(result.stderr) < 400
    assert not result.stdout


def test_a_missing_option_hides_no_other_fault() -> None:
    result = run("path", "--from", "DPUPRR", "--on", "2026-01-01")
    assert result.exit_code == 2
    assert "--to, --kind belum disebut." in result.stderr
    assert "“DPUPRR” tidak ada" in result.stderr


def test_codes_are_read_in_any_case() -> None:
    words = ("--to", "DKP", "--to", "DISKOMINFO/1", "--affair", "DPUPR/pupr", "--type", "lintas_sektor", "--form", "e")
    small = [word if word.startswith("--") else word.swapcase() for word in words]
    answer = ask("path", "--from", "dpupr", "--kind", "Koordinatif", *small)
    assert answer == ask(*PATH, "koordinatif", *words)
    assert [hop["unit"] for hop in answer["hops"] if hop["role"] == "counterpart"] == ["DKP", "DISKOMINFO"]


def test_an_opener_that_is_its_own_counterpart_is_told_what_else_to_ask() -> None:
    result = run(*PATH, "koordinatif", "--to", "DPUPR")
    assert result.exit_code == 0
    assert "pembuka sekaligus pihak yang dituju" in result.output
    assert "Jalan yang terbuka: " in result.output
    assert "diusulkan" not in result.output and "belum ditetapkan" not in result.output


def test_a_batch_answers_line_by_line_and_goes_on_after_a_bad_one(tmp_path: Path) -> None:
    good = {"from": "DPUPR", "to": ["DISDIK"], "kind": "konsultatif", "on": "2020-04-06"}
    lines = [json.dumps(good), "", "bukan JSON", json.dumps(good | {"to": ["DISDI"]}), json.dumps(good | {"x": 1})]
    result = run("path", "--batch", "-", fed="\n".join(lines))
    answers = [json.loads(line) for line in result.stdout.splitlines()]
    assert result.exit_code == 2
    assert [next(iter(answer)) for answer in answers] == ["status", "error", "error", "error"]
    assert "DISDIK" in answers[2]["error"]
    (tmp_path / "tanya.jsonl").write_text(json.dumps(good))
    from_file = run("path", "--batch", str(tmp_path / "tanya.jsonl"))
    assert (from_file.exit_code, json.loads(from_file.stdout)) == (0, answers[0])
    assert answers[0] == ask(*PATH, "konsultatif", "--to", "DISDIK", "--on", "2020-04-06")


def test_path_as_a_process_of_its_own(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "selaras.site.cli", *PATH, "kolegial", "--to", "DISDIK", "--json"]
    done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["status"] == "official"
    wrong = subprocess.run([*command, "--to", "DISDI"], capture_output=True, text=True, check=False, cwd=tmp_path)
    assert (wrong.returncode, wrong.stdout) == (2, "")
    assert "Traceback" not in wrong.stderr


def test_the_organisation_of_the_database_counts_where_there_is_one(
    balangan: Government, database: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    Unit.objects.filter(code="DISDIK").update(code="DISDIK2")
    Government.objects.update(organisation_version=99)
    result = run(*PATH, "konsultatif", "--to", "DISDIK", "--json")
    assert result.exit_code == 2
    assert "DISDIK2" in result.stderr
    monkeypatch.delenv("SELARAS_DATABASE_URL")
    assert ask(*PATH, "konsultatif", "--to", "DISDIK")["status"] == "official"


# The law


def test_pasal_12_ayat_1_kinds_lists_five_kinds_three_types_seven_forms() -> None:
    listed = ask("kinds")
    assert {name: len(rows) for name, rows in listed.items()} == {"kinds": 5, "types": 3, "forms": 7}
    assert listed["kinds"][0] == {
        "code": "konsultatif",
        "label": "Konsultatif",
        "basis": {"strength": "stated", "cite": "Pasal 12 ayat (1) huruf a", "reason": None},
    }
    assert "Lintas sektor" in run("kinds").output


def test_coverage_counts_every_provision_once() -> None:
    told = ask("coverage")
    assert told["stated"] + told["inferred"] + told["uncited"] == len(told["provisions"]) > 100
    assert {"key": "pasal-22", "strength": "stated"}.items() <= {row["key"]: row for row in told["provisions"]}[
        "pasal-22"
    ].items()
    assert "ketentuan: " in run("coverage").output


def test_check_pack_ends_with_1_and_says_file_place_and_advice(tmp_path: Path) -> None:
    good = run("check-pack", str(BALANGAN))
    assert (good.exit_code, good.output.splitlines()[-1]) == (0, "Paket balangan: tidak ada kesalahan.")
    write_pack(tmp_path / "contoh", {"affairs.csv": "kode,nama\n"})
    bad = run("check-pack", str(tmp_path / "contoh"))
    assert bad.exit_code == 1
    assert "affairs.csv, baris 1: kepala tabel tidak sesuai" in bad.output
    told = run("check-pack", str(tmp_path / "contoh"), "--json")
    assert told.exit_code == 1
    assert json.loads(told.stdout)["faults"][0]["file"] == "affairs.csv"


# The database


@pytest.fixture
def small(tmp_path: Path, database: None, nothing_loaded: None) -> Iterator[Path]:
    """The small pack, known to the installation and loaded."""
    folder = write_pack(tmp_path / "contoh", {})
    with override_settings(SELARAS_PACKS=(folder,)):
        load_pack(folder)
        yield folder


def test_load_pack_prints_the_difference_before_it_is_made(small: Path) -> None:
    units = (small / "units.csv").read_text()
    (small / "units.csv").write_text(units.replace("A,Dinas A,", "A,Dinas Air,"))
    dry = run("load-pack", str(small), "--dry-run")
    assert dry.exit_code == 0
    assert "ubah   unit A 2020-01-01: name “Dinas A” menjadi “Dinas Air”" in dry.output
    assert "00.00 akan dimuat: 1 ubah" in dry.output
    assert Unit.objects.get(code="A").name == "Dinas A"
    assert "00.00 sudah dimuat: 1 ubah" in run("load-pack", str(small)).output
    assert Unit.objects.get(code="A").name == "Dinas Air"
    assert "tidak ada perubahan" in run("load-pack", str(small)).output
    (small / "units.csv").write_text("rusak")
    broken = run("load-pack", str(small))
    assert broken.exit_code == 1
    assert "units.csv" in broken.stderr


def test_import_text_keeps_the_wording_lists_the_gaps_and_never_the_signatures(small: Path, tmp_path: Path) -> None:
    text = (
        "BAB I\nUMUM\n\nPasal 1\n\n(1) Unit kerja dapat bertanya.\n\n(2) Unit kerja menjawab.\n\nPasal 2\n\n"
        "Hubungan terdiri atas:\n\n- a. tanya; dan\n\n- jawab.\n\n"
        "Ditetapkan di Contoh\n\npada tanggal 1 Januari 2020\n\nBUPATI CONTOH,\n\nttd.\n\nSI FULAN CONTOH\n"
    )
    (tmp_path / "naskah.txt").write_text(text)
    result = run("import-text", str(tmp_path / "naskah.txt"))
    assert result.exit_code == 0, result.output
    kept = dict(ProvisionText.objects.values_list("key", "wording"))
    assert kept["pasal-1/ayat-1"] == "Unit kerja dapat bertanya."
    assert kept["pasal-2/huruf-b"] == "jawab."
    assert "huruf atau nomor hilang. Pasal 2 huruf b" in result.output
    assert "bagian penutup dibuang" in result.output
    assert "FULAN" not in result.output + "".join(kept.values())
    assert run("import-text", str(tmp_path / "naskah.txt")).exit_code == 0
    assert ProvisionText.objects.count() == len(kept)
    assert ledger.Entry.objects.filter(step="impor_bunyi").count() == 2 and ask("verify")["ok"]
    unknown = run("import-text", str(tmp_path / "naskah.txt"), "--regulation", "perbup-1-2021")
    assert (unknown.exit_code, "Yang terdekat: perbup-1-2020" in unknown.stderr) == (2, True)
    (tmp_path / "lain.txt").write_text("Surat biasa.")
    assert run("import-text", str(tmp_path / "lain.txt")).exit_code == 1
    assert ProvisionText.objects.count() == len(kept)


def test_verify_says_whole_and_names_the_broken_row(cast: Callable[..., Actor], database: None) -> None:
    actor = cast("SETDA/1")
    told = ask("verify")
    assert told == {
        "ok": True,
        "government": "63.11",
        "size": 2,
        "entries": 2,
        "root": ledger.root(actor.government).hex(),
        "faults": [],
    }
    Tenure.objects.update(version=3)
    broken = run("verify", "--json")
    assert broken.exit_code == 1
    assert json.loads(broken.stdout)["faults"] == [
        {
            "where": f"catatan 2, baris tenure {actor.tenure.pk}, kolom version",
            "what": "berisi 3, menurut catatan itu 1",
        }
    ]
    printed = run("verify").output
    assert "2 catatan, 1 kerusakan" in printed
    assert printed.splitlines()[-1].startswith("Hentikan layanan, simpan salinan data ini, pulihkan cadangan terakhir")


def test_verify_counts_the_entries_that_are_left_and_says_of_a_trigger_only_to_start_again(
    cast: Callable[..., Actor], database: None
) -> None:
    cast("SETDA/1")
    on = " ON records_entry" if connection.vendor == "postgresql" else ""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"DROP TRIGGER records_entry_delete{on}")
        switched_off = run("verify").output
        cursor.execute("DELETE FROM records_entry WHERE number = 2")
        damaged = run("verify").output
        transaction.set_rollback(True)
    assert (
        "pemicu records_entry_delete: tidak terpasang; hentikan layanan, lalu jalankan: selaras start" in switched_off
    )
    assert "2 catatan, 1 kerusakan" in switched_off
    assert "pulihkan cadangan" not in switched_off
    assert "1 catatan dari 2, " in damaged
    assert damaged.count("pulihkan cadangan") == 1


def test_a_database_that_cannot_be_read_is_a_fault_and_no_traceback(
    balangan: Government, database: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    def malformed(*_: object) -> None:
        raise DatabaseError("database disk image is malformed")

    monkeypatch.setattr(acts, "verify", malformed)
    result = run("verify", "--json")
    assert result.exit_code == 1
    assert json.loads(result.stdout)["faults"][0]["where"] == "basis data"


def test_a_seal_held_outside_refutes_another_ledger(cast: Callable[..., Actor], database: None, tmp_path: Path) -> None:
    cast("SETDA/1")
    made = run("seal")
    assert made.exit_code == 0
    document = ledger.SealDocument.from_json(made.stdout)
    assert document.is_genuine
    published = Path(settings.SELARAS_DATA) / "segel" / "63.11-2.json"
    assert published.read_text() == made.stdout
    cast("DPUPR/1")
    assert run("verify", "--against", str(published)).exit_code == 0
    other = tmp_path / "lain.json"
    other.write_text(made.stdout.replace(document.root, "0" * 64))
    refuted = run("verify", "--against", str(other))
    assert (refuted.exit_code, "segel dari luar: tanda tangan segel itu tidak sah" in refuted.output) == (1, True)
    assert "Pastikan dahulu kepada pemegangnya" in refuted.output
    other.write_text("{}")
    for file, sentence in (
        (other, "bukan segel Selaras yang utuh. Pakai berkas segelnya apa adanya."),
        (tmp_path, "tidak dapat dibaca: itu sebuah folder, bukan berkas."),
        (tmp_path / "x", "tidak dapat dibaca: berkas atau folder itu tidak ada."),
    ):
        result = run("verify", "--against", str(file))
        assert result.exit_code == 2
        assert result.stderr.strip().endswith(sentence)


def test_a_lost_or_changed_file_is_a_fault(
    cast: Callable[..., Actor], database: None, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    actor = cast("SETDA/1")
    matter = Matter.objects.create(
        government=actor.government,
        title="Contoh",
        kind="konsultatif",
        regulation="perbup-24-2020",
        procedure="konsultatif",
        opener_unit="SETDA",
        opener_post="SETDA/1",
        drafted_by="SETDA/1",
    )
    file = store(Upload("naskah.pdf", scan()))
    file.government, file.matter, file.entry = actor.government, matter, 2
    file.save()
    assert [fault["what"] for fault in json.loads(run("verify", "--json").stdout)["faults"]] == [
        "sidik berkas ini tidak disebut catatannya"
    ]
    path_of(file.sha256).write_bytes(b"%PDF-lain")
    assert "isinya tidak cocok dengan sidiknya" in run("verify").output
    path_of(file.sha256).unlink()
    assert "isinya tidak ada di folder data" in run("verify").output


def test_a_mail_that_came_back_is_read_from_a_file_or_from_the_mail_server(
    cast: Callable[..., Actor], database: None, tmp_path: Path
) -> None:
    head = cast("DPUPR/1")
    Person.objects.filter(pk=head.person.pk).update(email="kadis@contoh.go.id")
    about = {"post": head.post, "about": "uji", "subject": "Hal", "text": "Isi", "message_id": "<1@uji>"}
    Mail.objects.create(government=head.government, person=head.person, state="sent", **about)
    stranger, file = tmp_path / "lain.eml", tmp_path / "kembali.eml"
    stranger.write_bytes(report("<2@uji>"))
    file.write_bytes(report("<1@uji>"))
    assert run("bounce", str(stranger)).stdout == "Surel yang kembali: tidak dikenal.\n"
    assert not Mailbox.objects.exists()
    heard = CliRunner().invoke(app, ["bounce", "-"], input=file.read_bytes())
    assert (heard.exit_code, heard.stdout) == (0, "Surel yang kembali: dicatat.\n")
    assert Mailbox.objects.get().refused_at and Mail.objects.get().state == "bounced"
    missing = run("bounce", str(tmp_path / "tidak-ada.eml"))
    assert missing.exit_code == 2 and "tidak dapat dibaca" in missing.output


def test_accounts_are_made_and_reset_with_a_password_shown_once(balangan: Government, database: None) -> None:
    words = ("--name", "Pejabat Contoh", "--post", "SETDA/1", "--decree", "821/1/2020")
    made = run("user", "create", "sekda", *words)
    assert made.exit_code == 0, made.output
    password = made.stdout.split()[-1]
    assert User.objects.get(username="sekda").check_password(password)
    reset = run("user", "reset", "sekda")
    assert User.objects.get(username="sekda").check_password(reset.stdout.split()[-1])
    assert not User.objects.get(username="sekda").check_password(password)
    for wrong, sentence in (
        (("user", "reset", "skda"), "Yang terdekat: sekda"),
        (("user", "create", "lain", "--name", "N", "--post", "SETDA/77", "--decree", "1"), "SETDA/"),
        (("user", "create", "lain", *words, "--from", "2020-14-01"), "yang terdekat: 2020-12-01"),
    ):
        result = run(*wrong)
        assert result.exit_code == 2
        assert sentence in result.stderr


# Starting


@pytest.fixture
def served(
    monkeypatch: pytest.MonkeyPatch, database: None, nothing_loaded: None, tmp_path: Path
) -> Iterator[list[tuple[str, int]]]:
    """Catches what would be served, with a data folder of its own and a demonstration of one account."""
    started: list[tuple[str, int]] = []
    monkeypatch.setenv("SELARAS_ADDRESS", "")
    monkeypatch.delenv("SELARAS_ADDRESS")  # what `start` sets is taken back with this

    def load_demo(government: Government) -> None:
        day = history(government).all_units[0].valid_from
        people.create_user(
            government=government, username="sekda", name="N", post="SETDA/1", valid_from=day, decree="1"
        )

    monkeypatch.setattr(serving, "become", lambda host, port, jobs: started.append((host, port)))
    monkeypatch.setattr(demo, "load_demo", load_demo)
    monkeypatch.setattr(connections, "close_all", lambda: None)
    data = tmp_path / "var"
    data.mkdir()
    with override_settings(SELARAS_DATA=data, STATIC_ROOT=data / "static"):
        yield started


def free_port() -> str:
    with socket.socket() as trial:
        trial.bind(("127.0.0.1", 0))
        return str(trial.getsockname()[1])


def test_a_new_installation_gets_its_pack_and_says_how_to_make_an_account(served: list[tuple[str, int]]) -> None:
    port = free_port()
    result = run("start", "--port", port)
    assert result.exit_code == 0, result.output
    assert served == [("127.0.0.1", int(port))]
    assert "Paket balangan dimuat untuk pemerintah daerah 63.11." in result.output
    assert "selaras user create" in result.output
    assert "peragaan" not in result.output
    assert (Path(settings.SELARAS_DATA) / "segel.key").stat().st_mode & 0o777 == 0o600
    assert "dimuat" not in run("start", "--port", port).output


def test_papers_name_the_address_at_which_it_is_served(served: list[tuple[str, int]]) -> None:
    port = free_port()
    run("start", "--port", port)
    assert env.read(os.environ).address == f"http://127.0.0.1:{port}"
    own = default_government()
    with override_settings(SELARAS_ADDRESS=f"http://127.0.0.1:{port}"):
        assert site_of(own) == f"http://127.0.0.1:{port}"
        with override_settings(SELARAS_HOSTS={"selaras.contoh.go.id": ""}):
            assert site_of(own) == "https://selaras.contoh.go.id"


def test_the_demonstration_is_loaded_once_and_says_its_password(served: list[tuple[str, int]]) -> None:
    port = free_port()
    for _ in range(2):
        result = run("start", "--demo", "--port", port)
        assert result.exit_code == 0, result.output
        assert marked.PASSWORD in result.output
        assert re.search(r"sekda +Sekretaris Daerah", result.output)
    assert User.objects.count() == 1


@pytest.mark.parametrize("words", [["--demo"], []])
@pytest.mark.parametrize("name", service.BUILT)
def test_without_the_built_front_end_nothing_starts(
    served: list[tuple[str, int]], monkeypatch: pytest.MonkeyPatch, words: list[str], name: str
) -> None:
    found = finders.find
    monkeypatch.setattr(finders, "find", lambda asked: None if asked == name else found(asked))
    result = run("start", *words, "--port", free_port())
    assert result.exit_code == 1
    assert f"{name} tidak ada" in result.stderr
    assert "make assets" in result.stderr
    assert not served
    assert not Government.objects.exists()  # refused before anything is loaded


def test_a_front_end_that_is_built_in_part_is_refused_with_words(
    served: list[tuple[str, int]], monkeypatch: pytest.MonkeyPatch
) -> None:
    def collects(name: str, *given: object, **named: object) -> None:
        if name == "collectstatic":
            raise ValueError("The file 'dist/icons/a.svg' could not be found.\n\nThe CSS file …")
        call_command(name, *given, **named)

    monkeypatch.setattr(service, "call_command", collects)
    result = run("start", "--demo", "--port", free_port())
    assert (result.exit_code, served) == (1, [])
    assert "make assets" in result.stderr and "dist/icons/a.svg" in result.stderr and "The CSS" not in result.stderr
    assert not Government.objects.exists()


def test_every_built_file_that_pages_and_papers_load_is_asked_for() -> None:
    code = Path(service.__file__).parents[1]
    pages = "".join(path.read_text() for path in (code / "web/templates").rglob("*.html"))
    assert {*re.findall(r"dist/[\w.-]+", pages), f"dist/{pdf.STYLES}"} == set(service.BUILT)


@pytest.mark.parametrize("host", ["0.0.0.0", "192.0.2.7", "::", "selaras.contoh.go.id"])
def test_the_demonstration_refuses_a_public_address(served: list[tuple[str, int]], host: str) -> None:
    result = run("start", "--demo", "--host", host, "--port", free_port())
    assert result.exit_code == 2
    assert "hanya berjalan di komputer ini" in result.stderr
    assert not served


def test_demonstration_data_are_never_served_in_public_even_without_the_switch(served: list[tuple[str, int]]) -> None:
    run("start", "--demo", "--port", free_port())
    served.clear()
    with override_settings(SELARAS_HOSTS={"selaras.contoh.go.id": ""}):
        result = run("start", "--port", free_port())
    assert result.exit_code == 2
    assert "sandi yang diketahui umum" in result.stderr
    assert not served


def test_the_demonstration_is_not_mixed_with_real_data(
    served: list[tuple[str, int]], cast: Callable[..., Actor]
) -> None:
    cast("SETDA/1")
    result = run("start", "--demo", "--port", free_port())
    assert result.exit_code == 2
    assert "bukan peragaan" in result.stderr
    assert not marked.mark().exists()
    assert not served


def test_an_address_without_host_names_or_already_taken_is_refused(served: list[tuple[str, int]]) -> None:
    result = run("start", "--host", "0.0.0.0", "--port", free_port())
    assert (result.exit_code, "SELARAS_HOSTS" in result.stderr) == (2, True)
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        result = run("start", "--port", str(taken.getsockname()[1]))
    assert result.exit_code == 1
    assert "tidak dapat dipakai: sedang dipakai layanan lain. Pilih porta lain" in result.stderr
    assert not served
