"""Every document states all that rule 15 lists, whatever the sale; QuickBooks fills in nothing."""

from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from connections.models import Connection, DefaultAccounts, ListItem
from entities import invoicing
from entities.models import Order, StorePaymentMethod, StoreTax
from sync_queue.documents.company import Company
from sync_queue.documents.outcome import Document
from tests.factories import NOON, PaymentFactory, RefundFactory
from tests.sync_queue import any_sale, known_company
from tests.sync_queue.any_sale import REGIMES
from tests.sync_queue.known_company import HOME, build

pytestmark = pytest.mark.django_db
SOME = settings(
    max_examples=15, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True
)
SALES = ("Invoice", "SalesReceipt")
LISTING_GOODS = (*SALES, "CreditMemo", "RefundReceipt")
WITH_MONEY = ("SalesReceipt", "Payment", "RefundReceipt")
PAID = ("not", "in part", "whole")


@pytest.mark.parametrize("regime", REGIMES)
@SOME
@given(data=st.data())
def test_any_document_states_all_that_rule_15_lists(regime: str, db: None, data: Any) -> None:
    taxes = stored(any_sale.taxes_of(regime))
    sale = data.draw(any_sale.sales(regime, taxes).filter(lambda one: one.billed.total > 1))
    home = HOME["US" if regime.startswith("us") else regime.upper()]
    currency = data.draw(st.sampled_from([home, "EUR"]))
    order = any_sale.store(sale, number=next(NUMBERS), currency=currency)
    order.exchange_rate = Decimal("1.25")
    order.save()

    documents = made_of(order, data, sale.company)

    assert {one.qbo_type: lacking(one, sale.company.connection) for one in documents} == {
        one.qbo_type: [] for one in documents
    }


def test_what_a_document_lacks_is_found(db: None) -> None:
    bare = Document(qbo_type="SalesReceipt", fields={"Line": [{"SalesItemLineDetail": {}}]})

    assert lacking(bare, Connection(country="US")) == [
        *("TxnDate", "PrivateNote", "CurrencyRef", "ExchangeRate", "CustomerRef"),
        *("EmailStatus", "TotalTax", "TaxCodeRef", "ApplyTaxAfterDiscount"),
        *("DepositToAccountRef", "DocNumber"),
    ]


def stored(taxes: dict[str, StoreTax]) -> dict[str, StoreTax]:
    about = {name: {"name": tax.name, "rate": tax.rate} for name, tax in taxes.items()}
    return {
        name: StoreTax.objects.get_or_create(pk=tax.pk, defaults=about[name])[0]
        for name, tax in taxes.items()
    }


def numbers() -> Iterator[str]:
    number = 0
    while True:
        number += 1
        yield str(number)


NUMBERS = numbers()


def made_of(order: Order, data: Any, known: Company) -> list[Document]:
    """The documents of the sale, of its payment and of a refund of a part of it."""
    card = StorePaymentMethod.objects.get_or_create(name="Card")[0]
    money = {"order": order, "method": card, "currency": order.currency}
    paid = data.draw(st.sampled_from(PAID))
    invoice = invoicing.bill_whole(order=order, issued_at=NOON)
    found = [("invoice", invoice)]
    if paid != "not":
        amount = order.total if paid == "whole" else order.total - Decimal("0.01")
        payment = PaymentFactory(amount=amount, **money)
        found += [("payment", payment)] * (paid == "in part")
    goodwill = {"kind": "goodwill", "amount": "0.50"}
    way = card if paid != "not" else None
    refund = RefundFactory(order=order, method=way, currency=order.currency, lines=[goodwill])
    found.append(("refund", refund))
    return [build(kind, entity, strict(known, card)) for kind, entity in found]


def strict(known: Company, card: StorePaymentMethod) -> Company:
    """The same company: with several currencies at the store's rates, and terms for invoices."""
    known.connection.multicurrency = True
    known.connection.rate_source = Connection.RateSource.STORE
    defaults: DefaultAccounts = known.defaults
    defaults.term = ListItem(qbo_id="term", name="Net 30")
    money = known_company.Money("clearing", "card")
    currencies = (*HOME.values(), "EUR")
    return replace(known, payment_methods={(card.pk, currency): money for currency in currencies})


def lacking(document: Document, connection: Connection) -> list[str]:
    """What of rule 15 the document leaves to QuickBooks."""
    return [name for name, is_stated in stated(document, connection) if not is_stated]


def stated(document: Document, connection: Connection) -> Iterator[tuple[str, bool]]:
    """(field, whether it is stated as it must be) for all that this type of document needs."""
    fields, kind = document.fields, document.qbo_type
    lines = [line["SalesItemLineDetail"] for line in fields.get("Line", []) if is_goods(line)]
    yield "TxnDate", fields.get("TxnDate") == str(document.booked_on)
    yield "PrivateNote", "[bridge " in fields.get("PrivateNote", "")
    yield "CurrencyRef", bool(fields.get("CurrencyRef"))
    is_home = fields.get("CurrencyRef") == {"value": connection.home_currency}
    yield "ExchangeRate", is_home or "ExchangeRate" in fields
    yield "CustomerRef", bool(fields.get("CustomerRef"))
    if kind in LISTING_GOODS:
        yield "EmailStatus", fields.get("EmailStatus") == "NotSet"
        yield "TotalTax", "TotalTax" in fields.get("TxnTaxDetail", {})
        yield "TaxCodeRef", bool(lines) and all(is_coded(line, connection) for line in lines)
        order_of_tax = "ApplyTaxAfterDiscount" if connection.is_us else "GlobalTaxCalculation"
        yield order_of_tax, order_of_tax in fields
    if kind in WITH_MONEY:
        yield "DepositToAccountRef", bool(fields.get("DepositToAccountRef"))
    if kind != "Payment":
        yield "DocNumber", bool(fields.get("DocNumber"))
    if kind == "Invoice":
        yield "SalesTermRef", bool(fields.get("SalesTermRef"))
        yield "AllowOnlinePayment", fields.get("AllowOnlinePayment") is False


def is_goods(line: dict[str, Any]) -> bool:
    return "SalesItemLineDetail" in line


def is_coded(line: dict[str, Any], connection: Connection) -> bool:
    """quickbooks: US lines know TAX and NON; elsewhere each has a real code."""
    code = line.get("TaxCodeRef", {}).get("value", "")
    return (code in ("TAX", "NON")) == connection.is_us and bool(code)
