"""What stands in the books of a company, as its own ledger says?"""

from collections import defaultdict
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from tests.bridge import LiveEmulator
from tests.scenarios.scenario import Booked, Listed

# What moves no money by itself, and lists.
DOCUMENTS = (
    *("Invoice", "SalesReceipt", "Payment", "RefundReceipt", "CreditMemo", "Deposit", "Transfer"),
    *("JournalEntry", "Purchase", "InventoryAdjustment", "Bill", "VendorCredit"),
    *("Estimate", "PurchaseOrder"),
)


class Books:
    """The documents of `realm` with what each posts, and its trial balance."""

    def __init__(self, emulator: LiveEmulator, realm: str) -> None:
        state = self._state = emulator.state(realm)
        _name_codes(state, {one["Id"]: one["Name"] for one in state.get("TaxCode", [])})
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

    def without(self, listed: tuple[Listed, ...]) -> list[str]:
        """Those of `listed` of which there is not exactly one."""
        return [
            f"{wanted}: {[one.get('DisplayName', one.get('Name')) for one in self._of(wanted)]}"
            for wanted in listed
            if len([one for one in self._of(wanted) if has(one, wanted.states)]) != 1
        ]

    def _of(self, wanted: Listed) -> list[dict[str, Any]]:
        return list(self._state.get(wanted.qbo_type, []))

    def balanced_otherwise(self, balances: Mapping[str, str]) -> list[str]:
        """Which of these accounts have another balance, and which one."""
        found = {name: self.trial_balance.get(name, Decimal(0)) for name in balances}
        return [
            f"balance of {name}: {found[name]}, not {wanted}"
            for name, wanted in balances.items()
            if found[name] != Decimal(wanted)
        ]


def is_it(wanted: Booked, found: tuple[str, dict[str, Any], dict[str, Decimal]]) -> bool:
    kind, facts, entries = found
    amounts = {name: Decimal(amount) for name, amount in wanted.entries.items()}
    return kind == wanted.qbo_type and amounts == entries and has(facts, wanted.states)


def has(facts: Any, states: Mapping[str, str]) -> bool:
    return all(is_same(at(facts, path), value) for path, value in states.items())


def is_same(found: Any, wanted: str) -> bool:
    """22.0 is 22.00."""
    is_number = isinstance(found, int | float) and not isinstance(found, bool)
    return Decimal(str(found)) == Decimal(wanted) if is_number else str(found) == wanted


def at(facts: Any, path: str) -> Any:
    """The value at a path like "TxnTaxDetail.TotalTax", "Line.0.Amount"; "" where there is none."""
    for name in path.split("."):
        facts = dict(enumerate(facts)) if isinstance(facts, list) else facts
        key: Any = int(name) if name.isdigit() else name
        facts = facts.get(key, "") if isinstance(facts, dict) else ""
    return facts


def _name_codes(part: Any, names: Mapping[str, str]) -> None:
    """quickbooks: a line refers to its tax code by id alone."""
    inside = part.values() if isinstance(part, dict) else part if isinstance(part, list) else ()
    for one in inside:
        _name_codes(one, names)
    if isinstance(part, dict) and "TaxCodeRef" in part:
        part["TaxCodeRef"].setdefault("name", names.get(part["TaxCodeRef"]["value"], ""))


def _entries(postings: list[dict[str, Any]]) -> dict[str, Decimal]:
    sums: defaultdict[str, Decimal] = defaultdict(Decimal)
    for one in postings:
        sums[one["name"]] += Decimal(str(one["debit"])) - Decimal(str(one["credit"]))
    return {name: amount for name, amount in sums.items() if amount}
