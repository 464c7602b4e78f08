"""A company of the emulator as the tests speak to it: over HTTP, with the faults read out."""

from decimal import Decimal
from typing import Any

import requests

from emulator import wire

Obj = dict[str, Any]


class Books:
    """One company and a live token for it."""

    def __init__(self, url: str, realm: str) -> None:
        self.url = url
        self.realm = realm
        self.base = f"{url}/v3/company/{realm}"
        self.session = requests.Session()
        self.session.headers["Authorization"] = f"Bearer {self.tokens()['access_token']}"

    def tokens(self) -> Obj:
        wanted = {"realm": self.realm, "client_id": "emulator-client"}
        answer: Obj = requests.post(f"{self.url}/_emulator/tokens", json=wanted, timeout=10).json()
        return answer

    def call(self, path: str, body: Obj | None = None, **params: str) -> requests.Response:
        """POST with a body, GET without."""
        method = "GET" if body is None else "POST"
        data = None if body is None else wire.dumps(body)
        return self.session.request(
            method, f"{self.base}/{path}", data=data, params=params, timeout=10
        )

    def make(self, kind: str, body: Obj, **params: str) -> Obj:
        """Write and give back the object; a refusal fails the test."""
        answer = self.call(kind.lower(), body, **params)
        assert answer.status_code == 200, answer.text
        made: Obj = wire.loads(answer.content)[kind]
        return made

    def refused(self, kind: str, body: Obj, **params: str) -> Obj:
        """Write and give back the first error; a success fails the test."""
        answer = self.call(kind.lower(), body, **params)
        assert answer.status_code == 400, answer.text
        error: Obj = answer.json()["Fault"]["Error"][0]
        return error

    def read(self, kind: str, id_: str) -> Obj:
        found: Obj = wire.loads(self.call(f"{kind.lower()}/{id_}").content)[kind]
        return found

    def query(self, statement: str) -> Obj:
        answer = self.call("query", query=statement)
        assert answer.status_code == 200, answer.text
        response: Obj = wire.loads(answer.content)["QueryResponse"]
        return response

    def query_error(self, statement: str) -> Obj:
        answer = self.call("query", query=statement)
        assert answer.status_code == 400, answer.text
        error: Obj = answer.json()["Fault"]["Error"][0]
        return error

    def control(self, method: str, name: str, body: Obj | None = None) -> Any:
        answer = requests.request(
            method,
            f"{self.url}/_emulator/{name}",
            json=body,
            params={"realm": self.realm},
            timeout=10,
        )
        assert answer.status_code == 200, answer.text
        return wire.loads(answer.content)

    def order_fault(self, fault: str, **more: Any) -> None:
        self.control("POST", "faults", {"realm": self.realm, "fault": fault, **more})

    def balances(self) -> dict[str, Decimal]:
        """Account name to balance, debit positive; asserts that debits equal credits."""
        rows = self.control("GET", "ledger")["trial_balance"]
        found = {row["name"]: Decimal(row["debit"]) - Decimal(row["credit"]) for row in rows}
        assert sum(found.values(), Decimal(0)) == 0
        return found

    def prefer(self, section: str, **values: Any) -> None:
        current = self.read("Preferences", "1")
        change = {"Id": "1", "SyncToken": current["SyncToken"], "sparse": True, section: values}
        self.make("Preferences", change)

    def account(self, name: str) -> Obj:
        return {
            "value": self.query(f"select Id from Account where Name = '{name}'")["Account"][0]["Id"]
        }

    def customer(self, name: str = "Erin Buyer", **more: Any) -> Obj:
        return self.make("Customer", {"DisplayName": name, **more})

    def customer_once(self) -> Obj:
        """Erin, made when first asked for."""
        found = self.query("select * from Customer where DisplayName = 'Erin Buyer'")
        return found["Customer"][0] if found else self.customer()

    def item(self, name: str = "Tea", **more: Any) -> Obj:
        """A product that is not stocked, unless `more` says so."""
        body = {"Name": name, "Type": "NonInventory", "IncomeAccountRef": {"value": "79"}}
        return self.make("Item", {**body, "ExpenseAccountRef": {"value": "80"}, **more})

    def stocked(self, name: str = "Teapot", quantity: int = 10, **more: Any) -> Obj:
        stock = {
            "Type": "Inventory",
            "TrackQtyOnHand": True,
            "QtyOnHand": quantity,
            "AssetAccountRef": {"value": "81"},
            "PurchaseCost": Decimal("2.50"),
            "InvStartDate": "2020-01-01",
        }
        return self.item(name, **{**stock, **more})

    def void(self, kind: str, made: Obj) -> Obj:
        return self.make(kind, key_of(made), operation="void")

    def delete(self, kind: str, made: Obj) -> Obj:
        return self.make(kind, key_of(made), operation="delete")

    def change(self, kind: str, made: Obj, **values: Any) -> Obj:
        """A sparse update."""
        return self.make(kind, {**key_of(made), "sparse": True, **values})


def key_of(made: Obj) -> Obj:
    return {"Id": made["Id"], "SyncToken": made["SyncToken"]}


def ref(made: Obj) -> Obj:
    return {"value": made["Id"]}


def line(item: Obj, amount: str, tax: str | None = None, **detail: Any) -> Obj:
    """One sales line; `detail` adds Qty, UnitPrice and the like."""
    code = {"TaxCodeRef": {"value": tax}} if tax else {}
    return {
        "Amount": Decimal(amount),
        "DetailType": "SalesItemLineDetail",
        "SalesItemLineDetail": {"ItemRef": ref(item), **code, **detail},
    }


def sale(customer: Obj, *lines: Obj, **more: Any) -> Obj:
    return {"CustomerRef": ref(customer), "Line": list(lines), **more}


def settles(made: Obj, amount: str, kind: str = "Invoice") -> Obj:
    """A payment line."""
    linked = [{"TxnId": made["Id"], "TxnType": kind}]
    return {"Amount": Decimal(amount), "LinkedTxn": linked}
