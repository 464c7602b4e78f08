"""A gateway's payout to the bank."""

from entities.models import Payout
from sync_queue.documents.company import Company
from sync_queue.documents.outcome import Document, Held


def parents(_payout: Payout) -> list[tuple[str, str]]:
    return []


def build(payout: Payout, _company: Company) -> Document:
    raise Held(
        reason="payout",
        message=f"{payout} ({payout.net} {payout.currency}) cannot be booked yet.",
        mend="Enter the deposit and its fee in QuickBooks by hand.",
    )
