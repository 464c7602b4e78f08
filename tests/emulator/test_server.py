"""The program itself: its address, its memory, its pages, its clock."""

import re
import socket
import subprocess
import sys
from decimal import Decimal
from http.client import HTTPConnection
from pathlib import Path
from urllib.parse import urlsplit

import pytest
import requests

from emulator.books.effects import Effects
from emulator.books.ledger import Ledger, UnbalancedError
from emulator.books.store import Store
from emulator.clock import Clock
from emulator.installation import DEMO_REALM
from emulator.server import Server, serve
from tests.emulator.books import Books, line, sale

ROOT = Path(__file__).parents[2]


def test_it_prints_its_address_and_keys_and_can_be_killed(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "emulator", "--port", "0", "--quiet"]
    state = ["--state", str(tmp_path / "books.db")]

    with subprocess.Popen(
        [*command, *state], cwd=ROOT, stdout=subprocess.PIPE, text=True
    ) as program:
        assert program.stdout is not None
        url = program.stdout.readline().strip()
        books = Books(url, DEMO_REALM)
        made = books.customer()
        program.kill()
    with subprocess.Popen(
        [*command, *state], cwd=ROOT, stdout=subprocess.PIPE, text=True
    ) as program:
        assert program.stdout is not None
        again = program.stdout.readline().strip()
        words = program.stdout.readline() + program.stdout.readline()
        books.base = books.base.replace(url, again)
        found = books.read("Customer", made["Id"])
        program.kill()

    assert found == made
    assert all(each in words for each in (DEMO_REALM, "emulator-client", "emulator-secret"))


def test_it_remembers_everything_in_its_state_file(tmp_path: Path) -> None:
    path = tmp_path / "books.db"
    first = serve(state=path)
    books = Books(first.url, DEMO_REALM)
    form = sale(books.customer(), line(books.stocked(), "5", "TAX", Qty=1, UnitPrice=5))
    made = books.make("Invoice", form, requestid="a-1")
    before, balances = books.control("GET", "state"), books.balances()
    first.stop()

    second = serve(state=path)
    books.url, books.base = second.url, books.base.replace(first.url, second.url)
    replayed = books.make("Invoice", form, requestid="a-1")
    after = books.control("GET", "state")
    customer = books.customer("Next")
    later = books.balances()
    second.stop()

    assert after == before
    assert (replayed, later) == (made, balances)
    assert customer["Id"] == "2"


def test_it_keeps_a_connection_open(emulator: Server) -> None:
    where = urlsplit(emulator.url)
    connection = HTTPConnection(where.hostname or "", where.port, timeout=10)
    connection.request("POST", "/_emulator/faults", body="no json")
    first, socket = connection.getresponse(), connection.sock
    first.read()

    connection.request("GET", "/_emulator/settings")
    second = connection.getresponse()

    assert (first.status, first.version, second.status) == (400, 11, 200)
    assert connection.sock is socket
    connection.close()


def test_it_says_so_when_it_ends_a_connection_as_it_was_asked_to(emulator: Server) -> None:
    asked = {"Connection": "close"}

    answer = requests.get(f"{emulator.url}/_emulator/settings", headers=asked, timeout=10)

    assert answer.headers["Connection"] == "close"


def test_it_is_gone_for_open_connections_too_when_stopped() -> None:
    server = serve()
    books = Books(server.url, DEMO_REALM)
    books.customer()

    server.stop()

    with pytest.raises(requests.ConnectionError):
        books.call("customer/1")


def test_it_goes_back_to_the_start(emulator: Server) -> None:
    books = Books(emulator.url, DEMO_REALM)
    books.customer()
    changed = {"limits": True, "advance_s": 1000, "clients": {"other": "secret"}}
    books.control("PUT", "settings", changed)

    requests.post(f"{emulator.url}/_emulator/reset", timeout=10)

    assert books.control("GET", "state")["Customer"] == []
    settings = books.control("GET", "settings")
    assert (settings["limits"], list(settings["clients"])) == (False, ["emulator-client"])
    assert abs(emulator.installation.clock.offset) < 1


def test_it_lists_what_was_deleted(books: Books) -> None:
    made = books.make("Invoice", sale(books.customer(), line(books.item(), "5")))
    books.delete("Invoice", made)

    found = books.control("GET", "state")

    assert found["Invoice"] == []
    assert [(each["kind"], each["Id"]) for each in found["_deleted"]] == [("Invoice", made["Id"])]


def test_it_opens_companies_with_preferences_given_flat_or_by_section(emulator: Server) -> None:
    wanted = {
        "profile": "gb",
        "name": "Bees Ltd",
        "preferences": {
            "CustomTxnNumbers": True,
            "AccountingInfoPrefs": {"TrackDepartments": True},
        },
    }
    url = f"{emulator.url}/_emulator/companies"

    realm = requests.post(url, json=wanted, timeout=10).json()["realm"]
    unknown = requests.post(url, json={"profile": "moon"}, timeout=10)

    books = Books(emulator.url, realm)
    found = books.read("Preferences", "1")
    assert found["SalesFormsPrefs"]["CustomTxnNumbers"] is True
    assert found["AccountingInfoPrefs"]["TrackDepartments"] is True
    assert books.read("CompanyInfo", realm)["CompanyName"] == "Bees Ltd"
    assert books.read("CompanyInfo", realm)["CompanyAddr"]["Country"] == "GBR"
    assert unknown.status_code == 400


def test_it_shows_the_books_to_people(books: Books) -> None:
    customer = books.customer("<b>Erin</b>")
    made = books.make("Invoice", sale(customer, line(books.item(), "1234.50")))

    home = requests.get(f"{books.url}/", timeout=10).text
    page = requests.get(f"{books.url}/books/{books.realm}", timeout=10).text
    document = requests.get(
        f"{books.url}/books/{books.realm}/invoice/{made['Id']}", timeout=10
    ).text

    assert f"/books/{books.realm}" in home
    assert "&lt;b&gt;Erin&lt;/b&gt;" in page
    assert "<b>Erin" not in page + document
    sums = re.search(r"<tfoot><tr><td>Sum</td>(.*?)</tr>", page)
    assert sums is not None
    assert sums[1].count("1,234.50") == 2
    assert "Debits and credits (USD)" in document
    assert "Sales of Product Income" in document


def test_it_has_a_page_for_every_kind_and_none_for_nothing(books: Books) -> None:
    base = f"{books.url}/books/{books.realm}"

    found = [
        requests.get(f"{base}/{path}", timeout=10).status_code for path in ("account/35", "term/1")
    ]
    missing = requests.get(f"{base}/invoice/99", timeout=10)

    assert found == [200, 200]
    assert missing.status_code == 404


def test_it_refuses_to_post_what_does_not_balance() -> None:
    effects = Effects()
    effects.post("35", Decimal(5))

    with pytest.raises(UnbalancedError):
        Ledger().apply(("Bill", "1"), effects)


def test_its_clock_runs_faster_and_jumps() -> None:
    wall = [1000.0]
    clock = Clock(lambda: wall[0])

    clock.set_rate(60)
    wall[0] += 1
    clock.advance(10)

    assert clock.timestamp() == 1070


def test_it_forgets_a_row_that_is_removed(tmp_path: Path) -> None:
    store = Store(tmp_path / "rows.db")
    store.save([("space", "a", {"n": Decimal("1.50")}), ("space", "b", 1)])

    store.save([("space", "b", None)])

    assert list(store.load("space")) == [("a", {"n": Decimal("1.50")})]
    store.close()


@pytest.mark.parametrize("profile", ["us", "us-ast", "us-simple-start", "gb", "ca", "au"])
def test_it_opens_every_profile_with_the_lists_a_store_needs(company: object, profile: str) -> None:
    assert callable(company)
    books = company(profile)

    found = books.control("GET", "state")

    names = {each["Name"] for each in found["Account"]}
    assert {"Undeposited Funds", "Discounts given", "Sales of Product Income"} <= names
    assert found["Term"]
    assert found["PaymentMethod"]
    assert found["TaxCode"]


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("profile", "mars"),
        ("profile", ["us"]),
        ("home_currency", "XXQ"),
        ("time_zone", "Mars/Base"),
        ("name", 5),
        ("preferences", "x"),
    ],
)
def test_it_opens_no_company_that_cannot_be(emulator: Server, name: str, value: object) -> None:
    before = len(emulator.installation.companies)

    answer = requests.post(f"{emulator.url}/_emulator/companies", json={name: value}, timeout=10)

    assert answer.status_code == 400
    assert repr(value) in answer.json()["error"]
    assert len(emulator.installation.companies) == before


def test_it_forgets_the_oldest_calls(emulator: Server) -> None:
    books = Books(emulator.url, DEMO_REALM)
    log = emulator.installation.log
    assert log.maxlen == 100_000
    log.extend({"realm": "old"} for _ in range(100_000))

    books.call("companyinfo/1")

    assert len(log) == 100_000
    assert books.control("GET", "log")[-1]["entity"] == "CompanyInfo"


def test_it_keeps_who_is_told_in_its_state_file(tmp_path: Path) -> None:
    first = serve(state=tmp_path / "books.db")
    url = {"url": "http://127.0.0.1:9/hook", "verifier_token": "secret", "entities": ["Item"]}
    made = Books(first.url, DEMO_REALM).control("PUT", "webhooks", url)
    first.stop()

    second = serve(state=tmp_path / "books.db")
    found = Books(second.url, DEMO_REALM).control("GET", "webhooks")
    second.stop()

    assert found == [made]


@pytest.mark.parametrize(
    ("option", "words"),
    [
        (["--port", "99999"], "a port is a number from 0 to 65535"),
        (["--state", "nowhere/at/all.db"], "The emulator cannot start: "),
        (["--state", __file__], "The emulator cannot start: "),
    ],
)
def test_it_says_why_it_cannot_start(option: list[str], words: str) -> None:
    command = [sys.executable, "-m", "emulator", "--port", "0", *option]

    ended = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=20)

    assert ended.returncode != 0
    assert words in ended.stderr
    assert "Traceback" not in ended.stderr


def _said(emulator: Server, head: str) -> bytes:
    """The answer to a request whose head is written by hand."""
    parts = urlsplit(emulator.url)
    with socket.create_connection((parts.hostname, parts.port), timeout=10) as connection:
        connection.sendall(head.encode("iso-8859-1"))
        answered = b""
        while part := connection.recv(65_536):
            answered += part
    return answered


@pytest.mark.parametrize(
    "line", ["connection: CLOSE", "Connection:close", "X-Note: one\r\n two\r\nConnection: close"]
)
def test_it_reads_a_head_however_it_is_written(emulator: Server, line: str) -> None:
    answer = _said(emulator, f"GET //_emulator/companies HTTP/1.1\r\nHost: x\r\n{line}\r\n\r\n")

    assert answer.startswith(b"HTTP/1.1 200")
    assert DEMO_REALM.encode() in answer


@pytest.mark.parametrize("more", ["X-Note: y\r\n" * 101, f"X-Note: {'y' * 70_000}\r\n"])
def test_it_refuses_a_head_without_end(emulator: Server, more: str) -> None:
    answer = _said(emulator, f"GET / HTTP/1.1\r\nHost: x\r\n{more}\r\n")

    assert answer.startswith(b"HTTP/1.1 431")


def test_it_serves_an_older_client_and_hangs_up(emulator: Server) -> None:
    answer = _said(emulator, "GET /_emulator/companies HTTP/1.0\r\n\r\n")

    assert b" 200 " in answer.splitlines()[0]
