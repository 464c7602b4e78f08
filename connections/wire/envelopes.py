"""How an error lies in an answer: three envelopes (`Fault`, `fault`, XML), read into one shape."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from html.parser import HTMLParser
from typing import Any


@dataclass(frozen=True)
class Error:
    code: str
    message: str
    detail: str
    element: str


def parse(body: bytes) -> Any:
    """The JSON of an answer, numbers with a fraction as Decimal; None where it is not JSON."""
    try:
        return json.loads(body, parse_float=Decimal)
    except ValueError:
        return None


def errors_of(body: bytes, parsed: Any) -> list[Error] | None:
    """Every error in an answer in its order; None where the answer has no fault at all."""
    if isinstance(parsed, Mapping):
        return errors_in(parsed)
    return _errors_of_xml(body) if body.lstrip().startswith(b"<") else None


def errors_in(holder: Mapping[str, Any]) -> list[Error] | None:
    """The errors of a JSON answer or of one item of a batch's answer.

    quickbooks: the service writes `Fault`, the gateway before it `fault`, all in lower case.
    """
    fault = holder.get("Fault") or holder.get("fault")
    if not isinstance(fault, Mapping):
        return None
    listed = fault.get("Error") or fault.get("error") or []
    return [_error(entry) for entry in listed if isinstance(entry, Mapping)]


def _error(entry: Mapping[str, Any]) -> Error:
    def text(*names: str) -> str:
        return next((str(entry[name]) for name in names if entry.get(name) is not None), "")

    return Error(
        code=text("code").lstrip("0") or text("code"),
        message=text("Message", "message"),
        detail=text("Detail", "detail"),
        element=text("element"),
    )


class _FaultReader(HTMLParser):
    """Reads <Fault><Error code><Message/><Detail/></Error></Fault>, and nothing else.

    This parser lower-cases names, knows no entities of the document's own, and takes any HTML.
    """

    def __init__(self) -> None:
        super().__init__()
        self.has_fault = False
        self.entries: list[dict[str, str]] = []
        self.name = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.name = tag
        self.has_fault = self.has_fault or tag == "fault"
        if tag == "error" and self.has_fault:
            self.entries.append({name: value or "" for name, value in attrs})

    def handle_endtag(self, tag: str) -> None:
        self.name = ""

    def handle_data(self, data: str) -> None:
        if self.entries and self.name in ("message", "detail"):
            self.entries[-1][self.name] = self.entries[-1].get(self.name, "") + data


def _errors_of_xml(body: bytes) -> list[Error] | None:
    reader = _FaultReader()
    reader.feed(body.decode("utf-8", errors="replace"))
    reader.close()
    return [_error(entry) for entry in reader.entries] if reader.has_fault else None
