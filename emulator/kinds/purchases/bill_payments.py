"""Payments to vendors: by cheque or card, and which bills and credits they settle."""

from collections.abc import Mapping
from decimal import Decimal

from emulator.books.company import Company, IndexKey, Record
from emulator.books.effects import Effects
from emulator.books.stock import Key
from emulator.kinds import documents
from emulator.kinds.amounts import refuse_negative_lines
from emulator.kinds.base import MARKS, Kind, Options, refer, reference_to
from emulator.kinds.lists.accounts import account
from emulator.kinds.lists.currencies import code_of, fill_currency, refuse_other_account
from emulator.kinds.purchases.check_numbers import print_status, refuse_taken_check_number
from emulator.kinds.purchases.payables import PAYER, Due, due_on, payers
from emulator.kinds.settling_lines import (
    covered,
    is_gone,
    loosened,
    payment_line,
    target,
    within,
)
from emulator.protocol.faults import Fault, business, no_amount, no_void, required
from emulator.wire import ZERO, Obj, money, stamp

# quickbooks: a link to an expense is taken and then left out without a word.
LEFT_OUT = frozenset({"Purchase", "Check", "Expense"})
MONEY = {
    "Check": ("CheckPayment", "BankAccountRef", "Bank"),
    "CreditCard": ("CreditCardPayment", "CCAccountRef", "Credit Card"),
}


class BillPayment(Kind):
    name = PAYER
    family = "Txn"
    can_delete = True
    can_void = True
    required = ("VendorRef", "PayType")
    line_required: Mapping[str, Mapping[str, str]] = {
        "": {"LinkedTxn": "LinkedTxn", "Amount": "Line.Amount"}
    }
    unnamed = frozenset({"Line", "LinkedTxn"})
    kept = ("TxnDate", "CurrencyRef")
    read_only = frozenset({"LinkedTxn", "ProcessBillPayment"})
    lengths = {"DocNumber": 21, "PrivateNote": 4000}
    not_queryable = frozenset({"DepartmentRef", "PrivateNote", "Line"})
    order = (
        *("VendorRef", "PayType", "CheckPayment", "CreditCardPayment", "TotalAmt", *MARKS),
        *("DocNumber", "TxnDate", "DepartmentRef", "CurrencyRef", "ExchangeRate"),
        *("PrivateNote", "Line"),
    )

    def missing(self, company: Company, obj: Obj) -> list[Fault]:
        """Lines, unless it is a void one, and what it is paid by."""
        parts = [required("Line", named=False)] if not obj.get("Line") and _is_open(obj) else []
        by = MONEY[obj["PayType"]][0] if obj["PayType"] in MONEY else ""
        return [*parts, *([required(by)] if by and obj.get(by) is None else [])]

    def void_operation(self) -> Obj | None:
        """quickbooks: only an update that includes void does it."""
        raise no_void()

    def check(self, obj: Obj) -> None:
        refuse_negative_lines(obj)

    def fill(self, company: Company, record: Record, old: Record | None, options: Options) -> None:
        obj = record.obj
        _check_parts(obj, old)
        obj.setdefault("TxnDate", company.today().isoformat())
        vendor = refer(company, "Vendor", obj["VendorRef"])
        obj["VendorRef"] = reference_to(vendor)
        fill_currency(company, obj, vendor)
        documents.refer_tracking(company, obj)
        # quickbooks: the payable account is that of what is settled, whatever is sent.
        obj.pop("APAccountRef", None)
        _fill_lines(company, record)
        _fill_account(company, obj)
        refuse_taken_check_number(company, record, old, options, account_of(obj))

    def effects(self, company: Company, record: Record) -> Effects:
        """The payable is cleared at the rates of what is settled, the rest is exchange."""
        effects, obj = documents.in_currency_of(company, record.obj), record.obj
        vendor = obj["VendorRef"]["value"]
        effects.post(account_of(obj), -obj["TotalAmt"])
        for due, amount in settled(company, obj):
            home = due.sign * due.home(company, amount, record.id)
            effects.post(due.account, due.sign * amount, home=home, name_id=vendor)
            effects.applied.append((*due.key, amount))
        owed_on = documents.payable(company, code_of(obj))
        effects.post(owed_on, unapplied(company, obj), name_id=vendor)
        documents.balance(company, effects)
        return effects

    def keys(self, obj: Obj) -> list[IndexKey]:
        return documents.number_keys(self.name, obj)

    def voided(self, obj: Obj) -> Obj:
        return {**documents.voided(obj), "Line": []}


def link_type(company: Company, id_: str) -> str:
    """How a bill names the payment that settles it."""
    return f"BillPayment{company.records[PAYER][id_].obj['PayType']}"


def account_of(obj: Obj) -> str:
    """The bank or card account a payment is made from; empty where nothing is paid."""
    holder, name, _type = MONEY[obj["PayType"]]
    return str(obj.get(holder, {}).get(name, {}).get("value", ""))


def settled(company: Company, obj: Obj) -> list[tuple[Due, Decimal]]:
    """What the lines of a payment settle, and how much of it."""
    vendor = obj["VendorRef"]["value"]
    dues = [(due_on(company, *target(line), vendor), line["Amount"]) for line in obj["Line"]]
    return [(due, amount) for due, amount in dues if due is not None]


def unapplied(company: Company, obj: Obj) -> Decimal:
    """What is left of a payment (and the credits it uses) after what it settles."""
    return money(obj["TotalAmt"] - _net(company, obj))


def unapply(company: Company, key: Key, *, most: Decimal) -> None:
    """Loosen payments of a document until no more than `most` of it is settled."""
    mine = payers(company, key)
    surplus = sum((amount for _id, amount in mine), ZERO) - most
    for id_, _amount in reversed(mine):
        if surplus <= 0:
            return
        surplus -= _loosen(company, company.records[PAYER][id_], key, surplus)


def clear_anew(company: Company, key: Key) -> None:
    """Book the payments of a document again, whose rate or account may have changed."""
    for id_, _amount in payers(company, key):
        payment = company.records[PAYER][id_]
        if BillPayment().effects(company, payment) != payment.effects:
            _rebook(company, payment, payment.obj["Line"])


def _is_open(obj: Obj) -> bool:
    """A void payment has neither amount nor lines."""
    return obj.get("TotalAmt") != 0


def _check_parts(obj: Obj, old: Record | None) -> None:
    """A payment has lines (2020) and an amount that is not negative (6000)."""
    if not obj.get("Line") and (old is None or old.obj["Line"]):
        raise required("Line", named=False)
    if obj.get("TotalAmt") is None:
        raise no_amount()
    if obj["TotalAmt"] < 0:
        raise business("The total amount of a bill payment cannot be negative.")


def _fill_lines(company: Company, record: Record) -> None:
    """Keep the links that hold. quickbooks: one to a document that is settled already is left
    out without a word, and a payment of which no link is left is void from the start."""
    obj, sent = record.obj, record.obj["Line"]
    known = [line for line in sent if target(line)[0] not in LEFT_OUT]
    obj["Line"] = [kept for line in known for kept in _line(company, record, line)]
    if len({target(line) for line in obj["Line"]}) < len(obj["Line"]):
        raise business("A transaction can be linked to a payment only once.")
    if sent and not obj["Line"]:
        obj.update(documents.voided(obj))
    elif len(known) < len(sent) or company.settings.short_totals == "raise":
        obj["TotalAmt"] = max(obj["TotalAmt"], _net(company, obj))
    if unapplied(company, obj) < 0:
        raise business("The amount applied is more than the amount of the payment.")


def _line(company: Company, record: Record, line: Obj) -> list[Obj]:
    kind, id_ = target(line)
    due = due_on(company, kind, id_, record.obj["VendorRef"]["value"])
    if due is None:
        raise Fault("620", f"Transaction {kind} {id_} can't be linked to this payment.")
    left = due.left(company, without=record.id)
    if not left and company.settings.settled_links == "leave out":
        return []
    return [payment_line(kind, id_, within(company, line, left))]


def _net(company: Company, obj: Obj) -> Decimal:
    """What the settled bills come to, less the credits that are used."""
    return money(sum((due.sign * amount for due, amount in settled(company, obj)), ZERO))


def _fill_account(company: Company, obj: Obj) -> None:
    """quickbooks: nothing is needed to pay nothing from (6000); the type must fit (6430)."""
    holder, name, type_ = MONEY[obj["PayType"]]
    details = dict(obj[holder])
    if details.get(name) is not None:
        paid_from = account(company, details[name], type_)
        refuse_other_account(company, paid_from, code_of(obj))
        details[name] = reference_to(paid_from)
    elif obj["TotalAmt"]:
        raise business(f"Choose the account that this is paid from ({name}).")
    if obj["PayType"] == "Check":
        details.setdefault("PrintStatus", print_status(company, obj))
    obj[holder] = details
    for other, _name, _type in MONEY.values():
        if other != holder:
            obj.pop(other, None)


def _rebook(company: Company, payment: Record, lines: list[Obj]) -> None:
    """Give a payment other lines."""
    company.take_out(payment)
    payment.obj = {**payment.obj, "Line": lines}
    payment.updated = max(stamp(company.now()), payment.updated)
    payment.deleted = is_gone(company, payment.obj["TotalAmt"], lines)
    payment.keys = [] if payment.deleted else payment.keys
    payment.effects = Effects() if payment.deleted else BillPayment().effects(company, payment)
    company.put(payment, family=BillPayment.family)
    company.touch(payment)


def _loosen(company: Company, payment: Record, key: Key, surplus: Decimal) -> Decimal:
    """Take up to `surplus` of one document out of a payment. Answers how much it was."""
    lines, taken = loosened(payment.obj["Line"], key, surplus)
    signs = {due.key: due.sign for due, _amount in settled(company, {**payment.obj, "Line": lines})}
    _rebook(company, payment, covered(lines, payment.obj["TotalAmt"], signs))
    return taken
