"""Lines of a journal entry: a debit or a credit on an account."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any


@dataclass(frozen=True)
class Posting:
    """A debit where `amount` is positive, a credit where it is negative."""

    account: dict[str, str]
    amount: Decimal
    said: str


def entry(postings: Iterable[Posting]) -> list[dict[str, Any]]:
    """quickbooks: the lines of an entry are never negative; each says which side it is on."""
    return [
        {
            "Amount": abs(one.amount),
            "Description": one.said,
            "DetailType": "JournalEntryLineDetail",
            "JournalEntryLineDetail": {
                "PostingType": "Debit" if one.amount > 0 else "Credit",
                "AccountRef": one.account,
            },
        }
        for one in postings
        if one.amount
    ]
