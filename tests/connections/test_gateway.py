"""The door out sends what it was given and reports whatever came back, trouble included."""

import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
import requests
import responses
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from connections import gateway
from connections.faults import Kind
from connections.gateway import Call, Gateway
from connections.models import Connection
from tests.bridge import LiveEmulator
from tests.connections.odd_server import Handler, OddServer, Reply

Start = Callable[[Reply], OddServer]


def door_to(url: str) -> Gateway:
    return Gateway(base_url=f"{url}/v3/company/77", realm="77", environment="emulator")


def ok(handler: Handler) -> None:
    handler.answer(200, b'{"Invoice": {"Id": "1", "TotalAmt": 0.30}}', intuit_tid="tid-1")


def self_signed(folder: Path) -> Path:
    """A certificate for 127.0.0.1, with its key, that nobody vouches for."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "127.0.0.1")])
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .sign(key, hashes.SHA256())
    )
    pem, plain = serialization.Encoding.PEM, serialization.NoEncryption()
    file = folder / "self-signed.pem"
    file.write_bytes(
        key.private_bytes(pem, serialization.PrivateFormat.PKCS8, plain)
        + certificate.public_bytes(pem)
    )
    return file


@pytest.fixture
def free_port() -> Iterator[int]:
    """A port that nobody listens on: it stays bound, without `listen`, while the test runs."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        yield taken.getsockname()[1]


def test_it_sends_the_very_bytes_with_request_id_and_minor_version(odd_server: Start) -> None:
    server = odd_server(ok)
    call = Call("POST", "/invoice", {"include": "void"}, b'{"a": 0.10}', request_id="r-1")

    with door_to(server.url) as door:
        door.send(call, access_token="secret-token")

    (request,) = server.requests
    address = urlsplit(request.path)
    assert address.path == "/v3/company/77/invoice"
    assert parse_qs(address.query) == {
        "include": ["void"],
        "requestid": ["r-1"],
        "minorversion": ["75"],
    }
    assert request.body == b'{"a": 0.10}'
    assert request.headers["Authorization"] == "Bearer secret-token"
    assert request.headers["Accept"] == "application/json"


def test_it_reads_fractions_exactly_and_keeps_the_trace_id(odd_server: Start) -> None:
    with door_to(odd_server(ok).url) as door:
        answer = door.send(Call("GET", "/invoice/1"), access_token="t")

    assert answer.fault is None
    assert answer.body["Invoice"]["TotalAmt"] == Decimal("0.30")
    assert (answer.status, answer.intuit_tid) == (200, "tid-1")


def test_the_calls_own_parameters_are_left_as_they_were(odd_server: Start) -> None:
    params = {"operation": "void"}

    with door_to(odd_server(ok).url) as door:
        door.send(Call("POST", "/invoice", params, b"{}", request_id="r"), access_token="t")

    assert params == {"operation": "void"}


def test_each_call_uses_the_token_it_was_given(odd_server: Start) -> None:
    server = odd_server(ok)

    with door_to(server.url) as door:
        for token in ("old", "new"):
            door.send(Call("GET", "/x"), access_token=token)

    sent = [request.headers["Authorization"] for request in server.requests]
    assert sent == ["Bearer old", "Bearer new"]


def test_it_keeps_its_connection(odd_server: Start) -> None:
    server = odd_server(ok)

    with door_to(server.url) as door:
        for _ in range(5):
            door.send(Call("GET", "/x"), access_token="t")

    assert len({request.client_address for request in server.requests}) == 1


def test_threads_do_not_mix_up_their_calls(odd_server: Start) -> None:
    def echo(handler: Handler) -> None:
        handler.answer(200, b'{"Echo": {"Id": "%s"}}' % handler.body)

    def send(number: int) -> str:
        call = Call("POST", "/x", body=str(number).encode(), request_id=f"r{number}")
        return str(door.send(call, access_token="t").body["Echo"]["Id"])

    with door_to(odd_server(echo).url) as door, ThreadPoolExecutor(10) as pool:
        answers = list(pool.map(send, range(60)))

    assert answers == [str(number) for number in range(60)]


def test_a_host_that_does_not_listen_was_surely_not_reached(free_port: int) -> None:
    with door_to(f"http://127.0.0.1:{free_port}") as door:
        answer = door.send(Call("POST", "/x", body=b"{}"), access_token="t")

    assert (answer.status, answer.body) == (None, None)
    assert answer.fault is not None
    assert answer.fault.code == "unreachable"
    assert answer.fault.stops_company


def test_a_name_that_does_not_resolve_was_surely_not_reached() -> None:
    with door_to("http://quickbooks.invalid") as door:
        answer = door.send(Call("POST", "/x", body=b"{}"), access_token="t")

    assert answer.fault is not None
    assert answer.fault.code == "unreachable"


def test_a_dropped_connection_has_an_unknown_outcome_and_is_not_repeated(
    odd_server: Start,
) -> None:
    server = odd_server(Handler.hang_up)

    with door_to(server.url) as door:
        answer = door.send(Call("POST", "/x", body=b"{}"), access_token="t")

    assert answer.fault is not None
    assert answer.fault.kind == Kind.UNKNOWN_OUTCOME
    assert not answer.fault.spends_generation
    assert len(server.requests) == 1


def test_a_silent_server_is_given_up_on_time(odd_server: Start) -> None:
    release = threading.Event()
    server = odd_server(lambda _handler: release.wait(10) and None)
    started = time.monotonic()

    with door_to(server.url) as door:
        answer = door.send(Call("POST", "/x", body=b"{}", timeout_s=0.3), access_token="t")
    release.set()

    assert time.monotonic() - started < 5
    assert answer.fault is not None
    assert answer.fault.code == "no_answer"


def test_half_an_answer_is_no_answer(odd_server: Start) -> None:
    def half(handler: Handler) -> None:
        handler.send_response(200)
        handler.send_header("Content-Length", "1000")
        handler.end_headers()
        handler.wfile.write(b'{"Invoice"')
        handler.hang_up()

    with door_to(odd_server(half).url) as door:
        answer = door.send(Call("POST", "/x", body=b"{}"), access_token="t")

    assert answer.fault is not None
    assert answer.fault.code == "no_answer"


def test_a_redirect_is_not_followed(odd_server: Start) -> None:
    other = odd_server(ok)
    server = odd_server(lambda handler: handler.answer(302, Location=f"{other.url}/stolen"))

    with door_to(server.url) as door:
        answer = door.send(Call("GET", "/x"), access_token="t")

    assert answer.status == 302
    assert answer.fault is not None
    assert other.requests == []


@pytest.mark.parametrize("status", [201, 204])
def test_every_success_counts_that_has_a_body(odd_server: Start, status: int) -> None:
    body = b'{"Invoice": {"Id": "1"}}' if status == 201 else b""
    server = odd_server(lambda handler: handler.answer(status, body))

    with door_to(server.url) as door:
        answer = door.send(Call("POST", "/x", body=b"{}"), access_token="t")

    assert (answer.fault is None) == (status == 201)


def test_proxies_of_the_machine_are_ignored(
    odd_server: Start, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:9")

    with door_to(odd_server(ok).url) as door:
        answer = door.send(Call("GET", "/x"), access_token="t")

    assert answer.status == 200


def test_opening_a_door_asks_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(requests.Session, "send", None)

    with door_to("http://127.0.0.1:9") as door:
        assert door.realm == "77"


def test_two_doors_lead_to_two_companies(odd_server: Start) -> None:
    first, second = odd_server(ok), odd_server(ok)

    with door_to(first.url) as one, door_to(second.url) as two:
        two.send(Call("GET", "/x"), access_token="t")
        one.send(Call("GET", "/x"), access_token="t")

    assert (len(first.requests), len(second.requests)) == (1, 1)


@pytest.mark.parametrize(
    ("environment", "host"),
    [("sandbox", "sandbox-quickbooks.api.intuit.com"), ("production", "quickbooks.api.intuit.com")],
)
def test_each_environment_reaches_its_own_host(environment: str, host: str) -> None:
    connection = Connection(name="Main books", environment=environment, realm="77")
    url = f"https://{host}/v3/company/77/preferences"

    with responses.RequestsMock() as intuit, gateway.for_connection(connection) as door:
        intuit.get(url, json={"Preferences": {}})
        answer = door.send(Call("GET", "/preferences"), access_token="t")

    assert answer.fault is None


def test_a_worker_that_is_told_to_stop_stops(monkeypatch: pytest.MonkeyPatch) -> None:
    def stop(*_args: Any, **_kwargs: Any) -> None:
        raise SystemExit

    monkeypatch.setattr(requests.Session, "request", stop)

    with door_to("http://127.0.0.1:9") as door, pytest.raises(SystemExit):
        door.send(Call("GET", "/x"), access_token="t")


def test_a_host_with_a_wrong_certificate_is_never_told_anything(tmp_path: Path) -> None:
    server = OddServer(ok)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(self_signed(tmp_path))
    server.socket = context.wrap_socket(server.socket, server_side=True)

    with door_to(server.url.replace("http://", "https://")) as door:
        answer = door.send(Call("POST", "/x", body=b"{}"), access_token="t")
    server.stop()

    assert answer.fault is not None
    assert answer.fault.code == "unreachable"
    assert server.requests == []


def test_it_talks_to_a_company(connected: Callable[..., Connection], live_emulator: Any) -> None:
    connection = connected()

    with gateway.for_connection(connection) as door:
        token = live_emulator.tokens(connection.realm).access
        answer = door.send(Call("GET", f"/companyinfo/{connection.realm}"), access_token=token)

    assert answer.fault is None
    assert answer.body["CompanyInfo"]["CompanyName"] == "Test Company"
    assert answer.intuit_tid


def test_the_same_request_id_books_once(
    connected: Callable[..., Connection], live_emulator: LiveEmulator
) -> None:
    connection = connected()
    call = Call("POST", "/customer", body=b'{"DisplayName": "Dana Miller"}', request_id="once")
    token = live_emulator.tokens(connection.realm).access

    with gateway.for_connection(connection) as door:
        ids = {door.send(call, access_token=token).body["Customer"]["Id"] for _ in range(2)}

    assert len(ids) == 1
    assert len(live_emulator.state(connection.realm)["Customer"]) == 1


@pytest.mark.parametrize(
    ("scheduled", "kind"),
    [
        ("response-lost", Kind.UNKNOWN_OUTCOME),
        ("request-lost", Kind.UNKNOWN_OUTCOME),
        ("http-500", Kind.TRANSIENT),
        ("429", Kind.THROTTLED),
        ("401", Kind.UNAUTHORISED),
        ("403", Kind.NEEDS_RECONNECTING),
        ("5010", Kind.STALE),
        ("6240", Kind.EXISTS_ALREADY),
    ],
)
def test_it_tells_the_companys_troubles_apart(
    connected: Callable[..., Connection], live_emulator: LiveEmulator, scheduled: str, kind: Kind
) -> None:
    connection = connected()
    token = live_emulator.tokens(connection.realm).access
    live_emulator.schedule(connection.realm, scheduled, method="POST")

    with gateway.for_connection(connection) as door:
        call = Call("POST", "/customer", body=b'{"DisplayName": "Dana Miller"}', request_id="r")
        answer = door.send(call, access_token=token)

    assert answer.fault is not None
    assert answer.fault.kind == kind
