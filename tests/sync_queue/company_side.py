"""What tests do to a company behind the bridge's back, and count in its books."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import requests

from connections import gateway
from connections.models import Connection
from entities.models import Customer
from sync_queue.models import Dispatch, Link
from sync_queue.reader import Report
from tests.bridge import LiveEmulator
from tests.factories import CustomerFactory

Read = Callable[..., Report]
Frozen = Callable[..., list[Dispatch]]
CREATE = {"entity": "Invoice", "operation": "create"}


def hold_back(books: Connection, **columns: Any) -> None:
    Connection.objects.filter(pk=books.pk).update(**columns)


def booked(live: LiveEmulator, books: Connection, number: str) -> int:
    """How many documents of this number are in the books."""
    state = live.state(books.realm)
    kinds = ("Invoice", "SalesReceipt")
    return sum(one.get("DocNumber") == number for kind in kinds for one in state[kind])


def ids_sent(live: LiveEmulator, books: Connection, entity: str = "Invoice") -> list[str]:
    log = live.log(books.realm)
    return [c["request_id"] for c in log if c["entity"] == entity and c["operation"] == "create"]


def ready_customer(read: Read, books: Connection) -> Customer:
    customer: Customer = CustomerFactory()
    read(books)
    return customer


def edit_there(live: LiveEmulator, books: Connection, kind: str, link: Link, **fields: Any) -> None:
    """Somebody edits a record in QuickBooks by hand."""
    answer = requests.post(
        f"{live.url}/v3/company/{books.realm}/{kind}",
        json={"Id": link.qbo_id, "SyncToken": link.sync_token, "sparse": True, **fields},
        headers={"Authorization": f"Bearer {live.tokens(books.realm).access}"},
        timeout=10,
    )
    assert answer.ok, answer.text


def there(live: LiveEmulator, books: Connection, kind: str, **body: Any) -> str:
    """Somebody enters a record in QuickBooks by hand; returns its id."""
    answer = requests.post(
        f"{live.url}/v3/company/{books.realm}/{kind.lower()}",
        json=body,
        headers={"Authorization": f"Bearer {live.tokens(books.realm).access}"},
        timeout=10,
    )
    assert answer.ok, answer.text
    return str(answer.json()[kind]["Id"])


class Meanwhile(ThreadPoolExecutor):
    """Lets something happen in the store just before the first call goes out."""

    def __init__(self, happens: Callable[[], Any]) -> None:
        super().__init__(1)
        self.happens = [happens]

    def submit(self, *args: Any, **kwargs: Any) -> Any:
        if self.happens:
            self.happens.pop()()
        return super().submit(*args, **kwargs)


class Tampering:
    """A door to the real company that changes what comes back in through it."""

    def __init__(self, connection: Connection, change: Callable[[Any], None]) -> None:
        self.door = gateway.for_connection(connection)
        self.change = change

    def send(self, call: gateway.Call, *, access_token: str) -> gateway.Answer:
        answer = self.door.send(call, access_token=access_token)
        if answer.fault is None:
            self.change(answer.body)
        return answer
