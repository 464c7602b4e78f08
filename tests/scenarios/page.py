"""How do the scenarios read as a page? docs/how-orders-are-booked.md, written from the table."""

from collections.abc import Iterator, Mapping
from decimal import Decimal
from pathlib import Path

from tests.scenarios.chapters import CHAPTERS
from tests.scenarios.scenario import Booked, Chapter, Left, Listed, Scenario

PAGE = Path(__file__).parents[2] / "docs" / "how-orders-are-booked.md"
HEAD = """# How orders are booked

What happens in the store, and what then stands in QuickBooks: which documents, with which debits
and credits. Each of these is also a test, which lets it happen and reads the books. This page is
written from those tests (`python -m tests.scenarios`); numbers in brackets are the rules of
bookkeeping that a case shows.
"""
PROFILES = {
    "us": "United States",
    "us-ast": "United States, automated sales tax",
    "us-simple-start": "United States, Simple Start",
    "gb": "United Kingdom",
    "ca": "Canada",
    "au": "Australia",
}
# How the page calls fields of documents and of lists; what is not here bears QuickBooks' name.
FIELDS = {
    "DocNumber": "number",
    "TxnDate": "of",
    "DueDate": "due on",
    "Balance": "open",
    "TotalAmt": "total",
    "TxnTaxDetail.TotalTax": "tax",
    "CustomerRef.name": "for",
    "CurrencyRef.value": "in",
    "ExchangeRate": "at a rate of",
    "PaymentMethodRef.name": "by",
    "EmailStatus": "e-mail",
    "PrivateNote": "note",
    "UnappliedAmt": "not used yet",
    "DisplayName": "name",
    "Name": "name",
    "Type": "type",
    "Active": "in use",
    "QtyOnHand": "quantity",
    "UnitPrice": "price",
    "DocumentStatus": "status",
    "TxnStatus": "status",
    "PrimaryEmailAddr.Address": "e-mail",
    "ApplyTaxAfterDiscount": "tax after the discount",
    "GlobalTaxCalculation": "tax calculation",
}
OF_LINES = {
    "Amount": "of",
    "Description": "called",
    "SalesItemLineDetail.TaxCodeRef": "under",
    "SalesItemLineDetail.ItemRef": "for",
}
STATES = {
    "held": "waits for you",
    "error": "needs mending",
    "done": "is not needed",
    "waiting": "waits for what it belongs to",
}


def text() -> str:
    return "\n".join([HEAD, *(line for chapter in CHAPTERS for line in _chapter(chapter))])


def _chapter(chapter: Chapter) -> Iterator[str]:
    yield f"## {chapter.title}\n"
    yield f"{chapter.words}\n"
    for scenario in chapter.scenarios:
        yield from _scenario(scenario)


def _scenario(scenario: Scenario) -> Iterator[str]:
    rules = ", ".join(str(rule) for rule in scenario.rules)
    yield f"### {scenario.title} [{rules}]\n"
    if scenario.profile != "us":
        yield f"*{PROFILES[scenario.profile]}.*\n"
    if scenario.note:
        yield f"{scenario.note}\n"
    if scenario.books:
        yield "| document | account | debit | credit |"
        yield "|---|---|---:|---:|"
        for booked in scenario.books:
            yield from _booked(booked)
        yield ""
    elif not scenario.left:
        yield "Nothing is booked.\n"
    for listed in scenario.listed:
        yield f"{_listed(listed)}.\n"
    if scenario.balances:
        yield f"In the end: {', '.join(_balance(*one) for one in scenario.balances.items())}.\n"
    for left in scenario.left:
        yield f"{_left(left)}\n"


def _listed(listed: Listed) -> str:
    """ "There is one item: name Teapot, quantity 9"."""
    words = _words(listed.qbo_type)
    return f"There is one {words.lower()}{_named(listed.qbo_type, listed.states)[len(words) :]}"


def _booked(booked: Booked) -> Iterator[str]:
    name = _named(booked.qbo_type, booked.states)
    if not booked.entries:
        yield f"| {name} | | | |"
    for account, amount in booked.entries.items():
        value = Decimal(amount)
        debit, credit = (amount, "") if value > 0 else ("", f"{-value}")
        yield f"| {name} | {account} | {debit} | {credit} |"
        name = ""


def _named(qbo_type: str, states: Mapping[str, str]) -> str:
    """ "Sales receipt: number 1042, of 2026-11-02"."""
    said = ", ".join(f"{_field(path)} {value or 'none'}" for path, value in states.items())
    return f"{_words(qbo_type)}: {said}" if said else _words(qbo_type)


def _field(path: str) -> str:
    """ "Line.0.Amount" becomes "line 1 amount"."""
    first, _, rest = path.partition(".")
    if first != "Line":
        return FIELDS.get(path, path.rpartition(".")[2])
    place, _, rest = rest.partition(".")
    what = OF_LINES.get(rest.rpartition(".")[0] or rest, rest.rpartition(".")[2])
    return f"line {int(place) + 1} {what}"


def _balance(account: str, amount: str) -> str:
    side = "credit" if amount.startswith("-") else "debit"
    return f"{account} {amount.lstrip('-')}{'' if Decimal(amount) == 0 else f' {side}'}"


def _left(left: Left) -> str:
    """ "The invoice waits for you: “… has no QuickBooks tax code yet”." """
    what = left.kind.replace("_", " ")
    said = f": “{left.words}”" if left.words else ""
    return f"The {what} {STATES[left.state]}{said}."


def _words(qbo_type: str) -> str:
    """SalesReceipt becomes "Sales receipt"."""
    spaced = "".join(f" {letter.lower()}" if letter.isupper() else letter for letter in qbo_type)
    return spaced.strip().capitalize()
