"""A UK wholesaler, from its raw file into British books, to the penny: a day, a month, all."""

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
from tests.real_input import agreement, online_retail, online_retail_figures
from tests.real_input.conftest import Telling, read_all
from tests.real_input.hand_ledger import HandLedger
from tests.real_input.online_retail_figures import Figures
from tests.real_input.reported import Reported

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
ALL_MONTHS = "dev_2010-12_to_2011-08.csv.gz"
# One quiet month for every run; `make proof` takes all nine.
MONTH = "2011-02"
VAT_RETURN = (
    "Box 1 VAT due on sales and other outputs",
    "Box 6 Total value of sales and all other outputs excluding VAT",
)


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


@pytest.mark.proof
@pytest.mark.timeout(600)
def test_a_month_with_vat_is_booked_and_agrees_with_every_report(
    store_data: Path,
    tmp_path: Path,
    connected: Callable[..., Connection],
    import_into: Callable[[Connection, Path], None],
    live_emulator: LiveEmulator,
    tell: Telling,
) -> None:
    raw = store_data / "online_retail" / ALL_MONTHS
    books = connected("gb")
    with tell.seconds("converting"):
        online_retail.convert(raw=raw, folder=tmp_path, month=MONTH, vat=True)

    with tell.seconds("importing"):
        import_into(books, tmp_path)
    with tell.seconds("sending"):
        read_all(books)

    figures = online_retail_figures.of(raw, MONTH)
    ledger = online_retail_figures.ledger(raw, MONTH)
    assert (figures.lines, len(figures.lengths)) == (27707, 1393)
    assert_nothing_was_left_out(figures)
    with tell.seconds("comparing"):
        assert_all_reports_agree(books, ledger, live_emulator, tell)
        assert_only_zero_totals_are_explained(books, figures, tell)


@pytest.mark.proof
@pytest.mark.timeout(7200)
def test_all_months_are_booked_and_agree_with_every_report(
    store_data: Path,
    tmp_path: Path,
    connected: Callable[..., Connection],
    import_into: Callable[[Connection, Path], None],
    live_emulator: LiveEmulator,
    tell: Telling,
) -> None:
    raw = store_data / "online_retail" / ALL_MONTHS
    books = connected("gb")
    with tell.seconds("converting"):
        online_retail.convert(raw=raw, folder=tmp_path, vat=True)

    with tell.seconds("importing"):
        import_into(books, tmp_path)
    with tell.seconds("sending"):
        read_all(books, slices=200)

    figures = online_retail_figures.of(raw)
    ledger = online_retail_figures.ledger(raw)
    assert (figures.lines, len(figures.lengths)) == (320705, 16459)
    assert len(figures.cancelled) == 2554 + 2
    assert_nothing_was_left_out(figures)
    with tell.seconds("comparing"):
        assert_all_reports_agree(books, ledger, live_emulator, tell)
        assert_only_zero_totals_are_explained(books, figures, tell)


def test_codes_that_differ_only_by_letter_case_become_items_of_their_own(
    store_data: Path,
    tmp_path: Path,
    connected: Callable[..., Connection],
    import_into: Callable[[Connection, Path], None],
    live_emulator: LiveEmulator,
) -> None:
    raw = store_data / "online_retail" / "dev_2010-12_to_2011-08.csv.gz"
    codes = online_retail_figures.alike(online_retail.names_in(raw))
    books = connected("gb")
    online_retail.convert_products(raw=raw, folder=tmp_path, codes=codes)

    import_into(books, tmp_path)
    read_all(books)

    state = live_emulator.state(books.realm)
    assert not QueueRow.objects.unfinished().values_list("kind", "key", "reason", "message")
    assert {"85123A", "85123a", "82613B", "82613b"} <= codes
    assert Counter(item["Sku"] for item in state["Item"] if item.get("Sku")) == Counter(codes)
    assert len({item["Name"].casefold() for item in state["Item"]}) == len(state["Item"])


def assert_nothing_was_left_out(figures: Figures) -> None:
    """Every row is done but that of the debt that no invoice made."""
    waits = [number for number in figures.lengths if number == online_retail_figures.WAITS]
    agreement.assert_nothing_waits(but=[("refund", number, "refund_way") for number in waits])


def assert_all_reports_agree(
    books: Connection, ledger: HandLedger, live: LiveEmulator, tell: Telling
) -> None:
    agreement.assert_books_agree(books, ledger, live, tell)
    reported = Reported(live, books.realm)
    assert reported.taxes() == ledger.taxes
    for year in ledger.years:
        boxes = reported.tax_return(year)
        taxes = [sums for (of_year, _code), sums in ledger.taxes.items() if of_year == year]
        net, tax = (sum(column) for column in zip(*taxes, strict=True))
        assert tuple(boxes[box] for box in VAT_RETURN) == (tax, net)
        tell(f"{year} VAT, net sales", (str(tax), str(net)))


def assert_only_zero_totals_are_explained(
    books: Connection, figures: Figures, tell: Telling
) -> None:
    waits = sum(number == online_retail_figures.WAITS for number in figures.lengths)
    set_off = sum(number == "A563186" for number in figures.lengths)
    causes = {"zero_total": len(figures.nothing), "refund_way": waits, "application": set_off}
    expected = Counter({cause: number for cause, number in causes.items() if number})
    agreement.assert_every_finding_is_explained(books, expected, tell)


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
