"""Payments to vendors: by cheque or card, and which bills and credits they settle."""

from collections.abc import Iterator, Mapping
from decimal import Decimal

from emulator.company import Company, IndexKey, Record
from emulator.faults import Fault, business, no_amount, required
from emulator.kinds import documents
from emulator.kinds.accounts import account
from emulator.kinds.base import MARKS, Kind, Options, refer, reference_to
from emulator.kinds.check_numbers import refuse_taken_check_number
from emulator.kinds.currencies import code_of, fill_currency, refuse_other_account
from emulator.ledger import Effects, Key, Posting
from emulator.wire import ZERO, Obj, money

PAYER = "BillPayment"
SIDES = {"Bill": 1, "VendorCredit": -1}
BY_POSTINGS = ("JournalEntry", "Deposit")
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
        effects, obj = Effects(), record.obj
        exchange = obj.get("ExchangeRate", Decimal(1))
        vendor = obj["VendorRef"]["value"]
        for line in obj["Line"]:
            self._settle(company, vendor, line, effects)
        left = unapplied(company, obj)
        owed_on = documents.payable(company, code_of(obj))
        effects.post(owed_on, money(left * exchange), name_id=vendor, foreign=left)
        effects.post(account_of(obj), -money(obj["TotalAmt"] * exchange))
        documents.balance(company, effects)
        return effects

    def _settle(self, company: Company, vendor: str, line: Obj, effects: Effects) -> None:
        kind, id_ = target(line)
        settled = company.records[kind][id_]
        amount = side(company, settled, vendor) * line["Amount"]
        rate = settled.obj.get("ExchangeRate", Decimal(1))
        on = payable_of(company, settled, vendor)
        effects.post(on, money(amount * rate), name_id=vendor, foreign=amount)
        effects.applied.append((kind, id_, line["Amount"]))

    def keys(self, obj: Obj) -> list[IndexKey]:
        return documents.number_keys(self.name, obj)

    def voided(self, obj: Obj) -> Obj:
        return {**documents.voided(obj), "Line": []}


def target(line: Obj) -> Key:
    """Which document a line settles."""
    linked = line["LinkedTxn"][0]
    return (str(linked.get("TxnType")), str(linked.get("TxnId")))


def link_type(company: Company, id_: str) -> str:
    """How a bill names the payment that settles it."""
    return f"BillPayment{company.records[PAYER][id_].obj['PayType']}"


def account_of(obj: Obj) -> str:
    """The bank or card account a payment is made from; empty where nothing is paid."""
    holder, name, _type = MONEY[obj["PayType"]]
    return str(obj.get(holder, {}).get(name, {}).get("value", ""))


def side(company: Company, settled: Record, vendor: str) -> int:
    """+1 for what is owed to the vendor, -1 for what he owes, 0 for what is neither."""
    known = SIDES.get(settled.kind)
    if known is not None:
        return known
    owed = sum((posting.foreign for posting in _debts(company, settled, vendor)), ZERO)
    return (owed < 0) - (owed > 0)


def payable_of(company: Company, settled: Record, vendor: str) -> str:
    """The payable account that a settled document is on."""
    if settled.kind in SIDES:
        return str(settled.obj["APAccountRef"]["value"])
    return next(posting.account for posting in _debts(company, settled, vendor))


def open_amount(company: Company, settled: Record, vendor: str, *, without: str = "") -> Decimal:
    """What is not yet settled of a document, the payment `without` left out."""
    if settled.kind in SIDES:
        return money(
            settled.obj["TotalAmt"] - company.ledger.applied_to(settled.key, without=without)
        )
    owed = sum((posting.foreign for posting in _debts(company, settled, vendor)), ZERO)
    payers = company.ledger.applications.get(settled.key, {}).items()
    paid = [
        amount
        for (kind, id_), amount in payers
        if kind == PAYER
        and id_ != without
        and company.records[PAYER][id_].obj["VendorRef"]["value"] == vendor
    ]
    return money(abs(owed) - sum(paid, ZERO))


def unapplied(company: Company, obj: Obj) -> Decimal:
    """What is left of a payment (and the credits it uses) after what it settles."""
    return money(obj["TotalAmt"] - _net(company, obj["VendorRef"]["value"], obj["Line"]))


def unapply(company: Company, key: Key, *, most: Decimal) -> None:
    """Loosen payments of a document until no more than `most` of it is settled."""
    payers = company.ledger.applications.get(key, {})
    mine = [(id_, amount) for (kind, id_), amount in payers.items() if kind == PAYER]
    surplus = sum((amount for _id, amount in mine), ZERO) - most
    for id_, _amount in reversed(mine):
        if surplus <= 0:
            return
        surplus -= _loosen(company, company.records[PAYER][id_], key, surplus)


def _debts(company: Company, settled: Record, vendor: str) -> Iterator[Posting]:
    """What a journal entry or deposit posts to payable accounts in the name of the vendor."""
    for posting in company.ledger.postings_of(settled):
        type_ = company.records["Account"][posting.account].obj["AccountType"]
        if posting.name_id == vendor and type_ == "Accounts Payable":
            yield posting


def _check_parts(obj: Obj, old: Record | None) -> None:
    """A payment has lines (2020), an amount that is not negative (6000) and what it is made by."""
    if not obj.get("Line") and (old is None or old.obj["Line"]):
        raise required("Line", named=False)
    if obj.get("TotalAmt") is None:
        raise no_amount()
    if obj["TotalAmt"] < 0:
        raise business("The total amount of a bill payment cannot be negative.")
    if obj.get(MONEY[obj["PayType"]][0]) is None:
        raise required(MONEY[obj["PayType"]][0])


def _fill_lines(company: Company, record: Record) -> None:
    """Keep the links that hold. quickbooks: one to a document that is settled already is left
    out without a word, and a payment of which no link is left is void from the start."""
    obj, sent = record.obj, record.obj["Line"]
    vendor, shown = obj["VendorRef"]["value"], []
    for line in sent:
        if target(line)[0] not in LEFT_OUT:
            shown += _line(company, record, vendor, line)
    if len({target(line) for line in shown}) < len(shown):
        raise business("A transaction can be linked to a payment only once.")
    obj["Line"] = shown
    if sent and not shown:
        obj.update(documents.voided(obj))
    elif any(target(line)[0] in LEFT_OUT for line in sent):
        obj["TotalAmt"] = max(obj["TotalAmt"], _net(company, vendor, shown))
    if unapplied(company, obj) < 0:
        raise business("The amount applied is more than the amount of the payment.")


def _line(company: Company, record: Record, vendor: str, line: Obj) -> list[Obj]:
    kind, id_ = target(line)
    settled = company.find(kind, id_) if kind in (*SIDES, *BY_POSTINGS) else None
    if settled is None or not _is_of(company, settled, vendor):
        raise Fault("620", f"Transaction {kind} {id_} can't be linked to this payment.")
    if line["Amount"] < 0:
        raise Fault("2290", "The amount of a line cannot be negative.", element="Line.Amount")
    left = open_amount(company, settled, vendor, without=record.id)
    if not left:
        return []
    if line["Amount"] > left:
        raise business(f"The amount applied to {kind} {id_} is more than its open balance.")
    return [{"Amount": line["Amount"], "LinkedTxn": [{"TxnId": id_, "TxnType": kind}]}]


def _is_of(company: Company, settled: Record, vendor: str) -> bool:
    if settled.kind in SIDES:
        return bool(settled.obj["VendorRef"]["value"] == vendor)
    return side(company, settled, vendor) != 0


def _net(company: Company, vendor: str, lines: list[Obj]) -> Decimal:
    """What the settled bills come to, less the credits that are used."""
    total = ZERO
    for line in lines:
        kind, id_ = target(line)
        total += side(company, company.records[kind][id_], vendor) * line["Amount"]
    return money(total)


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
        details.setdefault("PrintStatus", "NotSet" if obj.get("DocNumber") else "NeedToPrint")
    obj[holder] = details
    for other, _name, _type in MONEY.values():
        if other != holder:
            obj.pop(other, None)


def _loosen(company: Company, payment: Record, key: Key, surplus: Decimal) -> Decimal:
    """Take up to `surplus` of one document out of a payment. Answers how much it was."""
    company.take_out(payment)
    taken, lines = ZERO, []
    for line in payment.obj["Line"]:
        part = min(surplus - taken, line["Amount"]) if target(line) == key else ZERO
        taken += part
        if line["Amount"] - part:
            lines.append({**line, "Amount": line["Amount"] - part})
    payment.obj = {**payment.obj, "Line": _covered(company, payment.obj, lines)}
    payment.effects = BillPayment().effects(company, payment)
    company.put(payment, family=BillPayment.family)
    company.touch(payment)
    return taken


def _covered(company: Company, obj: Obj, lines: list[Obj]) -> list[Obj]:
    """Cut what is settled down to the money and credits that are left."""
    vendor, kept, left = obj["VendorRef"]["value"], [], obj["TotalAmt"]
    sides = [side(company, company.records[k][i], vendor) for k, i in map(target, lines)]
    left += sum((line["Amount"] for line, sign in zip(lines, sides, strict=True) if sign < 0), ZERO)
    for line, sign in zip(lines, sides, strict=True):
        part = line["Amount"] if sign < 0 else min(left, line["Amount"])
        left -= ZERO if sign < 0 else part
        if part:
            kept.append({**line, "Amount": part})
    return kept
