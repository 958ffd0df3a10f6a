"""Forms of the workspace: what a new matter asks, and what each step asks, made from the pack."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from hashlib import sha256
from typing import Any
from uuid import uuid4

from django import forms
from django.forms.utils import flatatt
from django.http import HttpRequest, QueryDict
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from selaras.actions.acts import SHORT_LIMIT, Deed
from selaras.actions.drafts import Intent, Origin, intent_of
from selaras.actions.files import Upload
from selaras.law.authority import Aspect
from selaras.law.kinds import KindRow, agency_of
from selaras.law.openness import Consent
from selaras.law.organisation import Organisation
from selaras.law.procedures import Ask, Effect, Offer, Step
from selaras.law.regulation import Regulation
from selaras.law.routes import Route
from selaras.law.types import Kind, Post
from selaras.records.matters import Matter
from selaras.records.people import Actor
from selaras.web.language import in_language
from selaras.web.parties import Unknown, code_of, exact
from selaras.web.uploads import UploadField

_KEY = re.compile(r"[0-9a-f-]{1,64}", re.ASCII)


def key_of(request: HttpRequest) -> str:
    """The key of a form with all that was sent in it, as SHA-256 (hexadecimal); a new one when the form has none.

    The same form sent again with other words, after going back, is another act and must not pass for the first.
    """
    if not _KEY.fullmatch(request.POST.get("key", "")):
        return uuid4().hex
    sent = sorted((name, values) for name, values in request.POST.lists() if name != "csrfmiddlewaretoken")
    file = request.FILES.get("file")
    content = repr((request.path, sent, file and (file.name, file.size)))
    return sha256(content.encode(errors="surrogatepass")).hexdigest()


def whole(text: str) -> int | None:
    """A whole number of at most 18 digits; None for anything else."""
    return int(text) if re.fullmatch(r"\d{1,18}", text, re.ASCII) else None


class Select(forms.Select):
    """A list to choose from, written in one go: a template for each of dozens of posts would cost more than a page."""

    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> SafeString:
        """The list as HTML."""
        options = format_html_join(
            "",
            '<option value="{}"{}>{}</option>',
            ((code, SafeString(" selected") if str(code) == str(value) else "", label) for code, label in self.choices),
        )
        return format_html(
            "<select{}>{}</select>", flatatt(self.build_attrs(self.attrs, {**(attrs or {}), "name": name})), options
        )


class Later(forms.CharField):
    """A text that the submission needs and a draft does not; the act says so when it is missing."""

    def validate(self, value: str) -> None:
        """Nothing is missing yet."""


class MatterForm(forms.Form):
    """The questions of a new matter; the parties stand beside its fields because each is a choice of its own."""

    use_required_attribute = False
    choices: tuple[tuple[str, str], ...] = ()  # what the party typed last may mean: code and name

    kind = forms.ChoiceField(required=False, widget=forms.RadioSelect)
    add = forms.CharField(required=False)
    type = forms.ChoiceField(required=False)
    form = forms.ChoiceField(required=False, widget=forms.RadioSelect)
    duty = forms.ChoiceField(required=False, widget=forms.RadioSelect)
    budget = forms.BooleanField(required=False)
    urgency = Later(widget=forms.Textarea(attrs={"rows": 3}))
    title = Later()
    purpose = Later(widget=forms.Textarea(attrs={"rows": 5}))
    principal = forms.ChoiceField(required=False, widget=Select)
    letter_number = Later()
    letter_dated = forms.CharField(required=False)
    letter_subject = Later()
    letter_sender = Later()
    letter_link = Later()
    letter_system = forms.ChoiceField(required=False, widget=Select)
    happened_on = forms.CharField(required=False)
    signed = UploadField(required=False)

    def __init__(
        self,
        regulation: Regulation,
        organisation: Organisation,
        data: QueryDict | None = None,
        initial: dict[str, Any] | None = None,
        parties: Sequence[str] = (),
        affairs: Sequence[str] = (),
        files: Any = None,
    ) -> None:
        super().__init__(data, files, initial=initial)
        kinds = regulation.kinds
        self.span = {code for code, row in regulation.routes.types.items() if row.route is Route.SPAN}
        self.organisation, self.affairs = organisation, tuple(affairs)
        labels = {
            "kind": _("Apa yang Anda perlukan?"),
            "add": _("Tambah perangkat daerah atau instansi"),
            "type": _("Tipe koordinasi"),
            "form": _("Apa hasil akhirnya?"),
            "duty": _("Tugas pimpinan mana yang dilakukan?"),
            "budget": _("Menyangkut anggaran"),
            "urgency": _("Alasan mendesak"),
            "title": _("Judul berkas"),
            "purpose": _("Maksud"),
            "principal": _("Atas nama"),
            "letter_number": _("Nomor surat"),
            "letter_subject": _("Perihal"),
            "letter_sender": _("Pengirim"),
            "letter_link": _("Alamat surat"),
            "letter_system": _("Tempat surat"),
            "signed": _("Pindaian naskah yang sudah ditandatangani"),
        }
        for name, label in labels.items():
            self.fields[name].label = label
        self.fields["letter_dated"] = day_field(_("Tanggal surat"))
        self.fields["happened_on"] = day_field(
            _("Sudah terjadi pada"),
            _("Isi bila ini sudah berlangsung sebelum dicatat, misalnya disampaikan lewat telepon."),
        )
        self.fields["urgency"].help_text = _("Mengapa tugas ini tidak dapat menunggu jenjang di antaranya.")
        self.fields["signed"].help_text = _("PDF, gambar, atau dokumen, paling besar 10 MB.")
        self.fields["add"].widget.attrs |= {"list": "unit", "autocomplete": "off", "maxlength": 100}
        self.fields["add"].help_text = _("Ketik nama atau singkatannya.")
        self.fields["type"].help_text = _("Bimbingan atau pengawasan kepada unit di bawah Anda: pilih hierarki.")
        self.fields["purpose"].help_text = _("Apa yang ditanyakan, diminta, ditugaskan, atau dipadukan, dan mengapa.")
        self._choices("kind", [(k.code.value, k.need) for k in kinds.kinds])
        self._choices("type", [("", _("Menurut para pihak"))] + [(t.code, t.label) for t in kinds.types])
        self._choices("form", [(f.code, f.result) for f in kinds.forms])
        self._choices("duty", [(d.code, d.label) for d in kinds.duties])
        self._choices("letter_system", [("", _("Tidak disebut")), *letter_systems().items()])
        self._choices("principal", [])
        self.parties = self._fitting(parties)

    def _choices(self, name: str, choices: list[tuple[str, str]]) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)
        field.choices = choices
        field.error_messages["invalid_choice"] = _("Pilihan itu tidak ada. Pilih dari daftar.")

    def _fitting(self, parties: Iterable[str]) -> list[str]:
        """Each party once; coordination along a path binds units, so a post gives way to its unit there."""
        units = bool(self.chosen_kind) and not self.post_to_post
        return list(dict.fromkeys(p.split("/")[0] if units else p for p in parties))

    def acts_for(self, actor: Actor) -> None:
        """Offer the posts in whose name an operator may write, his own first."""
        names = [(code, self.organisation.name_of(code)) for code in (actor.post, *sorted(actor.principals))]
        self._choices("principal", names)
        self.fields["principal"].required = len(names) > 1

    @property
    def chosen_kind(self) -> str:
        """The kind chosen so far, "" for none or one that does not exist."""
        value = str(self["kind"].value() or "")
        return value if value in set(Kind) else ""

    @property
    def post_to_post(self) -> bool:
        """Whether a party may be narrowed to one of its posts."""
        return self.chosen_kind not in ("", Kind.KOORDINATIF) or self["type"].value() in self.span

    @property
    def picked(self) -> list[tuple[str, str, list[tuple[str, str]]]]:
        """The parties chosen: code, name, and the posts to narrow it to (code or unit for its head, title)."""
        found = []
        for code in self.parties:
            unit = code.split("/")[0]
            posts = self.organisation.posts_of.get(unit, ()) if self.post_to_post else ()
            choices = [(unit if post.head else post.code, post.title) for post in posts]
            found.append((code, self.organisation.name_of(unit), choices if len(choices) > 1 else []))
        return found

    @classmethod
    def sent(cls, regulation: Regulation, organisation: Organisation, post: QueryDict, files: Any = None) -> MatterForm:
        """The form as it was sent, with the party typed last among the parties and one taken off if so asked."""
        data, unknown = post.copy(), ""
        choices: tuple[tuple[str, str], ...] = ()
        parties = [p for p in data.getlist("party") if p != data.get("remove")]
        if data.get("pick"):
            parties.append(str(data["pick"]))
            data["add"] = ""
        if data.get("way"):
            # A way on changes some answers and leaves what was typed.
            way = QueryDict(str(data["way"])[:WAY_LIMIT])
            parties = way.getlist("to") or parties
            for name in ("kind", "type"):
                data[name] = way.get(name, "")
            data["principal"] = way.get("principal") or data.get("principal", "")
        typed = data.get("add", "")
        if typed.strip() and not data.get("remove"):
            try:
                # While somebody types, only a full name is taken; a part of one when he says that he is done.
                code = code_of(organisation, typed) if data.get("do") else exact(organisation, typed)
                if code:
                    parties.append(code)
                    data["add"] = ""
            except Unknown as bad:
                unknown, choices = str(bad), bad.choices
        known = [p for p in parties if p in organisation.units or p in organisation.posts]
        if len(known) < len(parties):
            unknown = _("Satu pihak tidak dikenal dan tidak ikut terpilih. Pilih unit dari daftar.")
        affairs = [a for a in data.getlist("affair") if a in organisation.affairs]
        form = cls(regulation, organisation, data, parties=known, affairs=affairs, files=files)
        form.choices = choices
        if unknown:
            form.add_error("add", unknown)
        return form

    @classmethod
    def asked(cls, regulation: Regulation, organisation: Organisation, query: QueryDict) -> MatterForm:
        """An empty form, prefilled by an address such as the path finder's: kind, type, form, to, affair."""
        asked = (*CHOSEN, *WRITTEN, *LETTER, "principal")
        initial = {name: query.get(name, "").replace("\x00", "") for name in asked}
        known = [p for p in query.getlist("to") if p in organisation.units or p in organisation.posts]
        affairs = [a for a in query.getlist("affair") if a in organisation.affairs]
        return cls(regulation, organisation, initial=initial, parties=known, affairs=affairs)

    @classmethod
    def of(cls, regulation: Regulation, organisation: Organisation, draft: Matter) -> MatterForm:
        """The form as the draft keeps it."""
        intent = intent_of(draft)
        initial = {name: getattr(intent, name) for name in (*CHOSEN, *WRITTEN, "budget")}
        initial |= {name: getattr(intent.letter, name.removeprefix("letter_")) for name in LETTER}
        initial["principal"] = draft.opener_post
        return cls(regulation, organisation, initial=initial, parties=draft.parties, affairs=draft.affairs)

    @property
    def intent(self) -> Intent:
        """What is wanted, as far as it is known."""
        text = {n: str(self[n].value() or "") for n in (*CHOSEN, *WRITTEN, *LETTER)}
        coordinative = self.chosen_kind == Kind.KOORDINATIF

        def chosen(name: str) -> str:
            choices = self.fields[name].choices  # type: ignore[attr-defined]
            return text[name] if text[name] in {code for code, _label in choices} else ""

        dated = self["letter_dated"].value()
        return Intent(
            kind=self.chosen_kind,
            type=chosen("type") if coordinative else "",
            form=chosen("form") if coordinative and text["type"] not in self.span else "",
            duty=chosen("duty") if coordinative else "",
            parties=tuple(self.parties),
            affairs=self.affairs,
            title=text["title"],
            purpose=text["purpose"],
            budget=bool(self["budget"].value()),
            urgency=text["urgency"],
            letter=Origin(
                number=text["letter_number"],
                dated=dated if isinstance(dated, date) else _day(str(dated or "")),
                subject=text["letter_subject"],
                sender=text["letter_sender"],
                link=text["letter_link"],
                system=chosen("letter_system"),
            ),
        )

    @property
    def from_letter(self) -> bool:
        """Whether anything of a letter was typed."""
        return any(self[name].value() or self[name].errors for name in LETTER)

    @property
    def in_name_of(self) -> str:
        """The post in whose name an operator writes; "" for his own."""
        asked = str(self["principal"].value() or "")
        return asked if asked in {code for code, _label in self.fields["principal"].choices} else ""  # type: ignore[attr-defined]

    @property
    def uploads(self) -> tuple[Upload, ...]:
        """The signed paper that came with the form; only of a form that is valid."""
        file = self.cleaned_data["signed"]
        return (file,) if file else ()

    def refuse(self, errors: Mapping[str, str]) -> None:
        """Show what the act found wrong beside the fields."""
        for name, sentence in errors.items():
            self.add_error({"parties": "add"}.get(name, name if name in self.fields else None), in_language(sentence))


WAY_LIMIT = 4000  # characters of a way on: some forty parties
CHOSEN = ("kind", "type", "form", "duty")
WRITTEN = ("urgency", "title", "purpose")
LETTER = ("letter_number", "letter_dated", "letter_subject", "letter_sender", "letter_link", "letter_system")


def letter_systems() -> dict[str, str]:
    """Where a letter itself may lie, as a reader knows it."""
    return {
        "srikandi": "SRIKANDI",
        "kertas": _("Kertas"),
        "sipd": "SIPD",
        "lapor": "SP4N-LAPOR!",
        "lain": _("Tempat lain"),
    }


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def day_field(label: str, help_text: str = "", *, required: bool = False) -> forms.DateField:
    """A day, picked or typed year first."""
    wrong = _("Tulis tanggal yang ada, misalnya 2026-12-01.")
    return forms.DateField(
        label=label,
        required=required,
        help_text=help_text,
        input_formats=["%Y-%m-%d", "%d/%m/%Y"],
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date", "class": "narrow"}),
        error_messages={"invalid": wrong, "required": wrong},
    )


def moment_field(label: str, help_text: str = "", *, required: bool = False) -> forms.DateTimeField:
    """A day with its hour in the zone of the government, picked or typed year first."""
    wrong = _("Tulis hari dan jam yang ada, misalnya 2026-12-01 09.00.")
    return forms.DateTimeField(
        label=label,
        required=required,
        help_text=help_text,
        input_formats=["%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M", "%Y-%m-%d %H.%M", "%d/%m/%Y %H.%M"],
        widget=forms.DateTimeInput(format="%Y-%m-%dT%H:%M", attrs={"type": "datetime-local", "class": "narrow"}),
        error_messages={"invalid": wrong, "required": wrong},
    )


GUARDS_NOBODY = "-"  # what is chosen where the ground guards no person whose consent could be asked


class StepForm(forms.Form):
    """The form of one step, or of several that answer the same question, made from what the steps ask."""

    use_required_attribute = False

    def __init__(
        self,
        offers: Sequence[Offer],
        organisation: Organisation,
        data: QueryDict | None = None,
        files: Any = None,
        signed_paper: str = "",
        assigned: Sequence[str] = (),
        kinds: Sequence[KindRow] = (),
        initial: Mapping[str, Any] | None = None,
        acting: str = "",
        outputs: Sequence[tuple[str, str]] = (),
        grounds: Sequence[tuple[str, str]] = (),
        stays: str = "",
        near: str = "",
    ) -> None:
        first = offers[0]
        super().__init__(data, files, auto_id=f"{first.step.code}-{first.seat.id}-%s", initial=dict(initial or {}))
        self.offers, self.organisation, self.signed_paper = tuple(offers), organisation, signed_paper
        self.assigned, self.kinds, self.acting, self.outputs = assigned, kinds, acting, outputs
        self.grounds, self.stays, self.near = grounds, stays, near
        steps = [offer.step for offer in offers]
        asks = {ask for step in steps for ask in step.asks}
        if len(steps) > 1:
            self.fields["step"] = forms.ChoiceField(
                label=_("Pilihan Anda"),
                choices=[(s.code, s.label) for s in steps],
                widget=forms.RadioSelect,
                error_messages={"required": _("Pilih salah satu."), "invalid_choice": _("Pilih dari daftar.")},
            )
        if Ask.TARGET in asks:
            targets = [(str(t.id), _name(organisation, t.unit, t.post)) for t in first.targets]
            self._choice("target", target_word(first.step), targets)
        if Ask.POST in asks:
            posts = [(post.code, post.title) for post in organisation.under(first.seat.post or "")]
            self._choice("post", _("Jabatan"), posts)
            powers = [("menyiapkan", _("Menyiapkan bahan")), ("bertindak", _("Bertindak untuk pimpinan"))]
            self._choice("power", _("Wewenangnya"), powers)
        if Ask.ASSIGNED in asks:
            self._choice("post", _("Jabatan"), [(code, organisation.name_of(code)) for code in assigned])
        if Ask.SUBORDINATE in asks:
            below = right_below(organisation, first.seat.post or "")
            self._choice("post", _("Bawahan langsung"), [(p.code, _name(organisation, p.unit, p.code)) for p in below])
        if Ask.UNIT in asks:
            units = sorted((u.name, code) for code, u in organisation.units.items() if code != first.seat.unit)
            self._choice("unit", _("Unit yang berwenang"), [("", "…"), *((code, name) for name, code in units)])
            self.fields["unit"].required = len(steps) == 1
        if Ask.KIND in asks:
            self._choice("kind", _("Jenis yang baru"), [(row.code.value, row.label) for row in kinds])
        if Ask.MATTER in asks:
            self.fields["other"] = forms.CharField(
                label=_("Nomor berkas lain"),
                help_text=_("Berkas yang Anda ikuti, misalnya 2026-00012."),
                max_length=40,
                error_messages={"required": _("Tulis nomor berkasnya, misalnya 2026-00012.")},
            )
            links = [
                ("follows", _("Berkas ini melanjutkan berkas itu")),
                ("child", _("Berkas itu turunan berkas ini")),
            ]
            if any(Effect.LINK in step.effects for step in steps):
                self._choice("link_kind", _("Kaitannya"), links)
        if Ask.MOMENT in asks:
            self.fields["starts_at"] = moment_field(_("Mulai"), required=True)
            self.fields["ends_at"] = moment_field(_("Berakhir pada"))
            self._line("place", _("Tempat"), 200)
            self._line("link", _("Alamat daring"), 500)
        if Ask.SUBSTITUTE in asks:
            posts = [(p.code, _name(organisation, p.unit, p.code)) for p in substitutes(organisation, first)]
            self._choice("post", _("Yang mewakili"), [("", "…"), *posts])
            self.fields["post"].required = len(steps) == 1
            self._line("letter", _("Nomor surat tugas"), 100)
            self.fields["letter_on"] = day_field(_("Tanggal surat tugas"))
            if len(steps) > 1:
                self.fields["post"].help_text = _("Hanya bila Anda mengirim wakil.")
        if Ask.OUTPUT in asks:
            self._choice("output", _("Hasil yang mana"), list(outputs))
        if Ask.GROUND in asks:
            self._choice("ground", _("Dasar pengecualian"), list(grounds))
        if Ask.CONSENT in asks:
            decides = Ask.GROUND in asks  # who opens what is withheld may do so for any reason
            first_said = ("", "…") if decides else ("", _("Dibuka bukan karena persetujuan orangnya"))
            others = [(GUARDS_NOBODY, _("Dasarnya bukan huruf g atau h"))] if decides else []
            self._choice("consent", _("Persetujuan tertulis orangnya"), [first_said, *consents().items(), *others])
            self.fields["consent"].required = decides
            self.fields["consent"].help_text = _(
                "Pada akta, wasiat, dan rahasia pribadi. Yang disetujui tertulis oleh orangnya terbuka "
                "(UU 14/2008 Pasal 18 ayat (2) huruf a)."
            )
        if Ask.INSTRUMENT in asks:
            withholds = any(Effect.WITHHOLD in step.effects for step in steps)
            self._line("instrument", _("Nama naskah penetapan"), 200)
            self.fields["instrument"].help_text = (
                _("Misalnya: Penetapan PPID dengan uji konsekuensi.") if withholds else _("Misalnya: Keputusan Bupati.")
            )
            self._line("instrument_number", _("Nomor naskah"), 100)
            self.fields["instrument_on"] = day_field(_("Tanggal naskah"), required=True)
            self.fields["instrument"].required = self.fields["instrument_number"].required = True
        if Ask.APPROVAL in asks:
            self._line("approval", _("Nomor persetujuan pimpinan"), 100)
            self.fields["approval"].required = True
            self.fields["approval_on"] = day_field(_("Tanggal persetujuan pimpinan"), required=True)
        if Ask.TERM in asks:
            help_text = _("Hari terakhir dikecualikan. Pada dasar yang ditandai berkas terbuka sendiri sesudahnya.")
            self.fields["ends_on"] = day_field(_("Jangka waktu sampai"), help_text, required=True)
        if Ask.DAY in asks:
            self.fields["day"] = day_field(ends_label(steps), self.near, required=True)
        if Ask.SUMMARY in asks:
            self._line("title", _("Judul netral"), SHORT_LIMIT)
            self.fields["title"].help_text = _("Judul yang tampak bagi umum. Perbaiki bila masih membuka isi.")
            self.fields["summary"] = forms.CharField(
                label=_("Ringkasan uji konsekuensi bagi umum"),
                help_text=_("Mengapa dikecualikan, tanpa membuka isinya. Siapa pun dapat membacanya."),
                widget=forms.Textarea(attrs={"rows": 3}),
                error_messages={"required": _("Tulis ringkasannya bagi umum.")},
            )
        texts = [step.text for step in steps if step.text]
        if texts:
            label = " / ".join(dict.fromkeys(text.label for text in texts))
            always = len(texts) == len(steps) and all(text.required for text in texts)
            demanding = ", ".join(s.label for s in steps if s.text and s.text.required)
            needed = _("Wajib untuk: %(steps)s.") % {"steps": demanding} if demanding else ""
            self.fields["text"] = forms.CharField(
                label=label,
                help_text=(texts[0].help or "") if len(steps) == 1 else needed,
                required=always,
                widget=forms.Textarea(attrs={"rows": 4}),
                error_messages={
                    "required": _("Isi %(label)s lebih dahulu.") % {"label": label[:1].lower() + label[1:]}
                },
            )
        if Ask.FILE in asks or signed_paper:
            self.fields["file"] = UploadField(
                label=signed_paper or (_("Lembar uji konsekuensi") if Ask.GROUND in asks else _("Naskah")),
                required=(bool(signed_paper) and all(s.binding for s in steps))
                or any(s.code == "lampirkan" or Ask.GROUND in s.asks for s in steps),
                help_text=(_("Surat atau berita acara yang ditandatangani.") + " " if signed_paper else "")
                + _("PDF, gambar, atau dokumen, paling besar 10 MB."),
                error_messages={"required": _("Pilih naskah yang hendak dilampirkan.")},
            )
        if Ask.NEVER in asks:
            self.fields["confirmed"] = forms.MultipleChoiceField(
                label=_("Yang tetap terbuka"),
                help_text=stays,
                choices=[("ya", _("Saya sudah membaca apa yang tetap terbuka"))],
                widget=forms.CheckboxSelectMultiple,
                error_messages={"required": _("Nyatakan bahwa Anda sudah membaca apa yang tetap terbuka.")},
            )
        if Ask.ASPECTS in asks:
            self.fields["aspects"] = forms.MultipleChoiceField(
                label=_("Keputusan ini mengubah status hukum pada …"),
                help_text=_aspects_help(acting),
                choices=[(aspect.value, aspects()[aspect]) for aspect in Aspect],
                required=False,
                widget=forms.CheckboxSelectMultiple,
                error_messages={"invalid_choice": _("Pilih aspek dari daftar.")},
            )
        if not any(step.at_once for step in steps):
            self.fields["happened_on"] = day_field(
                _("Sudah terjadi pada"),
                _("Isi bila ini sudah terjadi sebelum dicatat, misalnya disepakati lewat telepon."),
            )

    @property
    def demands(self) -> bool:
        """Whether several of its fields have to be filled in, which it then says before them."""
        return sum(field.required for field in self.fields.values()) > 1

    def _choice(self, name: str, label: str, choices: list[tuple[str, str]]) -> None:
        wrong = _("Pilih dari daftar.")
        self.fields[name] = forms.ChoiceField(
            label=label, choices=choices, widget=Select, error_messages={"required": wrong, "invalid_choice": wrong}
        )

    def _line(self, name: str, label: str, limit: int) -> None:
        long = _("Tulis paling panjang %(n)s karakter.") % {"n": limit}
        needed = _("Isi %(label)s lebih dahulu.") % {"label": label[:1].lower() + label[1:]}
        self.fields[name] = forms.CharField(
            label=label, required=False, max_length=limit, error_messages={"max_length": long, "required": needed}
        )

    def add_error(self, field: str | None, error: Any) -> None:
        """Show what is wrong beside its field; the browser goes to the first of them."""
        super().add_error(field, error)
        if field in self.fields and not any("autofocus" in f.widget.attrs for f in self.fields.values()):
            self.fields[field].widget.attrs["autofocus"] = True

    def sent(self, data: QueryDict, files: Any) -> StepForm:
        """The same form with what was sent."""
        again = (self.signed_paper, self.assigned, self.kinds, self.initial, self.acting, self.outputs)
        return StepForm(self.offers, self.organisation, data, files, *again, self.grounds, self.stays, self.near)

    @property
    def hints(self) -> dict[str, str]:
        """What each of several steps brings with it."""
        return {o.step.code: (o.step.text and o.step.text.help) or o.step.help or "" for o in self.offers}

    @property
    def deed(self) -> Deed:
        """What is to be done; only of a form that is valid."""
        values = self.cleaned_data
        file = values.get("file")
        return Deed(
            step=values.get("step") or self.offers[0].step.code,
            text=values.get("text", ""),
            target=whole(values.get("target", "")),
            other=values.get("other", ""),
            link_kind=values.get("link_kind", "follows"),
            post=values.get("post", ""),
            power=values.get("power", "menyiapkan"),
            unit=values.get("unit", ""),
            kind=values.get("kind", ""),
            starts_at=values.get("starts_at"),
            ends_at=values.get("ends_at"),
            place=values.get("place", ""),
            link=values.get("link", ""),
            letter=values.get("letter", ""),
            letter_on=values.get("letter_on"),
            aspects=tuple(values.get("aspects", ())),
            day=values.get("day"),
            instrument=values.get("instrument", ""),
            instrument_number=values.get("instrument_number", ""),
            instrument_on=values.get("instrument_on"),
            output=whole(values.get("output", "")),
            ground=values.get("ground", ""),
            consent=values.get("consent", "").removeprefix(GUARDS_NOBODY),
            ends_on=values.get("ends_on"),
            title=values.get("title", ""),
            summary=values.get("summary", ""),
            approval=values.get("approval", ""),
            approval_on=values.get("approval_on"),
            confirmed=bool(values.get("confirmed")),
            happened_on=values.get("happened_on"),
            uploads=(file,) if file else (),
        )

    def refuse(self, errors: Mapping[str, str]) -> None:
        """Show what the act found wrong beside the fields."""
        for name, sentence in errors.items():
            self.add_error(name if name in self.fields else None, in_language(sentence))


def consents() -> dict[str, str]:
    """What may be recorded of the consent of the person concerned, in words."""
    return {
        Consent.NONE.value: _("Orangnya tidak memberi persetujuan tertulis"),
        Consent.GIVEN.value: _("Orangnya memberi persetujuan tertulis"),
    }


def aspects() -> dict[str, str]:
    """In what a decision changes a legal status, in words."""
    return {
        Aspect.ORGANISATION: _("Organisasi"),
        Aspect.PERSONNEL: _("Kepegawaian"),
        Aspect.BUDGET: _("Anggaran"),
    }


def _aspects_help(acting: str) -> str:
    """What follows from a box that is ticked, for an acting officer (`acting` is "Plt.") and for everybody else."""
    rule = _("Plt. dan Plh. tidak menetapkannya (UU 30/2014 Pasal 14 ayat (7)).")
    if not acting:
        return _("Biarkan kosong bila tidak ada yang berubah.") + " " + rule
    own = _("Jabatan ini dipegang %(acting)s Bila satu dicentang, keputusannya diserahkan kepada atasan.")
    return own % {"acting": acting} + " " + rule


def ends_label(steps: Sequence[Step]) -> str:
    """What the day of a step is: until when something is due, or when it ends."""
    if any(Effect.WITHHOLD in step.effects for step in steps):
        return _("Ditinjau paling lambat")
    return _("Tenggat yang baru") if any(Effect.DUE in step.effects for step in steps) else _("Berakhir pada")


def right_below(organisation: Organisation, code: str) -> list[Post]:
    """The posts whose superior is this one, in whatever unit."""
    return [post for post in organisation.posts.values() if post.superior == code]


def substitutes(organisation: Organisation, offer: Offer) -> list[Post]:
    """Who may come in the place of a seat, or of those that a step is about: posts of the unit, heads right below."""
    seats = offer.targets or (offer.seat,)
    found = {post.code: post for seat in seats for post in instead_of(organisation, seat.unit)}
    return [post for post in found.values() if post.code not in {seat.post for seat in seats}]


def instead_of(organisation: Organisation, unit: str) -> list[Post]:
    """The posts that may stand in for the head of a unit: of the unit, and heads right below in the same agency."""
    agency = agency_of(organisation, unit)
    below = [u.code for u in organisation.below.get(unit, ()) if agency_of(organisation, u.code) == agency]
    heads = [organisation.heads[code] for code in below if code in organisation.heads]
    return [*organisation.posts_of.get(unit, ()), *heads]


def target_word(step: Step) -> str:
    """What the party is called that a step is about: one is reminded oneself, of another the report is accepted."""
    return _("Pihak") if step.target_to else _("Kepada")


def _name(organisation: Organisation, unit: str, post: str | None) -> str:
    head = organisation.heads.get(unit)
    name = organisation.name_of(unit)
    return name if post is None or (head and head.code == post) else f"{organisation.name_of(post)}, {name}"
