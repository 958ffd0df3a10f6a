"""Bodies: what programs send, field by field, as the description of the interface tells it."""

from __future__ import annotations

import re
from datetime import date, datetime
from typing import Annotated, Any, Literal
from zoneinfo import ZoneInfo

from ninja import Schema
from pydantic import AfterValidator, BeforeValidator, ConfigDict, Field, StrictBool, StrictInt

from selaras.actions.acts import Deed
from selaras.actions.drafts import Intent, Origin

LONG = 20_000  # characters; the acts say what is too long in their own words, this keeps out what nobody wrote
MOST = 2**63 - 1


def _readable(text: str) -> str:
    if "\x00" in text:
        raise ValueError("memuat tanda tak terlihat yang tidak dapat disimpan")
    return text


def _day(given: Any) -> Any:
    """A day of our times, as ISO 8601 writes it; anything else is no day here."""
    if given is None:
        return None
    if not isinstance(given, str) or not re.fullmatch(r"(19|20|21)\d\d-\d\d-\d\d", given, re.ASCII):
        raise ValueError("tulis tanggal seperti 2026-12-01, dengan tahun 1900 sampai 2199")
    return given


def _moment(given: Any) -> Any:
    """A moment of our times, as RFC 3339 writes it."""
    if given is None:
        return None
    if not isinstance(given, str) or not re.match(r"(19|20|21)\d\d-\d\d-\d\dT\d\d:\d\d", given, re.ASCII):
        raise ValueError("tulis hari dan jam seperti 2026-12-01T09:00:00+08:00")
    return given


Line = Annotated[str, Field(max_length=500), AfterValidator(_readable)]
Text = Annotated[str, Field(max_length=LONG), AfterValidator(_readable)]
Code = Annotated[str, Field(max_length=90), AfterValidator(_readable)]
Key = Annotated[StrictInt, Field(ge=1, le=MOST)]
Day = Annotated[date | None, BeforeValidator(_day)]
Moment = Annotated[datetime | None, BeforeValidator(_moment)]


KindCode = Literal["konsultatif", "kolegial", "fungsional", "struktural", "koordinatif"]
MeetingSort = Literal["rapat_koordinasi", "temu_konsultasi", "rakor_bidang", "musyawarah"]
AspectCode = Literal["organisasi", "kepegawaian", "anggaran"]


class Body(Schema):
    """What is sent; a field that is not known is refused, so that nobody believes it was heard."""

    model_config = ConfigDict(extra="forbid")


class LetterBody(Body):
    """The letter a matter starts from."""

    number: Line = ""
    dated: Day = None
    subject: Line = ""
    sender: Line = ""
    link: Line = ""
    system: Code = ""


class DraftBody(Body):
    """A matter as somebody wants to open it; codes of units, of posts as UNIT/POST, of affairs as UNIT/AFFAIR."""

    kind: Literal["", "konsultatif", "kolegial", "fungsional", "struktural", "koordinatif"] = ""
    type: Code = ""
    form: Code = ""
    duty: Code = ""
    parties: Annotated[list[Code], Field(max_length=100)] = []
    affairs: Annotated[list[Code], Field(max_length=100)] = []
    title: Line = ""
    purpose: Text = ""
    budget: StrictBool = False
    urgency: Text = ""
    letter: LetterBody | None = None
    principal: Code = ""

    @property
    def intent(self) -> Intent:
        """The same, as the acts take it."""
        letter = self.letter or LetterBody()
        origin = Origin(letter.number, letter.dated, letter.subject, letter.sender, letter.link, letter.system)
        return Intent(
            kind=self.kind,
            type=self.type,
            form=self.form,
            duty=self.duty,
            parties=tuple(self.parties),
            affairs=tuple(self.affairs),
            title=self.title,
            purpose=self.purpose,
            budget=self.budget,
            urgency=self.urgency,
            letter=origin,
        )


class MatterBody(DraftBody):
    """The same, to be kept as a draft, or sent along its path at once."""

    submit: StrictBool = False
    happened_on: Day = None
    uploads: Annotated[list[Code], Field(max_length=20)] = []


class StepBody(Body):
    """A step and all that its form asks; what a step does not ask is left out."""

    step: Annotated[str, Field(min_length=1, max_length=40), AfterValidator(_readable)]
    seat: Key | None = None
    text: Text = ""
    target: Key | None = None
    matter: Code = ""
    link_kind: Literal["follows", "child", "merged"] = "follows"
    post: Code = ""
    power: Literal["menyiapkan", "bertindak"] = "menyiapkan"
    unit: Code = ""
    kind: Code = ""
    day: Day = None
    starts_at: Moment = None
    ends_at: Moment = None
    place: Line = ""
    link: Line = ""
    letter: Line = ""
    letter_on: Day = None
    instrument: Line = ""
    instrument_number: Line = ""
    instrument_on: Day = None
    output: Key | None = None
    aspects: Annotated[list[AspectCode], Field(max_length=10)] = []
    happened_on: Day = None
    uploads: Annotated[list[Code], Field(max_length=20)] = []

    def deed(self, zone: ZoneInfo) -> Deed:
        """The same, as the acts take it, without its files; hours that name no zone are those of `zone`."""
        given = self.model_dump(exclude={"seat", "matter", "uploads"})
        given["starts_at"], given["ends_at"] = here(self.starts_at, zone), here(self.ends_at, zone)
        return Deed(**{**given, "other": self.matter, "aspects": tuple(self.aspects)})


def here(moment: datetime | None, zone: ZoneInfo) -> datetime | None:
    """A moment that names no zone, in this one."""
    return moment if moment is None or moment.tzinfo else moment.replace(tzinfo=zone)


class AnswerBody(Body):
    """What was asked for, in words; `unit` names who is competent instead, where one is not."""

    text: Annotated[str, Field(min_length=1, max_length=LONG), AfterValidator(_readable)]
    unit: Code = ""
    seat: Key | None = None
    happened_on: Day = None
    uploads: Annotated[list[Code], Field(max_length=20)] = []


class PositionBody(Body):
    """How a party stands: it agrees, agrees with a note, objects, or abstains."""

    position: Literal["agree", "note", "object", "abstain"]
    text: Text = ""
    seat: Key | None = None
    happened_on: Day = None
    uploads: Annotated[list[Code], Field(max_length=20)] = []


class ItemBody(Body):
    """One item of an agenda."""

    title: Line
    minutes: Annotated[StrictInt, Field(ge=1, le=600)] = 15
    matters: Annotated[list[Code], Field(max_length=20)] = []
    follow_up: Key | None = None


class MeetingBody(Body):
    """A meeting as somebody wants to call it; with `call` its invitations go out at once."""

    sort: MeetingSort = "rapat_koordinasi"
    title: Line
    purpose: Text = ""
    starts_at: Moment = None
    ends_at: Moment = None
    place: Line = ""
    link: Line = ""
    secretary: Code = ""
    invitees: Annotated[list[Code], Field(max_length=400)] = []
    guests: Annotated[list[Code], Field(max_length=400)] = []
    items: Annotated[list[ItemBody], Field(max_length=100)] = []
    group: Key | None = None
    principal: Code = ""
    call: StrictBool = False
