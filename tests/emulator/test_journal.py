"""Journal entries: balance, names, tax, and what payments settle of them."""

from collections.abc import Callable
from decimal import Decimal

import pytest

from tests.emulator.books import Books, Obj, key_of, ref, settles

CHECKING, EQUITY, RECEIVABLE, PAYABLE, UNDEPOSITED = "35", "34", "84", "33", "4"


def entry_line(side: str, account: str, amount: str | int, **more: object) -> Obj:
    detail = {"PostingType": side, "AccountRef": {"value": account}, **more}
    return {
        "Amount": Decimal(amount),
        "DetailType": "JournalEntryLineDetail",
        "JournalEntryLineDetail": detail,
    }


def entry(*lines: Obj, **more: object) -> Obj:
    return {"Line": list(lines), **more}


def moved(amount: str | int = 25, **more: object) -> Obj:
    return entry(
        entry_line("Debit", CHECKING, amount), entry_line("Credit", EQUITY, amount), **more
    )


def owed_by(kind: str, made: Obj) -> Obj:
    return {"Entity": {"Type": kind, "EntityRef": ref(made)}}


def claim(customer: Obj, amount: str | int = 25) -> Obj:
    """A debit to receivables in the name of a customer."""
    return entry(
        entry_line("Debit", RECEIVABLE, amount, **owed_by("Customer", customer)),
        entry_line("Credit", EQUITY, amount),
    )


def test_it_answers_an_entry_in_quickbooks_order(books: Books) -> None:
    made = books.make("JournalEntry", moved(PrivateNote="Start"))

    assert list(made) == [
        *("Adjustment", "domain", "sparse", "Id", "SyncToken", "MetaData", "TxnDate"),
        *("CurrencyRef", "PrivateNote", "Line", "TxnTaxDetail"),
    ]
    assert [line["Id"] for line in made["Line"]] == ["0", "1"]
    assert list(made["Line"][0]) == ["Id", "Amount", "DetailType", "JournalEntryLineDetail"]
    assert (made["Adjustment"], made["TxnTaxDetail"]) == (False, {})


def test_it_books_debits_and_credits_and_takes_them_back(books: Books) -> None:
    made = books.make("JournalEntry", moved())
    held = books.balances()

    books.delete("JournalEntry", made)

    assert (held["Checking"], held["Opening Balance Equity"]) == (25, -25)
    assert not any(books.balances().values())


def test_it_refuses_one_line_in_the_recorded_words(books: Books) -> None:
    error = books.refused("JournalEntry", entry(entry_line("Debit", CHECKING, 5)))

    assert error["code"] == "6000"
    assert error["Detail"] == (
        "Business Validation Error: Fill out at least two detail lines to continue."
    )


@pytest.mark.parametrize(
    ("account", "words"),
    [
        (RECEIVABLE, "Accounts Receivable, you must choose a customer"),
        (PAYABLE, "Accounts Payable, you must choose a vendor"),
    ],
)
def test_it_refuses_a_debt_of_nobody_in_the_recorded_words(
    books: Books, account: str, words: str
) -> None:
    lines = entry_line("Debit", account, 5), entry_line("Credit", EQUITY, 5)

    error = books.refused("JournalEntry", entry(*lines))

    assert error["Detail"] == f"Business Validation Error: When you use {words} in the Name field."


def test_it_refuses_a_customer_on_a_payable_line(books: Books) -> None:
    lines = (
        entry_line("Debit", PAYABLE, 5, **owed_by("Customer", books.customer())),
        entry_line("Credit", EQUITY, 5),
    )

    assert books.refused("JournalEntry", entry(*lines))["code"] == "6000"


@pytest.mark.parametrize(
    ("line", "code"),
    [
        ({"Amount": 5}, "2020"),
        ({"Amount": 5, "DetailType": "JournalEntryLineDetail"}, "2020"),
        ({**entry_line("Debit", CHECKING, 5), "Amount": None}, "2020"),
        (entry_line("Sideways", CHECKING, 5), "2260"),
        (entry_line("", CHECKING, 5), "2260"),
        (entry_line("Debit", CHECKING, -5), "2290"),
        (entry_line("Debit", "999", 5), "2500"),
        (entry_line("Debit", CHECKING, 6), "2300"),
        (entry_line("Debit", CHECKING, 5, Entity={"Type": "Customer"}), "2020"),
        (entry_line("Debit", CHECKING, 5, Entity={"Type": "Ghost"}), "2170"),
    ],
)
def test_it_refuses_a_line_that_cannot_be(books: Books, line: Obj, code: str) -> None:
    body = entry(line, entry_line("Credit", EQUITY, 5))

    assert books.refused("JournalEntry", body)["code"] == code


def test_it_names_every_line_without_an_account(books: Books) -> None:
    bare = {**entry_line("Debit", CHECKING, 5)}
    bare["JournalEntryLineDetail"] = {"PostingType": "Debit"}

    answer = books.call("journalentry", entry(bare, bare))

    errors = answer.json()["Fault"]["Error"]
    assert [error["Detail"] for error in errors] == [
        "Required parameter AccountRef is missing in the request"
    ] * 2


def test_it_refuses_an_entry_without_lines(books: Books) -> None:
    assert books.refused("JournalEntry", {})["Detail"].startswith("Required parameter Line is")


def test_it_refuses_too_long_a_number(books: Books) -> None:
    assert books.refused("JournalEntry", moved(DocNumber="N" * 22))["code"] == "2050"


def test_it_refuses_a_number_twice_under_its_own_label(books: Books) -> None:
    books.prefer("SalesFormsPrefs", CustomTxnNumbers=True)
    first = books.make("JournalEntry", moved(DocNumber="J1"))

    error = books.refused("JournalEntry", moved(DocNumber="J1"))

    assert error["code"] == "6140"
    assert error["Detail"].endswith(
        f"DocNumber=J1 is assigned to TxnType=Journal Entry with TxnId={first['Id']}"
    )


def test_it_refuses_an_entry_in_a_closed_period(books: Books) -> None:
    books.prefer("AccountingInfoPrefs", BookCloseDate="2024-12-31")

    assert books.refused("JournalEntry", moved(TxnDate="2024-12-31"))["code"] == "6210"


def test_it_keeps_class_and_location_of_a_line_only_where_they_are_tracked(books: Books) -> None:
    tour, shop = books.make("Class", {"Name": "Tours"}), books.make("Department", {"Name": "Shop"})
    refs = {"ClassRef": ref(tour), "DepartmentRef": ref(shop)}
    body = entry(entry_line("Debit", CHECKING, 5, **refs), entry_line("Credit", EQUITY, 5))

    before = books.make("JournalEntry", body)["Line"][0]["JournalEntryLineDetail"]
    books.prefer("AccountingInfoPrefs", ClassTrackingPerTxnLine=True, TrackDepartments=True)
    after = books.make("JournalEntry", body)["Line"][0]["JournalEntryLineDetail"]

    assert not {"ClassRef", "DepartmentRef"} & set(before)
    assert after["ClassRef"] == {"value": tour["Id"], "name": "Tours"}
    assert after["DepartmentRef"] == {"value": shop["Id"], "name": "Shop"}


def test_a_payment_settles_a_claim(books: Books) -> None:
    customer = books.customer()
    made = books.make("JournalEntry", claim(customer))
    owed = books.read("Customer", customer["Id"])["Balance"]
    lines = [settles(made, "25", "JournalEntry")]

    payment = books.make("Payment", {"CustomerRef": ref(customer), "TotalAmt": 25, "Line": lines})

    assert (owed, payment["UnappliedAmt"]) == (25, 0)
    assert books.read("Customer", customer["Id"])["Balance"] == 0
    linked = books.read("JournalEntry", made["Id"])["LinkedTxn"]
    assert linked == [{"TxnId": payment["Id"], "TxnType": "Payment"}]


def test_a_smaller_or_deleted_claim_lets_its_payment_go(books: Books) -> None:
    customer = books.customer()
    made = books.make("JournalEntry", claim(customer))
    lines = [settles(made, "25", "JournalEntry")]
    payment = books.make("Payment", {"CustomerRef": ref(customer), "TotalAmt": 25, "Line": lines})

    paid = books.read("JournalEntry", made["Id"])
    smaller = books.change("JournalEntry", paid, Line=claim(customer, 20)["Line"])
    after_change = books.read("Payment", payment["Id"])["UnappliedAmt"]
    books.delete("JournalEntry", smaller)

    assert after_change == 5
    assert books.read("Payment", payment["Id"])["UnappliedAmt"] == 25
    assert books.read("Customer", customer["Id"])["Balance"] == -25
    assert sum(books.balances().values()) == 0


def test_a_bill_payment_settles_a_debt_and_is_let_go(books: Books) -> None:
    vendor = books.make("Vendor", {"DisplayName": "Mill"})
    debt = entry(
        entry_line("Credit", PAYABLE, 25, **owed_by("Vendor", vendor)),
        entry_line("Debit", EQUITY, 25),
    )
    made = books.make("JournalEntry", debt)
    paid = {"PayType": "Check", "CheckPayment": {"BankAccountRef": {"value": CHECKING}}}
    lines = [settles(made, "25", "JournalEntry")]
    body = {"VendorRef": ref(vendor), "TotalAmt": 25, "Line": lines, **paid}

    payment = books.make("BillPayment", body)
    books.delete("JournalEntry", books.read("JournalEntry", made["Id"]))

    assert books.read("BillPayment", payment["Id"])["Line"] == []
    assert books.read("Vendor", vendor["Id"])["Balance"] == -25
    assert sum(books.balances().values()) == 0


def test_it_refuses_to_change_an_entry_that_has_been_deposited(books: Books) -> None:
    cash = entry(entry_line("Debit", UNDEPOSITED, 25), entry_line("Credit", EQUITY, 25))
    made = books.make("JournalEntry", cash)
    line = {"Amount": 25, "LinkedTxn": [{"TxnId": made["Id"], "TxnType": "JournalEntry"}]}
    books.make("Deposit", {"DepositToAccountRef": {"value": CHECKING}, "Line": [line]})

    error = books.refused("JournalEntry", {**key_of(made), "sparse": True, "Line": cash["Line"]})

    assert error["code"] == "6540"


def test_a_foreign_entry_is_booked_at_its_rate(company: Callable[..., Books]) -> None:
    books = company("us", multicurrency=True)
    euro = {"CurrencyRef": {"value": "EUR"}, "ExchangeRate": Decimal("1.111")}

    made = books.make("JournalEntry", moved("9.99", **euro))

    assert made["ExchangeRate"] == Decimal("1.111")
    assert books.balances()["Checking"] == Decimal("11.10")


def test_it_refuses_a_debt_of_somebody_with_another_currency(
    company: Callable[..., Books],
) -> None:
    books = company("us", multicurrency=True)
    customer = books.customer(CurrencyRef={"value": "EUR"})

    error = books.refused("JournalEntry", claim(customer))

    assert "The currency of the transaction is invalid" in error["Detail"]


def taxed(**detail: object) -> Obj:
    tax = {"TaxCodeRef": {"value": "1"}, "TaxApplicableOn": "Sales", "TaxAmount": 20, **detail}
    return entry(entry_line("Credit", "79", 100, **tax), entry_line("Debit", CHECKING, 120))


def test_tax_of_a_line_goes_to_its_agency(company: Callable[..., Books]) -> None:
    books = company("gb")

    made = books.make("JournalEntry", taxed())

    assert made["TxnTaxDetail"]["TotalTax"] == 20
    line = made["TxnTaxDetail"]["TaxLine"][0]["TaxLineDetail"]
    assert (line["TaxPercent"], line["NetAmountTaxable"]) == (20, 100)
    held = books.balances()
    assert (held["VAT Liability"], held["Sales of Product Income"]) == (-20, -100)


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"TaxApplicableOn": None}, "2270"),
        ({"TaxAmount": None}, "2280"),
        ({"TaxAmount": 19}, "2300"),
        ({"TaxCodeRef": {"value": "999"}}, "2500"),
    ],
)
def test_it_refuses_tax_that_is_not_whole(
    company: Callable[..., Books], change: Obj, code: str
) -> None:
    assert company("gb").refused("JournalEntry", taxed(**change))["code"] == code


def test_the_us_takes_no_tax_in_an_entry(books: Books) -> None:
    assert books.refused("JournalEntry", taxed())["code"] == "2300"


def test_an_update_keeps_the_ids_it_names(books: Books) -> None:
    made = books.make("JournalEntry", moved())
    added = entry_line("Debit", CHECKING, 5), entry_line("Credit", EQUITY, 5)

    changed = books.change("JournalEntry", made, Line=[*made["Line"], *added])

    assert [line["Id"] for line in changed["Line"]] == ["0", "1", "2", "3"]
    assert books.balances()["Checking"] == 30


def test_it_answers_nothing_to_a_void_and_does_nothing(books: Books) -> None:
    made = books.make("JournalEntry", moved())

    answer = books.call("journalentry", key_of(made), operation="void")

    assert (answer.status_code, answer.json()["BatchItemResponse"]) == (200, [])
    assert books.read("JournalEntry", made["Id"]) == made
