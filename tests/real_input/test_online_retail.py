"""One real trading day of a UK wholesaler, from its raw file into British books, to the penny."""

from collections import Counter
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
from tests.real_input import online_retail, online_retail_figures
from tests.real_input.conftest import read_all
from tests.real_input.online_retail_figures import Figures

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.store_data]

# Stock notes, entered as invoices whose every line costs nothing: the only records of the day
# that do not belong in the books.
ALL_ZERO = {
    "536414",
    "536545",
    "536546",
    "536547",
    "536549",
    "536550",
    "536552",
    "536553",
    "536554",
    "536589",
}
LONGEST = "536592"


def test_a_real_trading_day_is_booked_and_agrees_to_the_penny(
    store_data: Path,
    tmp_path: Path,
    connected: Callable[..., Connection],
    import_into: Callable[[Connection, Path], None],
    live_emulator: LiveEmulator,
) -> None:
    raw = store_data / "online_retail" / "one_day_2010-12-01.csv"
    books = connected("gb")
    online_retail.convert(raw=raw, folder=tmp_path)

    import_into(books, tmp_path)
    read_all(books)

    figures = online_retail_figures.of(raw)
    state = live_emulator.state(books.realm)
    assert_the_day_is_the_one_described(figures)
    assert_only_stock_notes_were_left_out(figures)
    assert_names_are_complete(state, figures)
    assert_documents_are_right(state, figures)
    assert_store_and_books_agree(books, figures)


def test_codes_that_differ_only_by_letter_case_become_items_of_their_own(
    store_data: Path,
    tmp_path: Path,
    connected: Callable[..., Connection],
    import_into: Callable[[Connection, Path], None],
    live_emulator: LiveEmulator,
) -> None:
    raw = store_data / "online_retail" / "dev_2010-12_to_2011-08.csv.gz"
    codes = online_retail_figures.alike(online_retail.names_of_codes(raw))
    books = connected("gb")
    online_retail.convert_products(raw=raw, folder=tmp_path, codes=codes)

    import_into(books, tmp_path)
    read_all(books)

    state = live_emulator.state(books.realm)
    assert not QueueRow.objects.unfinished().values_list("kind", "key", "reason", "message")
    assert {"85123A", "85123a", "82613B", "82613b"} <= codes
    assert Counter(item["Sku"] for item in state["Item"] if item.get("Sku")) == Counter(codes)
    assert len({item["Name"].casefold() for item in state["Item"]}) == len(state["Item"])


def assert_the_day_is_the_one_described(figures: Figures) -> None:
    counts = len(figures.priced), len(figures.nothing), len(figures.cancelled)

    assert (figures.lines, sum(counts), counts) == (3108, 143, (127, 10, 6))
    assert sum(figures.priced.values()) == Decimal("58960.79")
    assert sum(figures.cancelled.values()) == Decimal("-325.23")
    assert figures.nothing == ALL_ZERO
    assert max(figures.lengths.values()) == figures.lengths[LONGEST] == 592
    assert figures.repeats_a_code
    assert {"POST", "DOT", "M", "C2", "D"} <= figures.codes


def assert_only_stock_notes_were_left_out(figures: Figures) -> None:
    skipped = QueueRow.objects.exclude(flag="").values_list("kind", "flag", "reason")

    assert not QueueRow.objects.unfinished().values_list("kind", "key", "reason", "message")
    assert Counter(skipped) == {
        ("invoice", "nothing", "zero_total"): len(ALL_ZERO),
        ("payment", "nothing", "on_receipt"): len(figures.paid),
    }


def assert_names_are_complete(state: Any, figures: Figures) -> None:
    """Every code but D is an item, every customer and every guest a customer of its own."""
    codes = Counter(item["Sku"] for item in state["Item"] if item.get("Sku"))

    assert codes == Counter(figures.codes - {"D"})
    assert len(state["Customer"]) == len(figures.customers) + len(figures.guests)


def assert_documents_are_right(state: Any, figures: Figures) -> None:
    lines = {one["DocNumber"]: count_lines(one) for one in state["Invoice"] + state["SalesReceipt"]}

    assert by_number(state["SalesReceipt"]) == figures.paid
    assert by_number(state["Invoice"]) == by_number(state["Invoice"], "Balance") == figures.owed
    assert by_number(state["RefundReceipt"]) == {
        number: -amount for number, amount in figures.cancelled.items()
    }
    assert lines == {number: figures.lengths[number] for number in figures.priced}
    assert {one["TxnDate"] for one in state["Invoice"]} == {str(date(2010, 12, 1))}


def assert_store_and_books_agree(books: Connection, figures: Figures) -> None:
    comparison = both_sides.compare(books)
    explained = {one.label for one in comparison.of(both_sides.Verdict.EXPLAINED)}
    booked, amount = len(figures.priced), sum(figures.priced.values())

    assert comparison.of(both_sides.Verdict.UNEXPLAINED) == []
    assert explained == {f"Order {number}" for number in ALL_ZERO}
    assert comparison.sums("invoice") == {"GBP": (booked + len(ALL_ZERO), amount, booked, amount)}


def by_number(documents: list[Any], amount: str = "TotalAmt") -> dict[str, Decimal]:
    found = {one["DocNumber"]: Decimal(str(one[amount])) for one in documents}
    assert len(found) == len(documents), "a number is there twice"
    return found


def count_lines(document: Any) -> int:
    return sum(line["DetailType"] == "SalesItemLineDetail" for line in document["Line"])
