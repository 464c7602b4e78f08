"""What should be in the books, said by the store alone: its own columns and the posting rules."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from connections.models import Connection
from entities.models import (
    Customer,
    Invoice,
    Order,
    Payment,
    Payout,
    Refund,
    StockCorrection,
    Storefront,
)
from sync_queue import kinds, routing
from sync_queue.documents import allocation, billing, currencies, guests, names, posting, stock
from sync_queue.documents import chargeback as chargebacks
from sync_queue.documents import customer as customers
from sync_queue.documents import refund as refunds
from sync_queue.documents.allocation import Allocation
from sync_queue.documents.outcome import Held
from sync_queue.mapping import applying, stored

ZERO = Decimal(0)
CHUNK = 500
PAYOUT_TYPES = ("Deposit", "Transfer", "JournalEntry")
Called = Callable[[Customer], tuple[str, ...]]


@dataclass(frozen=True)
class Expected:
    """One record that must be in the books. Amounts are in `currency`.

    `types`: the QuickBooks types it may be booked as, each with its own date and open balance.
    """

    kind: str
    key: str
    label: str
    numbers: tuple[str, ...]
    currency: str
    total: Decimal
    tax: Decimal
    types: dict[str, tuple[date, Decimal]]
    customer_names: tuple[str, ...]
    on_receipt_of: str = ""
    # Its order waits for Create invoice, or for the first shipment.
    is_unbilled: bool = False
    # There is nothing to book, which is not so of all that comes to 0.00.
    is_nothing: bool = False
    # What a gateway kept of a payout.
    fees: Decimal = ZERO

    @property
    def marker(self) -> str:
        return names.marker(kind=self.kind, key=self.key)


def expected(connection: Connection) -> Iterator[Expected]:
    """Every sale, payment and refund that belongs in this connection's company."""
    routes, called = routing.load(), _callings(connection)
    for order in _orders():
        if _is_home(order, kinds.INVOICE.name, connection, routes) and posting.posts(
            order=order, connection=connection
        ):
            yield from _of_order(order, connection, called)
    for refund in _refunds():
        if _is_home(refund, kinds.REFUND.name, connection, routes) and _refund_counts(
            refund, connection
        ):
            yield _of_refund(refund, connection, called)
    for payout in Payout.objects.select_related("method"):
        home = routes.owner(kinds.PAYOUT.name, payout)
        if home is not None and home.pk == connection.pk and _payout_counts(payout, connection):
            yield _of_payout(payout)
    for correction in StockCorrection.objects.select_related("product"):
        home = routes.owner(kinds.STOCK.name, correction)
        if home is not None and home.pk == connection.pk and connection.has_inventory:
            yield _of_correction(correction, connection)


def _orders() -> Iterator[Order]:
    related = Order.objects.select_related("customer", "storefront").prefetch_related(
        "payments__method", "refunds__payment", "invoices"
    )
    return iter(related.order_by("pk").iterator(chunk_size=CHUNK))


def _refunds() -> Iterator[Refund]:
    related = Refund.objects.select_related(
        "order__storefront", "customer__storefront", "payment__method", "method"
    ).prefetch_related("order__payments")
    return iter(related.order_by("pk").iterator(chunk_size=CHUNK))


def _is_home(
    entity: Order | Refund, kind: str, connection: Connection, routes: routing.Routes
) -> bool:
    order = entity if isinstance(entity, Order) else entity.order
    home = routes.owner("order", order) if order else routes.owner(kind, entity)
    return home is not None and home.pk == connection.pk


def _of_order(order: Order, connection: Connection, called: Called) -> Iterator[Expected]:
    unbilled = None
    if not order.invoices.all():
        unbilled = Invoice(order=order, key=order.key, issued_at=order.status_at)
    paid = allocation.of_order(order, counting=unbilled)
    for invoice in paid.invoices:
        found = _of_sale(invoice, paid, connection, called)
        way = posting.invoices(order=order, connection=connection)
        waits = invoice is unbilled and way != Storefront.Invoices.ORDER
        yield replace(found, is_unbilled=waits)
    for payment in order.payments.all():
        if payment.came_in and not payment.method.is_credit:
            yield _of_payment(payment, paid, connection, called)
            yield from _lost_and_won(payment, order, connection, called)


def _of_sale(
    invoice: Invoice, paid: Allocation, connection: Connection, called: Called
) -> Expected:
    order = invoice.order
    types = {"Invoice": (_day_of(invoice, connection), paid.open[invoice.key])}
    receipt = allocation.receipt_payment(invoice)
    if receipt is not None and receipt.captured_at is not None:
        paid_on = receipt.captured_at.astimezone(connection.zone).date()
        types["SalesReceipt"] = (paid_on, ZERO)
    number = names.doc_number(f"{connection.number_prefix}{invoice.number or order.number}")
    is_whole = invoice.covers == Invoice.Covers.WHOLE
    return Expected(
        kind=kinds.INVOICE.name,
        key=invoice.key,
        label=str(order) if is_whole else f"{invoice} of {order}",
        numbers=(number,),
        currency=order.currency,
        total=billing.due_of(invoice),
        tax=billing.tax_of(invoice),
        types=types,
        customer_names=_names(order, order, connection, called),
        is_nothing=order.total == 0,
    )


def _day_of(invoice: Invoice, connection: Connection) -> date:
    try:
        return posting.invoice_date(invoice=invoice, connection=connection)
    except Held:
        return invoice.issued_at.astimezone(connection.zone).date()


def _names(
    sale: Order | Refund, order: Order | None, connection: Connection, called: Called
) -> tuple[str, ...]:
    """The names under which the customer may stand there: their own, as a guest the shop's."""
    customer = sale.customer
    home = called(customer)
    own = (*home, *currencies.display_names(home, sale.currency))
    if not customer.is_guest:
        return own
    front = order.storefront if order else customer.storefront
    shared = guests.Guests("", front, sale.currency)
    said = guests.display_names(shared, home_currency=connection.home_currency)
    return (*said, *own) if guests.are_shared(customer, connection) else (*own, *said)


def _callings(connection: Connection) -> Called:
    """What customers are called there: as was chosen for their names, or by the bridge itself."""
    mappings, zone = stored.of(connection), connection.zone

    def called(customer: Customer) -> tuple[str, ...]:
        own = customers.display_names(customer)
        try:
            chosen = applying.names_of(
                own, subject=kinds.CUSTOMER.name, record=customer, mappings=mappings, zone=zone
            )
        except Held:
            return own
        return tuple(dict.fromkeys((*chosen, *own)))

    return called


def _of_payment(
    payment: Payment, paid: Allocation, connection: Connection, called: Called
) -> Expected:
    assert payment.captured_at is not None  # the database keeps payment_captured_has_a_date
    paid_on = payment.captured_at.astimezone(connection.zone).date()
    order, shares = payment.order, paid.of(payment)
    sale = shares[0].invoice if shares else None
    is_receipt = sale is not None and allocation.receipt_payment(sale) == payment
    mark = names.marker(kind=kinds.INVOICE.name, key=sale.key) if sale and is_receipt else ""
    return Expected(
        kind=kinds.PAYMENT.name,
        key=payment.key,
        label=str(payment),
        numbers=(),
        currency=payment.currency,
        total=payment.amount,
        tax=ZERO,
        types={"Payment": (paid_on, ZERO)},
        customer_names=_names(order, order, connection, called),
        on_receipt_of=mark,
    )


def _lost_and_won(
    payment: Payment, order: Order, connection: Connection, called: Called
) -> Iterator[Expected]:
    """What a bank took back of the payment with its fee, and what was won back."""
    lost = payment.amount + payment.chargeback_fee
    for kind, qbo_type, moment, total in (
        (kinds.CHARGEBACK, "RefundReceipt", payment.charged_back_at, lost),
        (kinds.WON_BACK, "SalesReceipt", payment.won_back_at, payment.amount),
    ):
        if not chargebacks.is_lost(payment) or moment is None:
            continue
        yield Expected(
            kind=kind.name,
            key=payment.key,
            label=f"{payment}, {kind.title.lower()}",
            numbers=(chargebacks.number(kind, order, prefix=connection.number_prefix),),
            currency=payment.currency,
            total=total,
            tax=ZERO,
            types={qbo_type: (moment.astimezone(connection.zone).date(), ZERO)},
            customer_names=_names(order, order, connection, called),
        )


def _refund_counts(refund: Refund, connection: Connection) -> bool:
    """By its own date; and not where the order it belongs to was never to be booked."""
    start = connection.books_start_on
    if start is not None and refund.refunded_at.astimezone(connection.zone).date() < start:
        return False
    order = refund.order
    if order is None or posting.is_before_start(order=order, connection=connection):
        return True
    return posting.posts(order=order, connection=connection)


def _of_refund(refund: Refund, connection: Connection, called: Called) -> Expected:
    day = refund.refunded_at.astimezone(connection.zone).date()
    to_credit = refunds.goes_to_credit(refund)
    is_memo = to_credit or allocation.is_credit_memo(refund)
    kind = "CreditMemo" if is_memo else "RefundReceipt"
    return Expected(
        kind=kinds.REFUND.name,
        key=refund.key,
        label=str(refund),
        numbers=(names.doc_number(f"{connection.number_prefix}{refund.number}"),),
        currency=refund.currency,
        total=ZERO if to_credit else refund.total,
        tax=refund.tax_total,
        types={kind: (day, ZERO)},
        customer_names=_names(refund, refund.order, connection, called),
        is_nothing=refund.total == 0,
    )


def _payout_counts(payout: Payout, connection: Connection) -> bool:
    start = connection.books_start_on
    return start is None or payout.paid_on >= start


def _of_payout(payout: Payout) -> Expected:
    return Expected(
        kind=kinds.PAYOUT.name,
        key=payout.key,
        label=str(payout),
        numbers=(),
        currency=payout.bank_currency or payout.currency,
        total=payout.net if payout.bank_amount is None else payout.bank_amount,
        tax=ZERO,
        types=dict.fromkeys(PAYOUT_TYPES, (payout.paid_on, ZERO)),
        customer_names=(),
        fees=payout.fees if payout.bank_amount is None else ZERO,
    )


def _of_correction(correction: StockCorrection, connection: Connection) -> Expected:
    """Its total is a number of goods, which has no currency."""
    day = correction.happened_at.astimezone(connection.zone).date()
    return Expected(
        kind=kinds.STOCK.name,
        key=correction.key,
        label=str(correction),
        numbers=(),
        currency="",
        total=correction.difference,
        tax=ZERO,
        types={stock.ADJUSTMENT: (day, ZERO)},
        customer_names=("",),
    )
