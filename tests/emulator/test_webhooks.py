"""Notices of changes: who gets which, how they are signed, how often they are tried."""

import base64
import hashlib
import hmac
import json
import time
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Event, Thread
from typing import Any

import pytest
import requests

from emulator.settings import Settings
from tests.emulator.books import Books, Obj, line, sale

GATHERED_S = 60


class Receiver(ThreadingHTTPServer):
    """Somebody who listens; `statuses` are answered one after the other, then 200.

    While `answers` is not set nobody is answered at all.
    """

    daemon_threads = True

    def __init__(self) -> None:
        self.bodies: list[bytes] = []
        self.headers: list[dict[str, str]] = []
        self.statuses: list[int] = []
        self.answers = Event()
        self.answers.set()
        super().__init__(("127.0.0.1", 0), Listening)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}/hook?app=1"

    def wait(self, count: int) -> list[Any]:
        """The first so many bodies, parsed; fails when they do not come."""
        deadline = time.monotonic() + 30
        while len(self.bodies) < count and time.monotonic() < deadline:
            time.sleep(0.01)
        assert len(self.bodies) >= count, self.bodies
        return [json.loads(body) for body in self.bodies]


class Listening(BaseHTTPRequestHandler):
    server: Receiver

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.server.answers.wait(5)
        statuses = self.server.statuses
        self.send_response(statuses.pop(0) if statuses else 200)
        self.send_header("Content-Length", "0")
        self.end_headers()
        self.server.headers.append(dict(self.headers.items()))
        self.server.bodies.append(body)

    def log_message(self, *_words: Any) -> None:
        """Stay quiet."""


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    server = Receiver()
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    yield server
    server.answers.set()
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def told(books: Books, receiver: Receiver) -> Books:
    """A company whose changes the receiver is told, in the older form, when the test says so."""
    books.control("PUT", "settings", {"webhook_delay_s": GATHERED_S})
    subscribe(books, receiver)
    return books


def tell(books: Books) -> None:
    """Let the moment pass in which changes are gathered."""
    books.control("PUT", "settings", {"advance_s": GATHERED_S + 1})


def subscribe(books: Books, receiver: Receiver, **more: Any) -> Obj:
    wanted = {"url": receiver.url, "verifier_token": "secret", **more}
    answer: Obj = books.control("PUT", "webhooks", wanted)
    return answer


def entities(body: Obj) -> list[tuple[str, str]]:
    found = body["eventNotifications"][0]["dataChangeEvent"]["entities"]
    return [(each["name"], each["operation"]) for each in found]


def test_it_tells_what_happened_in_the_recorded_form(told: Books, receiver: Receiver) -> None:
    told.control("PUT", "settings", {"webhook_delay_s": 0.05})

    made = told.customer()

    (body,) = receiver.wait(1)
    (notice,) = body["eventNotifications"]
    (entity,) = notice["dataChangeEvent"]["entities"]
    assert notice["realmId"] == told.realm
    assert list(entity) == ["name", "id", "operation", "lastUpdated"]
    assert (entity["name"], entity["id"], entity["operation"]) == ("Customer", made["Id"], "Create")
    assert entity["lastUpdated"].endswith(".000Z")


def test_it_signs_the_raw_body(told: Books, receiver: Receiver) -> None:
    told.customer()
    tell(told)
    receiver.wait(1)

    digest = hmac.new(b"secret", receiver.bodies[0], hashlib.sha256).digest()

    headers = {name.lower(): value for name, value in receiver.headers[0].items()}
    assert headers["intuit-signature"] == base64.b64encode(digest).decode()
    assert {"intuit-created-time", "intuit-t-id"} <= headers.keys()
    assert headers["intuit-notification-schema-version"] == "0.1"
    assert headers["content-type"].startswith("application/json")


def test_it_gathers_changes_and_names_each_operation(told: Books, receiver: Receiver) -> None:
    customer, item = told.customer(), told.item()
    told.change("Customer", customer, Notes="x")
    invoice = told.make("Invoice", sale(customer, line(item, "5")))
    voided = told.void("Invoice", invoice)
    told.call(f"invoice/{invoice['Id']}/send", {}, sendTo="erin@example.com")
    told.delete("Invoice", {**voided, "SyncToken": "2"})

    tell(told)
    (body,) = receiver.wait(1)

    assert entities(body) == [
        ("Customer", "Create"),
        ("Item", "Create"),
        ("Customer", "Update"),
        ("Invoice", "Create"),
        ("Invoice", "Void"),
        ("Invoice", "Emailed"),
        ("Invoice", "Delete"),
    ]


@pytest.mark.parametrize(("told_as", "name"), [("delete", "Delete"), ("update", "Update")])
def test_it_tells_that_an_entry_was_made_inactive(
    told: Books, receiver: Receiver, told_as: str, name: str
) -> None:
    told.control("PUT", "settings", {"webhook_deactivated": told_as})
    made = told.customer()

    gone = told.change("Customer", made, Active=False)
    told.change("Customer", gone, Notes="x")

    tell(told)
    operations = [operation for _kind, operation in entities(receiver.wait(1)[0])]
    assert operations == ["Create", name, "Update"]


def test_it_is_silent_about_refusals_reads_and_writes_that_change_nothing(
    told: Books, receiver: Receiver
) -> None:
    made = told.customer()
    tell(told)
    receiver.wait(1)

    told.refused("Customer", {"DisplayName": "Erin Buyer"})
    told.change("Customer", made)
    told.call("attachable", {"Note": "n"})
    told.customer("Marker")
    tell(told)

    assert entities(receiver.wait(2)[1]) == [("Customer", "Create")]


def test_it_tells_the_items_of_a_batch(told: Books, receiver: Receiver) -> None:
    items = [
        {"bId": name, "operation": "create", "Customer": {"DisplayName": name}}
        for name in ("Ann", "Bert")
    ]

    told.call("batch", {"BatchItemRequest": items})

    tell(told)
    assert entities(receiver.wait(1)[0]) == [("Customer", "Create")] * 2


def test_it_tells_nothing_twice_under_one_request_id(told: Books, receiver: Receiver) -> None:
    for _ in range(2):
        told.make("Customer", {"DisplayName": "Ann"}, requestid="a-1")
    told.customer("Bert")

    tell(told)
    (body,) = receiver.wait(1)

    assert entities(body) == [("Customer", "Create")] * 2


def test_it_puts_several_companies_into_one_delivery(
    told: Books, company: Callable[..., Books], receiver: Receiver
) -> None:
    other = company("gb")
    told.customer()
    other.customer()

    tell(told)
    (body,) = receiver.wait(1)

    realms = [each["realmId"] for each in body["eventNotifications"]]
    assert realms == [told.realm, other.realm]


def test_it_tells_only_the_company_and_kinds_that_were_asked_for(
    books: Books, company: Callable[..., Books], receiver: Receiver
) -> None:
    books.control("PUT", "settings", {"webhook_delay_s": GATHERED_S})
    subscribe(books, receiver, realm=books.realm, entities=["Item"])

    company("us").item()
    books.customer()
    made = books.item()

    tell(books)
    (body,) = receiver.wait(1)
    (notice,) = body["eventNotifications"]
    assert (notice["realmId"], entities(body)) == (books.realm, [("Item", "Create")])
    assert notice["dataChangeEvent"]["entities"][0]["id"] == made["Id"]


def test_it_tells_an_app_only_of_companies_that_are_connected_to_it(
    books: Books, receiver: Receiver
) -> None:
    books.control(
        "PUT", "settings", {"webhook_delay_s": GATHERED_S, "clients": {"other": "secret"}}
    )
    subscribe(books, receiver, client_id="other")

    books.customer()
    tell(books)
    wanted = {"realm": books.realm, "client_id": "other"}
    requests.post(f"{books.url}/_emulator/tokens", json=wanted, timeout=10)
    books.item()

    tell(books)
    assert entities(receiver.wait(1)[0]) == [("Item", "Create")]


def test_it_falls_silent_when_a_company_disconnects(told: Books, receiver: Receiver) -> None:
    tokens = told.tokens()
    told.customer()

    for token in (tokens["refresh_token"], str(told.session.headers["Authorization"])[7:]):
        requests.post(
            f"{told.url}/v2/oauth2/tokens/revoke",
            json={"token": token},
            auth=("emulator-client", "emulator-secret"),
            timeout=10,
        )
    tell(told)

    assert told.control("GET", "deliveries") == []


def test_it_waits_for_an_answer_only_as_long_as_it_is_told(told: Books, receiver: Receiver) -> None:
    told.control("PUT", "settings", {"webhook_timeout_s": 0.1})
    receiver.answers.clear()
    told.customer()
    begun = time.monotonic()

    tell(told)

    wait_for_state(told, "retrying")
    (attempt,) = told.control("GET", "deliveries")[0]["attempts"]
    assert attempt["status"] is None
    assert time.monotonic() - begun < Settings().webhook_timeout_s


def test_it_speaks_cloud_events(books: Books, receiver: Receiver) -> None:
    books.control("PUT", "settings", {"webhook_delay_s": GATHERED_S})
    subscribe(books, receiver, format="cloudevents")

    made = books.item()

    tell(books)
    ((event,),) = receiver.wait(1)
    assert (event["type"], event["specversion"]) == ("qbo.item.created.v1", "1.0")
    assert (event["intuitentityid"], event["intuitaccountid"]) == (made["Id"], books.realm)
    assert event["source"].startswith("intuit.")
    assert (event["datacontenttype"], event["data"]) == ("application/json", {})


def test_it_tries_again_after_20_30_and_50_minutes_and_gives_up(
    told: Books, receiver: Receiver
) -> None:
    receiver.statuses = [500, 503, 408, 504, 200]
    told.customer()
    tell(told)
    receiver.wait(1)

    for count, minutes in enumerate((20, 30, 50), 2):
        wait_for_state(told, "retrying")
        told.control("PUT", "settings", {"advance_s": minutes * 60 - 5})
        assert len(receiver.bodies) == count - 1
        told.control("PUT", "settings", {"advance_s": 10})
        receiver.wait(count)

    wait_for_state(told, "dropped")
    assert [each["status"] for each in told.control("GET", "deliveries")[0]["attempts"]] == [
        *(500, 503, 408, 504)
    ]
    assert len(set(receiver.bodies)) == 1


def test_it_is_delivered_by_a_clock_that_runs_fast(told: Books, receiver: Receiver) -> None:
    receiver.statuses = [502]
    told.customer()
    tell(told)
    receiver.wait(1)
    wait_for_state(told, "retrying")

    told.control("PUT", "settings", {"clock_rate": 12_000})

    receiver.wait(2)
    wait_for_state(told, "delivered")


@pytest.mark.parametrize("status", [400, 401, 404, 410])
def test_it_drops_what_is_refused_for_good(told: Books, receiver: Receiver, status: int) -> None:
    receiver.statuses = [status]
    told.customer()

    tell(told)
    receiver.wait(1)

    wait_for_state(told, "dropped")


def test_it_tries_again_where_nobody_answers(told: Books, receiver: Receiver) -> None:
    told.control("DELETE", "webhooks")
    told.control("PUT", "webhooks", {"url": "http://127.0.0.1:9/hook", "verifier_token": "s"})

    told.customer()
    tell(told)

    wait_for_state(told, "retrying")
    assert told.control("GET", "deliveries")[0]["attempts"][0]["status"] is None


def test_it_repeats_and_turns_notices_round_when_told(told: Books, receiver: Receiver) -> None:
    told.control(
        "PUT",
        "settings",
        {"webhook_duplicates": True, "webhook_disorder": True},
    )
    told.customer()
    told.item()

    tell(told)
    first, second = receiver.wait(2)

    assert first == second
    assert entities(first) == [("Item", "Create"), ("Customer", "Create")]


@pytest.mark.parametrize(
    "wanted",
    [
        {"url": "http://example.com/hook"},
        {"url": "http://10.0.0.1/hook"},
        {"url": "file:///etc/passwd"},
        {"url": "http://127.0.0.1.example.com/"},
        {"url": "http://127.0.0.1:99999/"},
        {"url": "http://[::1/"},
        {},
        {"url": "http://127.0.0.1:1/", "format": "smoke"},
        {"url": "http://127.0.0.1:1/", "entities": ["Unicorn"]},
        {"url": "http://127.0.0.1:1/", "entities": "Item"},
        {"url": "http://127.0.0.1:1/", "entities": [["Item"]]},
        {"url": "http://127.0.0.1:1/", "entities": [1, "Unicorn"]},
    ],
)
def test_it_refuses_to_tell_strangers(books: Books, wanted: Obj) -> None:
    answer = requests.put(f"{books.url}/_emulator/webhooks", json=wanted, timeout=10)

    assert answer.status_code == 400
    assert books.control("GET", "webhooks") == []


def test_it_can_be_cancelled(told: Books, receiver: Receiver) -> None:
    assert [each["url"] for each in told.control("GET", "webhooks")] == [receiver.url]

    told.control("DELETE", "webhooks")
    told.customer()
    subscribe(told, receiver)
    told.item()

    tell(told)
    assert entities(receiver.wait(1)[0]) == [("Item", "Create")]


def wait_for_state(books: Books, state: str) -> None:
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline:
        found = books.control("GET", "deliveries")
        if found and found[-1]["state"] == state:
            return
        time.sleep(0.01)
    raise AssertionError(books.control("GET", "deliveries"))
