"""Bodies in XML, as older clients send and read them."""

import re
from collections.abc import Callable
from decimal import Decimal
from typing import Any
from xml.etree import ElementTree

import pytest
import requests

from emulator import wire
from emulator.kinds import ALL
from emulator.protocol import xml_body
from emulator.protocol.schema import clean
from tests.emulator.books import Books, Obj, line, ref, sale, settles
from tests.emulator.known_books import ask, fill

SPACE = "{http://schema.intuit.com/finance/v3}"
NAMESPACE = 'xmlns="http://schema.intuit.com/finance/v3"'
TIMED = re.compile(r' time="[^"]+"')


def send(books: Books, path: str, body: str | None = None, **params: str) -> requests.Response:
    """A call that speaks and wants XML."""
    headers = {"Accept": "application/xml", "Content-Type": "application/xml"}
    method = "GET" if body is None else "POST"
    return books.session.request(
        method, f"{books.base}/{path}", data=body, params=params, headers=headers, timeout=10
    )


def write(
    books: Books, kind: str, inside: str, marks: str = "", **params: str
) -> ElementTree.Element:
    """Post an object and give back the element that answers it."""
    answer = send(books, kind.lower(), f"<{kind} {NAMESPACE} {marks}>{inside}</{kind}>", **params)
    assert answer.status_code == 200, answer.text
    return child(ElementTree.fromstring(answer.content), kind)


def refused(books: Books, path: str, body: str) -> ElementTree.Element:
    answer = send(books, path, body)
    assert answer.status_code == 400, answer.text
    return child(child(ElementTree.fromstring(answer.content), "Fault"), "Error")


def child(element: ElementTree.Element, name: str) -> ElementTree.Element:
    found = element.find(SPACE + name)
    assert found is not None, name
    return found


def text(element: ElementTree.Element, *path: str) -> str | None:
    for name in path:
        element = child(element, name)
    return element.text


def names_of(element: ElementTree.Element) -> list[str]:
    return [each.tag.removeprefix(SPACE) for each in element]


def test_an_element_begins_with_what_all_objects_have_as_recorded(books: Books) -> None:
    """In JSON it is the other way round."""
    made = write(books, "Customer", "<DisplayName>Amy</DisplayName>")

    assert names_of(made)[:5] == [
        "Id",
        "SyncToken",
        "MetaData",
        "FullyQualifiedName",
        "DisplayName",
    ]
    assert names_of(made)[-2:] == ["CurrencyRef", "PreferredDeliveryMethod"]


def test_a_payment_names_values_in_elements_as_recorded(books: Books) -> None:
    customer = books.customer()
    invoice = books.make("Invoice", sale(customer, line(books.item(), "10")))
    paid = {"CustomerRef": ref(customer), "TotalAmt": 10, "Line": [settles(invoice, "10")]}

    made = books.make("Payment", paid)

    shown = send(books, f"payment/{made['Id']}").text
    number = f"<NameValue><Name>txnId</Name><Value>{invoice['Id']}</Value></NameValue>"
    assert f"</LinkedTxn><LineEx>{number}<NameValue><Name>txnOpenBalance</Name>" in shown


def test_the_detail_of_a_line_begins_with_its_item_as_recorded(books: Books) -> None:
    vendor, item = books.make("Vendor", {"DisplayName": "Mill"}), books.item()
    detail = f"<ItemRef>{item['Id']}</ItemRef><UnitPrice>8.0</UnitPrice><Qty>2.0</Qty>"
    kind = "ItemBasedExpenseLineDetail"
    amount = f"<Amount>16.0</Amount><DetailType>{kind}</DetailType><{kind}>{detail}</{kind}>"

    made = write(books, "Bill", f"<Line>{amount}</Line><VendorRef>{vendor['Id']}</VendorRef>")

    shown = names_of(child(child(made, "Line"), kind))
    assert shown == ["ItemRef", "UnitPrice", "Qty", "TaxCodeRef", "BillableStatus"]


def test_it_writes_a_customer_from_xml(books: Books) -> None:
    made = write(books, "Customer", "<DisplayName>Amy</DisplayName><Job>false</Job>")

    assert made.attrib == {"domain": "QBO", "sparse": "false"}
    assert (text(made, "DisplayName"), text(made, "SyncToken")) == ("Amy", "0")
    assert child(made, "CurrencyRef").attrib == {"name": "United States Dollar"}
    assert text(made, "CurrencyRef") == "USD"
    assert books.read("Customer", text(made, "Id") or "")["DisplayName"] == "Amy"


def test_it_answers_the_smallest_invoice_as_it_was_recorded_in_xml(books: Books) -> None:
    customer, item = books.customer("Sunset Bakery"), books.item("Sales")
    body = (
        "<Line><Amount>198.99</Amount><DetailType>SalesItemLineDetail</DetailType>"
        f"<SalesItemLineDetail><ItemRef>{item['Id']}</ItemRef></SalesItemLineDetail></Line>"
        f"<CustomerRef>{customer['Id']}</CustomerRef><CustomerMemo>Thank you</CustomerMemo>"
    )

    made = write(books, "Invoice", body)

    lines = made.findall(f"{SPACE}Line")
    assert [text(each, "DetailType") for each in lines] == [
        *("SalesItemLineDetail", "SubTotalLineDetail")
    ]
    reference = child(child(lines[0], "SalesItemLineDetail"), "ItemRef")
    assert (reference.text, reference.attrib) == (item["Id"], {"name": "Sales"})
    assert text(made, "CustomerMemo") == "Thank you"
    assert (text(made, "TotalAmt"), text(made, "TxnTaxDetail", "TotalTax")) == ("198.99", "0")


def test_it_heads_the_document_as_recorded(books: Books) -> None:
    made = books.customer("Amy")

    answer = send(books, f"customer/{made['Id']}")

    assert answer.headers["Content-Type"] == "application/xml;charset=UTF-8"
    assert TIMED.sub(' time="now"', answer.text).startswith(
        '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
        f'<IntuitResponse {NAMESPACE} time="now"><Customer domain="QBO" sparse="false">'
    )


def test_it_changes_what_a_sparse_body_names(books: Books) -> None:
    made = books.customer("Amy", Notes="old", CompanyName="Birds")

    body = f"<Id>{made['Id']}</Id><SyncToken>0</SyncToken><Notes/><Title>Ms</Title>"
    changed = write(books, "Customer", body, 'sparse="true"')

    assert (text(changed, "Title"), text(changed, "CompanyName")) == ("Ms", "Birds")
    assert changed.find(f"{SPACE}Notes") is None


def test_it_clears_what_a_full_body_leaves_out(books: Books) -> None:
    made = books.customer("Amy", CompanyName="Birds")

    body = f"<Id>{made['Id']}</Id><SyncToken>0</SyncToken><DisplayName>Amy</DisplayName>"
    changed = write(books, "Customer", body, 'sparse="false"')

    assert changed.find(f"{SPACE}CompanyName") is None


def test_it_answers_a_query_with_its_counts_as_attributes(books: Books) -> None:
    books.customer("Amy")
    books.customer("Bob")

    found = send(books, "query", query="select * from Customer maxresults 1")
    counted = send(books, "query", query="select count(*) from Customer")
    nothing = send(books, "query", query="select * from Customer where DisplayName = 'Zoe'")

    response = child(ElementTree.fromstring(found.content), "QueryResponse")
    assert (response.get("startPosition"), response.get("maxResults")) == ("1", "1")
    assert [text(each, "DisplayName") for each in response] == ["Amy"]
    count = child(ElementTree.fromstring(counted.content), "QueryResponse")
    assert count.attrib == {"totalCount": "2"}
    assert "<QueryResponse/>" in nothing.text


def test_it_names_the_element_that_is_missing(books: Books) -> None:
    error = refused(books, "invoice", f"<Invoice {NAMESPACE}/>")

    assert error.attrib == {"code": "2020", "element": "Line"}


def test_it_refuses_in_xml_with_the_code_as_attribute(books: Books) -> None:
    books.customer("Amy")

    error = refused(
        books, "customer", f"<Customer {NAMESPACE}><DisplayName>amy</DisplayName></Customer>"
    )

    assert error.attrib == {"code": "6240"}
    assert text(error, "Message") == "Duplicate Name Exists Error"
    assert (text(error, "Detail") or "").startswith("The name supplied already exists. :")


@pytest.mark.parametrize(
    "body",
    [
        "<Customer>",
        "no xml",
        f"<Customr {NAMESPACE}/>",
        f"<Invoice {NAMESPACE}/>",
        "<Customer xmlns='http://example.com/'><DisplayName>Amy</DisplayName></Customer>",
        "<!DOCTYPE a [<!ENTITY b 'c'>]><Customer><DisplayName>&b;</DisplayName></Customer>",
        f"<Customer {NAMESPACE}><Nickname>Amy</Nickname></Customer>",
    ],
)
def test_it_refuses_xml_that_says_something_else(books: Books, body: str) -> None:
    assert refused(books, "customer", body).get("code") == "2010"


def test_it_takes_an_update_as_it_was_recorded(books: Books) -> None:
    customer, item = books.customer("Amy"), books.item()
    made = books.make("Invoice", sale(customer, line(item, "9"), DueDate="2019-04-05"))
    body = (
        f"<Id>{made['Id']}</Id><SyncToken>0</SyncToken>"
        "<MetaData><CreateTime>2019-03-06T10:43:14-0800</CreateTime></MetaData>"
        "<DocNumber>1045</DocNumber><TxnDate>2019-03-06 10:43:14 -0800</TxnDate>"
        '<CurrencyRef name="United States Dollar">USD</CurrencyRef>'
        "<Line><Amount>13.0</Amount><DetailType>SalesItemLineDetail</DetailType>"
        f"<SalesItemLineDetail><ItemRef>{item['Id']}</ItemRef><UnitPrice>13.0</UnitPrice>"
        "<Qty>1.0</Qty></SalesItemLineDetail></Line>"
        "<TxnTaxDetail><TotalTax>0.0</TotalTax></TxnTaxDetail>"
        f"<CustomerRef>{customer['Id']}</CustomerRef><CustomerMemo>Thank you</CustomerMemo>"
        "<BillAddr><Line1>21 Elmcrest Drive</Line1><Country>US</Country></BillAddr>"
        "<SalesTermRef>3</SalesTermRef><DueDate>2019-04-05</DueDate><TrackingNum/>"
        "<PrintStatus>NeedToPrint</PrintStatus><Balance>0.0</Balance><Deposit>0.0</Deposit>"
    )

    changed = write(books, "Invoice", body, 'sparse="false"')

    assert (text(changed, "TxnDate"), text(changed, "TotalAmt")) == ("2019-03-06", "13.00")
    assert (text(changed, "SyncToken"), text(changed, "DocNumber")) == ("1", "1045")
    assert text(changed, "BillAddr", "Line1") == "21 Elmcrest Drive"


def test_it_describes_an_upload_in_xml(books: Books) -> None:
    described = f"<Attachable {NAMESPACE}><FileName>note.txt</FileName></Attachable>"
    parts = {
        "file_metadata_01": ("a.xml", described, "application/xml"),
        "file_content_01": ("other.txt", b"hello", "text/plain"),
    }

    answer = books.session.post(
        f"{books.base}/upload", files=parts, headers={"Accept": "application/xml"}
    )

    attached = child(ElementTree.fromstring(answer.content), "AttachableResponse")[0]
    assert (text(attached, "FileName"), text(attached, "Size")) == ("note.txt", "5")


def test_it_refuses_a_document_type_in_any_encoding(books: Books) -> None:
    body = '<?xml version="1.0" encoding="UTF-16"?><!DOCTYPE Customer><Customer/>'
    headers = {"Content-Type": "application/xml", "Accept": "application/json"}

    answer = books.session.post(
        f"{books.base}/customer", data=body.encode("utf-16"), headers=headers
    )

    assert "failed to parse xml" in answer.json()["Fault"]["Error"][0]["Detail"]


def test_it_takes_a_batch_in_xml(books: Books) -> None:
    made = books.make("Invoice", sale(books.customer("Amy"), line(books.item(), "9")))
    body = (
        f"<IntuitBatchRequest {NAMESPACE}>"
        '<BatchItemRequest bId="a" operation="create">'
        "<Vendor><DisplayName>Bob</DisplayName></Vendor></BatchItemRequest>"
        '<BatchItemRequest bId="b" operation="delete">'
        f"<Invoice><Id>{made['Id']}</Id><SyncToken>0</SyncToken></Invoice></BatchItemRequest>"
        '<BatchItemRequest bId="c" operation="create">'
        "<Customer><DisplayName>bob</DisplayName></Customer></BatchItemRequest>"
        '<BatchItemRequest bId="d"><Query>select * from Customer</Query></BatchItemRequest>'
        "</IntuitBatchRequest>"
    )

    answer = ElementTree.fromstring(send(books, "batch", body).content)

    assert [item.get("bId") for item in answer] == ["a", "b", "c", "d"]
    vendor, deleted, fault, found = (item[0] for item in answer)
    assert text(vendor, "DisplayName") == "Bob"
    assert deleted.attrib == {"domain": "QBO", "status": "Deleted"}
    assert child(fault, "Error").get("code") == "6240"
    assert [text(each, "DisplayName") for each in found] == ["Amy"]


def test_it_voids_and_deletes_in_xml(books: Books) -> None:
    customer, item = books.customer("Amy"), books.item()
    first = books.make("Invoice", sale(customer, line(item, "9")))
    second = books.make("Invoice", sale(customer, line(item, "9")))

    key = "<Id>{}</Id><SyncToken>0</SyncToken>"
    voided = write(books, "Invoice", key.format(first["Id"]), operation="void")
    deleted = write(books, "Invoice", key.format(second["Id"]), operation="delete")

    assert (text(voided, "TotalAmt"), text(voided, "PrivateNote")) == ("0", "Voided")
    assert (deleted.get("status"), text(deleted, "Id")) == ("Deleted", second["Id"])


def test_it_tells_changes_in_xml(books: Books) -> None:
    made = books.make("Invoice", sale(books.customer("Amy"), line(books.item(), "9")))
    books.delete("Invoice", made)

    answer = send(books, "cdc", entities="Customer,Invoice,Vendor", changedSince="2020-01-01")

    customers, invoices, vendors = child(ElementTree.fromstring(answer.content), "CDCResponse")
    assert text(customers[0], "DisplayName") == "Amy"
    assert invoices[0].attrib == {"domain": "QBO", "status": "Deleted"}
    assert (len(vendors), vendors.attrib) == (0, {})


def test_it_reports_in_xml(books: Books) -> None:
    fill(books)

    answer = send(books, "reports/ProfitAndLoss", start_date="2024-01-01", end_date="2024-12-31")

    report = ElementTree.fromstring(answer.content)
    assert (report.tag, text(report, "Header", "ReportName")) == (f"{SPACE}Report", "ProfitAndLoss")
    first, *_others, last = child(report, "Rows")
    assert first.attrib == {"type": "Section", "group": "Income"}
    found = [cell.get("value") for cell in child(last, "Summary")]
    assert found == ["Net Income", "168.00"]
    assert ask(books, "ProfitAndLoss")["Rows"]["Row"][-1]["Summary"]["ColData"][1] == {
        "value": "168.00"
    }


def test_it_refuses_strangers_in_xml(books: Books) -> None:
    answer = requests.get(
        f"{books.base}/customer/1", headers={"Accept": "application/xml"}, timeout=10
    )

    fault = child(ElementTree.fromstring(answer.content), "Fault")
    assert (answer.status_code, fault.get("type")) == (401, "AUTHENTICATION")
    assert child(fault, "Error").get("code") == "3200"


@pytest.mark.parametrize(
    ("accept", "answered"),
    [
        (None, "application/xml"),
        ("", "application/xml"),
        ("*/*", "application/json"),
        ("application/json", "application/json"),
        ("text/xml", "application/xml"),
        ("text/html", "application/json"),
        ("application/json;q=0.5, application/xml", "application/xml"),
        ("application/json, text/plain, */*", "application/json"),
    ],
)
def test_it_answers_in_the_form_that_is_asked_for(
    books: Books, accept: str | None, answered: str
) -> None:
    headers = {"Accept": accept}

    answer = books.session.get(f"{books.base}/companyinfo/{books.realm}", headers=headers)

    assert answer.headers["Content-Type"].partition(";")[0] == answered


def test_it_answers_json_unasked_where_it_is_set_so(books: Books) -> None:
    books.control("PUT", "settings", {"default_body": "json"})

    answer = books.session.get(f"{books.base}/customer/99", headers={"Accept": None})

    assert answer.json()["Fault"]["Error"][0]["code"] == "610"


def test_it_reads_xml_and_answers_json(books: Books) -> None:
    headers = {"Content-Type": "text/xml; charset=utf-8", "Accept": "application/json"}
    body = f"<Customer {NAMESPACE}><DisplayName>Zoë &amp; Co</DisplayName></Customer>"

    answer = books.session.post(f"{books.base}/customer", data=body.encode(), headers=headers)

    assert answer.json()["Customer"]["DisplayName"] == "Zoë & Co"


def test_it_keeps_every_object_of_the_sample_company_the_same_in_xml(
    company: Callable[..., Books],
) -> None:
    state = company("sample").control("GET", "state")

    seen = set()
    for kind in ALL:
        for obj in state[kind.name]:
            seen.add(kind.name)
            assert clean(kind.name, there_and_back(kind.name, obj)) == clean(kind.name, plain(obj))
    assert len(seen) > 15


def there_and_back(kind: str, obj: Obj) -> Obj:
    root = ElementTree.fromstring(xml_body.dumps({kind: obj, "time": "now"}))
    return xml_body.loads(ElementTree.tostring(root[0]), kind)


def plain(value: Any) -> Any:
    """Without what XML cannot say: empty lists."""
    if isinstance(value, list):
        return [plain(each) for each in value]
    if not isinstance(value, dict):
        return value
    return {name: plain(each) for name, each in value.items() if each != []}


def test_it_leaves_out_characters_that_xml_cannot_hold(books: Books) -> None:
    made = books.customer("Amy", Notes="a\x0bb")

    answer = send(books, f"customer/{made['Id']}")

    found = child(ElementTree.fromstring(answer.content), "Customer")
    assert text(found, "Notes") == "ab"
    assert wire.money(Decimal(text(found, "Balance") or 1)) == 0


def test_it_refuses_bytes_that_are_no_utf_8_in_the_documented_words(books: Books) -> None:
    data = b"<Customer><DisplayName>Caf\xe9</DisplayName></Customer>"
    headers = {"Content-Type": "application/xml", "Accept": "application/json"}

    answer = books.session.post(f"{books.base}/customer", data=data, headers=headers, timeout=10)

    error = answer.json()["Fault"]["Error"][0]
    assert (answer.status_code, error["code"]) == (400, "500")
    assert error["Detail"] == (
        "Operation com.sun.org.apache.xerces.internal.impl.io.MalformedByteSequenceException: "
        "Invalid byte 1 of 1-byte UTF-8 sequence is not supported."
    )
