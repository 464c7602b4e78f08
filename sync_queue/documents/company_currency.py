"""A currency in the company's own list, where it must be before any customer can have it.

quickbooks: only a company with multi-currency on has such a list; the home currency is not on it.
"""

from dataclasses import dataclass

from sync_queue.documents.outcome import Document

TYPE = "CompanyCurrency"


@dataclass(frozen=True)
class Currency:
    """`key` is its ISO code."""

    key: str

    def __str__(self) -> str:
        return self.key


def build(currency: Currency) -> Document:
    return Document(qbo_type=TYPE, fields={"Code": currency.key, "Active": True})
