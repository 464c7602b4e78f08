"""How do the scenarios read as a page? docs/how-orders-are-booked.md, written from the table."""

from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

from tests.scenarios.chapters import CHAPTERS
from tests.scenarios.scenario import Booked, Chapter, Left, Scenario

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
    for left in scenario.left:
        yield f"{_left(left)}\n"


def _booked(booked: Booked) -> Iterator[str]:
    said = [f"{path.rpartition('.')[2]} {value}" for path, value in booked.states.items()]
    name = f"{_words(booked.qbo_type)}{': ' if said else ''}{', '.join(said)}"
    if not booked.entries:
        yield f"| {name} | | | |"
    for account, amount in booked.entries.items():
        value = Decimal(amount)
        debit, credit = (amount, "") if value > 0 else ("", f"{-value}")
        yield f"| {name} | {account} | {debit} | {credit} |"
        name = ""


def _left(left: Left) -> str:
    return f"Not booked ({left.kind}, {left.state}): “{left.words}”"


def _words(qbo_type: str) -> str:
    """SalesReceipt becomes "Sales receipt"."""
    spaced = "".join(f" {letter.lower()}" if letter.isupper() else letter for letter in qbo_type)
    return spaced.strip().capitalize()
