"""The environment reader: takes what is named in the manual, refuses the rest, and says what would be right."""

import stat
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured

from selaras.site import env


def test_empty_environment_means_a_local_installation_in_var() -> None:
    read = env.read({"PATH": "/bin", "HOME": "/root"})
    assert read.data == Path("var").resolve()
    assert read.database_url == f"sqlite:///{read.data}/selaras.sqlite3"
    assert read.address == "http://127.0.0.1:8000"
    assert (read.debug, read.hosts, read.packs, read.secret_key, read.government) == (False, {}, (), "", "")


def test_everything_set_is_taken(tmp_path: Path) -> None:
    key = tmp_path / "key"
    key.write_text("rahasia\n")
    read = env.read(
        {
            "SELARAS_ADDRESS": "http://localhost:8123/",
            "SELARAS_DATA": str(tmp_path),
            "SELARAS_DATABASE_URL": "postgres://selaras@db/selaras",
            "SELARAS_DEBUG": "1",
            "SELARAS_GOVERNMENT": "63.11",
            "SELARAS_HOSTS": "Selaras.Contoh.go.id, lain.contoh.go.id=63.09",
            "SELARAS_PACKS": str(tmp_path),
            "SELARAS_SECRET_KEY_FILE": str(key),
            "SELARAS_SIGNER": "file:///srv/instansi.p12",
        }
    )
    assert read.address == "http://localhost:8123"
    assert read.database_url == "postgres://selaras@db/selaras"
    assert read.debug
    assert read.hosts == {"selaras.contoh.go.id": "", "lain.contoh.go.id": "63.09"}
    assert read.packs == (tmp_path,)
    assert (read.government, read.secret_key) == ("63.11", "rahasia")
    assert read.signer == "file:///srv/instansi.p12"


def test_a_folder_with_odd_letters_still_holds_the_database(tmp_path: Path) -> None:
    assert env.read({"SELARAS_DATA": str(tmp_path / "50% #1")}).database_url.endswith("/50%25%20%231/selaras.sqlite3")


@pytest.mark.parametrize(
    ("name", "nearest"),
    [("SELARAS_HOST", "SELARAS_HOSTS"), ("SELARAS_DATABASE", "SELARAS_DATABASE_URL"), ("SELARAS_X", "SELARAS_")],
)
def test_unknown_name_is_refused_with_the_nearest_one(name: str, nearest: str) -> None:
    with pytest.raises(ImproperlyConfigured, match=f"{name} tidak dikenal. Yang terdekat: {nearest}"):
        env.read({name: "x"})


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ({"SELARAS_DEBUG": "mungkin"}, "1 .ya. atau 0 .tidak."),
        ({"SELARAS_HOSTS": "https://contoh.go.id"}, "SELARAS_HOSTS memuat"),
        ({"SELARAS_HOSTS": "*"}, "SELARAS_HOSTS memuat"),
        ({"SELARAS_ADDRESS": "127.0.0.1:8123"}, "SELARAS_ADDRESS berisi"),
        ({"SELARAS_ADDRESS": "http://localhost/selaras"}, "SELARAS_ADDRESS berisi"),
        ({"SELARAS_PACKS": "/tidak/ada"}, "folder itu tidak ada"),
        ({"SELARAS_SIGNER": "http://layanan.contoh.go.id/"}, "SELARAS_SIGNER tidak dapat dibaca"),
        ({"SELARAS_SIGNER": "instansi.p12"}, "SELARAS_SIGNER tidak dapat dibaca"),
        ({"SELARAS_SECRET_KEY": "a", "SELARAS_SECRET_KEY_FILE": "b"}, "salah satu"),
        ({"SELARAS_SECRET_KEY_FILE": "/tidak/ada"}, "tidak dapat dibaca"),
        ({"SELARAS_SECRET_KEY_FILE": "/dev/null"}, "kosong"),
        ({"SELARAS_EMAIL_URL": "surat.contoh.go.id"}, "Contoh yang benar"),
        ({"SELARAS_EMAIL_URL": "smtp://surat.contoh.go.id:abc/?from=a@b.id"}, "Contoh yang benar"),
        ({"SELARAS_OIDC_ISSUER": "x"}, "belum tersedia"),
    ],
)
def test_a_value_that_cannot_be_meant_is_refused_with_what_is_right(settings: dict[str, str], message: str) -> None:
    with pytest.raises(ImproperlyConfigured, match=message):
        env.read(settings)


def test_mail_is_read_from_one_address() -> None:
    mail = env.read({"SELARAS_EMAIL_URL": "smtp+tls://nama:s%40ndi@surat.contoh.go.id/?from=a@contoh.go.id"}).email
    assert mail["EMAIL_HOST"] == "surat.contoh.go.id"
    assert (mail["EMAIL_PORT"], mail["EMAIL_USE_TLS"], mail["EMAIL_USE_SSL"]) == (587, True, False)
    assert (mail["EMAIL_HOST_USER"], mail["EMAIL_HOST_PASSWORD"]) == ("nama", "s@ndi")
    assert mail["DEFAULT_FROM_EMAIL"] == "a@contoh.go.id"


def test_secret_key_is_made_once_for_all_processes_and_closed_to_others(tmp_path: Path) -> None:
    with ThreadPoolExecutor(8) as pool:
        keys = set(pool.map(env.kept_secret_key, [tmp_path] * 8))
    assert len(keys) == 1
    assert len(keys.pop()) >= 50
    assert stat.S_IMODE((tmp_path / "secret.key").stat().st_mode) == 0o600
    assert [path.name for path in tmp_path.iterdir()] == ["secret.key"]


def test_a_parameter_in_the_address_of_the_server_overrules_ours() -> None:
    ours = env.postgresql_options({})
    assert ours["connect_timeout"] == 5
    assert ours["options"] == (
        "-c statement_timeout=20s -c lock_timeout=10s -c idle_in_transaction_session_timeout=60s -c jit=off"
    )
    given = env.postgresql_options({"sslmode": "verify-full", "connect_timeout": "9", "options": "-c lock_timeout=1s"})
    assert (given["sslmode"], given["connect_timeout"]) == ("verify-full", "9")
    assert given["options"] == f"{ours['options']} -c lock_timeout=1s"  # of two, the server takes the last
