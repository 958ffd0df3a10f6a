"""The place where Django looks for models: it only gathers those of each noun."""

from selaras.records.delegations import Delegation
from selaras.records.files import File
from selaras.records.governments import Government, ProvisionText
from selaras.records.ledger import Entry, Head, Node, Reading, Seal, Secret
from selaras.records.matters import Answer, Assignment, Letter, Link, Matter, Participant, Proposal, Receipt
from selaras.records.people import Operator, Person, Tenure
from selaras.records.units import Affair, Coordination, Holiday, Post, Succession, Unit

__all__ = [
    "Affair",
    "Answer",
    "Assignment",
    "Coordination",
    "Delegation",
    "Entry",
    "File",
    "Government",
    "Head",
    "Holiday",
    "Letter",
    "Link",
    "Matter",
    "Node",
    "Operator",
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
