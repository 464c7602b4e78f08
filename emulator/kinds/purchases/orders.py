"""Purchase orders: what is ordered, and which bills have brought how much of it."""

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from emulator.books.company import Company, IndexKey, Record
from emulator.books.effects import Effects
from emulator.kinds.base import Options
from emulator.kinds.purchases.expense_lines import ITEM_BASED
from emulator.kinds.purchases.forms import (
    TRANSACTION,
    PurchaseForm,
    complete_payable,
    vendor_address,
)
from emulator.kinds.sales.custom_fields import ORDERS, complete_custom_fields
from emulator.wire import ZERO, Obj

ORDER = "PurchaseOrder"
SERIES = "order number"
FIRST_NUMBER = 1001


class PurchaseOrder(PurchaseForm):
    name = ORDER
    posts = False
    required = ("APAccountRef", "VendorRef", "Line")
    kept = (*PurchaseForm.kept, "DocNumber", "EmailStatus")
    computed_names = frozenset({"POStatus", "LinkedTxn", "Line"})
    order = (
        *("ClassRef", "SalesTermRef", "DueDate", "VendorAddr", "ShipAddr", "ShipMethodRef"),
        *("ShipTo", "POEmail", "EmailStatus", "POStatus", *TRANSACTION),
        *("VendorRef", "APAccountRef", "TotalAmt", "Memo"),
    )

    def complete(self, company: Company, record: Record, old: Record | None) -> None:
        obj = record.obj
        complete_payable(company, obj)
        complete_custom_fields(company, obj, ORDERS)
        vendor_address(company, obj)
        obj.setdefault("EmailStatus", "NotSet")
        obj.setdefault("POStatus", "Open")
        if old is not None and old.obj["POStatus"] == "Open" and _is_all_here(company, old):
            # Who sends the order back as it was read has not closed it.
            obj["POStatus"] = "Open"
        for line in obj["Line"]:
            line.pop("LinkedTxn", None)

    def number(
        self, company: Company, record: Record, old: Record | None, options: Options
    ) -> None:
        """quickbooks: orders have a series of numbers of their own, unless `order_numbers` says
        otherwise."""
        if company.settings.order_numbers == "own":
            record.obj.setdefault("DocNumber", str(_highest(company) + 1))
        elif company.settings.order_numbers == "shared":
            record.obj.setdefault("DocNumber", company.next_number())

    def follow(
        self, company: Company, record: Record, old: Record | None, options: Options
    ) -> None:
        """The number is used up; that of a refused order is not."""
        given = record.obj.get("DocNumber", "")
        if not _is_in_series(given):
            return
        company.sequences[SERIES] = max(_highest(company), int(given))
        if company.settings.order_numbers == "shared":
            company.highest_number = max(company.highest_number, int(given))

    def effects(self, company: Company, record: Record) -> Effects:
        """An order posts nothing."""
        return Effects()

    def computed(self, company: Company, record: Record) -> Obj:
        """quickbooks: an order closes by itself when bills have brought all of it."""
        received = _received(company, record.id)
        bills = sorted(company.named(link_key(record.id)), key=int)
        lines = [_with_received(line, received) for line in record.obj["Line"]]
        status = "Closed" if _is_all_here(company, record) else record.obj["POStatus"]
        linked = [{"TxnId": id_, "TxnType": "Bill"} for id_ in bills]
        return {"POStatus": status, "LinkedTxn": linked, "Line": lines}

    def let_go(self, company: Company, record: Record) -> None:
        """Bills of a deleted order lose their links to it."""
        if not record.deleted:
            return
        for id_ in sorted(company.named(link_key(record.id)), key=int):
            _unlink(company, company.records["Bill"][id_], record.id)


def link_key(order: str) -> IndexKey:
    return ("linked", ORDER, order)


def order_keys(bill: Obj) -> list[IndexKey]:
    """The index keys of all orders that a bill links to."""
    return [link_key(linked["TxnId"]) for linked in order_links(bill)]


def order_links(bill: Obj) -> list[Obj]:
    """quickbooks: the bill as a whole names each order that one of its lines takes up."""
    ids = {line["LinkedTxn"][0]["TxnId"]: None for line in bill["Line"] if "LinkedTxn" in line}
    return [{"TxnId": id_, "TxnType": ORDER} for id_ in ids]


def keep_order_links(company: Company, record: Record) -> None:
    """quickbooks: a line's link to an order needs TxnId, TxnType and TxnLineId of an open order
    of the same vendor; any other is left out without a word, and so is one of the whole bill."""
    named = record.obj.pop("LinkedTxn", ())
    for line in record.obj["Line"]:
        link = next(iter(line.pop("LinkedTxn", ())), None) or _link_by_document(
            company, named, line
        )
        if link is not None and _holds(company, record, link):
            line["LinkedTxn"] = [{name: link[name] for name in ("TxnId", "TxnType", "TxnLineId")}]


def _link_by_document(company: Company, named: Iterable[Obj], line: Obj) -> Obj | None:
    """Where `order_links` says so, an order that the bill names is taken up by lines of the same
    item or account."""
    if company.settings.order_links != "document":
        return None
    for linked in named:
        order = company.find(ORDER, linked.get("TxnId"))
        if order is None:
            continue
        for ordered in order.obj["Line"]:
            if _what(ordered) == _what(line):
                return {"TxnId": order.id, "TxnType": ORDER, "TxnLineId": ordered["Id"]}
    return None


def _what(line: Obj) -> Any:
    detail = line.get(line["DetailType"], {})
    return (detail.get("ItemRef") or detail.get("AccountRef") or {}).get("value")


def _holds(company: Company, bill: Record, link: Obj) -> bool:
    order = company.find(ORDER, link.get("TxnId")) if link.get("TxnType") == ORDER else None
    if order is None or order.obj["VendorRef"]["value"] != bill.obj["VendorRef"]["value"]:
        return False
    received = _received(company, order.id, without=bill.id)
    lines = [line for line in order.obj["Line"] if line["Id"] == link.get("TxnLineId")]
    return bool(lines) and order.obj["POStatus"] == "Open" and not _is_done(lines[0], received)


def _received(company: Company, order: str, *, without: str = "") -> dict[str, Decimal]:
    """By line of the order: quantity (amount where there is none) that bills have brought."""
    brought: dict[str, Decimal] = {}
    for id_ in company.named(link_key(order)) - {without}:
        for line in company.records["Bill"][id_].obj["Line"]:
            for link in line.get("LinkedTxn", ()):
                if link["TxnId"] == order:
                    known = brought.get(link["TxnLineId"], ZERO)
                    brought[link["TxnLineId"]] = known + _measure(line)
    return brought


def _measure(line: Obj) -> Decimal:
    quantity = line.get(ITEM_BASED, {}).get("Qty")
    return Decimal(line.get("Amount", ZERO) if quantity is None else quantity)


def _is_done(line: Obj, received: dict[str, Decimal]) -> bool:
    return received.get(line["Id"], ZERO) >= _measure(line)


def _is_all_here(company: Company, order: Record) -> bool:
    received = _received(company, order.id)
    return bool(received) and all(_is_done(line, received) for line in order.obj["Line"])


def _with_received(line: Obj, received: dict[str, Decimal]) -> Obj:
    if line["Id"] not in received or ITEM_BASED not in line:
        return line
    head: Obj = {
        name: line[name] for name in ("Id", "LineNum", "Description", "Amount") if name in line
    }
    return {**head, "Received": received[line["Id"]], **line}


def _unlink(company: Company, bill: Record, order: str) -> None:
    company.take_out(bill)
    lines = [
        {k: v for k, v in line.items() if k != "LinkedTxn" or v[0]["TxnId"] != order}
        for line in bill.obj["Line"]
    ]
    bill.obj = {**bill.obj, "Line": lines}
    bill.keys = [key for key in bill.keys if key != link_key(order)]
    company.put(bill, family=PurchaseOrder.family)
    company.touch(bill)


def _highest(company: Company) -> int:
    """The highest number of an order so far; counted once, then remembered."""
    if SERIES not in company.sequences:
        numbers = [order.obj.get("DocNumber", "") for order in company.live(ORDER)]
        used = [int(number) for number in numbers if _is_in_series(number)]
        company.sequences[SERIES] = max(used, default=FIRST_NUMBER - 1)
    return company.sequences[SERIES]


def _is_in_series(number: str) -> bool:
    return number.isdigit() and len(number) < 10
