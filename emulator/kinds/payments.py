"""Payments of customers: money received, and what it settles."""

from decimal import Decimal

from emulator.company import Company, Record
from emulator.faults import Fault, business, required
from emulator.kinds import documents
from emulator.kinds.accounts import account
from emulator.kinds.base import Kind, Options, refer, reference_to, refresh_reference
from emulator.kinds.currencies import code_of, fill_currency, refuse_other_account
from emulator.ledger import Effects, Key
from emulator.wire import ZERO, Obj, money

SIGNS = {"Invoice": 1, "CreditMemo": -1}


class Payment(Kind):
    name = "Payment"
    family = "Txn"
    can_delete = True
    can_void = True
    required = ("CustomerRef",)
    kept = ("TxnDate", "DepositToAccountRef", "CurrencyRef")
    read_only = frozenset({"UnappliedAmt", "LinkedTxn"})
    lengths = {"PaymentRefNum": 21, "PrivateNote": 4000}
    not_queryable = frozenset({"DepartmentRef", "PrivateNote", "Line"})

    def fill(self, company: Company, record: Record, old: Record | None, options: Options) -> None:
        obj = record.obj
        if obj.get("TotalAmt") is None:
            raise business("You must set a transaction amount.")
        if obj["TotalAmt"] < 0:
            raise Fault("2290", "The amount of a payment cannot be negative.", element="TotalAmt")
        obj.setdefault("TxnDate", company.today().isoformat())
        obj.setdefault("ProcessPayment", False)
        refresh_reference(company, obj, "CustomerRef", "Customer")
        refresh_reference(company, obj, "PaymentMethodRef", "PaymentMethod")
        fill_currency(company, obj, refer(company, "Customer", obj["CustomerRef"]))
        self._fill_deposit(company, obj)
        obj["Line"] = [_line(company, record, line) for line in obj.get("Line", ())]
        if len({target(line) for line in obj["Line"]}) < len(obj["Line"]):
            raise business("A transaction can be linked to a payment only once.")
        obj["UnappliedAmt"] = unapplied(obj)
        if obj["UnappliedAmt"] < 0:
            raise business("The amount applied is more than the amount of the payment.")

    def effects(self, company: Company, record: Record) -> Effects:
        """The receivable is cleared at the rates of what is settled, the rest is exchange."""
        effects, obj = Effects(), record.obj
        exchange = obj.get("ExchangeRate", Decimal(1))
        cleared = money(obj["UnappliedAmt"] * exchange)
        for line in obj["Line"]:
            kind, id_ = target(line)
            other = company.records[kind][id_].obj.get("ExchangeRate", Decimal(1))
            cleared += SIGNS[kind] * money(line["Amount"] * other)
            effects.applied.append((kind, id_, line["Amount"]))
        effects.post(obj["DepositToAccountRef"]["value"], money(obj["TotalAmt"] * exchange))
        effects.post(
            documents.receivable(company, code_of(obj)),
            -cleared,
            name_id=obj["CustomerRef"]["value"],
            foreign=-obj["TotalAmt"],
        )
        documents.balance(company, effects)
        return effects

    def voided(self, obj: Obj) -> Obj:
        return {**documents.voided(obj), "Line": []}

    def refuse_update(self, company: Company, old: Record) -> None:
        documents.refuse_deposited(company, old)

    def _fill_deposit(self, company: Company, obj: Obj) -> None:
        default = {"value": company.about["accounts"]["undeposited"]}
        given = obj.get("DepositToAccountRef", default)
        into = account(company, given, "Bank", "Other Current Asset")
        refuse_other_account(company, into, code_of(obj))
        obj["DepositToAccountRef"] = reference_to(into)


def target(line: Obj) -> Key:
    """Which document a payment line settles."""
    linked = line["LinkedTxn"][0]
    return (linked["TxnType"], linked["TxnId"])


def unapplied(obj: Obj) -> Decimal:
    """What is left of a payment (and the credits it uses) after what it settles."""
    used = sum((SIGNS[target(line)[0]] * line["Amount"] for line in obj["Line"]), ZERO)
    return money(obj["TotalAmt"] - used)


def unapply(company: Company, key: Key, *, most: Decimal) -> None:
    """Loosen payments of a document until no more than `most` is applied to it."""
    surplus = company.ledger.applied_to(key) - most
    for kind, id_ in reversed(list(company.ledger.applications.get(key, ()))):
        if surplus <= 0:
            return
        payment = company.records[kind][id_]
        surplus -= _loosen(company, payment, key, surplus)


def _loosen(company: Company, payment: Record, key: Key, surplus: Decimal) -> Decimal:
    """Take up to `surplus` of one document out of a payment. Answers how much it was."""
    company.take_out(payment)
    taken, lines = ZERO, []
    for line in payment.obj["Line"]:
        part = min(surplus - taken, line["Amount"]) if target(line) == key else ZERO
        taken += part
        if line["Amount"] - part:
            lines.append({**line, "Amount": line["Amount"] - part})
    payment.obj = {**payment.obj, "Line": _covered(lines, payment.obj["TotalAmt"])}
    payment.obj["UnappliedAmt"] = unapplied(payment.obj)
    payment.effects = Payment().effects(company, payment)
    company.put(payment, family=Payment.family)
    company.touch(payment)
    return taken


def _covered(lines: list[Obj], total: Decimal) -> list[Obj]:
    """Cut what is settled down to the money and credits that are left."""
    credit = sum((line["Amount"] for line in lines if target(line)[0] == "CreditMemo"), ZERO)
    left, kept = total + credit, []
    for line in lines:
        if target(line)[0] == "CreditMemo":
            kept.append(line)
            continue
        part = min(left, line["Amount"])
        left -= part
        if part:
            kept.append({**line, "Amount": part})
    return kept


def _line(company: Company, record: Record, line: Obj) -> Obj:
    amount, linked = line.get("Amount"), line.get("LinkedTxn")
    if amount is None:
        raise required("Line.Amount")
    if not linked or not isinstance(linked, list):
        raise required("Line.LinkedTxn")
    kind, id_ = str(linked[0].get("TxnType")), str(linked[0].get("TxnId"))
    settled = company.find(kind, id_) if kind in SIGNS else None
    if settled is None or not _same_party(company, record.obj, settled.obj):
        raise Fault("620", f"Transaction {kind} {id_} can't be linked to this payment.")
    if amount > settled.obj["TotalAmt"] - company.ledger.applied_to(settled.key, without=record.id):
        raise business(f"The amount applied to {kind} {id_} is more than its open balance.")
    return {"Amount": amount, "LinkedTxn": [{"TxnId": id_, "TxnType": kind}]}


def _same_party(company: Company, payment: Obj, settled: Obj) -> bool:
    payer, owner = payment["CustomerRef"]["value"], settled["CustomerRef"]["value"]
    parent = company.records["Customer"][owner].obj.get("ParentRef", {}).get("value")
    return payer in {owner, parent}
