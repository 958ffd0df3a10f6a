"""The path finder's page."""

from __future__ import annotations

import html as markup
import json
import re
from urllib.parse import quote

from django.test import Client
from pytest_django import DjangoAssertNumQueries

from selaras.actions.facts import resolver
from selaras.law.paths import Question, as_json
from selaras.law.types import Kind
from selaras.records.governments import Government

IRRIGATION = "/jalur/?from=DPUPR&to=DISPERTAN&to=DKP&to=KEC.LAMPIHONG&kind=koordinatif"


def read(client: Client, address: str, status: int = 200) -> str:
    answer = client.get(address)
    assert answer.status_code == status
    return " ".join(markup.unescape(answer.content.decode()).split())


def test_pasal_21_the_answer_is_a_sentence_first(balangan: Government, client: Client) -> None:
    html = read(client, IRRIGATION)
    assert "Dipimpin Sekretaris Daerah, melalui dua Asisten." in html
    assert html.index("melalui dua Asisten") < html.index('class="diagram') < html.index('class="rail"')
    assert "kepada Dinas Pertanian, Dinas Ketahanan Pangan, dan Kecamatan Lampihong." in html
    assert "Pembagian koordinator ini belum ditetapkan" in html


def test_pasal_13_ayat_2_a_consultation_goes_directly(balangan: Government, client: Client) -> None:
    html = read(client, "/jalur/?from=DPUPR&to=DISPERTAN&kind=konsultatif")
    assert "Langsung kepada Dinas Pertanian, tanpa pejabat di antaranya." in html


def test_pasal_1_angka_13_a_task_to_no_subordinate_stops_with_ways_on_as_links(
    balangan: Government, client: Client
) -> None:
    html = read(client, "/jalur/?from=DPUPR&to=DISPERTAN&kind=struktural")
    assert "Tertahan:" in html
    assert "Pasal 1 angka 13" in html
    way = re.search(r'href="(/jalur/[^"]+kind=koordinatif[^"]*)">Koordinasikan', html)
    assert way
    assert "Dipimpin Asisten Perekonomian dan Pembangunan" in read(client, way[1])


def test_pasal_1_angka_5_the_bupati_is_no_counterpart(balangan: Government, client: Client) -> None:
    html = read(client, "/jalur/?from=DPUPR&to=BUPATI")
    assert "Jalur belum ditetapkan." in html
    assert "Jalan yang terbuka" in html


def test_names_abbreviations_and_posts_are_understood(balangan: Government, client: Client) -> None:
    asked = ("Dinas Pekerjaan Umum dan Penataan Ruang", "dpupr", "kepala dinas pekerjaan umum dan penataan ruang")
    for name in asked:
        assert "Dari Dinas Pekerjaan Umum" in read(client, f"/jalur/?from={quote(name)}&to=DISPERTAN")
    assert "Kepala Seksi" in read(client, "/jalur/?from=dpupr/31&to=DISPERTAN&kind=konsultatif")


BAD = {
    "from=DPUPR&to=Dinas+Pertanien": "“Dinas Pertanien” tidak ditemukan",
    "from=DPUPR&to=DISPERTAN&kind=akrab": "Jenis “akrab” tidak ada",
    "from=DPUPR&to=DISPERTAN&type=samping": "Tipe “samping” tidak ada",
    "from=DPUPR&to=DISPERTAN&form=z": "Bentuk “z” tidak ada",
    "from=DPUPR&to=DISPERTAN&affair=X/y": "Urusan “X/y” tidak ada",
    "from=DPUPR&kind=koordinatif": "paling sedikit satu pihak",
    "kind=koordinatif&to=DPUPR": "dari siapa",
    "from=%00Z&to=" + "x" * 5000: "tidak ditemukan",
    "from=DPUPR" + "&to=DKP" * 60: "Paling banyak 40",
}


def test_a_name_of_several_units_gives_them_as_links_that_keep_the_rest(balangan: Government, client: Client) -> None:
    page = read(client, "/jalur/?from=pupr&to=lampihong&kind=konsultatif&per=2026-11-01", status=422)
    assert "beberapa unit" in page
    link = '<a href="/jalur/?from=pupr&to=KEC.LAMPIHONG&kind=konsultatif&per=2026-11-01">'
    assert f"{link}Kecamatan Lampihong</a>" in page


def test_a_bad_question_gets_a_sentence_and_keeps_what_was_typed(balangan: Government, client: Client) -> None:
    for query, said in BAD.items():
        html = read(client, f"/jalur/?{query}", status=422)
        assert said in html
        if query.startswith("from=DPUPR"):
            assert 'value="Dinas Pekerjaan Umum dan Penataan Ruang"' in html
        answer = client.get(f"/jalur/?{query}&format=json")
        assert answer.status_code == 422
        assert answer["Content-Type"] == "application/problem+json"
        assert said in json.loads(answer.content)["detail"]


def test_only_one_party_fills_the_form_and_shows_the_map(balangan: Government, client: Client) -> None:
    html = read(client, "/jalur/?from=DPUPR")
    assert 'value="Dinas Pekerjaan Umum dan Penataan Ruang"' in html
    assert 'id="peta"' in html
    assert "Komando Distrik Militer 1001" in html


def test_json_is_the_object_of_the_law(balangan: Government, client: Client) -> None:
    question = Question("DPUPR", ("DISPERTAN", "DKP", "KEC.LAMPIHONG"), Kind.KOORDINATIF)
    expected = as_json(resolver(balangan, balangan.today()).resolve(question))
    assert client.get(f"{IRRIGATION}&format=json").json() == expected
    early = client.get(f"{IRRIGATION}&format=json&per=2020-04-05").json()
    assert early["status"] == "undetermined"
    assert client.get(f"{IRRIGATION}&format=json&per=x").status_code == 400


def test_a_named_affair_is_kept_in_the_form(balangan: Government, client: Client) -> None:
    html = read(client, f"{IRRIGATION}&affair=DPUPR/pupr")
    assert 'value="DPUPR/pupr" checked' in html


def test_path_and_map_take_one_query_each(
    balangan: Government, client: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for address in ("/jalur/", "/jalur/?from=DPUPR&to=DISPERTAN", IRRIGATION):
        client.get(address)
        with django_assert_num_queries(1):
            client.get(address)


def test_an_outsider_is_refused_to_use_the_path_without_signing_in(balangan: Government, client: Client) -> None:
    opening = "/kerja/berkas/baru/?to=DISPERTAN&to=DKP&to=KEC.LAMPIHONG&kind=koordinatif"
    assert f'href="{opening}' in read(client, IRRIGATION)
    assert client.get("/kerja/berkas/baru/")["Location"].startswith("/masuk/")
