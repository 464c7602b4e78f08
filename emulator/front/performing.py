"""How is a call obeyed once? Under its request id, alone in its company, told to who listens."""

import time
from collections.abc import Callable

from emulator import wire
from emulator.books.company import Company
from emulator.conditions import replay
from emulator.conditions.scheduled import CODED, Ordered
from emulator.front import batch, work
from emulator.front.calls import Call, asked_by_item
from emulator.installation import Installation
from emulator.protocol.answers import Body, Document
from emulator.protocol.faults import Fault
from emulator.wire import Obj, Spoken

# What is answered as it is: neither an envelope nor a time around it.
UNTIMED = frozenset({"TaxService", "Reports"})
Answer = tuple[int, Body]


class Performer:
    """Carries out what passed the gateway. Refusals are answers, too."""

    def __init__(self, installation: Installation) -> None:
        self._installation = installation

    def perform(
        self, call: Call, ordered: Ordered | None, entry: Obj, *, hurried: bool = False
    ) -> Answer:
        """Status and body. `hurried` takes no time between the items of a batch."""
        company = self._installation.companies[call.realm]
        known = self._recall(company, call, entry)
        if known is not None:
            return known
        if call.operation == "batch":
            return self._batch(call, company, hurried=hurried)
        with company.lock:
            return self._remembering(
                call, company, entry, lambda: self._obey(call, company, ordered)
            )

    def _recall(self, company: Company, call: Call, entry: Obj) -> Answer | None:
        """What was answered under this request id before."""
        if call.method != "POST" or call.operation == "query":
            return None
        with company.lock:
            known = self._installation.memories[call.realm].recall(call.request_id)
        if known is None:
            return None
        entry["replayed"] = True
        return known.status, known.body

    def _remembering(
        self, call: Call, company: Company, entry: Obj, act: Callable[[], Answer]
    ) -> Answer:
        """Act once per request id; the answer is stored together with what it changed."""
        known = self._recall(company, call, entry)
        if known is not None:
            return known
        status, body = act()
        if call.method == "POST" and not isinstance(body, Document):
            body = Spoken(body)
            self._tell(company, call.operation, body)
            key = "" if call.operation == "query" else call.request_id
            self._installation.memories[call.realm].remember(key, status, body)
        company.flush()
        return status, body

    def _obey(self, call: Call, company: Company, ordered: Ordered | None) -> Answer:
        try:
            replay.check_length(call.request_id)
            if ordered is not None and ordered.fault in CODED:
                raise work.ordered_fault(ordered.fault)
            body = work.obey(company, call)
        except Fault as fault:
            return fault.http, self._refusal(company, fault)
        if isinstance(body, Document) or call.entity in UNTIMED:
            return 200, body
        return 200, self._timed(company, body)

    def _batch(self, call: Call, company: Company, *, hurried: bool) -> Answer:
        """Item after item; each remembers its own answer, and the batch the whole of it."""
        try:
            if call.fault is not None:
                raise call.fault
            work.refuse_method(call)
            batch.refuse_bad(call, most=int(self._installation.settings.batch_items))
            if self._installation.settings.batch_unknown_property == "batch":
                batch.refuse_unknown(call.items)
        except Fault as fault:
            return fault.http, self._refusal(company, fault)
        answers = []
        for item in call.items:
            if not hurried:
                pause(self._installation.settings.item_ms)
            answers.append(self._item(call, company, item))
        body = Spoken(self._timed(company, {"BatchItemResponse": answers}))
        with company.lock:
            self._installation.memories[call.realm].remember(call.request_id, 200, body)
        return 200, body

    def _item(self, call: Call, company: Company, item: Obj) -> Obj:
        memory = self._installation.memories[call.realm]
        key = f"{call.request_id}/{item.get('bId', '')}" if call.request_id else ""
        with company.lock:
            known = memory.recall(key)
            if known is not None:
                return {**known.body, "bId": str(item.get("bId", ""))}
            asked = asked_by_item(item)
            ordered = batch.ordered_for_item(self._installation.schedule, call, asked)
            answer = Spoken(batch.obey_item(company, item, asked, ordered=ordered))
            self._tell(company, asked.operation, answer)
            memory.remember(key, 200, answer)
            company.flush()
            return answer

    def _tell(self, company: Company, operation: str, answer: Obj) -> None:
        """Let the webhooks know what the call changed, before it is stored away."""
        asked = {
            (name, str(obj["Id"])): operation
            for name, obj in answer.items()
            if isinstance(obj, dict) and "Id" in obj
        }
        self._installation.webhooks.hear(company, asked)

    def _refusal(self, company: Company, fault: Fault) -> Obj:
        body = {"Fault": fault.body(company.settings.errors_named)}
        return self._timed(company, body) if fault.is_timed else body

    def _timed(self, company: Company, body: Obj) -> Obj:
        return {**body, "time": wire.answer_time(company.now())}


def pause(milliseconds: float) -> None:
    """Let that much real time pass."""
    if milliseconds:
        time.sleep(milliseconds / 1000)
