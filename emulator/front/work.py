"""How is a call obeyed? Read, query, write, upload, send, tax service; answers as values."""

from collections.abc import Callable

from emulator import pdf, reports
from emulator.books.company import Company
from emulator.front import links, mail, upload
from emulator.front.calls import Call
from emulator.kinds import BY_PATH, hanging, writes
from emulator.kinds.base import Kind, Options
from emulator.kinds.tax.tax_service import create_through_service
from emulator.protocol import answers
from emulator.protocol.faults import (
    UNRECORDED,
    Fault,
    contention,
    no_void,
    not_found,
    recorded,
    required,
    stale,
    unsupported,
)
from emulator.protocol.media import malformed
from emulator.querying import changes, query
from emulator.wire import Obj

URIS = {"download": "TempDownloadUri", "thumbnail": "ThumbnailTempDownloadUri"}
METHODS = {
    "batch": ("POST",),
    "query": ("GET", "POST"),
    "cdc": ("GET",),
    "upload": ("POST",),
    "download": ("GET",),
}


def obey(company: Company, call: Call) -> answers.Body:
    """Everything but a batch. Answers the body without its time. Raises Fault."""
    if call.fault is not None:
        raise call.fault
    refuse_method(call)
    special = SPECIAL.get(call.operation)
    if special is not None:
        return special(company, call)
    if [part.lower() for part in call.rest] == ["taxservice", "taxcode"] and call.method == "POST":
        return create_through_service(company, call.body)
    return _on_kind(company, call)


def refuse_method(call: Call) -> None:
    """Raises 500 where an address does not know the method of a call."""
    if call.method not in METHODS.get(call.operation, ("GET", "POST")):
        raise unsupported(
            f"No resource method found for {call.method}, return 405 with Allow header"
        )


def written(company: Company, kind: Kind, operation: str, body: Obj, options: Options) -> Obj:
    """One create, update, delete or void. Answers the object or its stub under its name."""
    if not isinstance(body, dict):
        raise malformed()
    if operation == "delete":
        stub = writes.delete(company, kind, body)
        # A template's stub has its id within the document, and nothing can hang on it.
        hanging.let_go(company, kind.name, stub.get("Id", ""))
        return {kind.name: stub}
    if operation == "void":
        return {kind.name: writes.void(company, kind, body)}
    if operation not in {"create", "update"}:
        raise unsupported(operation.capitalize())
    if operation == "update" and kind.named_by_id and body.get("Id") in (None, ""):
        raise required("Id")
    answer = {kind.name: writes.create_or_update(company, kind, body, options)}
    return links.with_invoice_links(answer, options)


def ordered_fault(name: str) -> Fault:
    """The fault that was ordered by code, in its recorded words where there are any."""
    if name in UNRECORDED:
        return Fault(name, UNRECORDED[name])
    spoken = {"6000-contention": contention, "5010": stale}.get(name)
    return spoken() if spoken else recorded(name)


def _on_kind(company: Company, call: Call) -> Obj:
    kind = _kind(call)
    if call.method == "GET":
        return links.with_invoice_links({kind.name: _read(company, kind, call)}, call.options)
    if len(call.rest) > 1:
        raise _nowhere(call)
    if call.params.get("operation", "").lower() == "void":
        nothing_done = _void_operation(company, kind)
        if nothing_done is not None:
            return nothing_done
    return written(company, kind, call.operation, call.body, call.options)


def _void_operation(company: Company, kind: Kind) -> Obj | None:
    """What `?operation=void` answers where it does nothing. Raises 500 where it cannot void."""
    if company.settings.void_operation == "invoices" and kind.can_void and kind.name != "Invoice":
        raise no_void()
    is_let = not kind.can_void and writes.may_be_voided(company, kind)
    return None if is_let else kind.void_operation()


def _query(company: Company, call: Call) -> Obj:
    answer = {"QueryResponse": query.answer(company, call.text)}
    return links.with_invoice_links(answer, call.options)


def _changes(company: Company, call: Call) -> Obj:
    return {"CDCResponse": changes.since(company, call.params)}


def _upload(company: Company, call: Call) -> Obj:
    return {"AttachableResponse": upload.answer(company, call.pieces)}


def _download(company: Company, call: Call) -> answers.Document:
    """GET /download/<id> or /thumbnail/<id>: the address of the file, as text."""
    if len(call.rest) != 2:
        raise _nowhere(call)
    kind = BY_PATH["attachable"]
    shown = kind.view(company, writes.read(company, kind, call.rest[1]))
    uri = shown.get(URIS[call.rest[0].lower()])
    if uri is None:
        raise not_found()
    return answers.Document("text/plain;charset=utf-8", uri.encode())


def _report(company: Company, call: Call) -> Obj:
    if len(call.rest) != 2:
        raise _nowhere(call)
    return reports.answer(company, call.rest[1], call.params)


def _pdf(company: Company, call: Call) -> answers.Document:
    kind = _kind(call)
    if kind.name not in pdf.PRINTED:
        raise _nowhere(call)
    record = writes.read(company, kind, call.rest[1])
    return answers.Document(
        "application/pdf", pdf.printed(company, kind.name, kind.view(company, record))
    )


def _send(company: Company, call: Call) -> Obj:
    """POST /invoice/<id>/send: the form is mailed and marked as sent."""
    kind = _kind(call)
    if kind.name not in mail.SENT:
        raise _nowhere(call)
    mail.refuse_media_type(company, call)
    record = writes.read(company, kind, call.rest[1])
    return {kind.name: mail.send(company, kind, record, call.params.get("sendTo", ""))}


SPECIAL: dict[str, Callable[[Company, Call], answers.Body]] = {
    "query": _query,
    "cdc": _changes,
    "upload": _upload,
    "download": _download,
    "report": _report,
    "pdf": _pdf,
    "send": _send,
}


def _read(company: Company, kind: Kind, call: Call) -> Obj:
    if kind.name == "CompanyInfo":
        return kind.view(company, company.records[kind.name]["1"])
    if len(call.rest) == 1:
        return kind.read_by(company, call.params)
    if len(call.rest) > 2:
        raise _nowhere(call)
    try:
        return kind.view(company, writes.read(company, kind, call.rest[1]))
    except Fault as fault:
        if company.settings.missing_names != "stub" or fault.code != "610":
            raise
        return _stub(kind, call.rest[1], fault)


def _stub(kind: Kind, id_: str, fault: Fault) -> Obj:
    """quickbooks: reported of a sandbox, a name that does not exist is answered as one that has
    nothing but a pseudonym. Raises the fault for other kinds."""
    if kind.family != "Names":
        raise fault
    marks = {"domain": "QBO", "sparse": False, "V4IDPseudonym": id_}
    return {"BillAddr": {"Id": "1"}, "Active": False, **marks}


def _kind(call: Call) -> Kind:
    kind = BY_PATH.get(call.rest[0].lower()) if call.rest else None
    if kind is None:
        raise _nowhere(call)
    return kind


def _nowhere(call: Call) -> Fault:
    full = f"https://c50.sandbox.qbo.intuit.com/qbo50{call.path}"
    return unsupported(f"Could not find resource for relative : {call.path} of full path: {full}")
