"""What stands in the books of a company, as its own ledger says?"""

from collections import defaultdict
from decimal import Decimal
from typing import Any

from tests.bridge import LiveEmulator
from tests.scenarios.scenario import Booked

# What moves no money by itself, and lists.
DOCUMENTS = (
    *("Invoice", "SalesReceipt", "Payment", "RefundReceipt", "CreditMemo", "Deposit", "Transfer"),
    *("JournalEntry", "Purchase", "InventoryAdjustment", "Bill", "VendorCredit"),
)


class Books:
    """The documents of `realm` with what each posts, and its trial balance."""

    def __init__(self, emulator: LiveEmulator, realm: str) -> None:
        state = emulator.state(realm)
        ledger = emulator.control("GET", "ledger", params={"realm": realm})
        self.trial_balance = {
            row["name"]: Decimal(str(row["debit"])) - Decimal(str(row["credit"]))
            for row in ledger["trial_balance"]
        }
        posted = {(one["kind"], one["Id"]): one["postings"] for one in ledger["documents"]}
        self.documents = [
            (kind, found, _entries(posted.get((kind, found["Id"]), [])))
            for kind in DOCUMENTS
            for found in state.get(kind, [])
        ]

    def unlike(self, expected: tuple[Booked, ...]) -> list[str]:
        """What differs from `expected`, in words; empty where the books are as they must be."""
        left = list(self.documents)
        wrong = []
        for wanted in expected:
            found = next((one for one in left if is_it(wanted, one)), None)
            if found is None:
                wrong.append(f"missing: {wanted}")
            else:
                left.remove(found)
        return wrong + [
            f"unexpected: {kind} {facts} {dict(entries)}" for kind, facts, entries in left
        ]


def is_it(wanted: Booked, found: tuple[str, dict[str, Any], dict[str, Decimal]]) -> bool:
    kind, facts, entries = found
    amounts = {name: Decimal(amount) for name, amount in wanted.entries.items()}
    return (
        kind == wanted.qbo_type
        and amounts == entries
        and all(str(at(facts, path)) == value for path, value in wanted.states.items())
    )


def at(facts: Any, path: str) -> Any:
    """The value at a path like "TxnTaxDetail.TotalTax"; "" where there is none."""
    for name in path.split("."):
        facts = facts.get(name, "") if isinstance(facts, dict) else ""
    return facts


def _entries(postings: list[dict[str, Any]]) -> dict[str, Decimal]:
    sums: defaultdict[str, Decimal] = defaultdict(Decimal)
    for one in postings:
        sums[one["name"]] += Decimal(str(one["debit"])) - Decimal(str(one["credit"]))
    return {name: amount for name, amount in sums.items() if amount}
