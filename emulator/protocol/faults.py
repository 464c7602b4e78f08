"""In which words does QuickBooks refuse? Recorded faults, and the bodies they travel in."""

import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any
from xml.sax.saxutils import escape

from emulator.data import FOLDER
from emulator.wire import Obj

RECORDED: dict[str, dict[str, Any]] = json.loads((FOLDER / "faults.json").read_text())

# The codes that nobody recorded, by what Intuit's list of codes calls them.
UNRECORDED: dict[str, str] = json.loads((FOLDER / "fault_titles.json").read_text())

INACTIVE = (
    "Something you're trying to use has been made inactive. "
    "Check the fields with accounts, customers, items, vendors or employees."
)
CATEGORY = "An item in this transaction is set up as a category instead of a product or service."
DELETED = "Another user has deleted this transaction."
# What QuickBooks calls the tables behind its lists.
FAMILIES = {
    "Customer": "Names",
    "Vendor": "Names",
    "Employee": "Names",
    "Account": "Accounts",
    "Class": "Klasses",
    "Department": "Depts",
}
NULL_MEMBERS: Obj = {
    "report": None,
    "queryResponse": None,
    "batchItemResponse": [],
    "attachableResponse": [],
    "syncErrorResponse": None,
    "requestId": None,
}


class Fault(Exception):
    """A refusal: code, message and detail as QuickBooks would answer them.

    `more` are further errors that the same answer names; the first one decides type and status.
    """

    def __init__(
        self,
        code: str,
        detail: str | None,
        *,
        element: str | None = None,
        http: int | None = None,
    ) -> None:
        super().__init__(f"{code} {detail}")
        known = RECORDED.get(code, {})
        self.code = code
        self.detail = detail
        self.element = element
        self.message: str = known.get("message") or UNRECORDED.get(code, "Error")
        self.type: str = known.get("type", "ValidationFault")
        self.http: int = http or known.get("http", 400)
        self.more: tuple[Fault, ...] = ()

    @property
    def is_timed(self) -> bool:
        """quickbooks: a malformed id is refused before the answer gets its time."""
        return self.code != "2030"

    def body(self, named: str = "all") -> Obj:
        """The `Fault` object of the service tier, as it also stands in a batch item; it names all
        errors or only the `first`."""
        errors = (self,) if named == "first" else (self, *self.more)
        return {"Error": [fault.error() for fault in errors], "type": self.type}

    def error(self) -> Obj:
        """One entry of the list; its element is left out where QuickBooks names none."""
        error: Obj = {"Message": self.message, "Detail": self.detail, "code": self.code}
        if self.element is not None:
            error["element"] = self.element
        return error


class Collected:
    """The faults of one stage of checks: each is taken note of, all are answered together.

    for line in lines:
        with stage.noting():
            check(line)
    stage.end()
    """

    def __init__(self) -> None:
        self.faults: list[Fault] = []

    @contextmanager
    def noting(self) -> Iterator[None]:
        """A Fault raised inside is kept instead of raised."""
        try:
            yield
        except Fault as fault:
            self.faults += [fault, *fault.more]

    def end(self) -> None:
        """Raises one Fault with all that was noted, if anything was."""
        if self.faults:
            raise together(self.faults)


def together(faults: Sequence[Fault]) -> Fault:
    """Several refusals as one answer."""
    first = faults[0]
    first.more = tuple(faults[1:])
    return first


def recorded(code: str) -> Fault:
    """The fault of that code in the first recorded wording. Raises KeyError if none is."""
    known = RECORDED[code]
    return Fault(code, known["details"][0], element=known["element"])


def not_found(what: str = INACTIVE) -> Fault:
    return Fault("610", f"Object Not Found : {what}", element="")


def invalid_id(id_: str) -> Fault:
    return Fault("2030", f"Id should be a valid number. Supplied value:{id_}", element="Id")


def stale() -> Fault:
    detail = (
        "Stale Object Error : You and Emulator User were working on this at the same time. "
        "Emulator User finished before you did, so your work was not saved."
    )
    return Fault("5010", detail, element="")


def required(name: str, *, named: bool = True) -> Fault:
    """quickbooks: the fault names the parameter as its element, with few exceptions."""
    detail = f"Required parameter {name} is missing in the request"
    return Fault("2020", detail, element=name if named else None)


def bad_reference(what: str, *, element: str | None = "") -> Fault:
    return Fault("2500", f"Invalid Reference Id : {what}", element=element)


def unknown_reference(kind: str, id_: str, path: str) -> Fault:
    """A reference to what does not exist; quickbooks: an item is named by where it stands."""
    if kind == "Item":
        return bad_reference(path, element=path)
    element = None if kind == "Account" else "Reference Id"
    return bad_reference(f"{FAMILIES.get(kind, kind)} element id {id_} not found", element=element)


def inactive() -> Fault:
    return bad_reference(INACTIVE)


def taken(text: str, *, element: str | None = "") -> Fault:
    return Fault("6240", f"The name supplied already exists. : {text}", element=element)


def category(*, older: bool) -> Fault:
    """A category where a product belongs; `older` in the words of 2017."""
    return bad_reference(
        "Categories cannot be used in transactions." if older else CATEGORY, element=None
    )


def business(text: str, *, element: str | None = "") -> Fault:
    return Fault("6000", f"Business Validation Error: {text}", element=element)


def no_amount() -> Fault:
    return business("You must set a transaction amount.", element=None)


def unsupported(operation: str, *, element: str | None = None) -> Fault:
    return Fault("500", f"Operation {operation} is not supported.", element=element)


def no_void() -> Fault:
    return unsupported("void", element="Operation")


def unauthorised() -> Fault:
    """The 401 of the service itself, captured before there was a gateway in front of it."""
    words = "AuthenticationErrorGeneral: SRV-110-Authentication Failure , statusCode: 401"
    fault = Fault("100", words, http=401)
    fault.message, fault.type = "General Authentication Error", "AuthenticationFault"
    return fault


def contention() -> Fault:
    return business(
        "Another user was creating, editing or deleting a transaction with inventory products "
        "at exactly the same time. Wait 30 minutes and try again."
    )


def gateway_body(*, code: str, message: str, detail: str | None, kind: str, at: float) -> Obj:
    """The gateway's all-lower-case envelope (authentication, authorisation, throttling)."""
    error = {"message": message, "detail": detail, "code": code, "element": None}
    return {
        "warnings": None,
        "intuitObject": None,
        "fault": {"error": [error], "type": kind},
        **NULL_MEMBERS,
        "time": int(at * 1000),
        "status": None,
        "cdcresponse": [],
    }


def throttled_xml(time: str) -> str:
    """The 429 body as it was recorded: XML whatever was asked for."""
    fault = recorded("3001")
    return (
        '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
        f'<IntuitResponse time="{escape(time)}" xmlns="http://schema.intuit.com/finance/v3">'
        f'<Fault type="SERVICE"><Error code="3001"><Message>{escape(fault.message)}</Message>'
        f"<Detail>{escape(fault.detail or '')}</Detail></Error></Fault></IntuitResponse>"
    )
