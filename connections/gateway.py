"""The one door out: a call goes to QuickBooks, an Answer comes back. The only user of
python-quickbooks, of which it takes the low-level calls with our own bodies.

It touches no database, retries nothing, refreshes nothing, and raises nothing for network trouble.
"""

import ssl
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from types import TracebackType
from typing import Any, Self

import requests
from quickbooks.client import QuickBooks
from requests.adapters import HTTPAdapter
from urllib3.exceptions import ConnectTimeoutError, MaxRetryError, NewConnectionError, SSLError

from connections import faults
from connections.faults import Fault
from connections.models import Connection
from connections.wire import endpoints, envelopes

MINOR_VERSION = 75
CONNECT_TIMEOUT_S = 5.0
POOL_SIZE = 10
USER_AGENT = "qbo-bridge"
NETWORK_TROUBLE = (
    requests.ConnectionError,
    requests.Timeout,
    requests.exceptions.ChunkedEncodingError,
    requests.exceptions.ContentDecodingError,
)


@dataclass(frozen=True)
class Call:
    """One request below the company: `path` like "/invoice", `body` the very bytes to send."""

    method: str
    path: str
    params: Mapping[str, str] = field(default_factory=dict)
    body: bytes | None = None
    content_type: str = "application/json"
    request_id: str = ""
    timeout_s: float = 60.0

    @property
    def is_batch(self) -> bool:
        return self.path == "/batch"

    @property
    def is_read(self) -> bool:
        return self.method == "GET" or self.path == "/query"


@dataclass(frozen=True)
class Answer:
    """`status` and `body` are None where nothing came back; `fault` is None only on success.

    `body` is the JSON, its fractions as Decimal; None where the answer was not JSON.
    """

    status: int | None
    body: Any
    fault: Fault | None
    intuit_tid: str
    took_ms: int


class _Client(QuickBooks):  # type: ignore[misc]
    """QuickBooks' URLs and verbs over a plain session: time limits always, no redirects."""

    def make_request(
        self,
        request_type: str,
        url: str,
        *,
        call: Call,
        access_token: str,
        params: dict[str, str],
    ) -> requests.Response:
        headers = {
            "Authorization": f"Bearer {access_token}",
            "Accept": "application/json",
            "Content-Type": call.content_type,
            "User-Agent": USER_AGENT,
        }
        if call.request_id:
            params["requestid"] = call.request_id
        answer: requests.Response = self.session.request(
            request_type,
            url,
            headers=headers,
            params={**params, "minorversion": str(self.minorversion)},
            data=call.body,
            timeout=(CONNECT_TIMEOUT_S, call.timeout_s),
            allow_redirects=False,
        )
        return answer


class Gateway:
    """The door to one company; may be used from several threads at once.

    `base_url` ends in /v3/company/<realm> (see `endpoints.api_base`).
    """

    def __init__(self, *, base_url: str, realm: str, environment: str) -> None:
        self.base_url = base_url.rstrip("/")
        self.realm = realm
        self.environment = environment
        self._client = _Client(company_id=realm, minorversion=MINOR_VERSION)
        self._client.session = _session()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        _kind: type[BaseException] | None,
        _fault: BaseException | None,
        _trace: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """Gives the kept connections back."""
        self._client.session.close()

    def send(self, call: Call, *, access_token: str) -> Answer:
        """The answer to `call`, whatever it is.

        A host that was surely never reached gives the fault UNREACHABLE, anything that went wrong
        after the first byte left gives NO_ANSWER.
        """
        verb = self._client.get if call.method == "GET" else self._client.post
        started = time.monotonic()
        try:
            response = verb(
                self.base_url + call.path,
                call=call,
                access_token=access_token,
                params=dict(call.params),
            )
        except NETWORK_TROUBLE as trouble:
            fault = faults.UNREACHABLE if _was_never_sent(trouble) else faults.NO_ANSWER
            return Answer(None, None, fault, "", _ms_since(started))
        return Answer(
            status=response.status_code,
            body=envelopes.parse(response.content),
            fault=faults.of_answer(status=response.status_code, body=response.content),
            intuit_tid=_trace_id(response),
            took_ms=_ms_since(started),
        )


def for_connection(connection: Connection) -> Gateway:
    """The door of this connection's company. Raises endpoints.AddressRefused."""
    return Gateway(
        base_url=endpoints.api_base(connection),
        realm=connection.realm,
        environment=connection.environment,
    )


def _session() -> requests.Session:
    session = requests.Session()
    # Neither a proxy nor a netrc of the machine may stand between us and QuickBooks.
    session.trust_env = False
    for scheme in ("https://", "http://"):
        session.mount(scheme, HTTPAdapter(pool_maxsize=POOL_SIZE, pool_block=True, max_retries=0))
    return session


def _trace_id(response: requests.Response) -> str:
    """quickbooks: `intuit_tid`; proxies that dislike underscores pass it on as `Intuit-Tid`."""
    headers = response.headers
    return str(headers.get("intuit_tid") or headers.get("Intuit-Tid") or "")[:100]


def _was_never_sent(trouble: requests.RequestException) -> bool:
    cause = trouble.args[0] if trouble.args else None
    if not isinstance(cause, MaxRetryError):
        return False
    reason = cause.reason
    if isinstance(reason, SSLError):
        return bool(reason.args) and isinstance(reason.args[0], ssl.SSLCertVerificationError)
    return isinstance(reason, NewConnectionError | ConnectTimeoutError)


def _ms_since(started: float) -> int:
    return int((time.monotonic() - started) * 1000)
