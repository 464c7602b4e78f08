"""What QuickBooks itself reports of a company, asked over HTTP as anybody would."""

import itertools
from collections import Counter
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Any

from tests.bridge import LiveEmulator

DOCUMENTS = ("Invoice", "SalesReceipt", "Payment", "RefundReceipt", "CreditMemo", "Deposit")
TAXED = {"Invoice": 1, "SalesReceipt": 1, "RefundReceipt": -1, "CreditMemo": -1}
PAGE = 1000


class Reported:
    """The reports and counts of one company."""

    def __init__(self, live: LiveEmulator, realm: str) -> None:
        self._live, self._realm = live, realm
        self._head = {
            "Authorization": f"Bearer {live.tokens(realm).access}",
            "Accept": "application/json",
        }

    def trial_balance(self, year: int) -> dict[str, Decimal]:
        """Every account that is not empty at the end of `year`, debits above zero."""
        rows = self._rows("TrialBalance", start_date=f"{year}-01-01", end_date=f"{year}-12-31")
        found = {}
        for name, debit, credit in rows[:-1]:
            found[name] = Decimal(debit or 0) - Decimal(credit or 0)
        total = rows[-1] if rows else ["TOTAL", "0", "0"]
        assert total[0] == "TOTAL"
        assert total[1] == total[2], "debits and credits differ"
        return found

    def debts(self) -> dict[str, Decimal]:
        """{customer: what they owe}, of all customers who owe anything."""
        rows = self._rows("CustomerBalance", date_macro="All")
        return {name: Decimal(amount) for name, amount in rows if name != "TOTAL"}

    def tax_return(self, year: int, agency: str = "1") -> dict[str, Decimal]:
        """{box: figure}."""
        span = {"start_date": f"{year}-01-01", "end_date": f"{year}-12-31"}
        rows = self._rows("TaxSummary", agency_id=agency, **span)
        return {name: Decimal(amount or 0) for name, amount in rows}

    def taxes(self) -> dict[tuple[int, str], list[Decimal]]:
        """{(year, tax rate): [net, tax]} of all sales, less what was given back."""
        called = {one["Id"]: one["Name"] for one in self._all("TaxRate")}
        found: dict[tuple[int, str], list[Decimal]] = {}
        for kind, sign in TAXED.items():
            for document in self._all(kind):
                for line in document["TxnTaxDetail"].get("TaxLine", ()):
                    detail = line["TaxLineDetail"]
                    year = int(document["TxnDate"][:4])
                    name = called[detail["TaxRateRef"]["value"]]
                    sums = found.setdefault((year, name), [Decimal(0), Decimal(0)])
                    sums[0] += sign * Decimal(str(detail["NetAmountTaxable"]))
                    sums[1] += sign * Decimal(str(line["Amount"]))
        return found

    def balances(self) -> dict[str, Decimal]:
        """{account: what it holds, in its own currency}."""
        accounts = self._all("Account")
        return {one["FullyQualifiedName"]: Decimal(str(one["CurrentBalance"])) for one in accounts}

    def store_rate(self, day: date, currency: str, rate: Decimal) -> None:
        """From `day` on a unit of `currency` is worth `rate` at home."""
        body = {"SourceCurrencyCode": currency, "Rate": float(rate), "AsOfDate": str(day)}
        answer = self._live.http.post(self._url("exchangerate"), json=body, headers=self._head)
        assert answer.ok, f"{body}: {answer.status_code} {answer.text}"

    def documents(self) -> Counter[str]:
        found = {kind: self._count(kind) for kind in DOCUMENTS}
        return Counter({kind: number for kind, number in found.items() if number})

    def _all(self, kind: str) -> Iterator[Any]:
        for start in itertools.count(1, PAGE):
            statement = f"SELECT * FROM {kind} STARTPOSITION {start} MAXRESULTS {PAGE}"
            found = self._get("query", query=statement)["QueryResponse"].get(kind, [])
            yield from found
            if len(found) < PAGE:
                return

    def _count(self, kind: str) -> int:
        body = {"query": f"SELECT COUNT(*) FROM {kind}"}
        return int(self._get("query", **body)["QueryResponse"]["totalCount"])

    def _rows(self, report: str, **asked: str) -> list[list[str]]:
        """The cells of every row and of every summary, in their order."""
        return _cells(self._get(f"reports/{report}", minorversion="75", **asked)["Rows"])

    def _get(self, path: str, **params: str) -> Any:
        answer = self._live.http.get(
            self._url(path), params=params, headers=self._head, timeout=300
        )
        assert answer.ok, f"{path}: {answer.status_code} {answer.text}"
        return answer.json()

    def _url(self, path: str) -> str:
        return f"{self._live.url}/v3/company/{self._realm}/{path}"


def _cells(part: Any) -> list[list[str]]:
    found: list[list[str]] = []
    for row in part.get("Row", []):
        if "ColData" in row:
            found.append([cell["value"] for cell in row["ColData"]])
        found += _cells(row.get("Rows", {}))
        if "Summary" in row:
            found.append([cell["value"] for cell in row["Summary"]["ColData"]])
    return found
