"""A Brazilian marketplace, split per seller, into books in reais: a month, a vendor's own, all."""

import shutil
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command

from connections.models import Connection
from entities.models import Vendor
from sync_queue.models import QueueRow
from tests.bridge import LiveEmulator
from tests.real_input import agreement, olist, olist_figures
from tests.real_input.conftest import Telling, choose_defaults, read_all
from tests.real_input.olist_figures import Figures

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.store_data]

MONTH = "2017-01"
# The seller with the most orders of that month.
OWN_BOOKS = "cca3071e3e9bb7d12640c9fbe2301306"
IN_REAIS = {"home_currency": "BRL", "time_zone": "America/Sao_Paulo"}


def test_a_month_of_sellers_is_booked_by_the_marketplace_and_one_by_itself(
    store_data: Path,
    tmp_path: Path,
    connected: Callable[..., Connection],
    import_into: Callable[[Connection, Path], None],
    live_emulator: LiveEmulator,
    tell: Telling,
) -> None:
    raw = store_data / "olist_10k"
    books, own = connected("gb", **IN_REAIS), connected("gb", name="Own books", **IN_REAIS)
    olist.convert(raw=raw, folder=tmp_path, month=MONTH)
    give_to_vendor(own, OWN_BOOKS, tmp_path)

    import_into(books, tmp_path)
    choose_defaults(own)
    for company in (books, own):
        read_all(company)

    figures = olist_figures.of(raw, MONTH, own_books=(OWN_BOOKS,))
    assert (figures.orders, figures.lines, figures.late) == (187, 228, 3)
    assert figures.ledgers[OWN_BOOKS].documents["SalesReceipt"] == 13
    agreement.assert_nothing_waits()
    assert_the_rest_was_not_needed(figures)
    for company, seller in ((books, ""), (own, OWN_BOOKS)):
        agreement.assert_books_agree(company, figures.ledgers[seller], live_emulator, tell)
        agreement.assert_every_finding_is_explained(company, Counter(), tell)


@pytest.mark.proof
@pytest.mark.timeout(7200)
def test_all_sellers_are_booked_and_agree_with_every_report(
    store_data: Path,
    tmp_path: Path,
    connected: Callable[..., Connection],
    import_into: Callable[[Connection, Path], None],
    live_emulator: LiveEmulator,
    tell: Telling,
) -> None:
    raw = store_data / "olist_10k"
    books = connected("gb", **IN_REAIS)
    olist.convert(raw=raw, folder=tmp_path)

    with tell.seconds("importing"):
        import_into(books, tmp_path)
    with tell.seconds("sending"):
        read_all(books, slices=200)

    figures = olist_figures.of(raw)
    assert_the_data_set_is_the_one_described(figures)
    agreement.assert_nothing_waits()
    assert_the_rest_was_not_needed(figures)
    assert_names_are_complete(live_emulator.state(books.realm), figures)
    with tell.seconds("comparing"):
        agreement.assert_books_agree(books, figures.ledgers[""], live_emulator, tell)
        agreement.assert_every_finding_is_explained(books, Counter(), tell)


def give_to_vendor(own: Connection, seller: str, folder: Path) -> None:
    """The vendors go before, since a company belongs to one of them before its orders come."""
    before = folder / "before"
    before.mkdir()
    shutil.copy(folder / "vendors.csv", before)
    call_command("import_store", before, verbosity=0)
    own.vendor = Vendor.objects.get(key=seller)
    own.save()


def assert_the_data_set_is_the_one_described(figures: Figures) -> None:
    assert (figures.orders, figures.lines, len(figures.people)) == (10_000, 11_252, 9_920)
    assert (figures.without_lines, figures.of_several_sellers) == (111, 101)
    assert len(figures.sellers) == 1_207
    assert (figures.paid, figures.never_approved, figures.late) == (9_898, 3, 665)


def assert_the_rest_was_not_needed(figures: Figures) -> None:
    """Nothing is left out but payments that stand on a receipt or were never captured."""
    skipped = QueueRow.objects.exclude(flag="").values_list("kind", "flag", "reason")
    expected = Counter(
        {
            ("payment", "nothing", "on_receipt"): figures.paid,
            ("payment", "nothing", "not_captured"): figures.not_captured,
        }
    )
    assert Counter(skipped) == expected


def assert_names_are_complete(state: Any, figures: Figures) -> None:
    sold = [item for item in state["Item"] if item.get("Sku")]
    assert Counter(item["Sku"] for item in sold) == Counter(code for code, _ in figures.offers)
    assert len({item["FullyQualifiedName"].casefold() for item in sold}) == len(sold)
    assert len(state["Customer"]) == len(figures.people)
