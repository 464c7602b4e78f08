"""Money between accounts: deposits with their fees, and transfers."""

from decimal import Decimal

from emulator.company import Company, Record
from emulator.faults import Fault, business, required, unsupported
from emulator.kinds import documents
from emulator.kinds.accounts import account
from emulator.kinds.base import Kind, Options, refer, reference_to
from emulator.kinds.currencies import code_of, fill_currency, refuse_other_account
from emulator.kinds.lines import Numbering
from emulator.ledger import Effects, Key
from emulator.wire import ZERO, Obj, money

DETAIL = "DepositLineDetail"
MONEY_ACCOUNTS = ("Bank", "Other Current Asset")
DEPOSITABLE = {"Payment": 1, "SalesReceipt": 1, "RefundReceipt": -1}


class Deposit(Kind):
    """Receipts taken out of Undeposited Funds, and further lines such as a fee, to the bank."""

    name = "Deposit"
    family = "Txn"
    can_delete = True
    required = ("DepositToAccountRef", "Line")
    kept = ("TxnDate", "CurrencyRef", "DepositToAccountRef")
    read_only = frozenset({"TotalAmt", "HomeTotalAmt"})
    lengths = {"PrivateNote": 4000, "DocNumber": 21}
    not_queryable = frozenset({"DepartmentRef", "PrivateNote", "Line"})

    def fill(self, company: Company, record: Record, old: Record | None, options: Options) -> None:
        obj = record.obj
        if obj.get("CashBack"):
            raise unsupported("CashBack")
        obj.setdefault("TxnDate", company.today().isoformat())
        if company.multicurrency:
            obj.setdefault("CurrencyRef", {"value": company.home_currency})
        fill_currency(company, obj, None)
        into = account(company, obj["DepositToAccountRef"], *MONEY_ACCOUNTS)
        refuse_other_account(company, into, code_of(obj))
        obj["DepositToAccountRef"] = reference_to(into)
        numbering = Numbering(record, old)
        obj["Line"] = [
            numbering.numbered(self._line(company, record, each)) for each in obj["Line"]
        ]
        obj["TotalAmt"] = money(sum((line["Amount"] for line in obj["Line"]), ZERO))
        if obj["TotalAmt"] < 0:
            raise business("The total of a deposit cannot be negative.")

    def effects(self, company: Company, record: Record) -> Effects:
        effects, obj = Effects(), record.obj
        exchange = obj.get("ExchangeRate", Decimal(1))
        effects.post(obj["DepositToAccountRef"]["value"], money(obj["TotalAmt"] * exchange))
        for line in obj["Line"]:
            amount = money(line["Amount"] * exchange)
            if line.get("LinkedTxn"):
                effects.deposited.append(_target(line))
                effects.post(company.about["accounts"]["undeposited"], -amount)
                continue
            entity = (line[DETAIL].get("Entity") or {}).get("value", "")
            on = line[DETAIL]["AccountRef"]["value"]
            owed = entity if _is_debt(company, on) else ""
            effects.post(on, -amount, name_id=owed, foreign=-line["Amount"] if owed else ZERO)
        documents.balance(company, effects)
        return effects

    def _line(self, company: Company, record: Record, line: Obj) -> Obj:
        if line.get("Amount") is None:
            raise required("Line.Amount")
        linked = line.get("LinkedTxn")
        if linked and isinstance(linked, list):
            return self._linked(company, record, line)
        detail = dict(line.get(DETAIL) or {})
        if detail.get("AccountRef") is None:
            raise required(f"Line.{DETAIL}.AccountRef")
        detail["AccountRef"] = reference_to(account(company, detail["AccountRef"]))
        if detail.get("PaymentMethodRef"):
            method = refer(company, "PaymentMethod", detail["PaymentMethodRef"])
            detail["PaymentMethodRef"] = reference_to(method)
        rest: Obj = {name: line[name] for name in ("Id", "Description") if name in line}
        return {**rest, "Amount": line["Amount"], "DetailType": DETAIL, DETAIL: detail}

    def _linked(self, company: Company, record: Record, line: Obj) -> Obj:
        """A receipt can be deposited once, whole, out of Undeposited Funds."""
        kind, id_ = _target(line)
        receipt = company.find(kind, id_) if kind in DEPOSITABLE else None
        undeposited = company.about["accounts"]["undeposited"]
        if receipt is None or receipt.obj["DepositToAccountRef"]["value"] != undeposited:
            raise Fault("620", f"Transaction {kind} {id_} can't be linked to this deposit.")
        if company.ledger.deposits.get(receipt.key, record.id) != record.id:
            raise business(f"{kind} {id_} has already been deposited.")
        amount = DEPOSITABLE[kind] * receipt.obj["TotalAmt"]
        if line["Amount"] != amount:
            raise business(f"{kind} {id_} can only be deposited with its whole amount.")
        kept = {"Id": line["Id"]} if "Id" in line else {}
        linked = [{"TxnId": id_, "TxnType": kind, "TxnLineId": "0"}]
        return {**kept, "Amount": amount, "LinkedTxn": linked}


class Transfer(Kind):
    name = "Transfer"
    family = "Txn"
    can_delete = True
    required = ("Amount", "FromAccountRef", "ToAccountRef")
    kept = ("TxnDate", "CurrencyRef")
    lengths = {"PrivateNote": 4000}
    not_queryable = frozenset({"DepartmentRef", "PrivateNote"})
    types = (*MONEY_ACCOUNTS, "Fixed Asset", "Other Asset", "Credit Card", "Equity")
    liabilities = ("Other Current Liability", "Long Term Liability")

    def fill(self, company: Company, record: Record, old: Record | None, options: Options) -> None:
        obj = record.obj
        if obj["Amount"] <= 0:
            raise Fault("2290", "The amount of a transfer must be more than 0.", element="Amount")
        obj.setdefault("TxnDate", company.today().isoformat())
        if company.multicurrency:
            obj.setdefault("CurrencyRef", {"value": company.home_currency})
        fill_currency(company, obj, None)
        for name in ("FromAccountRef", "ToAccountRef"):
            end = account(company, obj[name], *self.types, *self.liabilities)
            obj[name] = reference_to(end)
        if obj["FromAccountRef"]["value"] == obj["ToAccountRef"]["value"]:
            raise business("You can't transfer from an account to the same account.")

    def effects(self, company: Company, record: Record) -> Effects:
        effects, obj = Effects(), record.obj
        amount = money(obj["Amount"] * obj.get("ExchangeRate", Decimal(1)))
        effects.post(obj["ToAccountRef"]["value"], amount)
        effects.post(obj["FromAccountRef"]["value"], -amount)
        return effects


def _target(line: Obj) -> Key:
    linked = line["LinkedTxn"][0]
    return (str(linked.get("TxnType")), str(linked.get("TxnId")))


def _is_debt(company: Company, account_id: str) -> bool:
    type_ = company.records["Account"][account_id].obj["AccountType"]
    return type_ in {"Accounts Receivable", "Accounts Payable"}
