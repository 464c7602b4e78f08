"""The queue's tables: what must be brought, what is linked, what went over the wire, who reads."""

from sync_queue.models.dispatch import Dispatch
from sync_queue.models.event import RowEvent
from sync_queue.models.field_mapping import FieldMapping
from sync_queue.models.lease import ReaderLease
from sync_queue.models.link import Link
from sync_queue.models.naming import Naming
from sync_queue.models.proposal import Proposal
from sync_queue.models.pulled import Arrival, Difference, Figure, PullMark
from sync_queue.models.remembered import Remembered
from sync_queue.models.row import QueueRow

__all__ = [
    "Arrival",
    "Difference",
    "Dispatch",
    "FieldMapping",
    "Figure",
    "Link",
    "Naming",
    "Proposal",
    "PullMark",
    "QueueRow",
    "ReaderLease",
    "Remembered",
    "RowEvent",
]
