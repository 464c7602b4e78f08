"""The tax of a document: whatever the store charged arrives, in each regime, to the cent."""

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sync_queue.documents import sale_lines, totals
from tests.sync_queue import any_sale
from tests.sync_queue.any_sale import REGIMES, Sale

pytestmark = pytest.mark.django_db
MANY = settings(
    max_examples=50,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)


def said(sale: Sale) -> Any:
    return sale_lines.of(sale.billed, sale.company)


@pytest.mark.parametrize("regime", REGIMES)
@MANY
@given(data=st.data())
def test_any_sale_adds_up_to_the_stores_total(regime: str, db: None, data: Any) -> None:
    sale = data.draw(any_sale.sales(regime, any_sale.taxes_of(regime)))

    document = said(sale)

    lines = sum(position.amount for position in document.positions)
    assert lines + sale.billed.tax_total == sale.billed.total
    assert document.fields["TxnTaxDetail"]["TotalTax"] == sale.billed.tax_total


@pytest.mark.parametrize("regime", REGIMES)
@MANY
@given(data=st.data())
def test_every_price_times_its_quantity_is_the_lines_amount(
    regime: str, db: None, data: Any
) -> None:
    for position in said(data.draw(any_sale.sales(regime, any_sale.taxes_of(regime)))).positions:
        if position.unit_price is not None and position.quantity is not None:
            assert totals.to_cents(position.unit_price * position.quantity) == position.amount


@pytest.mark.parametrize("regime", ["gb", "ca", "au"])
@MANY
@given(data=st.data())
def test_the_taxes_of_the_rates_are_the_tax_of_the_document(
    regime: str, db: None, data: Any
) -> None:
    sale = data.draw(any_sale.sales(regime, any_sale.taxes_of(regime)))

    document = said(sale)

    stated = document.fields["TxnTaxDetail"]["TaxLine"]
    assert sum(line["Amount"] for line in stated) == sale.billed.tax_total
    assert {line["TaxLineDetail"]["TaxRateRef"]["value"] for line in stated} == {
        rate for position in document.positions for rate, _ in sale.company.tax_rates[position.code]
    }


@pytest.mark.parametrize("regime", ["gb", "ca", "au"])
@MANY
@given(data=st.data())
def test_the_tax_of_each_rate_is_what_the_rate_makes_of_its_net(
    regime: str, db: None, data: Any
) -> None:
    """But for the cents that a store gains or loses by rounding every line."""
    sale = data.draw(any_sale.sales(regime, any_sale.taxes_of(regime)))

    document = said(sale)

    for line in document.fields["TxnTaxDetail"]["TaxLine"]:
        detail = line["TaxLineDetail"]
        exact = detail["NetAmountTaxable"] * detail["TaxPercent"] / 100
        assert abs(line["Amount"] - exact) <= totals.CENT * (len(document.positions) + 1)


@pytest.mark.parametrize("regime", REGIMES)
@MANY
@given(data=st.data())
def test_rounding_never_takes_more_than_five_cents(regime: str, db: None, data: Any) -> None:
    for position in said(data.draw(any_sale.sales(regime, any_sale.taxes_of(regime)))).positions:
        if position.item == {"value": "charge:rounding"}:
            assert abs(position.amount) <= Decimal("0.05")
