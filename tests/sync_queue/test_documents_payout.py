"""The bodies of payouts that only odd figures make: whatever comes, every cent is somewhere."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sync_queue.documents.outcome import Held, NotNeeded
from sync_queue.documents.payout_figures import Figures, _in_its_own
from sync_queue.documents.totals import to_cents
from sync_queue.models import Link
from tests.factories import PaymentFactory, PayoutFactory, VendorFactory
from tests.sync_queue.known_company import build, company

pytestmark = pytest.mark.django_db

CENTS = st.decimals(Decimal("0.01"), Decimal("99999.99"), places=2)


def booked_as(qbo_type: str, payout: Any) -> Any:
    link = Link(kind="payout", key=payout.key, qbo_type=qbo_type, qbo_id="7")
    link.document_date = date(2026, 11, 2)
    return company(links={("payout", payout.key): link})


def test_a_payout_from_before_the_books_start_is_not_needed() -> None:
    with pytest.raises(NotNeeded, match="when the books start"):
        build("payout", PayoutFactory(paid_on=date(1999, 12, 31)), company())


def test_a_payout_of_nothing_is_not_needed() -> None:
    with pytest.raises(NotNeeded, match="nothing to book"):
        build("payout", PayoutFactory(gross="0.00", fees="0.00"), company())


def test_a_payout_that_turned_into_a_debt_waits_for_a_person() -> None:
    payout = PayoutFactory(gross="1.00", refunds="5.00")

    with pytest.raises(Held, match=r"its net is -4\.88 now"):
        build("payout", payout, booked_as("Deposit", payout))


def test_what_is_a_transfer_stays_one_when_the_setting_changes() -> None:
    payout = PayoutFactory()

    assert build("payout", payout, booked_as("Transfer", payout)).qbo_type == "Transfer"


def test_the_fees_of_a_deposit_have_no_document_of_their_own() -> None:
    payout = PayoutFactory()

    with pytest.raises(NotNeeded, match="stand on its deposit already"):
        build("payout_fee", payout, booked_as("Deposit", payout))


def test_a_payout_in_a_currency_that_the_company_does_not_know_waits() -> None:
    with pytest.raises(Held, match="keeps its books in USD alone"):
        build("payout", PayoutFactory(currency="EUR"), company())


def test_a_payout_to_a_vendor_is_no_money_that_came_in() -> None:
    with pytest.raises(Held, match="money that left your bank"):
        build("payout", PayoutFactory(vendor=VendorFactory()), company())


def test_a_payment_may_say_less_than_its_payout() -> None:
    payout = PayoutFactory(gross="20.00")
    PaymentFactory(payout=payout, amount="5.00", method=payout.method)

    document = build("payout", payout, company(links={}))

    assert document.total == Decimal("19.12")


@settings(max_examples=200)
@given(gross=CENTS, fees=CENTS, rate=st.decimals(Decimal("0.0100"), Decimal("150"), places=4))
def test_the_bank_gets_its_sum_to_the_cent_whatever_the_rate(
    gross: Decimal, fees: Decimal, rate: Decimal
) -> None:
    own = Figures("EUR", gross + fees, Decimal(0), fees)
    arrived = max(to_cents(gross * rate * Decimal("0.97")), Decimal("0.01"))

    found = _in_its_own(own, rate, arrived)

    if found.rate is not None:
        assert abs(to_cents(found.arrived * found.rate) - arrived) <= Decimal("0.01")
    assert found.gross - found.refunds - found.fees - found.exchange == found.arrived
