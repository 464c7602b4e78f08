"""What is refused before anybody reads the call? Strangers, wrong companies, haste, broken days.

quickbooks: the gateway in front writes another envelope than the service behind it.
"""

from datetime import datetime

from werkzeug import Request, Response

from emulator import wire
from emulator.front.calls import Call
from emulator.installation import Installation
from emulator.protocol import answers, faults
from emulator.wire import Obj

UNKNOWN = "message=AuthenticationFailed; errorCode=003200; statusCode=401"
STRANGER = "message=ApplicationAuthorizationFailed; errorCode=003100; statusCode=403"


class Gateway:
    """Answers 401, 403, 429, 500 and 503."""

    def __init__(self, installation: Installation) -> None:
        self._installation = installation

    def refusal(
        self, request: Request, call: Call, fault: str, *, allowed: bool
    ) -> Response | None:
        """The refusal of a call, None where it may pass. `fault` is what was ordered for it."""
        emulator = self._installation
        token = bearer(request)
        grant, problem = emulator.grants.bearer(token)
        if grant is None or fault in {"401", "3200"}:
            return self._unauthorised(request, problem or f"Token expired: {token}")
        if not (call.realm.isascii() and call.realm.isdigit()):
            return self._spoken(request, faults.business("Unexpected Internal Error. (-30000)"))
        if grant.person_removed and emulator.settings.removed_person == "no rights":
            return self._spoken(request, faults.recorded("120"))
        admitted = grant.opens(call.realm) and call.realm in emulator.companies
        if not admitted or fault in {"403", "3100"}:
            return self._written(request, 403, "3100", STRANGER, None, kind="SERVICE")
        if fault in {"429", "3001"} or (emulator.settings.limits and not allowed):
            return self.throttled(request)
        if fault in {"http-500", "http-503"}:
            return answers.page(int(fault.removeprefix("http-")), "Service error")
        return None

    def throttled(self, request: Request) -> Response:
        """quickbooks: recorded as XML whatever was asked for; the other forms are guesses."""
        fault, now = faults.recorded("3001"), self._now()
        way = self._installation.settings.throttle_body
        if way == "xml":
            text = faults.throttled_xml(wire.answer_time(now))
            return Response(text, 429, content_type="application/xml")
        if way == "lower":
            return self._written(request, 429, "3001", fault.message, fault.detail, kind="SERVICE")
        body = {"Fault": fault.body(), "time": wire.answer_time(now)}
        return self._answer(request, 429, body)

    def _spoken(self, request: Request, fault: faults.Fault) -> Response:
        """A refusal in the service's own words. quickbooks: a company id that is no number, such
        as false, is an internal error."""
        now = self._now()
        body = {"Fault": fault.body(), "time": wire.answer_time(now)}
        return self._answer(request, fault.http, body)

    def _now(self) -> datetime:
        return self._installation.clock.now().astimezone(wire.PACIFIC)

    def _unauthorised(self, request: Request, detail: str) -> Response:
        if self._installation.settings.unauthorised_body == "service":
            response = self._spoken(request, faults.unauthorised())
        else:
            response = self._written(request, 401, "3200", UNKNOWN, detail, kind="AUTHENTICATION")
        response.headers["WWW-Authenticate"] = 'Bearer realm="Intuit", error="invalid_token"'
        return response

    def _written(
        self,
        request: Request,
        status: int,
        code: str,
        message: str,
        detail: str | None,
        *,
        kind: str,
    ) -> Response:
        now = self._installation.clock.timestamp()
        body = faults.gateway_body(code=code, message=message, detail=detail, kind=kind, at=now)
        return self._answer(request, status, body)

    def _answer(self, request: Request, status: int, body: Obj) -> Response:
        return answers.answer(request, status, body, self._installation.settings)


def bearer(request: Request) -> str:
    """The access token a call brings, empty without one."""
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    return token.strip() if scheme.lower() == "bearer" else ""
