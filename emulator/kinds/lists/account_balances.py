"""What does an account hold, and in which currency does it say so?"""

from decimal import Decimal

from emulator.books.company import Company, Record
from emulator.kinds.lists.currencies import code_of
from emulator.wire import ZERO, Obj, money

BALANCE_SHEET = frozenset({"Asset", "Liability", "Equity"})


def balances(company: Company, account: Record) -> Obj:
    """Its own balance and with what stands under it; quickbooks: income and expense accounts
    show none, they are in the reports."""
    if account.obj["Classification"] not in BALANCE_SHEET:
        return {"CurrentBalance": ZERO, "CurrentBalanceWithSubAccounts": ZERO}
    currency = own_currency(company, account)
    held = company.ledger.held(account.id, currency)
    whole = held + _below(company, account.id, currency)
    sign = _sign(company, account)
    shown = {"CurrentBalance": held, "CurrentBalanceWithSubAccounts": whole}
    return {name: money(sign * amount) for name, amount in shown.items()}


def is_empty(company: Company, account: Record) -> bool:
    """Whether an account of the balance sheet shows a balance of 0; the others always do."""
    return not balances(company, account)["CurrentBalance"]


def own_currency(company: Company, account: Record) -> str:
    """The currency in which an account shows its balance, empty for the home currency.

    quickbooks: its own; a setting says otherwise.
    """
    code = code_of(account.obj)
    is_home = code == company.home_currency or company.settings.foreign_balances == "home"
    return "" if is_home else code


def _sign(company: Company, account: Record) -> int:
    """Debits are positive; a setting shows what is owed and owned as positive, too."""
    is_asset = account.obj["Classification"] == "Asset"
    return 1 if is_asset or company.settings.balance_sign == "debit" else -1


def _below(company: Company, id_: str, currency: str) -> Decimal:
    """What all accounts under an account hold in its currency."""
    total = ZERO
    for child in company.named(("parent", "Account", id_)):
        total += company.ledger.held(child, currency) + _below(company, child, currency)
    return total
