"""An electronics chain in five currencies into books in dollars: a month, a year, all of it."""

from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from connections.choosing import suggest
from connections.models import Connection, PaymentMapping
from entities.models import StorePaymentMethod
from qbo_bridge.settings import QBO_LIMITS
from tests.bridge import LiveEmulator
from tests.real_input import agreement, global_electronics
from tests.real_input.conftest import Telling, read_all
from tests.real_input.global_electronics_figures import Figures
from tests.real_input.reported import Reported

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.store_data]

CURRENCIES = ("USD", "EUR", "GBP", "CAD", "AUD")
WITHIN_LIMITS = "2016-04"
COUNTS = {"2016-04": (41, 106), "2016": (2_865, 6_905), "": (26_326, 62_884)}


@pytest.mark.parametrize(
    "span",
    [
        "2016-04",
        pytest.param("2016", marks=[pytest.mark.proof, pytest.mark.timeout(7200)]),
        pytest.param("", marks=[pytest.mark.proof, pytest.mark.timeout(7200)], id="all"),
    ],
)
def test_five_currencies_are_booked_at_the_rate_of_their_days(
    span: str,
    store_data: Path,
    tmp_path: Path,
    connected: Callable[..., Connection],
    import_into: Callable[[Connection, Path], None],
    live_emulator: LiveEmulator,
    settings: Any,
    tell: Telling,
) -> None:
    raw = store_data / "global_electronics"
    figures = Figures(raw, span)
    assert (figures.orders, figures.lines) == COUNTS[span]
    books = connected("us", multicurrency=True)
    store_rates(live_emulator, books, figures)
    global_electronics.convert(raw=raw, folder=tmp_path, span=span)

    with tell.seconds("importing"):
        import_into(books, tmp_path)
        give_clearing_accounts(books)
    if span == WITHIN_LIMITS:
        keep_limits(live_emulator, settings)
    with tell.seconds("sending"):
        read_all(books, slices=200)

    agreement.assert_nothing_waits()
    assert_nothing_was_too_fast(live_emulator, books)
    assert_the_accounts_agree_in_their_own_currency(books, figures, live_emulator)
    with tell.seconds("comparing"):
        agreement.assert_books_agree(books, figures.ledger, live_emulator, tell)
        agreement.assert_every_finding_is_explained(books, Counter(), tell)
    for currency, amount in figures.by_currency.items():
        tell(f"sold in {currency}", amount)


def keep_limits(live: LiveEmulator, settings: Any) -> None:
    """Those of QuickBooks, on both sides: the long runs go without, to be over sooner."""
    settings.QBO_LIMITS = QBO_LIMITS
    live.set(limits=True)


def assert_nothing_was_too_fast(live: LiveEmulator, books: Connection) -> None:
    """Looked at before the test itself asks, who keeps no limits.

    On a busy machine a call may be held up on its way and arrive together with those after it.
    """
    live.set(limits=False)
    refused = [call["path"] for call in live.log(books.realm) if call["status"] == 429]
    assert len(refused) <= 2, refused


def store_rates(live: LiveEmulator, books: Connection, figures: Figures) -> None:
    """QuickBooks learns what a currency was worth on each day of a document."""
    reported = Reported(live, books.realm)
    for day, currency, rate in figures.rates.to_tell(figures.days):
        reported.store_rate(day, currency, rate)


def give_clearing_accounts(books: Connection) -> None:
    """One for each way to pay and each currency (rule 13), kept in that currency."""
    for method in StorePaymentMethod.objects.exclude(name="Card"):
        for currency in CURRENCIES:
            account = suggest.create_account(
                connection=books,
                name=f"{method.name} {currency}",
                account_type="Other Current Asset",
                account_subtype="OtherCurrentAssets",
                currency=currency,
            )
            PaymentMapping.objects.update_or_create(
                connection=books,
                method=method,
                currency=currency,
                defaults={"clearing_account": account},
            )


def assert_the_accounts_agree_in_their_own_currency(
    books: Connection, figures: Figures, live: LiveEmulator
) -> None:
    shown = Reported(live, books.realm).balances()
    for currency, accounts in figures.ledger.foreign_balances().items():
        agreement.assert_same(currency, accounts, {name: shown[name] for name in accounts})
