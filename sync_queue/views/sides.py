"""What store and QuickBooks say of one document, line by line, and where they do not agree."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Any

from sync_queue.documents import names

# Documents that carry the store's own number (rule 20).
NUMBERED = ("Invoice", "SalesReceipt", "RefundReceipt", "CreditMemo", "Estimate", "PurchaseOrder")


@dataclass(frozen=True)
class Side:
    """One line: what it is, and what each side says, in words. `note` says why they differ."""

    title: str
    store: str
    books: str
    is_money: bool = False
    differs: bool = False
    note: str = ""


def of(paper: Any) -> list[Side]:
    """The lines of a paper that is in QuickBooks; [] for others.

    What was taken out there on purpose differs from the store, and nothing is to be done about it.
    """
    found = list(_lines(paper)) if paper.books is not None else []
    is_gone = paper.link is not None and paper.link.is_gone
    return [replace(side, differs=False, note="") for side in found] if is_gone else found


def _lines(paper: Any) -> Iterator[Side]:
    store, books = paper.store, paper.books
    yield _number(paper)
    is_other_day = None not in (store.date, books.date) and store.date != books.date
    yield Side("Date", _day(store.date), _day(books.date), differs=is_other_day)
    whom = "Vendor" if paper.link.qbo_type == "PurchaseOrder" else "Customer"
    yield Side(whom, store.customer or "–", books.customer or "–")
    if store.tax is not None:
        yield _money("Tax", store.tax, books.tax, "")
    yield _money("Total", store.total, books.total, paper.currency)


def _number(paper: Any) -> Side:
    store, books = paper.store.number, paper.books.number
    expected = names.doc_number(f"{paper.connection.number_prefix}{store}") if store else ""
    is_other = paper.link.qbo_type in NUMBERED and bool(expected and books) and books != expected
    note = _why_other(paper) if is_other else ""
    numbers_itself = is_other and not paper.connection.custom_numbers
    return Side(
        "Number", store or "–", books or "–", differs=is_other and not numbers_itself, note=note
    )


def _why_other(paper: Any) -> str:
    if paper.link.number_suffix:
        return "The store's number was in use in QuickBooks already, so it got one behind it."
    if not paper.connection.custom_numbers:
        return "Your company numbers its documents itself."
    return "QuickBooks has it under another number than the store."


def _money(title: str, store: Decimal | None, books: Decimal | None, currency: str) -> Side:
    differs = None not in (store, books) and store != books
    said = _amount(store, currency), _amount(books, currency)
    return Side(title, *said, is_money=True, differs=differs)


def _amount(amount: Decimal | None, currency: str) -> str:
    return "–" if amount is None else f"{amount:,.2f} {currency}".strip()


def _day(day: date | None) -> str:
    return "–" if day is None else f"{day:%-d %b %Y}"
