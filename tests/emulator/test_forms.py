"""What sales forms get by themselves: defaults, numbers, custom fields, deposits, order."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest

from tests.emulator.books import Books, Obj, key_of, line, ref, sale, settles

HOME = {"Line1": "1 Main St", "City": "Springfield", "CountrySubDivisionCode": "CA"}
DISCOUNT = {"DetailType": "DiscountLineDetail", "DiscountLineDetail": {}}


def fields(*names: str) -> Obj:
    """The preference that puts fields of these names on sales forms."""
    used = [
        {
            "Name": f"SalesFormsPrefs.UseSalesCustom{n}",
            "Type": "BooleanType",
            "BooleanValue": n <= len(names),
        }
        for n in (3, 2, 1)
    ]
    named = [
        {"Name": f"SalesFormsPrefs.SalesCustomName{n}", "Type": "StringType", "StringValue": name}
        for n, name in enumerate(names, 1)
    ]
    return {"CustomField": [{"CustomField": used}, {"CustomField": named}]}


def test_it_answers_the_properties_of_an_invoice_in_recorded_order(books: Books) -> None:
    books.prefer("SalesFormsPrefs", **fields("Crew #"))
    customer = books.customer(BillAddr=HOME, ShipAddr=HOME)

    made = books.make("Invoice", sale(customer, line(books.item(), "100")))

    assert list(made) == [
        *("AllowIPNPayment", "AllowOnlinePayment", "AllowOnlineCreditCardPayment"),
        *("AllowOnlineACHPayment", "domain", "sparse", "Id", "SyncToken", "MetaData"),
        *("CustomField", "DocNumber", "TxnDate", "CurrencyRef", "LinkedTxn", "Line"),
        *("TxnTaxDetail", "CustomerRef", "BillAddr", "ShipAddr", "DueDate", "TotalAmt"),
        *("ApplyTaxAfterDiscount", "PrintStatus", "EmailStatus", "Balance"),
    ]


def test_it_answers_the_properties_of_a_receipt_in_recorded_order(books: Books) -> None:
    books.prefer("SalesFormsPrefs", **fields("Crew #"))
    full = line(books.item("Design"), "337.5", "NON", UnitPrice=75, Qty=Decimal("4.5"))

    made = books.make("SalesReceipt", {"Line": [{**full, "Description": "Custom Design"}]})

    assert list(made) == [
        *("domain", "sparse", "Id", "SyncToken", "MetaData", "CustomField", "DocNumber"),
        *("TxnDate", "CurrencyRef", "Line", "TxnTaxDetail", "TotalAmt"),
        *("ApplyTaxAfterDiscount", "PrintStatus", "EmailStatus", "Balance"),
        "DepositToAccountRef",
    ]
    assert list(made["Line"][0]) == [
        *("Id", "LineNum", "Description", "Amount", "DetailType", "SalesItemLineDetail")
    ]
    assert list(made["Line"][0]["SalesItemLineDetail"]) == [
        *("ItemRef", "UnitPrice", "Qty", "TaxCodeRef")
    ]


def test_it_takes_addresses_but_no_mail_from_the_customer(books: Books) -> None:
    mail = {"PrimaryEmailAddr": {"Address": "erin@example.com"}}
    customer = books.customer(BillAddr=HOME, **mail)

    made = books.make("Invoice", sale(customer, line(books.item(), "1")))

    assert made["BillAddr"] == customer["BillAddr"]
    assert "BillEmail" not in made
    assert "ShipAddr" not in made


def test_it_fills_in_the_day_the_account_and_the_code_that_are_missing(books: Books) -> None:
    books.prefer("SalesFormsPrefs", CustomTxnNumbers=True)

    made = books.make("SalesReceipt", {"Line": [line(books.item(), "1")]})

    assert made["TxnDate"] == made["MetaData"]["CreateTime"][:10]
    assert made["DepositToAccountRef"]["name"] == "Undeposited Funds"
    assert made["Line"][0]["SalesItemLineDetail"]["TaxCodeRef"] == {"value": "NON"}
    assert "CustomerRef" not in made
    assert "DocNumber" not in made


def test_it_wants_a_customer_on_what_is_owed(books: Books) -> None:
    form = {"Line": [line(books.item(), "1")]}

    for kind in ("Invoice", "CreditMemo"):
        assert books.refused(kind, form)["element"] == "CustomerRef"


def test_it_numbers_all_sales_forms_in_one_series(books: Books) -> None:
    form = sale(books.customer(), line(books.item(), "1"))

    kinds = ("Invoice", "Estimate", "SalesReceipt", "CreditMemo")
    numbers = [int(books.make(kind, form)["DocNumber"]) for kind in kinds]
    jumped = books.make("Invoice", {**form, "DocNumber": "5000"})
    following = books.make("Invoice", form)

    assert numbers == list(range(numbers[0], numbers[0] + 4))
    assert (jumped["DocNumber"], following["DocNumber"]) == ("5000", "5001")


def test_it_lets_a_number_be_used_twice_unless_numbers_are_custom(books: Books) -> None:
    form = sale(books.customer(), line(books.item(), "1"), DocNumber="77")
    first = books.make("Invoice", form)
    books.make("Invoice", form)

    books.prefer("SalesFormsPrefs", CustomTxnNumbers=True)
    error = books.refused("Invoice", {**form, "DocNumber": "77"})
    allowed = books.make("Invoice", form, include="allowduplicatedocnum")
    other_kind = books.make("SalesReceipt", form)

    assert error["code"] == "6140"
    assert (
        f"DocNumber=77 is assigned to TxnType=Invoice with TxnId={first['Id']}" in (error["Detail"])
    )
    assert (allowed["DocNumber"], other_kind["DocNumber"]) == ("77", "77")


def test_it_takes_a_number_twice_where_the_company_wants_no_warning(books: Books) -> None:
    books.prefer("SalesFormsPrefs", CustomTxnNumbers=True)
    off = {"Name": "WarnDuplicateInvoiceNumber", "Value": "false"}
    books.prefer("OtherPrefs", NameValue=[off])
    form = sale(books.customer(), line(books.item(), "1"), DocNumber="77")

    made = [books.make("Invoice", form)["DocNumber"] for _ in range(2)]

    assert made == ["77", "77"]


def test_it_refuses_a_number_that_is_too_long(books: Books) -> None:
    form = sale(books.customer(), line(books.item(), "1"), DocNumber="1" * 22)

    error = books.refused("Invoice", form)

    assert (error["code"], error["element"]) == ("2050", "DocNumber")


@pytest.mark.parametrize("kind", ["Invoice", "SalesReceipt", "Estimate", "CreditMemo"])
def test_it_shows_the_companys_own_fields_on_its_forms(books: Books, kind: str) -> None:
    books.prefer("SalesFormsPrefs", **fields("Crew #", "Rep"))
    form = sale(books.customer(), line(books.item(), "1"))
    given = [{"DefinitionId": "2", "StringValue": "Dana"}, {"DefinitionId": "3"}]

    made = books.make(kind, {**form, "CustomField": given})

    assert made["CustomField"] == [
        {"DefinitionId": "1", "Name": "Crew #", "Type": "StringType"},
        {"DefinitionId": "2", "Name": "Rep", "Type": "StringType", "StringValue": "Dana"},
    ]


def test_it_refuses_a_custom_value_that_is_too_long(books: Books) -> None:
    books.prefer("SalesFormsPrefs", **fields("Crew #"))
    form = sale(books.customer(), line(books.item(), "1"))
    long: Any = [{"DefinitionId": "1", "StringValue": "x" * 32}]

    assert books.refused("Invoice", {**form, "CustomField": long})["code"] == "2050"


def test_it_books_a_deposit_paid_with_the_invoice(books: Books) -> None:
    books.prefer("SalesFormsPrefs", AllowDeposit=True)
    customer = books.customer()
    form = sale(customer, line(books.item(), "100"), DepositToAccountRef={"value": "35"})

    made = books.make("Invoice", {**form, "Deposit": 30})

    assert (made["Deposit"], made["Balance"], made["TotalAmt"]) == (30, 70, 100)
    assert books.read("Customer", customer["Id"])["Balance"] == 70
    assert books.balances() == {
        "Checking": 30,
        "Accounts Receivable (A/R)": 70,
        "Sales of Product Income": -100,
    }
    over = {"CustomerRef": ref(customer), "TotalAmt": 80, "Line": [settles(made, "80")]}
    assert books.refused("Payment", over)["code"] == "6000"


def test_it_takes_a_deposit_back_with_the_voided_invoice(books: Books) -> None:
    books.prefer("SalesFormsPrefs", AllowDeposit=True)
    form = sale(books.customer(), line(books.item(), "100"), Deposit=30)

    voided = books.void("Invoice", books.make("Invoice", form))

    assert (voided["Deposit"], voided["Balance"]) == (0, 0)
    assert books.balances() == {}


def test_it_refuses_a_deposit_that_is_more_than_the_invoice(books: Books) -> None:
    books.prefer("SalesFormsPrefs", AllowDeposit=True)
    form = sale(books.customer(), line(books.item(), "100"))

    too_much = books.refused("Invoice", {**form, "Deposit": 101})
    negative = books.refused("Invoice", {**form, "Deposit": -1})
    income = {"Deposit": 10, "DepositToAccountRef": {"value": "79"}}

    assert (too_much["code"], negative["code"]) == ("6000", "2290")
    assert books.refused("Invoice", {**form, **income})["code"] == "6430"


def test_it_ignores_a_deposit_where_deposits_are_off(books: Books) -> None:
    made = books.make("Invoice", sale(books.customer(), line(books.item(), "100"), Deposit=30))

    assert "Deposit" not in made
    assert made["Balance"] == 100


@pytest.mark.parametrize("percent", [101, -1])
def test_it_refuses_a_discount_that_is_no_percentage(books: Books, percent: int) -> None:
    detail = {"PercentBased": True, "DiscountPercent": percent}
    discount = {**DISCOUNT, "DiscountLineDetail": detail}

    error = books.refused("Invoice", sale(books.customer(), line(books.item(), "9"), discount))

    assert error["code"] == "2150"


def test_it_refuses_a_discount_of_nothing_or_on_a_wrong_account(books: Books) -> None:
    customer, item = books.customer(), books.item()
    bank = {"DiscountAccountRef": {"value": "35"}}

    nothing = books.refused("Invoice", sale(customer, line(item, "9"), DISCOUNT))
    wrong = {**DISCOUNT, "Amount": 1, "DiscountLineDetail": bank}

    assert nothing["code"] == "6090"
    assert books.refused("Invoice", sale(customer, line(item, "9"), wrong))["code"] == "6430"


def test_it_replaces_totals_that_were_sent(books: Books) -> None:
    form = sale(books.customer(), line(books.item(), "30"), TotalAmt="173.70", Balance=5)

    made = books.make("Invoice", form)

    assert (made["TotalAmt"], made["Balance"]) == (30, 30)


def test_it_voids_an_invoice_as_it_was_recorded(books: Books) -> None:
    full = line(books.item(), "100", Qty=2, UnitPrice=50)
    made = books.make("Invoice", sale(books.customer(), full, PrivateNote="order 7"))

    voided = books.void("Invoice", made)

    sold, subtotal = voided["Line"]
    assert (sold["Amount"], sold["SalesItemLineDetail"]["Qty"], subtotal["Amount"]) == (0, 0, 0)
    assert sold["SalesItemLineDetail"]["UnitPrice"] == 50
    assert voided["PrivateNote"] == "Voided - order 7"
    same = ("Id", "DocNumber", "TxnDate", "DueDate", "CustomerRef")
    assert [voided[name] for name in same] == [made[name] for name in same]


@pytest.mark.parametrize("kind", ["CreditMemo", "RefundReceipt"])
def test_it_does_not_void_what_can_only_be_deleted(books: Books, kind: str) -> None:
    form = sale(books.customer(), line(books.item(), "10"), DepositToAccountRef={"value": "35"})
    made = books.make(kind, form)

    error = books.refused(kind, key_of(made), operation="void")
    books.delete(kind, made)

    assert (error["code"], error["Detail"]) == ("500", "Operation void is not supported.")
    assert books.balances() == {}


def test_it_names_the_cheque_of_a_printed_refund(books: Books) -> None:
    form = sale(books.customer(), line(books.item(), "10"), DepositToAccountRef={"value": "35"})
    printed = {**form, "PrintStatus": "PrintComplete"}

    error = books.refused("RefundReceipt", printed)
    books.make("RefundReceipt", {**printed, "PaymentRefNum": "1001"})

    assert (error["code"], error["element"]) == ("2020", "PaymentRefNum")


def test_it_loosens_the_youngest_payment_of_an_invoice_that_shrinks(books: Books) -> None:
    customer, item = books.customer(), books.item()
    invoice = books.make("Invoice", sale(customer, line(item, "100")))
    payer = {"CustomerRef": ref(customer), "TotalAmt": 50}
    first, second = (
        books.make("Payment", {**payer, "Line": [settles(invoice, "50")]}) for _ in range(2)
    )

    books.change("Invoice", books.read("Invoice", invoice["Id"]), Line=[line(item, "70")])

    found = [books.read("Payment", made["Id"])["UnappliedAmt"] for made in (first, second)]
    assert found == [0, 30]
    assert books.read("Invoice", invoice["Id"])["Balance"] == 0


def test_it_refuses_forms_in_a_closed_period(books: Books) -> None:
    form = sale(books.customer(), line(books.item(), "10"), TxnDate="2026-01-15")
    made = books.make("Invoice", form)
    books.prefer("AccountingInfoPrefs", BookCloseDate="2026-01-31")

    changes: list[tuple[Obj, Obj]] = [
        (form, {}),
        ({**key_of(made), "sparse": True, "TxnDate": "2026-02-01"}, {}),
        (key_of(made), {"operation": "void"}),
        (key_of(made), {"operation": "delete"}),
    ]

    assert {books.refused("Invoice", body, **how)["code"] for body, how in changes} == {"6210"}


def test_it_keeps_foreign_forms_apart_from_home(company: Callable[..., Books]) -> None:
    books = company("us", multicurrency=True, preferences={"AllowDeposit": True})
    euro: Obj = {"CurrencyRef": {"value": "EUR"}}
    form = sale(books.customer(**euro), line(books.item(), "100"), ExchangeRate="1.1", **euro)

    made = books.make("Invoice", {**form, "Deposit": 40})

    assert (made["HomeTotalAmt"], made["HomeBalance"]) == (110, 66)
    found = books.balances()
    assert found["Accounts Receivable (A/R) - EUR"] == 66
    assert found["Undeposited Funds"] == 44


def test_it_shows_the_names_of_today_on_forms_of_yesterday(books: Books) -> None:
    customer, item = books.customer(), books.item()
    form = sale(customer, line(item, "100", "TAX"))
    tax = {"TxnTaxCodeRef": {"value": "2"}, "TotalTax": Decimal("8.01")}
    made = books.make("Invoice", {**form, "TxnTaxDetail": tax})

    books.change("Customer", customer, DisplayName="Erin Seller")
    books.change("Item", item, Active=False)

    found = books.read("Invoice", made["Id"])
    assert found["CustomerRef"]["name"] == "Erin Seller"
    assert found["Line"][0]["SalesItemLineDetail"]["ItemRef"]["name"] == "Tea (deleted)"


def test_it_keeps_the_sent_tax_when_an_item_was_renamed_meanwhile(books: Books) -> None:
    item = books.item()
    form = sale(books.customer(), line(item, "100", "TAX"))
    tax = {"TxnTaxCodeRef": {"value": "2"}, "TotalTax": Decimal("8.01")}
    made = books.make("Invoice", {**form, "TxnTaxDetail": tax})
    books.change("Item", item, Name="Green tea")

    noted = books.change("Invoice", made, PrivateNote="order 7")

    assert noted["TxnTaxDetail"]["TotalTax"] == Decimal("8.01")
    assert noted["Line"][0]["SalesItemLineDetail"]["ItemRef"]["name"] == "Green tea"


def edited(books: Books, address: Obj, **about: Any) -> Obj:
    """The address that an invoice has after somebody wrote another one on it."""
    made = books.make(
        "Invoice", sale(books.customer(BillAddr=HOME, **about), line(books.item(), "1"))
    )
    changed: Obj = books.change("Invoice", made, BillAddr=address)["BillAddr"]
    return changed


def test_an_address_edited_on_a_form_flows_into_lines(books: Books) -> None:
    street = {"Line1": "5647 Cypress Hill Ave.", "City": "Middlefield", "PostalCode": "94303"}
    about = {"GivenName": "Russ", "FamilyName": "Sonnenschein", "CompanyName": "Family Store"}

    flowed = edited(books, {**street, "CountrySubDivisionCode": "CA"}, **about)

    assert flowed.pop("Id") != "1"
    assert flowed == {
        "Line1": "Russ Sonnenschein",
        "Line2": "Family Store",
        "Line3": "5647 Cypress Hill Ave.",
        "Line4": "Middlefield, CA  94303",
    }


def test_an_edited_address_has_five_lines(books: Books) -> None:
    long = {f"Line{number}": f"Part {number}" for number in range(1, 6)}

    flowed = edited(books, {**long, "City": "Middlefield"})

    assert list(flowed) == ["Id", "Line1", "Line2", "Line3", "Line4", "Line5"]
    assert flowed["Line5"] == "Part 4, Part 5, Middlefield"


def test_an_address_sent_again_stays_as_it_flowed(books: Books) -> None:
    made = books.make("Invoice", sale(books.customer(BillAddr=HOME), line(books.item(), "1")))
    other = {"Line1": "2 Side St", "City": "Bayshore"}

    once = books.change("Invoice", made, BillAddr=other)
    twice = books.change("Invoice", once, BillAddr=other)
    whole = books.make("Invoice", twice)

    assert once["SyncToken"] == twice["SyncToken"] == whole["SyncToken"]
    assert once["BillAddr"] == whole["BillAddr"]


def test_a_form_takes_no_longer_address_than_a_customer(books: Books) -> None:
    form = sale(books.customer(), line(books.item(), "1"))

    line_too_long = books.refused("Invoice", {**form, "BillAddr": {"Line1": "x" * 501}})
    all_too_long = {f"Line{number}": "x" * 401 for number in range(1, 6)}
    whole_too_long = books.refused("Invoice", {**form, "ShipAddr": all_too_long})

    assert (line_too_long["code"], line_too_long["element"]) == ("2050", "BillAddr.Line1")
    assert (whole_too_long["code"], whole_too_long["element"]) == ("2050", "ShipAddr")
