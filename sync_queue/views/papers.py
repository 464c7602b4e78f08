"""The documents of one order as a person reads them: the store's figures beside the booked ones."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils import timezone

from connections.models import Connection
from connections.wire import endpoints
from entities.models import Order
from sync_queue import kinds
from sync_queue.documents import allocation, guests
from sync_queue.documents.purchase_order import Dropship
from sync_queue.models import Figure, Link
from sync_queue.preparing import postings, preview
from sync_queue.views import lines, mending, said, sides
from sync_queue.views.lines import Line
from sync_queue.views.said import Figures, Position
from sync_queue.views.sides import Side

TITLES = {
    "Invoice": "Invoice",
    "SalesReceipt": "Sales receipt",
    "Payment": "Payment",
    "RefundReceipt": "Refund receipt",
    "CreditMemo": "Credit memo",
    "Deposit": "Deposit",
    "Transfer": "Transfer",
    "JournalEntry": "Journal entry",
    "Estimate": "Estimate",
    "PurchaseOrder": "Purchase order",
    "InventoryAdjustment": "Stock correction",
}
MOVE_NOTHING = (kinds.ESTIMATE.name, kinds.PURCHASE_ORDER.name)
Key = tuple[int, str, str]


@dataclass(frozen=True)
class Paper:
    """One document in one company: its record, its link (None before it was sent), its row."""

    connection: Connection
    title: str
    currency: str
    store: Figures
    link: Link | None
    books: Figures | None
    line: Line | None
    url: str
    positions: list[Position]
    entries: list[postings.Entry]
    # The lines and entries are those that sending it would book.
    is_preview: bool = False
    # Why there is no preview of what was never sent.
    why: Any = None
    # What a person should know before it is sent.
    foreseen: tuple[str, ...] = ()
    # The field of the console where what keeps it back is mended, "" where that is elsewhere.
    mend_url: str = ""
    # What QuickBooks said of it when it was last read.
    figure: Figure | None = None
    # An estimate or purchase order, which no account knows of.
    moves_nothing: bool = False

    @property
    def debits(self) -> Decimal:
        return sum((entry.debit for entry in self.entries), Decimal(0))

    @property
    def sides(self) -> list[Side]:
        return sides.of(self)

    @property
    def is_even(self) -> bool:
        """Whether QuickBooks has the store's total, as far as both name one."""
        books = self.books
        return books is None or books.total is None or books.total == self.store.total


def of_order(
    order: Order,
    *,
    connections: Iterable[Connection],
    rows: Any,
    whole: Collection[int] = (),
) -> list[Paper]:
    """The documents of `order` in these companies, in the order in which they are sent.

    `rows`: the queue rows that the person may see; `whole`: the companies of which that is all,
    where it may be seen what is ordered from vendors as well.
    """
    companies = {connection.pk: connection for connection in connections}
    records = said.records_of(order)
    names = {*records, *(said.ordered_for(order) if whole else ())}
    # By kinds and by keys, which the indexes know; an OR of both would read every row.
    wanted = {"kind__in": {kind for kind, _ in names}, "key__in": {key for _, key in names}}
    links = {
        (link.connection_id, link.kind, link.key): link
        for link in Link.objects.linked().filter(connection__in=companies, **wanted)
    }
    latest = {
        (line.row.connection_id, line.row.kind, line.row.key): line
        for line in lines.lines(lines.annotated(rows.filter(**wanted)).order_by("pk"))
    }
    records |= said.dropships(key[1:] for key in {*links, *latest})
    found = {
        key
        for key in {*links, *latest}
        if key[1:] in records and (key[0] in whole or key[1] != said.ORDERED)
    }
    desk = _Desk(order, companies, records, links.values(), previews(found - set(links), companies))
    desk.mends = mending.addresses({key: desk.trouble(key, latest.get(key)) for key in found})
    ordered = sorted(found, key=lambda key: (key[0], kinds.BY_NAME[key[1]].rank, key[2]))
    return [desk.paper(key, links.get(key), latest.get(key)) for key in ordered]


def imagined(
    parts: Iterable[preview.Part], *, order: Order, connection: Connection
) -> list[tuple[Paper, Any]]:
    """Each document that the order would become, and why there is none where there is none."""
    shown = list(parts)
    desk = _Desk(order, {connection.pk: connection}, {}, [], {})
    troubles = {
        (connection.pk, part.kind, part.record.key): mending.of_why(part.why, connection)
        for part in shown
    }
    desk.mends = mending.addresses(troubles)
    return [(desk.imagine(part, connection), part.why) for part in shown]


def previews(unsent: Iterable[Key], companies: Mapping[int, Connection]) -> dict[Key, preview.Part]:
    """How what was never sent would be booked, or why it cannot be."""
    by_company: dict[int, list[tuple[str, str]]] = {}
    for pk, kind, key in unsent:
        by_company.setdefault(pk, []).append((kind, key))
    return {
        (pk, *key): found
        for pk, keys in by_company.items()
        for key, found in preview.of(companies[pk], keys, now=timezone.now()).items()
    }


class _Desk:
    """What all papers of an order need, read once."""

    def __init__(
        self,
        order: Order,
        companies: Mapping[int, Connection],
        records: Mapping[Any, Any],
        links: Iterable[Link],
        imagined: Mapping[Key, preview.Part],
    ) -> None:
        self.order, self.companies, self.records = order, companies, records
        self.imagined = imagined
        self.mends: Mapping[Key, str] = {}
        sent: dict[int, list[Any]] = {}
        for link in links:
            sent.setdefault(link.connection_id, []).append(link.sent)
        self.charts = {
            pk: postings.chart_of(companies[pk], documents=documents)
            for pk, documents in sent.items()
        }
        either = guests.of_order(order)
        sellers = [one.seller.key for one in records.values() if isinstance(one, Dropship)]
        named = Link.objects.linked().filter(
            connection__in=companies,
            qbo_type__in=("Customer", "Vendor"),
            kind__in=[*(kind for kind, _ in either), kinds.VENDOR.name],
            key__in=[*(key for _, key in either), *sellers],
        )
        self.names = {(link.connection_id, link.qbo_type, link.qbo_id): link.name for link in named}
        keys = [key for _, key in records]
        known = Figure.objects.filter(connection__in=companies, key__in=keys)
        self.figures = {(one.connection_id, one.kind, one.key): one for one in known}

    def trouble(self, key: Key, line: Line | None) -> mending.Trouble | None:
        """What keeps it back as things stand now, else what its row was stuck for."""
        connection, part = self.companies[key[0]], self.imagined.get(key)
        would = mending.of_why(part.why, connection) if part else None
        return would or mending.of_row(line.row if line else None, connection)

    def paper(self, key: Key, link: Link | None, line: Line | None) -> Paper:
        connection, record = self.companies[key[0]], self.records[key[1:]]
        part = self.imagined.get(key)
        imagined = part.preview if part else None
        qbo_type = link.qbo_type if link else imagined.qbo_type if imagined else ""
        sent = link.sent if link else imagined.sent if imagined else {}
        return Paper(
            connection=connection,
            title=_title(kinds.BY_NAME[key[1]], qbo_type),
            currency=self._currency(record, connection),
            store=self._store(key[1], record, connection, qbo_type),
            link=link,
            books=self._books(link) if link else None,
            line=line,
            url=page_of(link, connection) if link else "",
            positions=said.positions_of(sent),
            entries=self._entries(link) if link else imagined.entries if imagined else [],
            is_preview=imagined is not None,
            why=part.why if part else None,
            foreseen=part.foreseen if part else (),
            mend_url=self.mends.get(key, ""),
            figure=self.figures.get(key),
            moves_nothing=key[1] in MOVE_NOTHING,
        )

    def imagine(self, part: preview.Part, connection: Connection) -> Paper:
        found = part.preview
        return Paper(
            connection=connection,
            title=_title(kinds.BY_NAME[part.kind], found.qbo_type if found else ""),
            currency=getattr(part.record, "currency", self.order.currency),
            store=self._store(part.kind, part.record, connection, found.qbo_type if found else ""),
            link=None,
            books=None,
            line=None,
            url="",
            positions=said.positions_of(found.sent) if found else [],
            entries=found.entries if found else [],
            is_preview=found is not None,
            foreseen=part.foreseen,
            mend_url=self.mends.get((connection.pk, part.kind, part.record.key), ""),
        )

    def _store(self, kind: str, record: Any, connection: Connection, qbo_type: str) -> Figures:
        """`qbo_type`: what it is in QuickBooks, or would become."""
        moment, number, tax, total = said.by_store(kind, record, self.order)
        if kind == kinds.INVOICE.name and qbo_type == "SalesReceipt":
            # A sales receipt has the day of its payment, not that of the invoice.
            payment = allocation.receipt_payment(record)
            moment = payment.captured_at if payment else moment
        return Figures(
            number=number,
            date=moment.astimezone(connection.zone).date() if moment else None,
            customer=str(record.seller if isinstance(record, Dropship) else self.order.customer),
            tax=tax,
            total=total,
        )

    def _currency(self, record: Any, connection: Connection) -> str:
        """quickbooks: what is ordered from a vendor is in the vendor's currency, the home one."""
        if isinstance(record, Dropship):
            return connection.home_currency or self.order.currency
        return str(getattr(record, "currency", self.order.currency))

    def _books(self, link: Link) -> Figures:
        whom = "Vendor" if link.kind == said.ORDERED else "Customer"
        name = (link.sent.get(f"{whom}Ref") or {}).get("value", "")
        return Figures(
            number=link.number,
            date=link.document_date,
            customer=self.names.get((link.connection_id, whom, name), ""),
            tax=link.tax,
            total=link.total,
        )

    def _entries(self, link: Link) -> list[postings.Entry]:
        if link.is_gone:
            return []
        chart = self.charts[link.connection_id]
        return postings.entries(qbo_type=link.qbo_type, sent=link.sent, chart=chart, tax=link.tax)


def _title(kind: kinds.Kind, qbo_type: str) -> str:
    """What QuickBooks calls it, and where that says too little what it is."""
    called = TITLES.get(qbo_type, kind.title)
    return f"{kind.title} ({called.lower()})" if kind in kinds.OF_PAYMENTS else called


def page_of(link: Link, connection: Connection) -> str:
    """The page of a document in QuickBooks; "" where this installation has no address for it."""
    try:
        return endpoints.company_page(connection, link.qbo_type, link.qbo_id)
    except endpoints.AddressRefused:
        return ""
