"""The place where Django looks for models: it only gathers those of each noun."""

from selaras.records.audit import SavedFilter
from selaras.records.calendars import CalendarLink
from selaras.records.delegations import Delegation
from selaras.records.documents import Document, DocumentSeat, Measurement, Row
from selaras.records.files import File
from selaras.records.governments import Government, ProvisionText
from selaras.records.groups import GroupSeat, Output, WorkingGroup
from selaras.records.jobs import Progress, ProgressStep, ScheduleRun, Worker
from selaras.records.ledger import Entry, Head, Node, Reading, Seal, Secret
from selaras.records.marks import Mark
from selaras.records.matters import Answer, Assignment, Letter, Link, Matter, Participant, Proposal, Receipt
from selaras.records.meetings import Addendum, AgendaItem, Meeting, MeetingSeat, Series
from selaras.records.notices import Notice
from selaras.records.outcomes import Decision, FollowUp, FollowUpSeat, Stance
from selaras.records.papers import AddressedCopy, Paper, SignedCopy
from selaras.records.people import Operator, Person, Tenure
from selaras.records.search import SearchRow, SearchWord
from selaras.records.stamp import Stamp
from selaras.records.sums import Contribution, Reckoning, Sum
from selaras.records.tokens import Request, Token
from selaras.records.units import Affair, Coordination, Holiday, Post, Succession, Unit
from selaras.records.webhooks import Delivery, Endpoint
from selaras.records.withholdings import Withholding, WithholdingSeat
from selaras.records.workdays import Workday

__all__ = [
    "Addendum",
    "AddressedCopy",
    "Affair",
    "AgendaItem",
    "Answer",
    "Assignment",
    "CalendarLink",
    "Contribution",
    "Coordination",
    "Decision",
    "Delegation",
    "Delivery",
    "Document",
    "DocumentSeat",
    "Endpoint",
    "Entry",
    "File",
    "FollowUp",
    "FollowUpSeat",
    "Government",
    "GroupSeat",
    "Head",
    "Holiday",
    "Letter",
    "Link",
    "Mark",
    "Matter",
    "Measurement",
    "Meeting",
    "MeetingSeat",
    "Node",
    "Notice",
    "Operator",
    "Output",
    "Paper",
    "Participant",
    "Person",
    "Post",
    "Progress",
    "ProgressStep",
    "Proposal",
    "ProvisionText",
    "Reading",
    "Receipt",
    "Reckoning",
    "Request",
    "Row",
    "SavedFilter",
    "ScheduleRun",
    "Seal",
    "SearchRow",
    "SearchWord",
    "Secret",
    "Series",
    "SignedCopy",
    "Stamp",
    "Stance",
    "Succession",
    "Sum",
    "Tenure",
    "Token",
    "Unit",
    "Withholding",
    "WithholdingSeat",
    "Workday",
    "Worker",
    "WorkingGroup",
]
