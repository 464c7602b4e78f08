"""Which item of QuickBooks has a product's code? Asked before an item is created, if wanted so.

Only where products are identified by their code: a row of a product that is not linked waits with
the reason `look_up:code`, is looked up together with others, and then goes on, linked, or held with
what mends it. What is found is left as it stands; only what the store changes later is sent.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction

from connections import exchanges
from connections.models import Connection
from connections.wire import query
from entities.models import Product
from sync_queue import leases
from sync_queue.documents import company as companies
from sync_queue.documents import names, registry
from sync_queue.documents.outcome import Document, Held, NoDocument
from sync_queue.models import Link, QueueRow
from sync_queue.preparing import adopting, matching

LOOK_UP_CODE = "look_up:code"
# quickbooks: a statement may be long, but codes of 100 characters add up.
MOST_CODES = 50

Found = Mapping[str, Any]


def is_wanted(*, connection: Connection, link: Link, entity: Any) -> bool:
    """Whether QuickBooks is to be asked for an entity first. Raises Held for one without a code."""
    by_code = connection.identify_products_by == Connection.ProductsBy.CODE
    if not by_code or link.qbo_id or not isinstance(entity, Product):
        return False
    if not code_of(entity):
        raise Held(
            reason="no_code",
            message=f"{entity.name} has no code, and products are identified by their codes.",
            mend="Give it a code in the store; saving it sends it again.",
        )
    return link.unknown_code != code_of(entity)


def waiting(connection: Connection, *, now: datetime) -> list[QueueRow]:
    """The rows whose codes are to be looked up, as many as one question may ask for."""
    rows = QueueRow.objects.filter(connection=connection, reason=LOOK_UP_CODE).ready(now)
    return list(rows.order_by("rank", "id")[:MOST_CODES])


def look(connection: Connection, codes: Iterable[str]) -> dict[str, list[Found]]:
    """{code: the items that have it, inactive ones too}. Raises what `exchanges` raises.

    Codes are compared exactly: real stores have codes that differ by letter case only.
    """
    literals = ", ".join(query.quote(code) for code in codes)
    if not literals:
        return {}
    statement = f"SELECT * FROM Item WHERE Sku IN ({literals}) AND Active IN (true, false)"
    found: dict[str, list[Found]] = defaultdict(list)
    for item in exchanges.query(connection=connection, statement=statement):
        found[str(item.get("Sku", ""))].append(item)
    return found


class Desk:
    """The products of some rows with what the store would send of each."""

    def __init__(self, connection: Connection, rows: Sequence[QueueRow], now: datetime) -> None:
        self.connection, self.rows, self.now = connection, rows, now
        own = [(row.kind, row.key) for row in rows]
        self.products = registry.load(own)
        above = [
            parent
            for key, product in self.products.items()
            for parent in registry.parents(key[0], product)
        ]
        self.company = companies.load(connection=connection, keys=[*own, *above], now=now)

    def codes(self) -> list[str]:
        return sorted({code for row in self.rows if (code := self.code(row))})

    def code(self, row: QueueRow) -> str:
        product = self.products.get((row.kind, row.key))
        return code_of(product) if product is not None else ""

    @transaction.atomic
    def settle(self, found: Mapping[str, list[Found]], *, lease: leases.Lease) -> None:
        """Writes on each row what came of the question: linked, to be created, or held.

        Not on one that was edited or taken out meanwhile: it is asked about again, if at all.
        """
        leases.require(lease)
        items = [item for same in found.values() for item in same]
        self.claimed = adopting.claims(self.connection, "Item", items)
        ids = {str(item["Id"]) for item in items}
        linked = Link.objects.filter(connection=self.connection, qbo_type="Item", qbo_id__in=ids)
        self.linked = {link.qbo_id: link for link in linked}
        for row in QueueRow.objects.unmoved(self.rows):
            try:
                self._settle(row, found.get(self.code(row), []))
            except Held as held:
                row.hold(reason=held.reason, message=held.message, mend=held.mend, now=self.now)

    def _settle(self, row: QueueRow, found: list[Found]) -> None:
        link = self.company.links.get((row.kind, row.key)) or Link(
            connection=self.connection, kind=row.kind, key=row.key
        )
        item = self._one_of(row, found)
        document = self._document(row)
        if item is None:
            link.unknown_code = self.code(row)
            link.save()
        if item is None or document is None:
            # An item that is there but cannot be linked now is asked for again, never made anew.
            row.wait(reason="", message="", now=self.now)
            return
        adopting.adopt(link, item, document, qbo_type="Item", claimed=self.claimed, now=self.now)
        link.save()
        self.linked[link.qbo_id] = link
        message = f"It was linked to “{item['Name']}”, which has its code."
        row.wait(reason="adopted", message=message, now=self.now)

    def _one_of(self, row: QueueRow, found: list[Found]) -> Found | None:
        """The one item with the code, None without any. Raises Held where a person must say."""
        code = self.code(row)
        alive = [item for item in found if item.get("Active", True)]
        if found and not alive:
            raise Held(
                reason="code_inactive",
                message=f"“{found[0]['Name']}” has the code {code} in QuickBooks, but is inactive.",
                mend="Make it active there, or give one of the two another code; then send again.",
            )
        if len(alive) > 1:
            called = "” and “".join(str(item["FullyQualifiedName"]) for item in alive[:3])
            raise Held(
                reason="code_several",
                message=f"{len(alive)} items have the code {code} in QuickBooks: “{called}”.",
                mend="Leave the code with one of them in QuickBooks, then send again.",
            )
        for item in alive:
            self._require_fit(row, item)
        return alive[0] if alive else None

    def _require_fit(self, row: QueueRow, item: Found) -> None:
        if item.get("Type") not in matching.SOLD_TYPES:
            raise Held(
                reason="code_not_sold",
                message=f"“{item['Name']}” has the code {item['Sku']} in QuickBooks, but is a "
                f"{str(item.get('Type')).lower()}, which cannot stand on a sale.",
                mend="Give one of the two another code, then send again.",
            )
        other = self.linked.get(str(item["Id"]))
        if other is not None and (other.kind, other.key) != (row.kind, row.key):
            raise Held(
                reason="code_linked",
                message=f"“{item['Name']}” has the code {item['Sku']} in QuickBooks, but belongs "
                f"to “{other.named_for or other.name}” already.",
                mend="Give one of the two products another code in the store.",
            )

    def _document(self, row: QueueRow) -> Document | None:
        """What the store would send; None if that has changed since, and freezing must say why."""
        product = self.products.get((row.kind, row.key))
        try:
            built = registry.build(row.kind, product, self.company) if product else None
        except NoDocument:
            return None
        return built if isinstance(built, Document) else None


def code_of(product: Product) -> str:
    """The product's code as QuickBooks has it."""
    return names.legal(product.sku, longest=100)
