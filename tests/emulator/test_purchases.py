"""Expenses in cash, by cheque and by card: what they refuse and what they post."""

from collections.abc import Callable
from decimal import Decimal

import pytest

from tests.emulator.books import Books, Obj, key_of, line, ref, sale
from tests.emulator.purchasing import CARD, CHECKING, bought, on_hand, paid, spent, vendor

KINDS = ("Cash", "Check", "CreditCard")


@pytest.mark.parametrize(
    ("kind", "account"), [("Cash", "Checking"), ("Check", "Checking"), ("CreditCard", "Mastercard")]
)
def test_it_takes_money_from_the_account(books: Books, kind: str, account: str) -> None:
    made = books.make("Purchase", paid(kind, spent("12.50"), spent("7.50")))

    assert (made["TotalAmt"], made["PaymentType"]) == (20, kind)
    assert books.balances() == {"Bank Charges": 20, account: -20}


def test_it_answers_an_expense_in_the_order_of_quickbooks(books: Books) -> None:
    seller = vendor(books)
    sent = paid("Cash", spent("65"), EntityRef={**ref(seller), "type": "Vendor"}, PrivateNote="x")

    made = books.make("Purchase", sent)

    assert list(made) == [
        *("AccountRef", "PaymentType", "EntityRef", "TotalAmt", "PurchaseEx", "domain", "sparse"),
        *("Id", "SyncToken", "MetaData", "CustomField", "TxnDate", "CurrencyRef", "PrivateNote"),
        "Line",
    ]
    assert list(made["Line"][0]) == ["Id", "Amount", "DetailType", "AccountBasedExpenseLineDetail"]
    assert made["EntityRef"] == {**ref(seller), "name": "Sam Seller", "type": "Vendor"}
    assert made["PurchaseEx"]["any"][0]["value"] == {"Name": "TxnType", "Value": "54"}


@pytest.mark.parametrize("lacking", ["PaymentType", "AccountRef", "Line"])
def test_it_refuses_an_expense_that_lacks_something(books: Books, lacking: str) -> None:
    whole = paid("Cash", spent("1"))

    refused = books.refused("Purchase", {k: v for k, v in whole.items() if k != lacking})

    assert refused["code"] == "2020"
    assert refused["Detail"] == f"Required parameter {lacking} is missing in the request"


@pytest.mark.parametrize(
    ("kind", "account"), [("Cash", CARD), ("Check", CARD), ("CreditCard", CHECKING)]
)
def test_it_refuses_an_account_that_does_not_fit(books: Books, kind: str, account: Obj) -> None:
    refused = books.refused("Purchase", {**paid(kind, spent("1")), "AccountRef": account})

    assert refused["code"] == "6430"


@pytest.mark.parametrize("kind", ["Expense", "Other", "Shells"])
def test_it_refuses_other_ways_to_pay(books: Books, kind: str) -> None:
    assert books.refused("Purchase", paid(kind, spent("1")))["code"] == "2170"


def test_it_needs_the_way_to_pay_in_every_update(books: Books) -> None:
    made = books.make("Purchase", paid("Cash", spent("1")))
    sparse = {**key_of(made), "sparse": True}

    refused = books.refused("Purchase", {**sparse, "PrivateNote": "x"})
    other = books.refused("Purchase", {**sparse, "PaymentType": "Check"})
    changed = books.change("Purchase", made, PaymentType="Cash", PrivateNote="x")

    assert (refused["code"], refused["element"]) == ("2020", "PaymentType")
    assert refused["Detail"] == "Required parameter PaymentType is missing in the request"
    assert other["code"] == "6000"
    assert changed["PrivateNote"] == "x"


def test_what_comes_back_on_a_card_is_an_expense_the_other_way_round(books: Books) -> None:
    made = books.make("Purchase", paid("CreditCard", spent("30"), Credit=True))

    assert made["Credit"] is True
    assert books.balances() == {"Bank Charges": -30, "Mastercard": 30}


def test_a_full_update_that_forgets_the_credit_turns_the_card_around(books: Books) -> None:
    made = books.make("Purchase", paid("CreditCard", spent("30"), Credit=True))

    changed = books.make("Purchase", {**key_of(made), **paid("CreditCard", spent("30"))})

    assert changed["Credit"] is False
    assert books.balances()["Mastercard"] == -30


def test_credit_is_ignored_where_no_card_is(books: Books) -> None:
    made = books.make("Purchase", paid("Cash", spent("30"), Credit=True))

    assert "Credit" not in made
    assert books.balances()["Checking"] == -30


def test_only_a_check_is_printed(books: Books) -> None:
    status = {"PrintStatus": "NeedToPrint"}

    printed = [books.make("Purchase", paid(kind, spent("1"), **status)) for kind in KINDS]
    numbered = books.make("Purchase", paid("Check", spent("1"), DocNumber="7"))

    assert [made.get("PrintStatus") for made in printed] == [None, "NeedToPrint", None]
    assert numbered["PrintStatus"] == "NotSet"


def test_anybody_may_be_paid(books: Books) -> None:
    people = {
        "Vendor": vendor(books),
        "Customer": books.customer(),
        "Employee": books.make("Employee", {"GivenName": "Emma", "FamilyName": "Works"}),
    }

    for kind, person in people.items():
        made = books.make("Purchase", paid("Cash", spent("1"), EntityRef=ref(person)))
        assert made["EntityRef"]["type"] == kind


def test_it_refuses_a_party_of_another_kind(books: Books) -> None:
    wrong = {**ref(vendor(books)), "type": "Customer"}

    refused = books.refused("Purchase", paid("Cash", spent("1"), EntityRef=wrong))

    assert refused["code"] == "2500"
    assert refused["Detail"].endswith(f"Names element id {wrong['value']} not found")


def test_a_line_on_the_payable_needs_the_vendor(books: Books) -> None:
    seller, on_payable = vendor(books), spent("40", {"value": "33"})

    refused = books.refused("Purchase", paid("Cash", on_payable))
    books.make("Purchase", paid("Cash", on_payable, EntityRef={**ref(seller), "type": "Vendor"}))

    assert refused["Detail"].endswith(
        "When you use Accounts Payable, you must choose a vendor in the Name field."
    )
    assert books.read("Vendor", seller["Id"])["Balance"] == -40


def test_links_to_bills_are_left_out(books: Books) -> None:
    link = [{"TxnId": "1", "TxnType": "Bill"}]

    made = books.make("Purchase", paid("Cash", {**spent("1"), "LinkedTxn": link}, LinkedTxn=link))

    assert "LinkedTxn" not in made
    assert "LinkedTxn" not in made["Line"][0]


def test_a_card_number_twice_is_refused(books: Books) -> None:
    first = books.make("Purchase", paid("CreditCard", spent("1"), DocNumber="Doc123"))

    refused = books.refused("Purchase", paid("CreditCard", spent("1"), DocNumber="Doc123"))

    assert refused["Detail"].endswith(
        f"DocNumber=Doc123 is assigned to TxnType=Expense with TxnId={first['Id']}"
    )


def test_stock_comes_and_goes_with_a_card(books: Books) -> None:
    pot = books.stocked(quantity=0)

    bill = books.make("Purchase", paid("CreditCard", bought(pot, "30", Qty=3, UnitPrice=10)))
    books.make("Purchase", paid("CreditCard", bought(pot, "20", Qty=2), Credit=True))

    assert (on_hand(books, pot), bill["TotalAmt"]) == (1, 30)
    assert {name: held for name, held in books.balances().items() if held} == {
        "Inventory Asset": 10,
        "Mastercard": -10,
    }


def test_a_sale_before_the_purchase_gets_its_true_cost(books: Books) -> None:
    pot = books.stocked(quantity=0)
    sold = sale(books.customer(), line(pot, "50", Qty=2), TxnDate="2026-01-01")
    books.make("Invoice", sold)

    books.make("Purchase", paid("Cash", bought(pot, "24", Qty=2), TxnDate="2026-01-02"))

    assert books.balances()["Cost of Goods Sold"] == 24
    assert books.balances().get("Inventory Asset", 0) == 0


def test_a_deleted_expense_leaves_no_trace(books: Books) -> None:
    pot = books.stocked(quantity=0)
    made = books.make("Purchase", paid("Check", spent("5"), bought(pot, "10", Qty=1)))

    books.delete("Purchase", made)

    assert on_hand(books, pot) == 0
    assert not any(books.balances().values())


def test_nothing_is_spent_in_a_closed_period(books: Books) -> None:
    books.prefer("AccountingInfoPrefs", BookCloseDate="2026-01-31")

    assert books.refused("Purchase", paid("Cash", spent("1"), TxnDate="2026-01-31"))["code"] == (
        "6210"
    )


def test_it_refuses_long_numbers_and_notes(books: Books) -> None:
    number = books.refused("Purchase", paid("Cash", spent("1"), DocNumber="9" * 22))
    note = books.refused("Purchase", paid("Cash", spent("1"), PrivateNote="n" * 4001))

    assert (number["code"], note["code"]) == ("2050", "2050")


def test_value_added_tax_of_a_purchase_is_claimed_back(company: Callable[..., Books]) -> None:
    books = company("gb")
    code = {"TaxCodeRef": {"value": books.query("select * from TaxCode")["TaxCode"][0]["Id"]}}

    made = books.make("Purchase", paid("Cash", spent("100", **code)))

    assert (made["TotalAmt"], made["TxnTaxDetail"]["TotalTax"]) == (120, 20)
    assert books.balances() == {"Bank Charges": 100, "VAT Liability": 20, "Current account": -120}


def test_prices_with_tax_are_split(company: Callable[..., Books]) -> None:
    books = company("gb")
    code = {"TaxCodeRef": {"value": books.query("select * from TaxCode")["TaxCode"][0]["Id"]}}
    line_ = spent("100", TaxInclusiveAmt=Decimal(120), **code)

    made = books.make("Purchase", paid("Cash", line_, GlobalTaxCalculation="TaxInclusive"))

    assert (made["TotalAmt"], made["TxnTaxDetail"]["TotalTax"]) == (120, 20)
    assert books.balances()["Bank Charges"] == 100


def test_every_line_needs_a_tax_code_outside_the_us(company: Callable[..., Books]) -> None:
    refused = company("gb").refused("Purchase", paid("Cash", spent("100")))

    assert refused["Detail"].endswith(
        "Make sure all your transactions have a VAT rate before you save."
    )


def test_a_whole_expense_can_be_sent_back_unchanged(books: Books) -> None:
    made = books.make("Purchase", paid("Check", spent("5"), DocNumber="7", PrivateNote="x"))

    again = books.make("Purchase", made)

    assert again == made
