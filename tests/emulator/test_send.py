"""Mailing forms: what it marks, where it goes, what it refuses."""

import pytest

from tests.emulator.books import Books, Obj, line, sale
from tests.emulator.purchasing import bought, owed, vendor
from tests.emulator.test_upload import uploaded


def an_invoice(books: Books, **more: object) -> Obj:
    return books.make("Invoice", sale(books.customer_once(), line(books.item(), "5"), **more))


def send(books: Books, path: str, media: str = "application/octet-stream", **params: str) -> Obj:
    """POST with an empty body, as Intuit asks for; answers status and body."""
    answer = books.session.post(
        f"{books.base}/{path}/send", headers={"Content-Type": media}, params=params, timeout=10
    )
    return {"status": answer.status_code, **answer.json()}


def code(answer: Obj) -> tuple[int, str]:
    return answer["status"], answer["Fault"]["Error"][0]["code"]


def test_it_marks_the_form_as_sent(books: Books) -> None:
    made = an_invoice(books, BillEmail={"Address": "erin@example.com"})

    sent = send(books, f"invoice/{made['Id']}")["Invoice"]

    assert (sent["EmailStatus"], sent["SyncToken"]) == ("EmailSent", "1")
    assert sent["DeliveryInfo"]["DeliveryType"] == "Email"
    assert sent["DeliveryInfo"]["DeliveryTime"].startswith(made["MetaData"]["CreateTime"][:10])
    assert books.read("Invoice", made["Id"])["EmailStatus"] == "EmailSent"


def test_it_takes_over_the_address_it_is_sent_to(books: Books) -> None:
    made = an_invoice(books, BillEmail={"Address": "erin@example.com"})

    sent = send(books, f"invoice/{made['Id']}", sendTo="books@example.com")["Invoice"]

    assert sent["BillEmail"] == {"Address": "books@example.com"}
    mail = books.control("GET", "mail")[-1]
    assert (mail["to"], mail["kind"], mail["Id"]) == ("books@example.com", "Invoice", made["Id"])
    assert mail["files"] == [f"Invoice_{made['DocNumber']}.pdf"]


def test_it_sends_the_files_along_that_are_meant_to(books: Books) -> None:
    made = an_invoice(books)
    entity = {"EntityRef": {"type": "Invoice", "value": made["Id"]}}
    uploaded(books, b"1", FileName="map.txt", AttachableRef=[{**entity, "IncludeOnSend": True}])
    uploaded(books, b"2", FileName="own.txt", AttachableRef=[entity])

    send(books, f"invoice/{made['Id']}", sendTo="erin@example.com")

    assert books.control("GET", "mail")[-1]["files"][1:] == ["map.txt"]


@pytest.mark.parametrize("kind", ["SalesReceipt", "CreditMemo", "RefundReceipt", "Estimate"])
def test_it_sends_every_form(books: Books, kind: str) -> None:
    money = {"DepositToAccountRef": {"value": "35"}} if kind == "RefundReceipt" else {}
    body = sale(books.customer(), line(books.item(), "5"), **money)
    made = books.make(kind, body)

    sent = send(books, f"{kind.lower()}/{made['Id']}", sendTo="erin@example.com")[kind]

    assert sent["EmailStatus"] == "EmailSent"


def test_it_sends_a_payment_to_the_address_of_its_customer(books: Books) -> None:
    customer = books.customer(PrimaryEmailAddr={"Address": "erin@example.com"})
    made = books.make("Payment", {"CustomerRef": {"value": customer["Id"]}, "TotalAmt": 5})

    sent = send(books, f"payment/{made['Id']}")["Payment"]

    assert sent == made | {"TotalAmt": 5.0, "UnappliedAmt": 5.0}
    assert books.control("GET", "mail")[-1]["to"] == "erin@example.com"


def test_it_sends_an_order_to_its_vendor(books: Books) -> None:
    seller = vendor(books, PrimaryEmailAddr={"Address": "sam@example.com"})
    payable = {"APAccountRef": {"value": "33"}}
    made = books.make("PurchaseOrder", owed(seller, bought(books.item(), "5", Qty=1), **payable))

    sent = send(books, f"purchaseorder/{made['Id']}")["PurchaseOrder"]

    assert (sent["POEmail"], sent["EmailStatus"]) == ({"Address": "sam@example.com"}, "EmailSent")


def test_it_lets_nobody_write_when_a_form_was_delivered(books: Books) -> None:
    made = an_invoice(books, DeliveryInfo={"DeliveryType": "Email"})
    sent = send(books, f"invoice/{made['Id']}", sendTo="erin@example.com")["Invoice"]

    whole = {name: value for name, value in sent.items() if name != "DeliveryInfo"}
    kept = books.make("Invoice", {**whole, "PrivateNote": "x"})

    assert "DeliveryInfo" not in made
    assert kept["DeliveryInfo"] == sent["DeliveryInfo"]


def test_it_refuses_to_send_without_an_address(books: Books) -> None:
    made = an_invoice(books)

    assert code(send(books, f"invoice/{made['Id']}")) == (400, "6420")


@pytest.mark.parametrize("address", ["nobody", "a@b.com, c@d.com"])
def test_it_refuses_a_bad_address(books: Books, address: str) -> None:
    made = an_invoice(books)

    assert code(send(books, f"invoice/{made['Id']}", sendTo=address)) == (400, "2210")
    assert books.control("GET", "mail") == []


def test_it_breaks_on_an_empty_body_that_claims_to_be_json(books: Books) -> None:
    made = an_invoice(books, BillEmail={"Address": "erin@example.com"})
    path, media = f"invoice/{made['Id']}", "application/json"

    assert code(send(books, path, media)) == (400, "2020")
    assert code(send(books, path, media, sendTo="erin@example.com")) == (500, "10000")
    books.control("PUT", "settings", {"send_content_type": "any"})
    assert send(books, path, media)["Invoice"]["EmailStatus"] == "EmailSent"


def test_it_sends_so_many_mails_a_day_and_no_more(books: Books) -> None:
    books.control("PUT", "settings", {"mails_per_day": 2})
    made = an_invoice(books, BillEmail={"Address": "erin@example.com"})

    codes = [send(books, f"invoice/{made['Id']}")["status"] for _ in range(3)]
    books.control("PUT", "settings", {"advance_s": 86_400, "access_token_s": 900_000})
    books.session.headers["Authorization"] = f"Bearer {books.tokens()['access_token']}"

    assert codes == [200, 200, 429]
    assert send(books, f"invoice/{made['Id']}")["status"] == 200


@pytest.mark.parametrize(
    ("path", "expected"), [("customer/1", "500"), ("invoice/99", "610"), ("unicorn/1", "500")]
)
def test_it_refuses_to_send_what_is_no_form(books: Books, path: str, expected: str) -> None:
    books.customer()

    assert code(send(books, path, sendTo="erin@example.com")) == (400, expected)
