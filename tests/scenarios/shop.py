"""What can happen in a store? The deeds that scenarios are told in.

Everything happens in November 2026 by the clock of the reader, whose today is the 20th.
"""

import hashlib
import json
from collections.abc import Callable
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

from connections import exchanges
from connections.choosing import suggest
from connections.choosing.choices import PURPOSES
from connections.gateway import Call
from connections.models import Connection, DefaultAccounts, ListItem, PaymentMapping, TaxMapping
from entities import invoicing
from entities.models import Invoice, Order, Payment, Product, Refund, StorePaymentMethod, StoreTax
from sync_queue.models import QueueRow
from sync_queue.steering import steer
from tests import factories
from tests.bridge import give_clearing_account


class Shop:
    """One store with one company. `read` sends what waits; `today` can be moved."""

    def __init__(self, connection: Connection, read: Callable[[], Any], profile: str) -> None:
        self.connection, self.read, self.profile = connection, read, profile
        self.card = StorePaymentMethod.objects.get(name="Card")
        _choose_accounts(connection)

    def on(self, day: int, month: int = 11, hour: int = 12) -> datetime:
        """A moment of 2026, in UTC."""
        return datetime(2026, month, day, hour, tzinfo=UTC)

    def tax(self, name: str, rate: str, *, code: str, **columns: Any) -> StoreTax:
        """A tax of the store that was mapped to QuickBooks' code of that name."""
        made: StoreTax = factories.StoreTaxFactory(name=name, rate=rate, **columns)
        self.maps(made, code=code)
        return made

    def maps(self, tax: StoreTax, *, code: str, destination: str = "") -> None:
        """The tax, on goods that go to `destination`, is QuickBooks' code of that name."""
        found = ListItem.objects.get(
            connection=self.connection, kind=ListItem.Kind.TAX_CODE, name=code
        )
        where = {"connection": self.connection, "destination": destination}
        TaxMapping.objects.create(tax=tax, tax_code=found, **where)

    def product(self, name: str = "Teapot", price: str = "20.00", **columns: Any) -> Product:
        made: Product = factories.ProductFactory(name=name, price=price, **columns)
        return made

    def order(self, number: str = "1042", day: int = 2, month: int = 11, **columns: Any) -> Order:
        """An order that has reached a status that posts; by default one teapot for 20.00."""
        if "customer" not in columns:
            country = {"currency": columns.get("currency", self.connection.home_currency)}
            columns["customer"] = factories.CustomerFactory(
                first_name="Jane", last_name="Roe", **country
            )
        placed_at, currency = self.on(day, month), self.connection.home_currency
        given = {"placed_at": placed_at, "currency": currency, **columns}
        made: Order = factories.OrderFactory(number=number, **given)
        return made

    def pays(self, order: Order, amount: str = "", day: int = 2, **columns: Any) -> Payment:
        """Money for the order is captured; without `amount` all of it."""
        given = {"method": self.card, "reference": "", "captured_at": self.on(day), **columns}
        if amount:
            given["amount"] = amount
        made: Payment = factories.PaymentFactory(order=order, **given)
        return made

    def refunds(
        self, order: Order | None, *lines: dict[str, Any], day: int = 10, **columns: Any
    ) -> Refund:
        """Money goes back by card, unless told otherwise."""
        currency = order.currency if order else self.connection.home_currency
        when = {"refunded_at": self.on(day), "currency": currency}
        given = {"method": self.card, **when, **columns}
        if lines:
            given["lines"] = list(lines)
        made: Refund = factories.RefundFactory(order=order, **given)
        return made

    def bill(self, order: Order, day: int = 2, month: int = 11) -> Any:
        return invoicing.bill_whole(order=order, issued_at=self.on(day, month))

    def ships(self, order: Order, *quantities: str, day: int = 2, month: int = 11) -> Invoice:
        """So much more of each line leaves, which is billed on that day."""
        lines = order.lines.order_by("position")
        for line, quantity in zip(lines, quantities, strict=True):
            line.shipped_quantity += Decimal(quantity)
            line.save()
        return invoicing.bill_shipment(order=order, issued_at=self.on(day, month))

    def method(self, name: str, **columns: Any) -> StorePaymentMethod:
        """A way to pay with a clearing account of its own."""
        made: StorePaymentMethod = factories.StorePaymentMethodFactory(name=name, **columns)
        give_clearing_account(self.connection, made)
        return made

    def accepts(self, currency: str) -> None:
        """Cards in a currency have a clearing account of its own."""
        account = suggest.create_account(
            connection=self.connection,
            name=f"{self.card.name} clearing {currency}",
            account_type="Other Current Asset",
            account_subtype="OtherCurrentAssets",
            currency=currency,
        )
        PaymentMapping.objects.create(
            connection=self.connection,
            method=self.card,
            currency=currency,
            clearing_account=account,
        )

    def approve(self) -> None:
        """A person sends what waits for a word."""
        held = QueueRow.objects.filter(connection=self.connection, state=QueueRow.State.HELD)
        steer.release(held, user="alice", now=self.on(20))

    def entered_in_quickbooks(self, kind: str, **fields: Any) -> dict[str, str]:
        """Somebody enters something there by hand; a reference to it."""
        body = json.dumps(fields).encode()
        mark = hashlib.sha256(body).hexdigest()[:20]
        call = Call("POST", f"/{kind.lower()}", body=body, request_id=f"by-hand-{mark}")
        made = exchanges.ask_or_raise(connection=self.connection, call=call)[kind]
        return {"value": made["Id"]}

    def edited_in_quickbooks(self, kind: str, **fields: Any) -> None:
        """Somebody changes the newest object of a kind there by hand."""
        found = exchanges.ask_or_raise(
            connection=self.connection,
            call=Call("GET", "/query", params={"query": f"select * from {kind}"}),
        )["QueryResponse"][kind][-1]
        words = {"Id": found["Id"], "SyncToken": found["SyncToken"], "sparse": True, **fields}
        body = json.dumps(words).encode()
        call = Call("POST", f"/{kind.lower()}", body=body, request_id=f"by-hand-{found['Id']}")
        exchanges.ask_or_raise(connection=self.connection, call=call)

    def credit(self, name: str, kind: str) -> StorePaymentMethod:
        """Gift cards or store credit as a way to pay, which has no account of its own."""
        made: StorePaymentMethod = factories.StorePaymentMethodFactory(name=name, kind=kind)
        return made

    def account(self, name: str) -> str:
        """The id of the account of that name."""
        accounts = ListItem.objects.filter(
            connection=self.connection, kind=ListItem.Kind.ACCOUNT, name=name
        )
        return str(accounts.get().qbo_id)

    def choose(self, **accounts: str) -> None:
        """Default accounts by the names they have in QuickBooks."""
        choices = DefaultAccounts.objects.get(connection=self.connection)
        for purpose, name in accounts.items():
            found = ListItem.objects.get(
                connection=self.connection, kind=ListItem.Kind.ACCOUNT, name=name
            )
            setattr(choices, purpose, found)
        choices.save()

    def set(self, **settings: Any) -> None:
        """Settings of the connection, changed in between."""
        for name, value in settings.items():
            setattr(self.connection, name, value)
        self.connection.save()


def _choose_accounts(connection: Connection) -> None:
    """An account for nothing else for each purpose that the company has none for."""
    choices = DefaultAccounts.objects.get(connection=connection)
    for purpose, wanted in PURPOSES.items():
        if getattr(choices, purpose) is None:
            account = suggest.create_account(
                connection=connection,
                name=wanted.new_name,
                account_type=wanted.new_type,
                account_subtype=wanted.new_subtype,
            )
            setattr(choices, purpose, account)
    choices.save()
