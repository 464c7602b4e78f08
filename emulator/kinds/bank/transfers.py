"""Money moved between two accounts of the company."""

from emulator.books.company import Company, Record
from emulator.books.effects import Effects
from emulator.kinds import documents
from emulator.kinds.base import MARKS, Kind, Options, reference_to
from emulator.kinds.lists.accounts import account, wrong_type
from emulator.kinds.lists.currencies import code_of, fill_own_currency, refuse_other_account
from emulator.protocol.faults import Fault, business
from emulator.wire import Obj


class Transfer(Kind):
    """From one account that holds money or value to another."""

    name = "Transfer"
    family = "Txn"
    can_delete = True
    required = ("Amount", "FromAccountRef", "ToAccountRef")
    kept = ("TxnDate", "CurrencyRef")
    lengths = {"PrivateNote": 4000}
    computed_names = frozenset({"LinkedTxn"})
    not_queryable = frozenset({"DepartmentRef", "PrivateNote"})
    order = (
        *("FromAccountRef", "ToAccountRef", "Amount", *MARKS, "TxnDate", "CurrencyRef"),
        *("ExchangeRate", "PrivateNote", "LinkedTxn"),
    )

    def check(self, obj: Obj) -> None:
        if obj.get("Amount") is not None and obj["Amount"] <= 0:
            raise Fault("2290", "The amount of a transfer must be more than 0.", element="Amount")

    def fill(self, company: Company, record: Record, old: Record | None, options: Options) -> None:
        obj = record.obj
        obj.setdefault("TxnDate", company.today().isoformat())
        fill_own_currency(company, obj)
        for name in ("FromAccountRef", "ToAccountRef"):
            end = account(company, obj[name])
            _refuse_end(company, end)
            refuse_other_account(company, end, code_of(obj))
            obj[name] = reference_to(end)
        if obj["FromAccountRef"]["value"] == obj["ToAccountRef"]["value"]:
            raise business("You can't transfer from an account to the same account.")

    def effects(self, company: Company, record: Record) -> Effects:
        effects, obj = documents.in_currency_of(company, record.obj), record.obj
        effects.post(obj["ToAccountRef"]["value"], obj["Amount"])
        effects.post(obj["FromAccountRef"]["value"], -obj["Amount"])
        return effects

    def computed(self, company: Company, record: Record) -> Obj:
        return documents.deposited_in(company, record)

    def refuse_update(self, company: Company, old: Record) -> None:
        documents.refuse_deposited(company, old)


def _refuse_end(company: Company, end: Record) -> None:
    """quickbooks: both accounts are assets, or cards, as clients' own tests transfer from them
    (6430); settings keep the cards out or let all of the balance sheet in."""
    if end.obj["AccountType"] == "Credit Card" and company.settings.transfers_with_cards:
        return
    kinds = {"Asset"}
    if company.settings.transfers_between_all:
        kinds |= {"Liability", "Equity"}
    debts = {"Accounts Receivable", "Accounts Payable"}
    if end.obj["Classification"] not in kinds or end.obj["AccountType"] in debts:
        raise wrong_type()
