"""Why do rows need a person? Grouped by cause, with orders, money, who mends it and by what.

A cause is the short `reason` on a row. Rows of one cause are mended by one deed and sent again
together.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.db.models import (
    Case,
    CharField,
    Count,
    DecimalField,
    F,
    IntegerField,
    Max,
    Min,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Sum,
    When,
)

from connections.models import Connection
from entities.amounts import to_the_cent
from entities.models import Invoice, Payment, Refund
from sync_queue import kinds, sight
from sync_queue.models import QueueRow

YOU, BOOKKEEPER, QUICKBOOKS_ADMIN = "You", "Your bookkeeper", "Your QuickBooks admin"
STUCK = (QueueRow.State.HELD, QueueRow.State.ERROR)
# What a person's word alone sets free; everything else is mended first and then tried again.
APPROVABLE = (
    "auto_post",
    "closed_period",
    "earlier_month",
    "deleted_in_store",
    "changed_in_quickbooks",
    "unknown_outcome",
)
# Start of a reason: who mends it, and the console page where (none: in the store or QuickBooks).
MENDERS: tuple[tuple[str, str, str], ...] = (
    ("account:", BOOKKEEPER, "accounts"),
    ("clearing:", BOOKKEEPER, "accounts"),
    ("tax:", BOOKKEEPER, "accounts"),
    ("fault:6100", BOOKKEEPER, "accounts"),
    ("fault:6430", BOOKKEEPER, "accounts"),
    ("fault:2500", BOOKKEEPER, "accounts"),
    ("closed_period", BOOKKEEPER, ""),
    ("fault:6200", BOOKKEEPER, ""),
    ("fault:6210", BOOKKEEPER, ""),
    ("earlier_month", BOOKKEEPER, ""),
    ("taken_back_late", BOOKKEEPER, ""),
    ("receipt_payment_changed", BOOKKEEPER, ""),
    ("several_tax_rates", BOOKKEEPER, ""),
    ("payout", BOOKKEEPER, ""),
    ("chargeback", BOOKKEEPER, ""),
    ("gift_card", BOOKKEEPER, ""),
    ("changed_in_quickbooks", BOOKKEEPER, ""),
    ("sales_tax_off", QUICKBOOKS_ADMIN, ""),
    ("currency", QUICKBOOKS_ADMIN, ""),
    ("fault:5020", QUICKBOOKS_ADMIN, "token"),
    ("fault:5030", QUICKBOOKS_ADMIN, ""),
    ("fault:6090", QUICKBOOKS_ADMIN, ""),
    ("fault:6190", QUICKBOOKS_ADMIN, ""),
)
COMMON_TITLES = {
    "auto_post": "Nothing is sent by itself yet",
    "closed_period": "The books are closed for these dates",
    "earlier_month": "Changed after an earlier month was booked",
    "deleted_in_store": "Deleted in the store after it was booked",
    "changed_in_quickbooks": "Somebody changed it in QuickBooks",
    "unknown_outcome": "QuickBooks never answered",
    "gift_card": "Gift cards and store credit cannot be booked yet",
    "payout": "Payouts cannot be booked yet",
    "prices_include_tax": "Prices that include tax cannot be booked yet",
    "shipment": "Part deliveries cannot be booked yet",
    "currency": "A currency that the company does not know",
    "several_tax_rates": "More than one tax rate on one document",
    "sales_tax_off": "Sales tax is switched off in QuickBooks",
    "chargeback": "Charged back by the customer's bank",
    "does_not_add_up": "The store's figures do not add up",
    "no_cost": "Products with stock but without a cost",
    "taken_back_late": "Taken back after an earlier month was booked",
    "receipt_payment_changed": "Payments changed after a sale was booked as paid",
    "parent_not_booked": "What they belong to is not in QuickBooks",
}


@dataclass
class Cause:
    """One cause in one company. `rows`: how many are stuck for it; `orders`: how many orders it
    keeps out, with those that wait behind, `amounts`: their money in each currency; `message`
    and `mend` are those of one of its rows.
    """

    connection: Connection
    reason: str
    state: str
    message: str
    mend: str
    has_one_message: bool
    rows: int = 0
    orders: int = 0
    amounts: dict[str, Decimal] = field(default_factory=dict)

    # Which kind of document the figures are of: an order's invoice and its payment are the same
    # money, so payments and refunds are counted only where no invoice hangs on the cause.
    counted: str = ""

    def take(self, group: Mapping[str, Any]) -> None:
        """Adds the figures of one kind and currency of this cause's rows."""
        if group["money_currency"] is None or self.counted not in ("", group["kind"]):
            return
        self.counted = group["kind"]
        self.orders += group["orders"]
        self.amounts[group["money_currency"]] = to_the_cent(group["sum"])

    @property
    def title(self) -> str:
        common = COMMON_TITLES.get(self.reason)
        return common or self.message.rstrip(".") or "It needs a look"

    @property
    def example(self) -> str:
        """What one of its rows says, where the title does not say it already."""
        is_said = self.reason not in COMMON_TITLES or self.reason == "auto_post"
        return "" if is_said else self.message

    @property
    def who(self) -> str:
        return next((who for start, who, _ in MENDERS if self.reason.startswith(start)), YOU)

    @property
    def page(self) -> str:
        """The console page where it is mended, or ""."""
        return next((page for start, _, page in MENDERS if self.reason.startswith(start)), "")

    @property
    def is_approvable(self) -> bool:
        return self.state == QueueRow.State.HELD and self.reason in APPROVABLE


def causes(connection: Connection, *, user: Any) -> list[Cause]:
    """What needs a person in this company, what keeps most orders out first; two queries."""
    rows = sight.rows(user=user, connection=connection)
    groups = rows.filter(state__in=STUCK).order_by().values("reason", "state")
    found = {
        (one["reason"], one["state"]): Cause(connection=connection, **one) for one in _named(groups)
    }
    for group in sorted(_money(rows), key=_invoices_first):
        cause = found.get((group["its_reason"], group["its_state"]))
        if cause is not None:
            cause.take(group)
    return sorted(found.values(), key=lambda cause: (-cause.orders, -cause.rows, cause.reason))


def rows_of(*, user: Any, connection: Connection, reason: str) -> QuerySet[QueueRow]:
    """All rows of one cause that this person may see."""
    rows = sight.rows(user=user, connection=connection)
    return rows.filter(state__in=STUCK, reason=reason)


def approvable() -> Q:
    """Rows that a person's word sets free."""
    return Q(state=QueueRow.State.HELD, reason__in=APPROVABLE)


def with_money(rows: QuerySet[QueueRow]) -> QuerySet[QueueRow]:
    """Each row with `order_pk`, `money` and `money_currency` of the document it stands for."""
    invoice = Invoice.objects.filter(key=OuterRef("key"))
    payment = Payment.objects.filter(key=OuterRef("key"))
    refund = Refund.objects.filter(key=OuterRef("key"))
    money = DecimalField(max_digits=14, decimal_places=2)
    return rows.annotate(
        order_pk=_by_kind(
            IntegerField(), invoice.values("order"), payment.values("order"), refund.values("order")
        ),
        money=_by_kind(
            money, invoice.values("order__total"), payment.values("amount"), refund.values("total")
        ),
        money_currency=_by_kind(
            CharField(),
            invoice.values("order__currency"),
            payment.values("currency"),
            refund.values("currency"),
        ),
    )


def _named(groups: Any) -> Iterable[dict[str, Any]]:
    """The groups with one message of each, and whether all its rows have that same one."""
    found = groups.annotate(
        rows=Count("pk"), first=Min("message"), last=Max("message"), what_mends=Min("mend")
    )
    for one in found:
        one["has_one_message"] = one["first"] == one.pop("last")
        one["message"], one["mend"] = one.pop("first"), one.pop("what_mends")
        yield one


def _money(rows: QuerySet[QueueRow]) -> Any:
    """Orders and money per cause: of the stuck rows, and of those that wait behind them."""
    annotated: Any = with_money(rows).order_by()
    groups = (
        annotated.annotate(its_reason=_of_the_stuck("reason"), its_state=_of_the_stuck("state"))
        .filter(its_reason__isnull=False)
        .values("its_reason", "its_state", "kind", "money_currency")
    )
    return groups.annotate(orders=Count("order_pk", distinct=True), sum=Sum("money"))


def _of_the_stuck(column: str) -> Case:
    """A column of the row itself, or of the one it waits for: product, then its category."""
    waits = ("", "blocked_by__", "blocked_by__blocked_by__")
    whens = [
        When(**{f"{behind}state__in": STUCK, "then": F(f"{behind}{column}")}) for behind in waits
    ]
    return Case(*whens, default=None, output_field=CharField())


def _invoices_first(group: Mapping[str, Any]) -> int:
    return kinds.BY_NAME[group["kind"]].rank


def _by_kind(output: Any, invoice: Any, payment: Any, refund: Any) -> Case:
    return Case(
        When(kind=kinds.INVOICE.name, then=Subquery(invoice[:1])),
        When(kind=kinds.PAYMENT.name, then=Subquery(payment[:1])),
        When(kind=kinds.REFUND.name, then=Subquery(refund[:1])),
        default=None,
        output_field=output,
    )
