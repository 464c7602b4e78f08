"""Northwind, from its raw tables into the books of a US company, equal to the cent."""

from collections import Counter, defaultdict
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from connections.models import Connection
from sync_queue import books as both_sides
from sync_queue.models import QueueRow
from tests.bridge import LiveEmulator
from tests.real_input import agreement, northwind, northwind_figures
from tests.real_input.conftest import Telling, read_all
from tests.real_input.northwind_figures import Figures

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.store_data]


def test_all_of_northwind_is_booked_and_agrees_to_the_cent(
    store_data: Path,
    tmp_path: Path,
    connected: Callable[..., Connection],
    import_into: Callable[[Connection, Path], None],
    live_emulator: LiveEmulator,
    tell: Telling,
) -> None:
    raw = store_data / "northwind"
    books = connected("us")
    books.books_start_on = date(1996, 1, 1)
    northwind.convert(raw=raw, folder=tmp_path)

    import_into(books, tmp_path)
    read_all(books)

    figures = northwind_figures.of(raw)
    state = live_emulator.state(books.realm)
    assert_the_data_set_is_the_one_described(figures)
    assert_nothing_was_left_out(figures)
    assert_names_are_complete(state, figures)
    assert_documents_are_right(state, figures)
    assert_store_and_books_agree(books, figures)
    agreement.assert_books_agree(books, northwind_figures.ledger(raw), live_emulator, tell)


def assert_the_data_set_is_the_one_described(figures: Figures) -> None:
    assert (figures.customers, figures.categories, figures.products) == (93, 8, 77)
    assert (figures.orders, figures.lines) == (830, 2155)
    assert len(figures.receipts) + len(figures.invoices) + len(figures.still_open) == 830
    assert figures.payments
    assert figures.given_back
    assert figures.credited
    assert sum(figures.taxes.values()) > 0


def assert_nothing_was_left_out(figures: Figures) -> None:
    """The only rows that sent nothing: payments on a sales receipt, money not captured."""
    assert not QueueRow.objects.unfinished().values_list("kind", "key", "reason", "message")
    skipped = QueueRow.objects.exclude(flag="").values_list("kind", "flag", "reason")
    assert Counter(skipped) == {
        ("payment", "nothing", "on_receipt"): len(figures.receipts),
        ("payment", "nothing", "not_captured"): len(figures.only_authorised),
    }


def assert_names_are_complete(state: Any, figures: Figures) -> None:
    items = Counter(item["Type"] for item in state["Item"])
    names = {customer["DisplayName"] for customer in state["Customer"]}

    assert len(state["Customer"]) == len(names) == figures.customers
    assert {"IT", "IT (C-Val2)"} <= names
    assert items["Category"] == figures.categories
    assert items["NonInventory"] == figures.products


def assert_documents_are_right(state: Any, figures: Figures) -> None:
    assert by_number(state["SalesReceipt"]) == figures.receipts
    assert by_number(state["Invoice"]) == figures.invoices
    assert by_number(state["Invoice"], "Balance") == figures.open
    assert taxes(state["SalesReceipt"]) | taxes(state["Invoice"]) == figures.taxes
    assert by_number(state["RefundReceipt"]) == figures.given_back
    assert by_number(state["CreditMemo"]) == figures.credited
    assert set(by_number(state["CreditMemo"], "Balance").values()) == {0}
    assert payments_by_invoice(state) == figures.payments


def assert_store_and_books_agree(books: Connection, figures: Figures) -> None:
    comparison = both_sides.compare(books)
    causes = Counter((str(one.verdict), one.cause) for one in comparison.findings)

    assert causes == {
        ("agreed", ""): number_of_records(figures),
        ("explained", "application"): len(figures.credited),
    }

    sales = sum(figures.receipts.values()) + sum(figures.invoices.values())
    number = len(figures.receipts) + len(figures.invoices)
    amount = Decimal(sales) / 100
    assert comparison.sums("invoice") == {"USD": (number, amount, number, amount)}


def number_of_records(figures: Figures) -> int:
    """Sales, each payment (that on a sales receipt, too), what was given back or credited."""
    payments = sum(len(amounts) for amounts in figures.payments.values())
    sales = 2 * len(figures.receipts) + len(figures.invoices)
    return sales + payments + len(figures.given_back) + len(figures.credited)


def by_number(documents: list[Any], amount: str = "TotalAmt") -> dict[str, int]:
    found = {one["DocNumber"]: cents(one[amount]) for one in documents}
    assert len(found) == len(documents), "a number is there twice"
    return found


def taxes(documents: list[Any]) -> dict[str, int]:
    return {one["DocNumber"]: cents(one["TxnTaxDetail"]["TotalTax"]) for one in documents}


def payments_by_invoice(state: Any) -> dict[str, list[int]]:
    """What came on which invoice; a payment of 0.00 only sets a credit memo against one."""
    number_of = {invoice["Id"]: invoice["DocNumber"] for invoice in state["Invoice"]}
    found: dict[str, list[int]] = defaultdict(list)
    for payment in state["Payment"]:
        if payment["TotalAmt"]:
            (line,) = payment["Line"]
            found[number_of[line["LinkedTxn"][0]["TxnId"]]].append(cents(payment["TotalAmt"]))
    return {number: sorted(amounts) for number, amounts in found.items()}


def cents(amount: float) -> int:
    return round(Decimal(str(amount)) * 100)
