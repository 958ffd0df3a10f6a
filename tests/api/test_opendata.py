"""Sets of open data: the same rows in every form, safe in a spreadsheet, of the day asked, and only what is open."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable
from datetime import date, timedelta
from io import StringIO
from typing import Any

import pytest
import tablib
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from selaras.actions import marks
from selaras.actions.facts import local_day
from selaras.actions.ledger import seal
from selaras.api import tables
from selaras.records import clock, faces, openness
from selaras.records.datasets import BY_CODE, DATASETS, Dataset
from selaras.records.governments import Government
from selaras.records.matters import Matter
from selaras.records.people import Actor, Person
from selaras.records.units import Succession, Unit, forget
from tests.acts import opened
from tests.faces import led, story
from tests.results import asked, withheld

pytestmark = pytest.mark.django_db
Cast = Callable[..., Actor]
# What is asked for a set, however many rows it has: two for the government and the newest seal, the rest for the rows.
QUERIES = dict.fromkeys(("unit", "jabatan", "urusan", "perubahan-unit", "jalur", "hari-libur"), 2)
QUERIES |= {"jenis-hubungan": 2, "pola-hubungan": 2, "ketentuan": 3, "pejabat": 3, "hubungan-unit": 3, "segel": 3}
QUERIES |= {"kerja-sama": 4}
QUERIES |= {"berkas": 5, "rapat": 5, "gugus-kerja": 6, "kebijakan": 5, "program": 16, "capaian": 16}
QUERIES |= {"keputusan": 16, "sikap": 16, "tindak-lanjut": 9}
QUERIES |= {"dikecualikan": 7, "informasi-publik": 42, "indikator": 4}
FORMULAS = ("=1+1", "+62", "-1", "@SUM(A1)", "\t=1", "\r=1", "＝1")


def read(address: str, client: Client | None = None) -> bytes:
    """What stands at an address."""
    answer = (client or Client()).get(address)
    assert answer.status_code == 200, (address, answer.status_code)
    return bytes(answer.getvalue())  # streamed or not; with its end the answer is closed


def rows(code: str, per: str = "") -> list[dict[str, Any]]:
    """The rows of a set as JSON has them."""
    found: list[dict[str, Any]] = json.loads(read(f"/data/{code}.json{per}"))["rows"]
    return found


def as_cell(value: Any) -> str:
    """A value of JSON as a cell of CSV has it."""
    if isinstance(value, list):
        value = ";".join(value)
    if value is None:
        return ""
    return str(value).lower() if isinstance(value, bool) else tables.safe(str(value))


def as_text(value: Any) -> str:
    """A cell of a spreadsheet as CSV would have it."""
    if value is None:
        return ""
    if isinstance(value, bool) or str(value) in ("True", "False"):
        return str(value).lower()
    return str(int(value)) if isinstance(value, float) and value == int(value) else str(value)


def test_every_set_is_the_same_in_csv_json_xlsx_and_ods(balangan: Government, cast: Cast) -> None:
    story(cast)
    withheld(cast, led(cast))
    seal(balangan)
    for found in DATASETS:
        same_in_every_form(found)


def same_in_every_form(found: Dataset) -> None:
    """Hold the four forms of a set against each other."""
    names = [column.name for column in found.columns]
    as_json = rows(found.code)
    expected = [[as_cell(row[name]) for name in names] for row in as_json]
    assert expected or found.code in ("perubahan-unit", "hari-libur"), "the story has none of it"
    first, *lines = csv.reader(StringIO(read(f"/data/{found.code}.csv").decode(), newline=""))
    assert first == names and lines == expected, found.code
    for form in ("xlsx", "ods"):
        book = tablib.Databook().load(read(f"/data/{found.code}.{form}"), format=form)
        sheet, notes = book.sheets()
        assert sheet.headers == names
        got = [[as_text(cell) for cell in row][: len(names)] for row in sheet]
        assert got == [[cell.replace("\r\n", "\n") for cell in row] for row in expected], (found.code, form)
        assert any("CC-BY-4.0" in str(cell) for row in notes for cell in row)
        assert {name for name, *_rest in notes if name} >= {"Lisensi", "Hak", "Segel", "Keadaan pada", *names}


def test_a_set_says_what_it_is_under_which_licence_of_which_day_and_beside_which_seal(balangan: Government) -> None:
    made, _path = seal(balangan)
    told = json.loads(read("/data/unit.json"))
    assert told["licence"]["code"] == "CC-BY-4.0" and told["publisher"] == "Pemerintah Kabupaten Balangan"
    assert told["licence"]["settled_by"] is None and any("usulan" in said for said in told["rights"])
    assert any("Pasal 42" in said for said in told["rights"]) and any("UU 27/2022" in said for said in told["rights"])
    assert told["on"] == str(balangan.today()) and told["seal"]["root"] == bytes(made.root).hex()
    answer = Client().get("/data/unit.csv")
    assert answer["X-Selaras-Seal"] == f"{made.size} {bytes(made.root).hex()}"
    assert bytes(made.root).hex()[:8] in answer["Content-Disposition"]
    assert 'rel="license"' in answer["Link"] and "/data/unit.csv-metadata.json" in answer["Link"]
    assert answer["Access-Control-Allow-Origin"] == "*"
    columns = json.loads(read("/data/ketentuan.csv-metadata.json"))["tableSchema"]["columns"]
    assert {"name": "cross", "separator": ";"}.items() <= columns[9].items()
    assert [c["name"] for c in columns] == [c.name for c in BY_CODE["ketentuan"].columns]


@pytest.mark.parametrize("typed", FORMULAS)
def test_no_spreadsheet_takes_a_text_for_a_formula(balangan: Government, cast: Cast, typed: str) -> None:
    matter = led(cast)
    Matter.objects.filter(pk=matter.pk).update(title=typed)
    assert rows("berkas")[0]["title"] == typed  # JSON has no formulas
    (line,) = csv.DictReader(StringIO(read("/data/berkas.csv").decode(), newline=""))
    assert line["title"] == f"'{typed}"
    for form in ("xlsx", "ods"):
        sheet = tablib.Databook().load(read(f"/data/berkas.{form}"), format=form).sheets()[0]
        assert sheet["title"][0].startswith("'"), form


def test_a_sign_that_no_spreadsheet_keeps_is_left_out(balangan: Government, cast: Cast) -> None:
    Matter.objects.filter(pk=led(cast).pk).update(title="Irigasi\x0b\x1b tetap")
    for form in ("xlsx", "ods"):
        sheet = tablib.Databook().load(read(f"/data/berkas.{form}"), format=form).sheets()[0]
        assert sheet["title"] == ["Irigasi tetap"], form


def test_pasal_20_ayat_1_a_withheld_matter_is_counted_with_its_ground_and_nothing_else(
    balangan: Government, cast: Cast
) -> None:
    matter = led(cast, title="Rahasia yang dikecualikan")
    ground = {"withheld_ground": "UU 14/2008 Pasal 17 huruf a", "withheld_until": date(2027, 1, 1)}
    Matter.objects.filter(pk=matter.pk).update(withheld=True, **ground)
    (row,) = rows("berkas")
    known = {name: value for name, value in row.items() if value not in (None, [])}
    assert known == {
        "number": matter.number,
        "withheld": True,
        "withheld_ground": "UU 14/2008 Pasal 17 huruf a",
        "withheld_until": "2027-01-01",
        "url": f"http://testserver/berkas/{matter.number}/",
    }
    assert rows("hubungan-unit") == []


def test_nothing_that_is_not_open_stands_in_any_set(balangan: Government, cast: Cast) -> None:
    one = story(cast)
    canaries = ("198001012005011001", "0811-5550-100", "pribadi@contoh.invalid", "Kenari belum terbuka")
    Person.objects.filter(pk=cast("DPUPR/1").person.pk).update(nip=canaries[0], phone=canaries[1], email=canaries[2])
    running = led(cast, purpose=canaries[3])
    hidden = led(cast, title=canaries[3])
    Matter.objects.filter(pk=hidden.pk).update(
        withheld=True, withheld_ground="UU 14/2008 Pasal 17 huruf a", withheld_until=date(2027, 1, 1)
    )
    places = [f"/data/{found.code}.{form}" for found in DATASETS for form in ("csv", "json")]
    places += ["/data/organisasi.jsonld", "/data/popolo.json", "/data/jdihn.json", "/data/katalog.jsonld"]
    places += [f"/feed/{name}.atom" for name in ("agenda", "keputusan", "berkas", "segel")]
    pages = [*one.addresses, f"/berkas/{hidden.number}/", f"/berkas/{running.number}/"]
    places += [f"{page[:-1]}.jsonld" for page in pages if page.count("/") > 2]
    for place in places:
        text = read(place).decode()
        assert not [canary for canary in canaries if canary in text], place
    assert "Pemegang DPUPR/1" in read("/data/pejabat.csv").decode()  # who leads a unit is public by name


def test_a_leak_planted_in_a_set_is_found(balangan: Government, cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(faces.Book, "shows", lambda book, row, field: True)
    with pytest.raises(AssertionError, match="jsonld"):
        test_nothing_that_is_not_open_stands_in_any_set(balangan, cast)


def test_a_draft_and_what_is_only_submitted_are_in_no_set(balangan: Government, cast: Cast) -> None:
    matter = led(cast)
    assert [row["number"] for row in rows("berkas")] == [matter.number]
    Matter.objects.filter(pk=matter.pk).update(state="submitted")
    assert rows("berkas") == [] and rows("hubungan-unit") == []


def test_a_set_says_what_the_faces_say(balangan: Government, cast: Cast) -> None:
    story(cast)
    told: Any = faces.matter_heads(balangan, openness.public_matters(balangan))
    heads = {head.number: head for head in told}
    for row in rows("berkas"):
        head = heads.pop(row["number"])
        assert row["title"] == head.title and row["state_label"] == head.state.name
        assert row["units"] == [seat.unit.code for seat in head.units]
    assert not heads


def test_a_matter_says_of_every_unit_since_when_it_lies_with_it(balangan: Government, cast: Cast) -> None:
    matter = opened(cast("DPUPR/1"), kind="konsultatif", parties=("DLH", "DISDIK"))
    asked, day = matter.participants.exclude(turn=""), balangan.now() - timedelta(days=9)
    asked.filter(unit="DLH").update(turn_since=day)
    (row,) = rows("berkas")
    since = {"DLH": str(local_day(balangan, day)), "DISDIK": str(balangan.today())}
    assert dict(zip(row["lies_with"], row["lies_since"], strict=True)) == since
    (line,) = csv.DictReader(StringIO(read("/data/berkas.csv").decode(), newline=""))
    assert line["lies_since"] == ";".join(since[unit] for unit in line["lies_with"].split(";"))


def test_what_a_set_leaves_out_and_how_far_its_figures_go_is_said_in_its_columns() -> None:
    assert "kumpulan dikecualikan" in BY_CODE["berkas"].about
    last = next(column for column in BY_CODE["indikator"].columns if column.name == "last")
    assert "baru sampai hari kumpulan ini" in last.about


def test_who_worked_with_whom_is_counted_by_pair_kind_and_year(balangan: Government, cast: Cast) -> None:
    led(cast)
    led(cast)
    year, today = balangan.today().year, str(balangan.today())
    pairs = {(row["unit"], row["other"]): row for row in rows("hubungan-unit")}
    assert set(pairs) == {("DISPERTAN", "DKP"), ("DISPERTAN", "DPUPR"), ("DKP", "DPUPR")}
    assert pairs["DKP", "DPUPR"] == {
        **{"unit": "DKP", "other": "DPUPR", "kind": "koordinatif"},
        **{"year": year, "count": 2, "first": today, "last": today},
    }


def test_pasal_22_per_gives_the_organisation_of_that_day(balangan: Government) -> None:
    today = balangan.today()
    Unit.objects.filter(government=balangan, code="DKP").update(valid_to=today - timedelta(days=1))
    Succession.objects.create(
        government=balangan, date=today, old="DKP", new="DISPERTAN", kind="merge", ground="Perda contoh"
    )
    Government.objects.filter(pk=balangan.pk).update(organisation_version=balangan.organisation_version + 1)
    forget()  # another test may have had an organisation of that number
    before = f"?per={today - timedelta(days=1)}"
    assert "DKP" in {row["code"] for row in rows("unit", before)}
    assert "DKP" not in {row["code"] for row in rows("unit")}
    assert rows("perubahan-unit", before) == []
    assert [(row["from"], row["to"], row["kind"]) for row in rows("perubahan-unit")] == [("DKP", "DISPERTAN", "merge")]
    assert rows("unit", "?per=1999-01-01") == []


def test_pasal_22_per_gives_matters_as_they_stood_and_never_more_than_may_be_seen_today(
    balangan: Government, cast: Cast
) -> None:
    now = clock.now()
    with clock.at(now - timedelta(days=5)):
        matter = led(cast, title="Irigasi lima hari lalu")
    day = balangan.today() - timedelta(days=4)
    assert rows("berkas", f"?per={day - timedelta(days=3)}") == []
    (then,) = rows("berkas", f"?per={day}")
    told: Any = faces.matter_heads(balangan.seen_on(day), openness.public_matters(balangan.seen_on(day)))
    (head,) = told
    assert then["title"] == "Irigasi lima hari lalu" and then["state_label"] == head.state.name
    withheld(cast, matter)
    (then,) = rows("berkas", f"?per={day}")
    assert then["withheld"] and "Irigasi" not in json.dumps(then)
    assert "Irigasi" not in read(f"/berkas/{matter.number}.jsonld?per={day}").decode()


@pytest.mark.parametrize(
    ("address", "status"),
    [
        ("/data/unit.csv?per=kemarin", 400),
        ("/data/unit.json?per=2026-02-30", 400),
        ("/data/segel.csv?per=2024-01-01", 400),
        ("/data/hubungan-unit.xlsx?per=2024-01-01", 400),
        ("/feed/berkas.atom?per=2024-01-01", 400),
        ("/data/tidak-ada.csv", 404),
        ("/data/tidak-ada.csv-metadata.json", 404),
        ("/data/akn/perbup-9-2018.xml", 404),
        ("/unit/TIDAK.ADA.jsonld", 404),
        ("/unit/DPUPR/999.jsonld", 404),
        ("/berkas/2026-99999.jsonld", 404),
        ("/keputusan/99999999999999999999999.jsonld", 404),
        ("/berkas/%00.jsonld", 404),
    ],
)
def test_what_is_not_there_is_said_plainly(balangan: Government, address: str, status: int) -> None:
    assert Client().get(address).status_code == status
    assert Client().post(address).status_code == 405


def test_a_set_too_long_for_a_spreadsheet_says_where_it_is_whole(
    balangan: Government, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tables, "SHEET_ROWS", 3)
    for form in ("xlsx", "ods"):
        answer = Client().get(f"/data/unit.{form}")
        assert answer.status_code == 422 and "/data/unit.csv" in answer.content.decode()
    assert len(rows("unit")) > 3


def test_a_set_asks_as_many_queries_for_many_rows_as_for_few(balangan: Government, cast: Cast) -> None:
    for _stories in (1, 2):
        story(cast)
        withheld(cast, led(cast))
        seal(balangan)
        read("/data/unit.csv")  # the organisation is read once
        marks.catch_up(balangan)
        asked = {}
        for found in DATASETS:
            with CaptureQueriesContext(connection) as queries:
                read(f"/data/{found.code}.csv")
            asked[found.code] = len(queries)
        assert asked == QUERIES


def test_who_has_the_catalogue_just_so_is_told_so(balangan: Government) -> None:
    client = Client()
    etag = client.get("/data/katalog.jsonld")["ETag"]
    assert client.get("/data/katalog.jsonld", headers={"if-none-match": etag}).status_code == 304
    seal(balangan)
    assert client.get("/data/katalog.jsonld", headers={"if-none-match": etag}).status_code == 200


def test_pasal_2_ayat_2_uu_14_2008_who_withheld_something_is_read_in_the_ledger(
    balangan: Government, cast: Cast, client: Client
) -> None:
    hidden = led(cast, title="Kenari yang dikecualikan")
    withheld(cast, hidden)
    entries = client.get("/api/v1/ledger?limit=200").json()["items"]
    acts = [row for row in entries if row.get("subject", {}).get("code") == "withholding"]
    assert acts and {row["step"] for row in acts} >= {"kecualikan"}
    assert not any("Kenari" in row["body"] for row in entries if "body" in row)
    assert not any(row["subject"]["name"] == hidden.number for row in entries if "subject" in row)


def test_the_register_of_what_is_withheld_says_why_its_numbers_skip(balangan: Government, cast: Cast) -> None:
    matter, other = led(cast), opened(cast("DPUPR/1"), kind="konsultatif", parties=("DLH",))
    asked(cast, matter)  # a request that nobody has ruled on takes a number too
    row = withheld(cast, other)
    found = BY_CODE["dikecualikan"]
    assert [line[0] for line in found.rows(balangan, balangan.today())] == [row.pk] and row.pk > 1
    assert "Nomornya dapat melompat" in str(found.about)
