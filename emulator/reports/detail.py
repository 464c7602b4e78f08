"""Which columns can a report have that lists documents, and what stands in them?"""

from collections.abc import Callable, Container, Iterable
from dataclasses import dataclass
from decimal import Decimal

from emulator.books.company import Company
from emulator.kinds.lists.currencies import code_of
from emulator.protocol.faults import Fault
from emulator.reports import documents, memos, shape
from emulator.reports.accounts import name_of, sign
from emulator.reports.asked import Asked
from emulator.reports.documents import WITHOUT_POSTINGS
from emulator.reports.entries import Entry, settlements
from emulator.reports.shape import cell, listed
from emulator.wire import ZERO, Obj

Value = tuple[str, str | None]
# What a column is called where there are several currencies.
AT_HOME = {
    "debt_amt": "debt_home_amt",
    "credit_amt": "credit_home_amt",
    "subt_nat_amount": "subt_nat_home_amount",
    "rbal_nat_amount": "rbal_nat_home_amount",
}
BALANCES = frozenset({"rbal_nat_amount", "rbal_nat_home_amount"})
AMOUNTS = frozenset({"subt_nat_amount", "subt_nat_home_amount"})


@dataclass(frozen=True)
class Field:
    """A column by its key: title, type and what an entry shows in it."""

    title: str
    type: str
    shows: Callable[[Company, Entry], Value]


def _plain(name: str) -> Callable[[Company, Entry], Value]:
    return lambda company, entry: (str(entry.record.obj.get(name, "")), None)


def _reference(name: str) -> Callable[[Company, Entry], Value]:
    def shows(company: Company, entry: Entry) -> Value:
        ref = entry.record.obj.get(name) or {}
        return str(ref.get("name", "")), ref.get("value")

    return shows


def _type(company: Company, entry: Entry) -> Value:
    return documents.label(entry), entry.record.id


def _name(kind: str) -> Callable[[Company, Entry], Value]:
    def shows(company: Company, entry: Entry) -> Value:
        name, found = documents.party(company, entry.party)
        return (name, entry.party) if kind in {"", found} else ("", "")

    return shows


def _account(company: Company, entry: Entry) -> Value:
    return (name_of(company, entry.account), entry.account) if entry.account else ("", "")


def _number_of_account(company: Company, entry: Entry) -> Value:
    account = company.records["Account"].get(entry.account)
    return (str(account.obj.get("AcctNum", "")) if account else ""), None


def _posting(company: Company, entry: Entry) -> Value:
    return "No" if entry.record.kind in WITHOUT_POSTINGS else "Yes", None


def _memo(company: Company, entry: Entry) -> Value:
    return memos.memo(company, entry), None


def _amount(company: Company, entry: Entry) -> Value:
    return listed(natural(company, entry)), None


def _side(positive: int, *, own: bool = False) -> Callable[[Company, Entry], Value]:
    """Debit (1) or credit (-1) in home currency, or in the document's own."""

    def shows(company: Company, entry: Entry) -> Value:
        in_own = own and company.settings.debit_currency == "document"
        amount = (entry.foreign if in_own else entry.amount) * positive
        return listed(amount if amount > 0 else None), None

    return shows


def _foreign(company: Company, entry: Entry) -> Value:
    """What a document in a foreign currency comes to in that; on whatever account. Of others
    nothing, or by a setting what they come to at home."""
    at_home = code_of(entry.record.obj) in {"", company.home_currency}
    if at_home and company.settings.home_foreign_amounts == "empty":
        return "", None
    return listed(entry.foreign * _sign(company, entry)), None


def _stamped(name: str) -> Callable[[Company, Entry], Value]:
    return lambda company, entry: (str(getattr(entry.record, name)), None)


def _paid(kinds: frozenset[str]) -> Callable[[Company, Entry], Value]:
    def shows(company: Company, entry: Entry) -> Value:
        if entry.record.kind not in kinds:
            return "", None
        paid = sum((amount for _day, amount in settlements(company, entry.record)), ZERO)
        return "Paid" if paid >= entry.record.obj.get("TotalAmt", ZERO) else "Unpaid", None

    return shows


FIELDS = {
    "tx_date": Field("Date", "Date", lambda company, entry: (entry.day.isoformat(), None)),
    "txn_type": Field("Transaction Type", "String", _type),
    "doc_num": Field("Num", "String", _plain("DocNumber")),
    "is_no_post": Field("Posting", "Boolean", _posting),
    "name": Field("Name", "String", _name("")),
    "cust_name": Field("Customer", "String", _name("Customer")),
    "vend_name": Field("Vendor", "String", _name("Vendor")),
    "emp_name": Field("Employee", "String", _name("Employee")),
    "dept_name": Field("Department", "String", _reference("DepartmentRef")),
    "klass_name": Field("Class", "String", _reference("ClassRef")),
    "memo": Field("Memo/Description", "String", _memo),
    "account_name": Field("Account", "String", _account),
    "account_num": Field("Account #", "String", _number_of_account),
    "split_acc": Field("Split", "String", documents.split),
    "other_account": Field("Split", "String", documents.split),
    "due_date": Field("Due Date", "Date", _plain("DueDate")),
    "pmt_mthd": Field("Payment Method", "String", _reference("PaymentMethodRef")),
    "term_name": Field("Terms", "String", _reference("SalesTermRef")),
    "tracking_num": Field("Tracking #", "String", _plain("TrackingNum")),
    "create_date": Field("Create Date", "DateTime", _stamped("created")),
    "last_mod_date": Field("Last Modified", "DateTime", _stamped("updated")),
    "currency": Field("Currency", "String", _reference("CurrencyRef")),
    "exch_rate": Field("Exchange Rate", "String", _plain("ExchangeRate")),
    "is_ar_paid": Field("A/R Paid", "String", _paid(frozenset({"Invoice", "CreditMemo"}))),
    "is_ap_paid": Field("A/P Paid", "String", _paid(frozenset({"Bill", "VendorCredit"}))),
    "debt_amt": Field("Debit", "Money", _side(1, own=True)),
    "credit_amt": Field("Credit", "Money", _side(-1, own=True)),
    "debt_home_amt": Field("Debit", "Money", _side(1)),
    "credit_home_amt": Field("Credit", "Money", _side(-1)),
    "nat_foreign_amount": Field("Foreign Amount", "Money", _foreign),
    "subt_nat_amount": Field("Amount", "Money", _amount),
    "subt_nat_home_amount": Field("Amount", "Money", _amount),
    "rbal_nat_amount": Field("Balance", "Money", lambda company, entry: ("", None)),
    "rbal_nat_home_amount": Field("Balance", "Money", lambda company, entry: ("", None)),
}


@dataclass(frozen=True)
class Listing:
    """The chosen columns of one report."""

    company: Company
    keys: list[str]
    older: bool

    @property
    def columns(self) -> list[Obj]:
        return [
            listed_column(key, FIELDS[key].title, FIELDS[key].type, older=self.older)
            for key in self.keys
        ]

    def row(self, entry: Entry, balance: Decimal | None = None) -> list[Obj]:
        """One entry; `balance` is what the account holds after it."""
        return [
            cell(listed(balance))
            if key in BALANCES
            else cell(*FIELDS[key].shows(self.company, entry))
            for key in self.keys
        ]

    def opening(self, balance: Decimal) -> list[Obj]:
        """The row before the first entry of an account."""
        return self._labelled("Beginning Balance", dict.fromkeys(BALANCES, balance))

    def total(self, label: str, amount: Decimal | None) -> list[Obj]:
        return self._labelled(label, dict.fromkeys(AMOUNTS, amount))

    def heading(self, label: str, id_: str | None = None) -> list[Obj]:
        return [cell(label, id_), *(cell("") for _ in self.keys[1:])]

    def sorted(self, entries: Iterable[Entry], asked: Asked) -> list[Entry]:
        """By date, or by the column that sort_by names."""
        key = asked.params.get("sort_by", "").strip() or "tx_date"
        found = sorted(entries, key=lambda entry: (entry.day, int(entry.record.id)))
        if key in FIELDS and key not in BALANCES:
            found.sort(key=lambda entry: self._sort_key(key, entry), reverse=asked.descending)
        return found

    def _sort_key(self, key: str, entry: Entry) -> tuple[Decimal, str]:
        if FIELDS[key].type == "Money":
            return natural(self.company, entry), ""
        return ZERO, FIELDS[key].shows(self.company, entry)[0].casefold()

    def _labelled(self, label: str, amounts: dict[str, Decimal | None]) -> list[Obj]:
        rest = (cell(listed(amounts.get(key))) for key in self.keys[1:])
        return [cell(label), *rest]


def choose(company: Company, asked: Asked, usual: Iterable[str]) -> Listing:
    """The columns that were asked for, else the usual ones. Unknown ones are dropped, or refused
    with 2170.

    With several currencies amounts are said to be in home currency; departments have a column
    where they are tracked.
    """
    refuse_unknown(company, asked, FIELDS)
    wanted = [key for key in asked.names("columns") if key in FIELDS]
    if wanted:
        return Listing(company, wanted, asked.older)
    keys = [key for key in usual if key != "dept_name" or _tracked(company)]
    if company.multicurrency:
        keys = [AT_HOME.get(key, key) for key in keys]
    return Listing(company, keys, asked.older)


def refuse_unknown(company: Company, asked: Asked, known: Container[str]) -> None:
    """Raises Fault 2170 for the first column nobody knows, where such ones are not dropped."""
    unknown = [key for key in asked.names("columns") if key not in known]
    if unknown and company.settings.unknown_columns == "refuse":
        raise Fault("2170", f"Invalid Enumeration : {unknown[0]}", element="columns")


def listed_column(key: str, title: str, type_: str, *, older: bool) -> Obj:
    """A column of a report that lists documents. As recorded: in the older form its key stands
    for its type."""
    return {"ColTitle": title, "ColType": key} if older else shape.column(title, type_, key)


def natural(company: Company, entry: Entry) -> Decimal:
    """The amount with the sign that its account shows."""
    return entry.amount * _sign(company, entry)


def _sign(company: Company, entry: Entry) -> int:
    return sign(company, entry.account) if entry.account else 1


def _tracked(company: Company) -> bool:
    return bool(company.preference("AccountingInfoPrefs", "TrackDepartments"))
