"""What in the company's own set-up will surprise somebody? Sentences with what mends each.

None of it keeps everything from being sent; each was asked of QuickBooks when it was last checked.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from connections.choosing import own_orders
from connections.models import Connection
from entities.models import Product

SETTINGS, TOKEN, STOCK = "settings", "token", "accounts-stock"


@dataclass(frozen=True)
class Advice:
    """`point` names it for code; `page` is where it is mended, "" where that is in QuickBooks."""

    point: str
    sentence: str
    mend: str
    page: str = ""


def advice(*, connection: Connection) -> list[Advice]:
    """Everything worth knowing about this company; empty before it was ever tested."""
    if connection.tested_at is None:
        return []
    return [item for look in LOOKS for item in look(connection)]


def _stock(connection: Connection) -> Iterator[Advice]:
    """quickbooks: inventory needs the Plus or Advanced plan."""
    if connection.has_inventory:
        return
    plan = f"Your plan ({connection.plan})" if connection.plan else "Your plan"
    if connection.sells_from_stock:
        yield Advice(
            "no_inventory",
            f"{plan} keeps no stock, but stock is switched on here: products go to QuickBooks "
            "without it.",
            "Send products without stock, or move to a Plus or Advanced plan in QuickBooks.",
            STOCK,
        )
    elif Product.objects.filter(tracks_stock=True).exists():
        yield Advice(
            "plan_without_inventory",
            f"{plan} keeps no stock. Products go to QuickBooks as items without stock, which is "
            "all right for sales; quantities stay in your store.",
            "Nothing needs to be done. For stock in QuickBooks move to a Plus or Advanced plan.",
        )


def _currencies(connection: Connection) -> Iterator[Advice]:
    """quickbooks: multicurrency can be switched on, but never off again."""
    if connection.multicurrency or not connection.home_currency:
        return
    orders = own_orders.since_start(connection).filter(status__in=connection.posting_statuses)
    used = set(orders.order_by().values_list("currency", flat=True).distinct())
    foreign = sorted(used - {connection.home_currency})
    if foreign:
        yield Advice(
            "multicurrency",
            f"There are orders in {', '.join(foreign)}, but this company knows "
            f"{connection.home_currency} only: they wait.",
            "Switch on multicurrency in QuickBooks (Account and settings, Advanced). It can never "
            "be switched off again, so ask your bookkeeper first.",
        )


def _closed_books(connection: Connection) -> Iterator[Advice]:
    closed, start = connection.books_closed_on, connection.books_start_on
    if closed and start and start <= closed:
        yield Advice(
            "closed_books",
            f"The books are closed up to {closed:%-d %B %Y}, and yours start on "
            f"{start:%-d %B %Y}: documents of that time wait for somebody's word.",
            "Let the books start later, or open the period in QuickBooks.",
            SETTINGS,
        )


def _numbers(connection: Connection) -> Iterator[Advice]:
    """quickbooks: without custom transaction numbers a number that is sent along is taken, but
    QuickBooks counts on by itself, so that numbers may meet."""
    if not connection.custom_numbers:
        yield Advice(
            "custom_numbers",
            "QuickBooks counts document numbers by itself, so one of its own may meet one of the "
            "store's.",
            "Switch on “Custom transaction numbers” in QuickBooks (Account and settings, Sales).",
        )


def _credits(connection: Connection) -> Iterator[Advice]:
    """quickbooks: AutoApplyCredit sets any open credit against the next invoice (rule 9)."""
    if connection.applies_credits:
        yield Advice(
            "applies_credits",
            "QuickBooks sets credits against open invoices by itself, so a refund may pay another "
            "invoice than the one it belongs to.",
            "Switch off “Automatically apply credits” in QuickBooks (Account and settings, "
            "Advanced, Automation).",
        )


LOOKS: tuple[Callable[[Connection], Iterator[Advice]], ...] = (
    _stock,
    _currencies,
    _closed_books,
    _numbers,
    _credits,
)
