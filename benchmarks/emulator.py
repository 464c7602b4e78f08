"""How fast and how small is the local QuickBooks Online? `python -m benchmarks.emulator`.

One emulator process on one core, its client on another where there is one: three-line invoices on
a company that already holds `--documents` of them, one by one and in batches of 30, then queries.
Prints documents a second, the memory a document takes, and milliseconds per query.
"""

import argparse
import http.client
import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import quote, urlsplit

REALM = "9130350000000001"
CUSTOMERS, ITEMS, ITEMS_A_BATCH = 100, 20, 30
SINGLES, BATCHES, ASKED = 2000, 100, 50
QUERIES = (
    "select * from Invoice where DocNumber = 'B77'",
    "select * from Invoice where Id = '99'",
    "select * from Customer where DisplayName = 'Customer 7'",
    "select * from Item where Name = 'Product 7'",
    "select * from Item where Sku = 'P-7'",
    "select count(*) from Invoice",
)


class Client:
    """One kept-alive connection to the emulator."""

    def __init__(self, url: str) -> None:
        parts = urlsplit(url)
        self._connection = http.client.HTTPConnection(parts.hostname or "", parts.port)
        self._headers = {"Content-Type": "application/json", "Accept": "application/json"}
        asked = {"realm": REALM, "client_id": "emulator-client"}
        token = self.ask("POST", "/_emulator/tokens", asked)["access_token"]
        self._headers["Authorization"] = f"Bearer {token}"

    def ask(self, method: str, path: str, body: Any = None) -> Any:
        """The parsed answer. Raises RuntimeError unless it is a 200."""
        data = None if body is None else json.dumps(body)
        self._connection.request(method, path, data, self._headers)
        response = self._connection.getresponse()
        text = response.read()
        if response.status not in {200, 201}:
            raise RuntimeError(f"{method} {path}: {response.status} {text[:500]!r}")
        return json.loads(text)

    def api(self, path: str, body: Any = None) -> Any:
        return self.ask("GET" if body is None else "POST", f"/v3/company/{REALM}/{path}", body)


class Shop:
    """Customers and products, and invoices of three lines that name them."""

    def __init__(self, client: Client) -> None:
        self._client, self._count = client, 0
        found = client.api("query?query=" + quote("select * from Account maxresults 1000"))
        accounts = {each["AccountSubType"]: each for each in found["QueryResponse"]["Account"]}
        income = {"value": accounts["SalesOfProductIncome"]["Id"]}
        self._items = [self._item(number, income) for number in range(ITEMS)]
        self._customers = [self._customer(number) for number in range(CUSTOMERS)]

    def one(self, request_id: str) -> None:
        self._client.api(f"invoice?requestid={request_id}", self._invoice())

    def batch(self, request_id: str) -> None:
        items = [
            {"bId": str(number), "operation": "create", "Invoice": self._invoice()}
            for number in range(ITEMS_A_BATCH)
        ]
        answer = self._client.api(f"batch?requestid={request_id}", {"BatchItemRequest": items})
        refused = [each for each in answer["BatchItemResponse"] if "Invoice" not in each]
        if refused:
            raise RuntimeError(f"Refused: {refused[0]}")

    def _item(self, number: int, income: Any) -> str:
        name = {"Name": f"Product {number}", "Sku": f"P-{number}", "Type": "Service"}
        made = self._client.api("item", {**name, "IncomeAccountRef": income})
        return str(made["Item"]["Id"])

    def _customer(self, number: int) -> str:
        address = {"Line1": "1 High Street", "City": "Oldtown", "PostalCode": "12345"}
        body = {"DisplayName": f"Customer {number}", "BillAddr": address}
        return str(self._client.api("customer", body)["Customer"]["Id"])

    def _invoice(self) -> Any:
        self._count += 1
        return {
            "DocNumber": f"B{self._count}",
            "CustomerRef": {"value": self._customers[self._count % CUSTOMERS]},
            "Line": [self._line(self._count + offset) for offset in range(3)],
            "TxnTaxDetail": {"TxnTaxCodeRef": {"value": "2"}},
        }

    def _line(self, number: int) -> Any:
        item = {"value": self._items[number % ITEMS]}
        detail = {"ItemRef": item, "Qty": 2, "UnitPrice": 10, "TaxCodeRef": {"value": "TAX"}}
        kind = "SalesItemLineDetail"
        return {"Amount": 20, "Description": "A product", "DetailType": kind, kind: detail}


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.emulator", description=__doc__)
    parser.add_argument("--documents", type=int, default=10_000)
    documents = parser.parse_args().documents
    with running() as (url, process):
        client = Client(url)
        shop, before = Shop(client), memory(process.pid)
        for number in range(documents // ITEMS_A_BATCH):
            shop.batch(f"fill-{number}")
        used = memory(process.pid)
        size = (used - before) / documents * 1024
        print(f"memory: {used:.0f} MiB with {documents:,} documents, {size:.1f} KiB each")
        rate("single creates", SINGLES, 1, shop.one)
        rate("batched items", BATCHES, ITEMS_A_BATCH, shop.batch)
        for statement in QUERIES:
            started = time.perf_counter()
            for _round in range(ASKED):
                client.api("query?query=" + quote(statement))
            print(f"{statement}: {(time.perf_counter() - started) / ASKED * 1000:.1f} ms")


def rate(title: str, calls: int, items: int, call: Any) -> None:
    started = time.perf_counter()
    for number in range(calls):
        call(f"{title[:6]}-{number}")
    print(f"{title}: {calls * items / (time.perf_counter() - started):.0f} a second")


def memory(pid: int) -> float:
    """Resident MiB of a process."""
    with open(f"/proc/{pid}/status", encoding="ascii") as status:
        line = next(line for line in status if line.startswith("VmRSS"))
    return int(line.split()[1]) / 1024


@contextmanager
def running() -> Iterator[tuple[str, subprocess.Popen[str]]]:
    """An emulator process on one core; this process moves to another if there is one."""
    command = [sys.executable, "-m", "emulator", "--port", "0", "--quiet"]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)  # noqa: S603
    cores = sorted(os.sched_getaffinity(0))
    os.sched_setaffinity(process.pid, {cores[0]})
    os.sched_setaffinity(0, set(cores[1:]) or {cores[0]})
    assert process.stdout is not None
    try:
        words = process.stdout.readline().split()
        yield next(word for word in words if word.startswith("http")), process
    finally:
        process.terminate()
        process.wait(timeout=10)


if __name__ == "__main__":
    main()
