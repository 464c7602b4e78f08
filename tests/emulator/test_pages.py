"""The books for people: what stands on their pages, and what must never stand there."""

import re
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
import requests

from emulator.face import listing, register, search
from emulator.kinds import ALL
from emulator.server import Server
from tests.emulator.books import Books, Obj, line, sale, settles
from tests.emulator.purchasing import by_check, owed, spent, vendor

EVIL = '"><script>alert(1)</script>'


def get(books: Books, path: str, **asked: str) -> requests.Response:
    return requests.get(f"{books.url}/books/{books.realm}{path}", params=asked, timeout=10)


def text_of(books: Books, path: str, **asked: str) -> str:
    """What a person reads: the main part of the page without its markup."""
    answer = get(books, path, **asked)
    assert answer.status_code == 200, answer.text
    main = answer.text.split('<main id="main">')[1]
    return " ".join(re.sub(r"<[^>]+>", " ", main).split())


def invoice(books: Books, amount: str = "10.00", **more: Any) -> Obj:
    item = books.query("select * from Item").get("Item") or [books.item()]
    return books.make("Invoice", sale(books.customer_once(), line(item[0], amount), **more))


def paid(books: Books, made: Obj, amount: str) -> Obj:
    body = {"CustomerRef": made["CustomerRef"], "TotalAmt": amount, "Line": [settles(made, amount)]}
    return books.make("Payment", body)


def test_the_first_page_shows_the_books_of_an_only_company(emulator: Server) -> None:
    emulator.installation.reset()

    text = requests.get(f"{emulator.url}/", timeout=10).text

    for heading in ("Customers", "Products and services", "Invoices", "Payments", "Accounts"):
        assert heading in text
    assert "Trial balance" in text


def test_with_several_companies_it_lets_a_person_choose(emulator: Server, books: Books) -> None:
    text = requests.get(f"{emulator.url}/", timeout=10).text

    assert f'href="/books/{books.realm}"' in text
    assert "Trial balance" not in text


def test_the_overview_names_every_kind_with_its_count(books: Books) -> None:
    invoice(books), invoice(books)

    text = get(books, "").text

    assert re.search(r"/invoice\">Invoices<span>2</span>", text)
    assert all(f"/books/{books.realm}/{kind.name.lower()}" in text for kind in ALL)


@pytest.mark.parametrize("kind", [kind.name for kind in ALL])
def test_every_kind_has_a_list_and_a_page_for_each_of_its_objects(books: Books, kind: str) -> None:
    invoice(books)

    shown = get(books, f"/{kind.lower()}")

    assert shown.status_code == 200
    for path in re.findall(
        rf'<td><a href="(/books/{books.realm}/{kind.lower()}/[^"]+)', shown.text
    ):
        assert requests.get(books.url + path, timeout=10).status_code == 200


def test_it_has_no_page_for_what_is_not_there(books: Books) -> None:
    paths = ("/nonsense", "/invoice/99", "/nonsense/1", "/../1/invoice")

    assert {get(books, path).status_code for path in paths} == {404}


def test_nothing_a_client_wrote_becomes_markup(books: Books) -> None:
    customer = books.customer("Erin " + EVIL.replace(":", ""), Notes=EVIL)
    item = books.item("Tea " + EVIL)
    note = {"PrivateNote": EVIL, "CustomerMemo": {"value": EVIL}}
    made = books.make("Invoice", sale(customer, {**line(item, "5"), "Description": EVIL}, **note))
    books.change("Invoice", made, PrivateNote=EVIL + "!")
    requests.get(f"{books.url}/v3/company/{books.realm}/{EVIL}", timeout=10)

    paths = ("", "/invoice", "/customer", "/item", f"/invoice/{made['Id']}", "/account/84")
    pages = [get(books, path).text for path in paths]
    pages += [get(books, "/search", q=word).text for word in ("script", EVIL)]
    pages.append(requests.get(f"{books.url}/calls", timeout=10).text)

    assert all("<script>alert" not in page for page in pages)
    assert all("&lt;script&gt;alert" in page for page in pages)


def test_its_pages_allow_no_script_but_their_own(books: Books) -> None:
    answer = get(books, "")

    policy = answer.headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert not re.search(r"<script(?! src=\"/_face/)|<style| style=| on[a-z]+=", answer.text)
    assert "//" not in re.sub(r"http://127[^\"<]*", "", answer.text)


@pytest.mark.parametrize(
    ("name", "status"), [("face.css", 200), ("face.js", 200), ("../pages.py", 404), ("x", 404)]
)
def test_it_serves_its_style_and_script_and_no_other_file(
    emulator: Server, name: str, status: int
) -> None:
    request = requests.Request("GET", f"{emulator.url}/_face/{name}").prepare()
    request.url = f"{emulator.url}/_face/{name}"

    assert requests.Session().send(request, timeout=10).status_code == status


def test_a_list_shows_a_page_at_a_time_the_newest_first(
    books: Books, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(listing, "PAGE", 2)
    for day in ("03", "01", "02"):
        invoice(books, TxnDate=f"2026-03-{day}")

    first, second = text_of(books, "/invoice"), text_of(books, "/invoice", page="2")

    assert re.findall(r"2026-03-0\d", first)[0::1] == ["2026-03-03", "2026-03-02"]
    assert "1–2 of 3" in first
    assert "2026-03-01" in second
    assert "2026-03-02" not in second


def test_a_list_stands_in_the_order_a_person_wants(books: Books) -> None:
    for amount in ("20.00", "3.00", "100.00"):
        invoice(books, amount)

    up, down = (text_of(books, "/invoice", sort=sort) for sort in ("TotalAmt", "-TotalAmt"))

    assert up.index("3.00") < up.index("20.00") < up.index("100.00")
    assert down.index("100.00") < down.index("20.00")


def test_a_list_too_long_to_sort_keeps_to_the_days(
    books: Books, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(listing, "SORTABLE", 1)
    invoice(books, "20.00", TxnDate="2026-01-01"), invoice(books, "3.00", TxnDate="2026-01-02")

    shown = get(books, "/invoice", sort="-TotalAmt").text

    assert shown.index("3.00") < shown.index("20.00")
    assert "sort=-TxnDate" in shown
    assert "sort=-TotalAmt" not in shown


@pytest.mark.parametrize("page", ["0", "-3", "99", "x"])
def test_a_page_that_is_not_there_is_the_nearest(books: Books, page: str) -> None:
    made = invoice(books)

    assert made["DocNumber"] in text_of(books, "/invoice", page=page)


def test_a_document_shows_its_debits_credits_stock_and_links(books: Books) -> None:
    made = books.make("Invoice", sale(books.customer(), line(books.stocked(), "30.00", Qty=3)))
    payment = paid(books, made, "12.00")

    text = text_of(books, f"/invoice/{made['Id']}")

    assert "Accounts Receivable (A/R) 30.00" in text
    assert "Cost of Goods Sold Cost of goods 7.50" in text
    assert "Sum 37.50 37.50" in text
    assert "Teapot -3 -7.50" in text
    assert f"Payment Payment {payment['Id']} settles this 12.00" in text


def test_a_payment_shows_what_it_settles(books: Books) -> None:
    made = invoice(books)
    payment = paid(books, made, "4.00")

    text = text_of(books, f"/payment/{payment['Id']}")

    assert f"Invoice {made['DocNumber']} settled by this 4.00" in text


def test_a_document_tells_what_became_of_it(books: Books) -> None:
    made = invoice(books, "10.00")
    changed = books.change("Invoice", made, PrivateNote="second thoughts")
    books.void("Invoice", changed)

    text = text_of(books, f"/invoice/{made['Id']}")

    assert "0 → 1" in text
    assert "PrivateNote nothing → second thoughts" in text
    assert "TotalAmt 10.00 → 0" in text
    assert "voided" in text


def test_a_deleted_document_says_so(books: Books) -> None:
    made = invoice(books)
    books.delete("Invoice", made)

    answer = get(books, f"/invoice/{made['Id']}")

    assert answer.status_code == 410
    assert f"Invoice {made['DocNumber']} was deleted" in answer.text


def test_an_account_shows_its_register_with_the_balance_after_each(books: Books) -> None:
    invoice(books, "10.00", TxnDate="2026-01-01"), invoice(books, "5.00", TxnDate="2026-01-03")
    invoice(books, "2.00", TxnDate="2026-01-02")

    text = text_of(books, f"/account/{books.account('Accounts Receivable (A/R)')['value']}")

    found = re.findall(r"(2026-01-0\d) Invoice \S+ Erin Buyer ([\d.]+) ([\d.]+)", text)
    assert found == [
        ("2026-01-03", "5.00", "17.00"),
        ("2026-01-02", "2.00", "12.00"),
        ("2026-01-01", "10.00", "10.00"),
    ]


def test_a_register_is_paged(books: Books, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(register, "PAGE", 1)
    invoice(books, "10.00", TxnDate="2026-01-01"), invoice(books, "5.00", TxnDate="2026-01-03")
    account = f"/account/{books.account('Accounts Receivable (A/R)')['value']}"

    first, second = text_of(books, account), text_of(books, account, page="2")

    assert "5.00 15.00" in first
    assert "Older" in first
    assert "10.00 10.00" in second
    assert "Newer" in second


def test_a_register_without_end_says_how_far_it_looked(
    books: Books, monkeypatch: pytest.MonkeyPatch
) -> None:
    books.make("SalesReceipt", {"Line": [line(books.item(), "5")]})
    invoice(books)
    monkeypatch.setattr(register, "PATIENCE_S", -1)

    assert "Older documents were not looked at" in text_of(books, "/account/4")
    assert "Nothing has been posted here yet" in text_of(books, "/account/35")


def test_a_product_shows_its_stock_card(books: Books) -> None:
    item = books.stocked(quantity=10)
    books.make("Invoice", sale(books.customer(), line(item, "30.00", Qty=3)))

    card = text_of(books, f"/item/{item['Id']}").split("Stock card")[1]
    stock = text_of(books, "/stock")

    assert re.search(r"-3 -7\.50 7 ", card)
    assert re.search(r"Teapot 7 2\.50 17\.50 Sum 17\.50", stock)


def test_the_trial_balance_has_equal_sides(books: Books) -> None:
    invoice(books, "1234.50")

    text = text_of(books, "/trial-balance")

    assert "Accounts Receivable (A/R) Accounts Receivable 1,234.50" in text
    assert "Sum 1,234.50 1,234.50" in text


@pytest.mark.parametrize("sought", ["SO-4711", "so-47", "Erin", "erin buyer", "19.90", "4,019.90"])
def test_it_finds_documents_by_number_name_and_amount(books: Books, sought: str) -> None:
    books.prefer("SalesFormsPrefs", CustomTxnNumbers=True)
    made = invoice(books, "19.90" if sought == "19.90" else "4019.90", DocNumber="SO-4711")
    other = books.customer("Somebody Else")
    books.make("Invoice", sale(other, line(books.item("Salt"), "7"), DocNumber="X"))

    found = get(books, "/search", q=sought).text.split('<main id="main">')[1]

    assert f"/invoice/{made['Id']}" in found
    assert f"/customer/{other['Id']}" not in found


def test_it_finds_by_id_and_says_when_there_is_nothing(books: Books) -> None:
    made = invoice(books)

    assert f"/invoice/{made['Id']}" in get(books, "/search", q=made["Id"]).text
    assert "Nothing was found." in text_of(books, "/search", q="no such thing")


def test_a_long_search_goes_on_by_a_link(books: Books, monkeypatch: pytest.MonkeyPatch) -> None:
    old = invoice(books, "19.90", TxnDate="2026-01-01")
    invoice(books, "7.00", TxnDate="2026-02-01")
    monkeypatch.setattr(search, "PATIENCE_S", -1)

    first = get(books, "/search", q="19.90").text
    further = re.search(r'href="([^"]*after=1)">Look further', first)

    assert further is not None
    assert f"/invoice/{old['Id']}" not in first
    assert (
        f"/invoice/{old['Id']}" in requests.get(books.url + further[1].replace("&amp;", "&")).text
    )


def test_a_customer_and_a_product_show_the_documents_that_use_them(books: Books) -> None:
    customer, item = books.customer(), books.item()
    made = books.make("Invoice", sale(customer, line(item, "5")))
    unused = books.customer("Nobody")

    pages = [
        get(books, path).text for path in (f"/customer/{customer['Id']}", f"/item/{item['Id']}")
    ]

    assert all(f"/invoice/{made['Id']}" in page for page in pages)
    assert "No document uses it." in text_of(books, f"/customer/{unused['Id']}")


def test_the_calls_stand_with_all_that_is_known_of_them(books: Books) -> None:
    books.order_fault("http-500", match={"entity": "Customer"})
    books.call("customer", {"DisplayName": "A"}, requestid="r-1")
    books.call("invoice/9999")

    text = requests.get(f"{books.url}/calls", params={"realm": books.realm}, timeout=10).text

    assert text.index("/invoice/9999") < text.index("POST /customer")
    assert "http-500" in text
    assert "<dt>request id</dt><dd>r-1</dd>" in text


def test_the_calls_tell_which_faults_were_answered(books: Books) -> None:
    bad = {"bId": "1", "operation": "create", "Customer": {"Nonsense": 1}}
    books.call("batch", {"BatchItemRequest": [bad, {**bad, "bId": "2"}]})
    books.call("invoice/9999")

    log = books.control("GET", "log")
    text = requests.get(f"{books.url}/calls", params={"realm": books.realm}, timeout=10).text

    assert [call["codes"] for call in log] == [["2010", "2010"], ["610"]]
    assert text.count('<span class="badge s4">2010</span>') == 1
    assert '<span class="badge s4">610</span>' in text


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        ({"entity": "Invoice"}, ["GET /invoice/9999"]),
        ({"status": "4"}, ["GET /invoice/9999"]),
        ({"status": "2"}, ["POST /customer"]),
        ({"status": "fault"}, []),
        ({"realm": "1"}, []),
    ],
)
def test_the_calls_can_be_chosen(books: Books, asked: dict[str, str], expected: list[str]) -> None:
    books.call("customer", {"DisplayName": "A"})
    books.call("invoice/9999")

    chosen = {"realm": books.realm, **asked}
    text = requests.get(f"{books.url}/calls", params=chosen, timeout=10).text

    assert re.findall(r"<summary>([^<]+)</summary>", text) == expected


def test_the_page_of_calls_asks_only_for_what_is_new(books: Books) -> None:
    books.call("invoice/1")
    chosen = {"realm": books.realm}
    page = requests.get(f"{books.url}/calls", params=chosen, timeout=10).text
    newest = re.findall(r'data-newest="([^"]+)"', page)[0]
    books.call("invoice/2")

    fresh = requests.get(f"{books.url}/calls/rows", params={**chosen, "after": newest}, timeout=10)
    again = {**chosen, "after": fresh.headers["X-Newest"]}

    assert re.findall(r"<summary>([^<]+)</summary>", fresh.text) == ["GET /invoice/2"]
    assert requests.get(f"{books.url}/calls/rows", params=again, timeout=10).text == ""


def test_a_company_disconnects_an_app(books: Books) -> None:
    grant = re.findall(r'name="grant" value="(\w+)"', get(books, "/apps").text)[0]

    pressed = {"grant": grant, "do": "disconnect"}
    page = requests.post(f"{books.url}/books/{books.realm}/apps", data=pressed, timeout=10).text

    assert "disconnected" in page
    assert books.call("companyinfo/1").status_code == 401


def test_the_figures_are_written_for_bookkeepers(company: Callable[..., Books]) -> None:
    books = company("gb")
    assert "Debit" not in text_of(books, "/trial-balance")

    amount = {"Amount": Decimal("98765.40"), "DetailType": "JournalEntryLineDetail"}
    sides = (("Debit", "Office"), ("Credit", "Rent"))
    accounts = books.query("select * from Account where AccountType = 'Expense'")["Account"]
    lines = [
        {**amount, "JournalEntryLineDetail": {"PostingType": s, "AccountRef": {"value": a["Id"]}}}
        for (s, _), a in zip(sides, accounts, strict=False)
    ]
    books.make("JournalEntry", {"Line": lines})

    assert "98,765.40" in text_of(books, "/trial-balance")
    assert "Debit GBP" in text_of(books, "/trial-balance")


def test_a_bill_and_its_payment_show_each_other(books: Books) -> None:
    seller = vendor(books)
    bill = books.make("Bill", owed(seller, spent("100"), DocNumber="B-7"))
    payment = books.make("BillPayment", by_check(seller, "60", settles(bill, "60", "Bill")))

    from_bill = text_of(books, f"/bill/{bill['Id']}").split("Links")[1]
    from_payment = text_of(books, f"/billpayment/{payment['Id']}").split("Links")[1]

    assert f"Bill payment {payment['Id']} settles this 60.00" in from_bill
    assert "Bill B-7 settled by this 60.00" in from_payment


def test_an_estimate_and_its_invoice_show_each_other(books: Books) -> None:
    customer, item = books.customer(), books.item()
    estimate = books.make("Estimate", sale(customer, line(item, "5"), DocNumber="E-1"))
    tied = {"LinkedTxn": [{"TxnId": estimate["Id"], "TxnType": "Estimate"}], "DocNumber": "I-1"}
    made = books.make("Invoice", sale(customer, line(item, "5"), **tied))

    from_estimate = text_of(books, f"/estimate/{estimate['Id']}").split("Links")[1]
    from_invoice = text_of(books, f"/invoice/{made['Id']}").split("Links")[1]

    assert "Invoice I-1" in from_estimate
    assert "Estimate E-1" in from_invoice
