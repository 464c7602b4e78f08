"""A company in which everything is chosen and booked already, unless told otherwise."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

from connections.models import Connection, DefaultAccounts, ListItem
from entities.models import StorePaymentMethod, StoreTax
from sync_queue.documents import registry
from sync_queue.documents.company import Company, Money
from sync_queue.documents.outcome import Document
from sync_queue.models import Link

TODAY = date(2026, 11, 20)
MAY = datetime(2026, 5, 4, 12, tzinfo=UTC)
ACCOUNTS = (
    *("income", "expense", "inventory_asset", "discount", "shipping", "surcharge", "refund"),
    *(
        "rounding",
        "gateway_fees",
        "exchange",
        "gift_cards",
        "store_credit",
        "chargeback",
        "gateway_fees",
    ),
)
HOME = {"US": "USD", "GB": "GBP", "CA": "CAD", "AU": "AUD"}


class AllLinked(dict[tuple[str, str], Link]):
    """Answers for every entity with a link whose QuickBooks id is "kind:key"."""

    def __missing__(self, name: tuple[str, str]) -> Link:
        return Link(kind=name[0], key=name[1], qbo_id=f"{name[0]}:{name[1]}", qbo_type="Invoice")

    def get(self, name: Any, default: Any = None) -> Any:
        return self[name]


def not_linked(*kinds: str) -> Mapping[tuple[str, str], Link]:
    """All is linked but the entities of these kinds."""

    class SomeLinked(AllLinked):
        def __missing__(self, name: tuple[str, str]) -> Link:
            if name[0] in kinds:
                return Link(kind=name[0], key=name[1])
            return super().__missing__(name)

    return SomeLinked()


def company(country: str = "US", *, links: Any = None, **columns: Any) -> Company:
    """Taxes have the code "tax:<name>", payment methods the account "clearing:<name>"."""
    given = {"country": country, "home_currency": HOME[country], "books_start_on": date(2000, 1, 1)}
    connection = Connection(name="Books", **{**given, **columns})
    defaults = DefaultAccounts(
        untaxed_code=ListItem(qbo_id="untaxed"),
        **{name: ListItem(qbo_id=f"account:{name}") for name in ACCOUNTS},
    )
    currencies = ("USD", "GBP", "EUR")
    return Company(
        connection=connection,
        defaults=defaults,
        payment_methods={
            (method.pk, currency): Money(f"clearing:{method.name}", "", bank="bank")
            for method in StorePaymentMethod.objects.all()
            for currency in currencies
        },
        tax_codes={(tax.pk, ""): f"tax:{tax.name}" for tax in StoreTax.objects.all()},
        links=AllLinked() if links is None else links,
        today=TODAY,
    )


def without(known: Company, **gone: Any) -> Company:
    """The company with some of its choices not made."""
    return replace(known, **gone)


def build(kind: str, entity: Any, known: Company) -> Any:
    """What `registry` makes of a stored entity, freshly read as the queue reads it."""
    found = registry.load([(kind, entity.key)])
    return registry.build(kind, found[kind, entity.key], known)


def sales_lines(document: Document) -> list[tuple[str, str, str]]:
    """(item, amount, tax code) of each line, in order."""
    return [
        (
            line["SalesItemLineDetail"]["ItemRef"]["value"],
            str(line["Amount"]),
            line["SalesItemLineDetail"]["TaxCodeRef"]["value"],
        )
        for line in document.fields["Line"]
    ]
