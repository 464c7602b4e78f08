"""How does a line of a payment name a document, and what is kept of lines that are cut down?

Customers' and vendors' payments have the same lines: an amount and one LinkedTxn.
"""

from collections.abc import Mapping
from decimal import Decimal

from emulator.books.company import Company
from emulator.books.stock import Key
from emulator.protocol.faults import business
from emulator.wire import ZERO, Obj


def payment_line(kind: str, id_: str, amount: Decimal) -> Obj:
    """A line that settles so much of a document."""
    return {"Amount": amount, "LinkedTxn": [{"TxnId": id_, "TxnType": kind}]}


def target(line: Obj) -> Key:
    """Which document a line names: what it settles, uses up or brings to the bank."""
    linked = line["LinkedTxn"][0]
    return (str(linked.get("TxnType")), str(linked.get("TxnId")))


def within(company: Company, line: Obj, left: Decimal) -> Decimal:
    """How much a line settles of a document that is open by so much. Raises 6000 where it is
    more, unless the setting `overpaid_links` cuts it down."""
    amount = Decimal(line["Amount"])
    if amount <= left:
        return amount
    if company.settings.overpaid_links == "refuse":
        kind, id_ = target(line)
        raise business(f"The amount applied to {kind} {id_} is more than its open balance.")
    return left


def is_gone(company: Company, total: Decimal, lines: list[Obj]) -> bool:
    """quickbooks: a payment of 0 that settles nothing any more is gone, unless the setting
    `empty_payments` keeps it."""
    return not lines and not total and company.settings.empty_payments == "delete"


def loosened(lines: list[Obj], key: Key, most: Decimal) -> tuple[list[Obj], Decimal]:
    """The lines without up to `most` of one document, and how much was taken out of them."""
    taken, kept = ZERO, []
    for line in lines:
        part = min(most - taken, line["Amount"]) if target(line) == key else ZERO
        taken += part
        if line["Amount"] - part:
            kept.append({**line, "Amount": line["Amount"] - part})
    return kept, taken


def covered(lines: list[Obj], paid: Decimal, signs: Mapping[Key, int]) -> list[Obj]:
    """Cut what is settled down to the money and credits that are left, and the credits to that.

    `signs` says of each document whether it is a debt (1) or a credit (-1).
    """
    debts = [line for line in lines if signs.get(target(line), 0) > 0]
    used = [line for line in lines if signs.get(target(line), 0) < 0]
    left = _cut(debts, paid + sum((line["Amount"] for line in used), ZERO))
    left |= _cut(used, sum(left.values(), ZERO))
    kept = [line for line in lines if left.get(target(line))]
    return [{**line, "Amount": left[target(line)]} for line in kept]


def _cut(lines: list[Obj], most: Decimal) -> dict[Key, Decimal]:
    """What is left of the lines as far as `most` reaches, the first ones first."""
    left = {}
    for line in lines:
        left[target(line)] = min(most, line["Amount"])
        most -= left[target(line)]
    return left
