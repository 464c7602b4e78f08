"""How do objects look in XML, and what object does an XML body mean?

quickbooks: references and memos are text, their names attributes; lists are repeated elements;
domain, sparse and status of an object, counts of a query and codes of a fault are attributes.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime, tzinfo
from decimal import Decimal
from typing import Any
from xml.etree import ElementTree
from xml.sax.saxutils import escape, quoteattr

from emulator.protocol.schema import KNOWN, LISTS
from emulator.wire import PACIFIC, Obj, answer_time

NAMESPACE = "http://schema.intuit.com/finance/v3"
DECLARATION = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
NIL = "{http://www.w3.org/2001/XMLSchema-instance}nil"
BATCH = "IntuitBatchRequest"
REPEATED = LISTS | {"AttachableRef", "TaxRateDetail", "BatchItemRequest", "OtherContactInfo"}
# Types that are one text, and their attributes.
TEXTS = {"ReferenceType": ("name", "type"), "MemoRef": ("id",)}
ATTRIBUTES = {
    "QueryResponse": ("startPosition", "maxResults", "totalCount"),
    "BatchItemResponse": ("bId",),
    "Fault": ("type",),
    "Error": ("code", "element"),
    "Row": ("type", "group"),
    "ColData": ("value", "id", "href"),
}
MARKS = ("domain", "sparse", "status")
# Details of lines whose own properties stand in JSON before this one of their base.
OWN_BEFORE = {"SalesItemLineDetail": "ItemRef", "ItemBasedExpenseLineDetail": "ItemRef"}
# In JSON elements of any name stand under this one.
ANYTHING = "any"
# XML has no way to write these, escaped or not.
UNWRITABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")


class BadXmlError(ValueError):
    """A body that is no XML, or XML of something else."""


class _Plain(ElementTree.TreeBuilder):
    """A document without a document type."""

    def doctype(self, *_named: object) -> None:
        raise BadXmlError("A document type is not accepted.")


def loads(data: bytes, wanted: str = "", *, namespaced: bool = False) -> Obj:
    """The object of a request body, its values as text.

    Raises BadXmlError on what is no XML, on unknown objects, where one of `wanted` (in any case)
    is expected and it is another, and where it must be `namespaced` and is not.
    """
    # Without a document type there are no entities that could grow or fetch anything.
    parser = ElementTree.XMLParser(target=_Plain())  # noqa: S314
    try:
        root = ElementTree.fromstring(data, parser)  # noqa: S314
    except ElementTree.ParseError as error:
        raise BadXmlError(str(error)) from error
    name = _name(root)
    if namespaced and name == root.tag:
        raise BadXmlError(f"unexpected element {name}")
    if name == BATCH:
        return {"BatchItemRequest": [_item(each) for each in root]}
    if name not in KNOWN or wanted.lower() not in {"", name.lower()}:
        raise BadXmlError(f"unexpected element {name}")
    return _object(name, root)


def dumps(body: Obj, *, zone: tzinfo = PACIFIC, wrapped: bool = False) -> str:
    """The document that says the same as a JSON answer.

    The gateway's time is shown in that zone; `wrapped`: the tax service answers like all others.
    """
    return DECLARATION + "".join(_document(body, zone, wrapped=wrapped))


def _item(element: ElementTree.Element) -> Obj:
    """One item of a batch: a query, or an object under the name of its kind."""
    item: Obj = dict(element.attrib)
    for child in element:
        name = _name(child)
        item[name] = (child.text or "") if name == "Query" else _object(name, child)
    return item


def _object(kind: str, element: ElementTree.Element) -> Obj:
    known = KNOWN.get(kind, {})
    found: Obj = {name: value for name, value in element.attrib.items() if name in MARKS}
    for child in element:
        name = _name(child)
        value = _value(known.get(name, ""), child)
        if name in REPEATED or name in found:
            earlier = found.get(name, [])
            found[name] = [*(earlier if isinstance(earlier, list) else [earlier]), value]
        else:
            found[name] = value
    return found


def _value(type_: str, element: ElementTree.Element) -> Any:
    if element.get(NIL) == "true":
        return None
    text = (element.text or "").strip() if len(element) else element.text or ""
    if type_ in TEXTS and not len(element):
        named = {name: element.attrib[name] for name in TEXTS[type_] if name in element.attrib}
        return {"value": text, **named}
    if len(element) or (type_ in KNOWN and not text):
        return _object(type_, element)
    # quickbooks: recorded as accepted, a date with a time of day behind a blank.
    return text[:10] if type_ == "date" and text[10:11] == " " else text


def _name(element: ElementTree.Element) -> str:
    space, _, name = element.tag.rpartition("}")
    if space not in {"", "{" + NAMESPACE}:
        raise BadXmlError(f"unexpected element {element.tag}")
    return name


def _document(body: Obj, zone: tzinfo, *, wrapped: bool) -> Iterator[str]:
    if "Header" in body and "Rows" in body:
        return _element("Report", body, attributes={"xmlns": NAMESPACE})
    if "fault" in body:
        body = _service_fault(body, zone)
    is_taxes = "time" not in body and "Fault" not in body
    if is_taxes and not wrapped:
        return _element("TaxService", body, "TaxService", attributes={"xmlns": NAMESPACE})
    answered = {name: value for name, value in body.items() if name != "time"}
    if is_taxes:
        answered = {"TaxService": body}
    root = {"xmlns": NAMESPACE, "time": body.get("time")}
    return _element("IntuitResponse", answered, attributes=root)


def _service_fault(body: Obj, zone: tzinfo) -> Obj:
    """The gateway's own envelope in the words of the service: in XML there is only one."""
    fault = body["fault"]
    errors = [
        {"Message": error["message"], "Detail": error["detail"], "code": error["code"]}
        for error in fault["error"]
    ]
    at = answer_time(datetime.fromtimestamp(body["time"] / 1000, zone))
    return {"Fault": {"Error": errors, "type": fault["type"]}, "time": at}


def _element(
    name: str, value: Any, type_: str = "", *, attributes: Obj | None = None
) -> Iterator[str]:
    """One element; for a list as many as it has members, for None none."""
    if value is None:
        return
    if isinstance(value, list):
        for each in value:
            yield from _element(name, each, type_)
        return
    if not isinstance(value, dict):
        yield _tagged(name, {}, [escape(_text(value))])
    elif type_ in TEXTS or (not type_ and _is_reference(name, value)):
        named = {key: value[key] for key in TEXTS.get(type_, ("name", "type")) if key in value}
        yield _tagged(name, named, [escape(_text(value.get("value", "")))])
    else:
        yield _parent(name, value, KNOWN.get(type_ or name, {}), attributes or {})


def _parent(name: str, value: Obj, known: Mapping[str, str], attributes: Obj) -> str:
    """An element whose members are elements, but for those that are its attributes."""
    if ANYTHING in value:
        value = {"NameValue": [each["value"] for each in value[ANYTHING]]}
    within = {key: value[key] for key in _attributes(name, value) if key in value}
    children = (
        part
        for key, each in _base_first(name, value)
        if key not in within
        for part in _element(key, each, known.get(key, ""))
    )
    return _tagged(name, {**attributes, **within}, children)


def _base_first(name: str, value: Obj) -> list[tuple[str, Any]]:
    """quickbooks: JSON begins with what is the kind's own, XML with what it has from its base."""
    base = "domain" if "domain" in value else OWN_BEFORE.get(name, "")
    members = list(value.items())
    at = list(value).index(base) if base in value else 0
    return members[at:] + members[:at]


def _attributes(name: str, value: Obj) -> tuple[str, ...]:
    if name in ATTRIBUTES:
        return ATTRIBUTES[name]
    return MARKS if "domain" in value else ()


def _is_reference(name: str, value: Obj) -> bool:
    return name.endswith("Ref") and "value" in value


def _tagged(name: str, attributes: Obj, inside: Iterable[str]) -> str:
    given = (f" {key}={_quoted(value)}" for key, value in attributes.items() if value is not None)
    opening = f"<{name}{''.join(given)}"
    content = "".join(inside)
    return f"{opening}>{content}</{name}>" if content else f"{opening}/>"


def _quoted(value: Any) -> str:
    return quoteattr(_text(value))


def _text(value: Any) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, Decimal):
        return format(value, "f") if value else "0"
    return UNWRITABLE.sub("", str(value))
