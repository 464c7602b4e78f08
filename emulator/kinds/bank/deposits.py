"""Money brought to the bank: receipts out of Undeposited Funds, further lines, cash kept back."""

from decimal import Decimal

from emulator.books.company import Company, Record
from emulator.books.effects import Effects
from emulator.kinds import documents
from emulator.kinds.bank.debts import OWED_BY, is_debt, party
from emulator.kinds.bank.open_entries import loosen
from emulator.kinds.bank.undeposited import RECEIPTS, in_hand
from emulator.kinds.base import MARKS, Kind, Options, reference_to, refresh_reference
from emulator.kinds.lists.accounts import account
from emulator.kinds.lists.currencies import (
    MISMATCH,
    code_of,
    fill_own_currency,
    refuse_other_account,
)
from emulator.kinds.sales.lines import Numbering, refer_class
from emulator.kinds.settling_lines import target
from emulator.protocol.faults import Collected, Fault, business, required, unsupported
from emulator.wire import ZERO, Obj, money

DETAIL = "DepositLineDetail"
TAX = ("TxnTaxDetail", "GlobalTaxCalculation", "TaxCodeRef", "TaxApplicableOn")
MONEY_ACCOUNTS = ("Bank", "Other Current Asset")
LINE_ORDER = ("Id", "LineNum", "Description", "Amount", "LinkedTxn", "DetailType", DETAIL)


class Deposit(Kind):
    """`TotalAmt` is what reaches the bank: the lines less the cash kept back; a setting makes it
    the lines."""

    name = "Deposit"
    family = "Txn"
    can_delete = True
    required = ("DepositToAccountRef", "Line")
    line_required = {"": {"Amount": "Line.Amount"}}
    kept = ("TxnDate", "CurrencyRef", "DepositToAccountRef")
    read_only = frozenset({"TotalAmt", "HomeTotalAmt"})
    computed_names = frozenset({"HomeTotalAmt"})
    lengths = {"PrivateNote": 4000, "DocNumber": 21}
    not_queryable = frozenset({"DepartmentRef", "PrivateNote", "Line"})
    order = (
        *("DepositToAccountRef", "CashBack", "TotalAmt", "HomeTotalAmt", *MARKS, "DocNumber"),
        *("TxnDate", "DepartmentRef", "CurrencyRef", "ExchangeRate", "PrivateNote", "Line"),
    )

    def missing(self, company: Company, obj: Obj) -> list[Fault]:
        given = obj.get("CashBack") or {}
        wanted = ("AccountRef", "Amount") if given else ()
        return [required(f"CashBack.{name}") for name in wanted if given.get(name) is None]

    def missing_in_line(self, line: Obj) -> str | None:
        """What is no receipt needs the account that the money comes from."""
        name = super().missing_in_line(line)
        detail = line.get(DETAIL) or {}
        if name is None and not line.get("LinkedTxn") and detail.get("AccountRef") is None:
            return f"Line.{DETAIL}.AccountRef"
        return name

    def check(self, obj: Obj) -> None:
        if ((obj.get("CashBack") or {}).get("Amount") or ZERO) < 0:
            raise Fault("2290", "Cash back cannot be negative.", element="CashBack.Amount")

    def fill(self, company: Company, record: Record, old: Record | None, options: Options) -> None:
        obj = record.obj
        obj.setdefault("TxnDate", company.today().isoformat())
        fill_own_currency(company, obj)
        documents.refer_tracking(company, obj)
        _complete_tax(company, obj)
        into = account(company, obj["DepositToAccountRef"], *MONEY_ACCOUNTS)
        refuse_other_account(company, into, code_of(obj))
        obj["DepositToAccountRef"] = reference_to(into)
        _fill_lines(company, record, old)
        _fill_cash_back(company, obj)
        obj["TotalAmt"] = _banked(obj)
        if obj["TotalAmt"] < 0:
            raise business("The total of a deposit cannot be negative.")
        if company.settings.deposit_total == "lines":
            obj["TotalAmt"] = _sum_of_lines(obj)

    def effects(self, company: Company, record: Record) -> Effects:
        """Receipts leave at their own rate, the rest is exchange."""
        effects, obj = documents.in_currency_of(company, record.obj), record.obj
        effects.post(obj["DepositToAccountRef"]["value"], _banked(obj))
        if obj.get("CashBack"):
            to, kept = obj["CashBack"]["AccountRef"]["value"], obj["CashBack"]["Amount"]
            effects.post(to, kept, memo="Cash back")
        for line in obj["Line"]:
            if line.get("LinkedTxn"):
                _post_receipt(company, line, effects)
            else:
                _post_line(company, line, effects)
        documents.balance(company, effects)
        return effects

    def computed(self, company: Company, record: Record) -> Obj:
        return documents.in_home(record.obj, None)

    def let_go(self, company: Company, record: Record) -> None:
        loosen(company, record)


def _sum_of_lines(obj: Obj) -> Decimal:
    return money(sum((line["Amount"] for line in obj["Line"]), ZERO))


def _banked(obj: Obj) -> Decimal:
    return money(_sum_of_lines(obj) - (obj.get("CashBack") or {}).get("Amount", ZERO))


def _post_receipt(company: Company, line: Obj, effects: Effects) -> None:
    kind, id_ = target(line)
    rate = company.records[kind][id_].obj.get("ExchangeRate", Decimal(1))
    if company.settings.deposited_rate == "deposit":
        rate = effects.rate
    effects.deposited.append((kind, id_))
    funds, worth = company.about["accounts"]["undeposited"], money(line["Amount"] * rate)
    effects.post(funds, -line["Amount"], home=-worth)


def _post_line(company: Company, line: Obj, effects: Effects) -> None:
    on = line[DETAIL]["AccountRef"]["value"]
    entity = (line[DETAIL].get("Entity") or {}).get("value", "")
    owed = entity if is_debt(company, on) else ""
    effects.post(on, -line["Amount"], name_id=owed)


def _complete_tax(company: Company, obj: Obj) -> None:
    """Tax is kept and not booked; settings drop it, or refuse it (500)."""
    way = company.settings.deposit_tax
    details = [line.get(DETAIL) or {} for line in obj["Line"]]
    if way == "refuse" and any("TaxCodeRef" in part for part in details):
        raise unsupported(f"Line.{DETAIL}.TaxCodeRef")
    if way == "drop":
        for part in (obj, *details):
            for name in TAX:
                part.pop(name, None)


def _fill_lines(company: Company, record: Record, old: Record | None) -> None:
    numbering, found, shown = Numbering(record, old), Collected(), []
    for line in record.obj["Line"]:
        with found.noting():
            linked = line.get("LinkedTxn")
            checked = _receipt(company, record, line) if linked else _own(company, record, line)
            shown.append(numbering.numbered(checked))
    found.end()
    brought = [target(line) for line in shown if line.get("LinkedTxn")]
    if len(set(brought)) < len(brought):
        raise business("A transaction can be linked to a deposit only once.")
    record.obj["Line"] = [
        {name: line[name] for name in LINE_ORDER if name in line} for line in shown
    ]


def _own(company: Company, record: Record, line: Obj) -> Obj:
    """A line on an account, negative for a fee."""
    detail = dict(line[DETAIL])
    on = account(company, detail["AccountRef"])
    refuse_other_account(company, on, code_of(record.obj))
    detail["AccountRef"] = reference_to(on)
    _complete_entity(company, record.obj, detail, on)
    refresh_reference(company, detail, "PaymentMethodRef", "PaymentMethod")
    refer_class(company, detail)
    return {**line, "DetailType": DETAIL, DETAIL: detail}


def _complete_entity(company: Company, obj: Obj, detail: Obj, on: Record) -> None:
    entity = detail.get("Entity")
    type_ = _type_of(company, entity) if entity else ""
    named = party(company, obj, on, type_, entity)
    if named is not None:
        detail["Entity"] = {**reference_to(named), "type": type_.upper()}


def _type_of(company: Company, entity: Obj) -> str:
    """Which kind of name it is: as it says, else whichever has that id."""
    said = str(entity.get("type", "")).capitalize()
    kinds = ("Customer", "Vendor", "Employee")
    holder = (kind for kind in kinds if company.find(kind, entity["value"]) is not None)
    return said if said in kinds else next(holder, "Customer")


def _receipt(company: Company, record: Record, line: Obj) -> Obj:
    """quickbooks: a receipt is deposited once, whole, out of Undeposited Funds."""
    kind, id_ = target(line)
    receipt = company.find(kind, id_) if kind in RECEIPTS else None
    amount = in_hand(company, receipt) if receipt is not None else ZERO
    if receipt is None or not amount:
        raise Fault("620", f"Transaction {kind} {id_} can't be linked to this deposit.")
    if company.ledger.deposits.get(receipt.key, record.id) != record.id:
        raise business(f"{kind} {id_} has already been deposited.")
    if code_of(receipt.obj) not in {"", code_of(record.obj)}:
        raise business(MISMATCH)
    if line["Amount"] != amount:
        raise business(f"{kind} {id_} can only be deposited with its whole amount.")
    kept: Obj = {name: line[name] for name in ("Id", "Description") if name in line}
    linked = [{"TxnId": id_, "TxnType": kind, "TxnLineId": "0"}]
    return {**kept, "Amount": amount, "LinkedTxn": linked}


def _fill_cash_back(company: Company, obj: Obj) -> None:
    """Raises 2500 and 6430."""
    given = obj.get("CashBack")
    if not given:
        obj.pop("CashBack", None)
        return
    to = account(company, given["AccountRef"])
    if to.obj["AccountType"] in OWED_BY:
        raise Fault("6430", "Invalid account type used", element="CashBack.AccountRef")
    refuse_other_account(company, to, code_of(obj))
    obj["CashBack"] = {**given, "AccountRef": reference_to(to)}
