"""What is still missing before anything can be sent: one sentence each, and where to mend it."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from connections.choosing import line_kinds, own_orders, tax_rates
from connections.models import Connection, DefaultAccounts, PaymentMapping
from entities.models import Payment, StorePaymentMethod

SETTINGS, TOKEN, ACCOUNTS = "settings", "token", "accounts"
PAYMENTS, TAXES, TERMS = "accounts-payments", "accounts-taxes", "accounts-terms"
ITEMS = "accounts-items"
ALWAYS_NEEDED = {
    "income": "Choose the income account that sales are booked to.",
    "discount": "Choose the account that discounts are booked to.",
    "shipping": "Choose the account that shipping is booked to.",
    "untaxed_code": "Choose the tax code of lines without tax.",
}
NEEDED_FOR_STOCK = {
    "inventory_asset": "Choose the account in which the stock's value stands.",
    "expense": "Choose the account that the cost of goods sold is booked to.",
}
ACCOUNTS_NEEDED = (*ALWAYS_NEEDED, *NEEDED_FOR_STOCK)


@dataclass(frozen=True)
class Missing:
    """`point` names it for code, `sentence` for a person, `tab` is where it is mended, at `anchor`;
    `part` names the page under the tab where that is not the tab's own.

    `blocks_all`: nothing at all is sent before it is there; else only what needs it waits.
    """

    point: str
    sentence: str
    tab: str
    blocks_all: bool = True
    anchor: str = ""
    part: str = ""

    @property
    def page(self) -> str:
        """The console page where it is mended."""
        return self.part or self.tab


def missing(*, connection: Connection) -> list[Missing]:
    """Everything still missing, the first step first; empty when all documents can be sent."""
    return [item for check in (*BLOCKING, *OTHERS) for item in check(connection)]


def first_block(*, connection: Connection) -> Missing | None:
    """The first step without which nothing at all is sent; None when documents can be sent."""
    return next((item for check in BLOCKING for item in check(connection)), None)


def _accounting_system(connection: Connection) -> Iterator[Missing]:
    if connection.accounting_vendor == Connection.AccountingVendor.NONE:
        sentence = "Choose QuickBooks as the accounting system."
        yield Missing("accounting_vendor", sentence, SETTINGS, anchor="id_accounting_vendor")


def _client(connection: Connection) -> Iterator[Missing]:
    if not connection.client_id or not connection.sealed_client_secret:
        sentence = "Enter the app's client ID and client secret."
        yield Missing("client", sentence, SETTINGS, anchor="id_client_id")


def _sign_in(connection: Connection) -> Iterator[Missing]:
    sentences = {
        Connection.SignIn.NEVER: "Connect to QuickBooks.",
        Connection.SignIn.DISCONNECTED: "Connect to QuickBooks again: it was disconnected.",
        Connection.SignIn.NEEDS_RECONNECTING: (
            "Connect to QuickBooks again: the sign-in is no longer valid."
        ),
    }
    sentence = sentences.get(Connection.SignIn(connection.sign_in))
    if sentence:
        yield Missing("sign_in", sentence, TOKEN)


def _tested(connection: Connection) -> Iterator[Missing]:
    if connection.tested_at is None:
        yield Missing("tested", "Press Test connection and check the company's name.", TOKEN)


def _company(connection: Connection) -> Iterator[Missing]:
    """Nothing is written into books that nobody has recognised as the right ones."""
    if connection.tested_at is not None and connection.company_confirmed_at is None:
        name = connection.company_name or "the company"
        yield Missing("company", f"Say whether “{name}” is the right company.", TOKEN)


def _books_start_on(connection: Connection) -> Iterator[Missing]:
    if connection.books_start_on is None:
        sentence = "Say from which day on orders go to QuickBooks."
        yield Missing("books_start_on", sentence, SETTINGS, anchor="id_books_start_on")


def _lists(connection: Connection) -> Iterator[Missing]:
    if not connection.list_items.exists():
        yield Missing("lists", "Fetch the accounts from QuickBooks.", ACCOUNTS)


def _accounts(connection: Connection) -> Iterator[Missing]:
    wanted = ALWAYS_NEEDED | (NEEDED_FOR_STOCK if connection.sells_from_stock else {})
    defaults = DefaultAccounts.objects.filter(connection=connection).first()
    for field, sentence in wanted.items():
        choice = getattr(defaults, field, None)
        place: dict[str, Any] = {
            "anchor": f"id_{field}",
            "part": TAXES if field == "untaxed_code" else "",
        }
        if choice is None:
            if not _is_on_an_item(field, connection):
                yield Missing(field, sentence, ACCOUNTS, **place)
        elif not choice.is_active:
            gone = f"“{choice}” is gone from QuickBooks. {sentence}"
            yield Missing(field, gone, ACCOUNTS, **place)


def _is_on_an_item(field: str, connection: Connection) -> bool:
    """Nothing of ours is booked to the account where an item that the company has does that."""
    alone = {kind.purpose: kind.key for kind in (line_kinds.DISCOUNT, line_kinds.SHIPPING)}
    mapped = connection.item_mappings.filter(line_kind=alone.get(field), item__is_active=True)
    return field in alone and mapped.exists()


def _items(connection: Connection) -> Iterator[Missing]:
    """quickbooks: a document with an item that was made inactive is refused."""
    gone = connection.item_mappings.filter(item__is_active=False).select_related("item")
    for mapping in gone.order_by("line_kind"):
        kind = line_kinds.BY_KEY[mapping.line_kind]
        sentence = (
            f"“{mapping.item}” is gone from QuickBooks. Choose another item for: {kind.title}."
        )
        anchor = f"id_{kind.key}"
        yield Missing("item", sentence, ACCOUNTS, blocks_all=False, anchor=anchor, part=ITEMS)


def _clearing_accounts(connection: Connection) -> Iterator[Missing]:
    chosen = set(
        PaymentMapping.objects.filter(
            connection=connection, clearing_account__is_active=True
        ).values_list("method", "currency")
    )
    names = dict(StorePaymentMethod.objects.values_list("pk", "name"))
    for method, currency in used_methods(connection):
        if (method, currency) not in chosen:
            yield Missing(
                "clearing_account",
                f"Choose the clearing account of {names[method]} in {currency}.",
                ACCOUNTS,
                blocks_all=False,
                anchor=f"id_clearing-{method}-{currency}",
                part=PAYMENTS,
            )


def _tax_rates(connection: Connection) -> Iterator[Missing]:
    """The store's tax is sent as it is; under a code of another rate it is filed wrongly."""
    for one in tax_rates.unequal(connection):
        sentence = f"{one.sentence} Choose another tax code, or correct the rate."
        place: dict[str, Any] = {"anchor": one.anchor, "part": TAXES}
        yield Missing("tax_rate", sentence, ACCOUNTS, blocks_all=False, **place)


def _classes(connection: Connection) -> Iterator[Missing]:
    if connection.uses_classes and connection.tested_at and not connection.class_tracking:
        sentence = "Switch class tracking on in QuickBooks, or “Use classes” off here."
        yield Missing("class_tracking", sentence, ACCOUNTS, blocks_all=False, part=TERMS)


def used_methods(connection: Connection) -> list[tuple[int, str]]:
    """(payment method, currency) of the captured money that this connection would book."""
    paid = Payment.objects.captured().with_money()
    if connection.vendor_id is not None:
        paid = paid.filter(order__vendor=connection.vendor_id)
    start = own_orders.start_of_books(connection)
    if start is not None:
        paid = paid.filter(order__placed_at__gte=start)
    return list(paid.order_by("method", "currency").values_list("method", "currency").distinct())


Check = Callable[[Connection], Iterator[Missing]]
BLOCKING: tuple[Check, ...] = (
    _accounting_system,
    _client,
    _sign_in,
    _tested,
    _company,
    _books_start_on,
    _lists,
    _accounts,
)
OTHERS: tuple[Check, ...] = (_clearing_accounts, _items, _tax_rates, _classes)
