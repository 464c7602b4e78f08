"""The API's front: who calls, what goes wrong on purpose, what is answered, what is logged."""

import time

from werkzeug import Request, Response

from emulator import wire
from emulator.conditions.scheduled import Ordered
from emulator.front import calls
from emulator.front.calls import Call
from emulator.front.gateway import Gateway, bearer
from emulator.front.performing import Performer, pause
from emulator.installation import Installation
from emulator.protocol import answers
from emulator.wire import Obj

SILENT = frozenset({"late", "request-lost"})


class DroppedConnectionError(ConnectionError):
    """The socket is to be closed without an answer."""


class Api:
    """Answers /v3/company/<realm>/..."""

    def __init__(self, installation: Installation) -> None:
        self._installation = installation
        self._gateway = Gateway(installation)
        self._performer = Performer(installation)

    def handle(self, request: Request, realm: str, rest: str) -> Response:
        """Answer one call. Raises DroppedConnectionError where a fault wants silence."""
        emulator = self._installation
        emulator.run_due()
        call = calls.read(request, realm, rest, emulator.settings)
        entry = self._log_arrival(request, call)
        call.app = self._app_of(request)
        coming = emulator.limits.enter(
            realm,
            call.app,
            call.operation,
            now=emulator.clock.timestamp(),
            fixed=emulator.settings.limit_windows == "fixed",
            count_refused=emulator.settings.refused_calls_count,
        )
        try:
            response = self._answer(request, call, entry, allowed=coming)
        finally:
            emulator.limits.leave(realm, call.app)
        entry["status"] = response.status_code
        return response

    def _answer(self, request: Request, call: Call, entry: Obj, *, allowed: bool) -> Response:
        began = time.monotonic()
        ordered = self._ordered(call)
        fault = ordered.fault if ordered else ""
        entry["fault"] = fault or None
        refused = self._gateway.refusal(request, call, fault, allowed=allowed)
        if refused is not None:
            entry["refused"] = refused.status_code == 429
            return refused
        if self._takes_too_long(call, ordered):
            return self._time_out(call, ordered, entry)
        pause(self._wait_ms(ordered))
        if ordered is not None and fault in SILENT:
            self._lose(call, ordered, entry)
        status, body = self._performer.perform(call, ordered, entry)
        entry["codes"] = _codes(body)
        if fault == "response-lost":
            entry["status"] = status
            raise DroppedConnectionError(fault)
        if fault == "http-500-after":
            return answers.page(500, "Internal Server Error")
        settings, took = self._installation.settings, time.monotonic() - began
        return answers.answer(request, status, body, settings, took_s=took)

    def _ordered(self, call: Call) -> Ordered | None:
        """The fault for this call; one of a code that means items waits for the items."""
        coded = False if call.operation == "batch" else None
        return self._installation.schedule.take(
            realm=call.realm, method=call.method, path=call.path, asked=call.asked, coded=coded
        )

    def _wait_ms(self, ordered: Ordered | None) -> float:
        return self._installation.settings.latency_ms + (ordered.ms if ordered else 0)

    def _planned_ms(self, call: Call, ordered: Ordered | None) -> float:
        items = len(call.items) * self._installation.settings.item_ms
        return self._wait_ms(ordered) + items

    def _takes_too_long(self, call: Call, ordered: Ordered | None) -> bool:
        planned = self._planned_ms(call, ordered)
        return planned > self._installation.settings.server_timeout_s * 1000

    def _time_out(self, call: Call, ordered: Ordered | None, entry: Obj) -> Response:
        """quickbooks: the server gives up after 120 s, though the work goes on behind it."""
        most = self._installation.settings.server_timeout_s
        pause(most * 1000)
        left = self._planned_ms(call, ordered) / 1000 - most
        self._obey_later(left * self._installation.clock.rate, call, entry)
        return answers.page(504, "Gateway Time-out")

    def _lose(self, call: Call, ordered: Ordered, entry: Obj) -> None:
        """No answer; a late call is obeyed when its time has come."""
        if ordered.fault == "late":
            wait = ordered.late_s
            seconds = self._installation.settings.late_s if wait is None else wait
            self._obey_later(seconds, call, entry)
        raise DroppedConnectionError(ordered.fault)

    def _obey_later(self, seconds: float, call: Call, entry: Obj) -> None:
        known = dict(entry)
        self._installation.later(seconds, lambda: self._apply_late(call, known))

    def _apply_late(self, call: Call, entry: Obj) -> None:
        if call.realm in self._installation.companies:
            self._performer.perform(call, None, entry, hurried=True)

    def _app_of(self, request: Request) -> str:
        grant, _problem = self._installation.grants.bearer(bearer(request))
        return grant.client if grant is not None else ""

    def _log_arrival(self, request: Request, call: Call) -> Obj:
        clock = self._installation.clock
        entry: Obj = {
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
            "codes": [],
        }
        if "Request-Id" in request.headers:
            entry["request_id_header"] = request.headers["Request-Id"]
        self._installation.log.append(entry)
        return entry


def _codes(body: answers.Body) -> list[str]:
    """The faults that an answer names, those of a batch's items too."""
    if isinstance(body, answers.Document):
        return []
    parts = [body, *body.get("BatchItemResponse", ())]
    faults = (part["Fault"] for part in parts if "Fault" in part)
    return [str(error["code"]) for fault in faults for error in fault["Error"]]
