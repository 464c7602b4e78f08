"""The API's front: who calls, what goes wrong on purpose, what is answered, what is logged."""

import secrets
import time
from collections.abc import Callable
from typing import Any

from werkzeug import Request, Response

from emulator import calls, faults, replay, wire, work
from emulator.calls import Call
from emulator.company import Company
from emulator.faults import Fault
from emulator.installation import Installation
from emulator.scheduled import CODED, Ordered
from emulator.wire import Obj

# What is answered as it is: neither an envelope nor a time around it.
UNTIMED = frozenset({"TaxService", "Reports"})
HEADERS = {
    "Cache-Control": "max-age=0, no-cache, no-store, must-revalidate, private",
    "Expires": "0",
    "QBO-Version": "1988.128",
}


class DroppedConnectionError(ConnectionError):
    """The socket is to be closed without an answer."""


class Api:
    """Answers /v3/company/<realm>/..."""

    def __init__(self, installation: Installation) -> None:
        self._installation = installation

    def handle(self, request: Request, realm: str, rest: str) -> Response:
        """Answer one call. Raises DroppedConnectionError where a fault wants silence."""
        emulator = self._installation
        emulator.run_due()
        call = calls.read(request, realm, rest)
        entry = self._log_arrival(call)
        call.app = _app_of(emulator, request)
        coming = emulator.limits.enter(
            realm, call.app, batch=call.operation == "batch", now=emulator.clock.timestamp()
        )
        try:
            response = self._answer(request, call, entry, allowed=coming)
        finally:
            emulator.limits.leave(realm, call.app)
        entry["status"] = response.status_code
        return response

    def _answer(self, request: Request, call: Call, entry: Obj, *, allowed: bool) -> Response:
        emulator = self._installation
        ordered = self._ordered(call)
        entry["fault"] = ordered.fault if ordered else None
        refused = self._refuse(request, call, ordered, entry, allowed=allowed)
        if refused is not None:
            return refused
        _sleep(emulator.settings.latency_ms + (ordered.ms if ordered else 0))
        if ordered is not None and ordered.fault in {"late", "request-lost"}:
            self._lose(call, ordered, entry)
        status, body = self._perform(call, ordered, entry)
        if ordered is not None and ordered.fault == "response-lost":
            entry["status"] = status
            raise DroppedConnectionError("response-lost")
        if ordered is not None and ordered.fault == "http-500-after":
            return Response("Internal Server Error", 500, HEADERS, mimetype="text/html")
        return self._respond(status, body)

    def _ordered(self, call: Call) -> Ordered | None:
        """The fault for this call; one of a code that means items waits for the items."""
        asked, coded = call.asked, None
        if call.operation == "batch":
            coded = False
        return self._installation.schedule.take(
            realm=call.realm, method=call.method, path=call.path, asked=asked, coded=coded
        )

    def _refuse(
        self, request: Request, call: Call, ordered: Ordered | None, entry: Obj, *, allowed: bool
    ) -> Response | None:
        """What the gateway answers before anything is read: 401, 403, 429, 500, 503."""
        fault = ordered.fault if ordered else ""
        emulator = self._installation
        token = request.headers.get("Authorization", "").removeprefix("Bearer ").strip()
        grant, problem = emulator.grants.bearer(token)
        if grant is None or fault in {"401", "3200"}:
            return self._unauthorised(problem or f"Token expired: {token}")
        admitted = grant.opens(call.realm) and call.realm in emulator.companies
        if not admitted or fault in {"403", "3100"}:
            return self._forbidden()
        if fault in {"429", "3001"} or (emulator.settings.limits and not allowed):
            entry["refused"] = True
            return self._throttled()
        if fault in {"http-500", "http-503"}:
            status = int(fault.removeprefix("http-"))
            return Response("Service error", status, HEADERS, mimetype="text/html")
        return None

    def _lose(self, call: Call, ordered: Ordered, entry: Obj) -> None:
        """No answer; a late call is obeyed when its time has come."""
        if ordered.fault == "late":
            wait = ordered.late_s
            seconds = self._installation.settings.late_s if wait is None else wait
            late = dict(entry)
            self._installation.later(seconds, lambda: self._apply_late(call, late))
        raise DroppedConnectionError(ordered.fault)

    def _apply_late(self, call: Call, entry: Obj) -> None:
        if call.realm in self._installation.companies:
            self._perform(call, None, entry)

    def _perform(self, call: Call, ordered: Ordered | None, entry: Obj) -> tuple[int, Obj]:
        """Obey a call under its request id. Answers status and body, refusals included."""
        company = self._installation.companies[call.realm]
        memory = self._installation.memories[call.realm]
        with company.lock:
            known = memory.recall(call.request_id if call.method == "POST" else "")
        if known is not None:
            entry["replayed"] = True
            return known.status, known.body
        if call.operation == "batch":
            return self._perform_batch(call, company, entry)
        with company.lock:
            return self._remembering(
                call, call.request_id, lambda: self._obey(company, call, ordered), entry
            )

    def _obey(self, company: Company, call: Call, ordered: Ordered | None) -> tuple[int, Obj]:
        try:
            replay.check_length(call.request_id)
            if ordered is not None and ordered.fault in CODED:
                raise work.ordered_fault(ordered.fault)
            body = work.obey(company, call)
        except Fault as fault:
            return fault.http, self._timed(company, {"Fault": fault.body()})
        if call.entity in UNTIMED:
            return 200, body
        return 200, self._timed(company, body)

    def _perform_batch(self, call: Call, company: Company, entry: Obj) -> tuple[int, Obj]:
        """Item after item; each remembers its own answer, and the batch the whole of it."""
        try:
            if call.fault is not None:
                raise call.fault
            work.refuse_bad_batch(call)
        except Fault as fault:
            return fault.http, self._timed(company, {"Fault": fault.body()})
        answers = []
        for item in call.items:
            _sleep(self._installation.settings.item_ms)
            answers.append(self._perform_item(call, company, item))
        body = self._timed(company, {"BatchItemResponse": answers})
        with company.lock:
            if call.request_id:
                self._installation.memories[call.realm].remember(call.request_id, 200, body)
        return 200, body

    def _perform_item(self, call: Call, company: Company, item: Obj) -> Obj:
        memory = self._installation.memories[call.realm]
        key = f"{call.request_id}/{item.get('bId', '')}" if call.request_id else ""
        with company.lock:
            known = memory.recall(key)
            if known is not None:
                return known.body
            ordered = work.ordered_for_item(self._installation.schedule, call, item)
            answer = work.obey_item(company, item, ordered=ordered)
            memory.remember(key, 200, answer)
            company.flush()
            return answer

    def _remembering(
        self, call: Call, key: str, act: Callable[[], tuple[int, Obj]], entry: Obj
    ) -> tuple[int, Obj]:
        """Act once per request id; the answer is stored together with what it changed."""
        memory = self._installation.memories[call.realm]
        writes = call.method == "POST" and call.operation != "query"
        known = memory.recall(key) if writes else None
        if known is not None:
            entry["replayed"] = True
            return known.status, known.body
        status, body = act()
        if writes:
            memory.remember(key, status, body)
        self._installation.companies[call.realm].flush()
        return status, body

    def _timed(self, company: Company, body: Obj) -> Obj:
        return {**body, "time": wire.answer_time(company.now())}

    def _respond(self, status: int, body: Obj) -> Response:
        kind = "application/json;charset=utf-8" if status == 200 else "application/json"
        return Response(wire.dumps(body), status, HEADERS, content_type=kind)

    def _unauthorised(self, detail: str) -> Response:
        response = self._gateway(
            401, "3200", "message=AuthenticationFailed; errorCode=003200; statusCode=401", detail
        )
        response.headers["WWW-Authenticate"] = 'Bearer realm="Intuit", error="invalid_token"'
        return response

    def _forbidden(self) -> Response:
        message = "message=ApplicationAuthorizationFailed; errorCode=003100; statusCode=403"
        return self._gateway(403, "3100", message, None, kind="SERVICE")

    def _throttled(self) -> Response:
        fault, now = faults.recorded("3001"), self._installation.clock.now()
        way = self._installation.settings.throttle_body
        if way == "xml":
            text = faults.throttled_xml(wire.answer_time(now))
            return Response(text, 429, HEADERS, content_type="application/xml")
        if way == "lower":
            return self._gateway(429, "3001", fault.message, fault.detail, kind="SERVICE")
        return self._respond(429, {"Fault": fault.body(), "time": wire.answer_time(now)})

    def _gateway(
        self, status: int, code: str, message: str, detail: str | None, kind: str = "AUTHENTICATION"
    ) -> Response:
        now = self._installation.clock.timestamp()
        return self._respond(
            status,
            faults.gateway_body(code=code, message=message, detail=detail, kind=kind, at=now),
        )

    def _log_arrival(self, call: Call) -> Obj:
        clock = self._installation.clock
        entry: dict[str, Any] = {
            "at": wire.stamp(clock.now()),
            "arrived": clock.wall(),
            "realm": call.realm,
            "method": call.method,
            "path": call.path,
            "entity": call.entity,
            "operation": call.operation,
            "status": None,
            "request_id": call.request_id or None,
            "replayed": False,
            "items": len(call.items),
            "fault": None,
            "refused": False,
        }
        self._installation.log.append(entry)
        return entry


def new_tid() -> str:
    """An intuit_tid in the usual form."""
    return f"1-{int(time.time()):08x}-{secrets.token_hex(12)}"


def _app_of(emulator: Installation, request: Request) -> str:
    token = request.headers.get("Authorization", "").removeprefix("Bearer ").strip()
    grant, _problem = emulator.grants.bearer(token)
    return grant.client if grant is not None else ""


def _sleep(milliseconds: float) -> None:
    if milliseconds:
        time.sleep(milliseconds / 1000)
