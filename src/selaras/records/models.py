"""The place where Django looks for models: it only gathers those of each noun."""

from selaras.records.files import File
from selaras.records.governments import Government, ProvisionText
from selaras.records.ledger import Entry, Head, Node, Reading, Seal, Secret
from selaras.records.matters import Answer, Assignment, Link, Matter, Participant, Proposal, Receipt
from selaras.records.people import Person, Tenure
from selaras.records.units import Affair, Coordination, Holiday, Post, Succession, Unit

__all__ = [
    "Affair",
    "Answer",
    "Assignment",
    "Coordination",
    "Entry",
    "File",
    "Government",
    "Head",
    "Holiday",
    "Link",
    "Matter",
    "Node",
    "Participant",
    "Person",
    "Post",
    "Proposal",
    "ProvisionText",
    "Reading",
    "Receipt",
    "Seal",
    "Secret",
    "Succession",
    "Tenure",
    "Unit",
]
