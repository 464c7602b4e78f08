"""Bills and vendor credits: what they refuse, what they post, what stock they bring."""

from collections.abc import Callable
from decimal import Decimal

import pytest

from tests.emulator.books import Books, Obj, key_of, line, ref, sale, settles
from tests.emulator.purchasing import (
    CHARGES,
    PAYABLE,
    bought,
    by_check,
    on_hand,
    owed,
    spent,
    vendor,
)


@pytest.fixture
def seller(books: Books) -> Obj:
    return vendor(books)


def test_it_owes_what_a_bill_comes_to(books: Books, seller: Obj) -> None:
    made = books.make("Bill", owed(seller, spent("80"), spent("20.50")))

    assert (made["TotalAmt"], made["Balance"]) == (Decimal("100.50"), Decimal("100.50"))
    assert books.read("Vendor", seller["Id"])["Balance"] == Decimal("100.50")
    assert books.balances()[PAYABLE] == Decimal("-100.50")
    assert books.balances()["Bank Charges"] == Decimal("100.50")


def test_it_answers_a_bill_in_the_order_of_quickbooks(books: Books, seller: Obj) -> None:
    made = books.make("Bill", owed(seller, spent("200")))

    assert list(made) == [
        *("DueDate", "Balance", "domain", "sparse", "Id", "SyncToken", "MetaData", "TxnDate"),
        *("CurrencyRef", "LinkedTxn", "Line", "VendorRef", "APAccountRef", "TotalAmt"),
    ]
    assert made["Line"] == [
        {
            "Id": "1",
            "LineNum": 1,
            "Amount": Decimal("200.00"),
            "DetailType": "AccountBasedExpenseLineDetail",
            "AccountBasedExpenseLineDetail": {
                "AccountRef": {"value": "8", "name": "Bank Charges"},
                "BillableStatus": "NotBillable",
                "TaxCodeRef": {"value": "NON"},
            },
        }
    ]
    assert made["APAccountRef"] == {"value": "33", "name": PAYABLE}


def test_it_refuses_a_bill_without_vendor_or_lines(books: Books, seller: Obj) -> None:
    no_vendor = books.refused("Bill", {"Line": [spent("1")]})
    no_lines = books.refused("Bill", owed(seller))

    assert no_vendor["Detail"] == "Required parameter VendorRef is missing in the request"
    assert no_lines["Detail"] == "Required parameter Line is missing in the request"


def test_it_names_each_line_without_an_account(books: Books, seller: Obj) -> None:
    bad = {**spent("1"), "AccountBasedExpenseLineDetail": {"BillableStatus": "NotBillable"}}

    answer = books.call("bill", owed(seller, bad, spent("2"), bad))

    errors = answer.json()["Fault"]["Error"]
    assert [(error["code"], error["element"]) for error in errors] == [("2020", "AccountRef")] * 2
    assert errors[0]["Detail"] == "Required parameter AccountRef is missing in the request"


@pytest.mark.parametrize(
    ("lacking", "element"),
    [
        ("DetailType", "Line.DetailType"),
        ("Amount", "Line.Amount"),
        ("AccountBasedExpenseLineDetail", "Line.AccountBasedExpenseLineDetail"),
    ],
)
def test_it_refuses_a_line_that_lacks_something(
    books: Books, seller: Obj, lacking: str, element: str
) -> None:
    bad = {name: value for name, value in spent("1").items() if name != lacking}

    refused = books.refused("Bill", owed(seller, bad))

    assert (refused["code"], refused["element"]) == ("2020", element)


def test_it_refuses_lines_that_no_purchase_has(books: Books, seller: Obj) -> None:
    tea = books.item()
    no_item = {
        "Amount": 1,
        "DetailType": "ItemBasedExpenseLineDetail",
        "ItemBasedExpenseLineDetail": {"Qty": 1},
    }

    assert books.refused("Bill", owed(seller, line(tea, "5")))["code"] == "500"
    assert books.refused("Bill", owed(seller, no_item))["code"] == "6440"


def test_it_names_each_line_whose_amount_is_wrong(books: Books, seller: Obj) -> None:
    tea = books.item()
    wrong = bought(tea, "11", Qty=2, UnitPrice=5)

    answer = books.call("bill", owed(seller, wrong, bought(tea, "10", Qty=2, UnitPrice=5), wrong))

    assert [error["code"] for error in answer.json()["Fault"]["Error"]] == ["6070", "6070"]


def test_it_refuses_items_it_cannot_buy(books: Books, seller: Obj) -> None:
    place = "Line.ItemBasedExpenseLineDetail.ItemRef"
    shelf = books.make("Item", {"Name": "Shelf", "Type": "Category"})
    talk = {"Name": "Talk", "Type": "Service", "IncomeAccountRef": {"value": "1"}}
    only_sold = books.make("Item", talk)

    missing = books.refused("Bill", owed(seller, bought({"Id": "999"}, "1")))
    category = books.refused("Bill", owed(seller, bought(shelf, "1")))
    unbuyable = books.refused("Bill", owed(seller, bought(only_sold, "1")))

    assert missing["Detail"] == f"Invalid Reference Id : {place}"
    assert "is set up as a category" in category["Detail"]
    assert unbuyable["code"] == "6000"


def test_it_refuses_references_to_nothing(books: Books, seller: Obj) -> None:
    lost = {"value": "999"}

    account = books.refused("Bill", owed(seller, spent("1", lost)))
    customer = books.refused("Bill", owed(seller, spent("1", CustomerRef=lost)))
    nobody = books.refused("Bill", {"VendorRef": lost, "Line": [spent("1")]})

    assert account["Detail"] == "Invalid Reference Id : Accounts element id 999 not found"
    assert customer["Detail"] == "Invalid Reference Id : Names element id 999 not found"
    assert nobody["Detail"] == "Invalid Reference Id : Names element id 999 not found"


def test_it_refuses_accounts_that_do_not_fit(books: Books, seller: Obj) -> None:
    bank = books.refused("Bill", owed(seller, spent("1"), APAccountRef={"value": "35"}))
    payable_line = books.refused("Bill", owed(seller, spent("1", {"value": "33"})))
    receivable_line = books.refused("Bill", owed(seller, spent("1", {"value": "84"})))

    assert (bank["code"], payable_line["code"]) == ("6430", "6430")
    assert receivable_line["Detail"].endswith(
        "When you use Accounts Receivable, you must choose a customer in the Name field."
    )


def test_it_charges_a_customer_by_a_line_on_his_receivable(books: Books, seller: Obj) -> None:
    erin = books.customer()

    books.make("Bill", owed(seller, spent("30", {"value": "84"}, CustomerRef=ref(erin))))

    assert books.read("Customer", erin["Id"])["Balance"] == 30


def test_it_refuses_what_is_billable_to_nobody(books: Books, seller: Obj) -> None:
    refused = books.refused("Bill", owed(seller, spent("1", BillableStatus="Billable")))
    unknown = books.refused("Bill", owed(seller, spent("1", BillableStatus="Perhaps")))

    assert (refused["code"], unknown["code"]) == ("6000", "2170")


def test_a_customer_makes_a_line_billable_where_the_settings_say_so(
    books: Books, seller: Obj
) -> None:
    line_ = spent("1", CustomerRef=ref(books.customer()))
    plain = books.make("Bill", owed(seller, line_))
    books.control("PUT", "settings", {"billable_by_customer": True})

    billable = books.make("Bill", owed(seller, line_))

    status = [
        made["Line"][0]["AccountBasedExpenseLineDetail"]["BillableStatus"]
        for made in (plain, billable)
    ]
    assert status == ["NotBillable", "Billable"]


def test_a_line_has_no_location_of_its_own(books: Books, seller: Obj) -> None:
    refused = books.refused("Bill", owed(seller, spent("1", DepartmentRef={"value": "1"})))

    assert refused["code"] == "2010"


def test_classes_are_kept_where_they_are_tracked(books: Books, seller: Obj) -> None:
    line_ = spent("1", ClassRef=ref(books.make("Class", {"Name": "Indoors"})))
    dropped = books.make("Bill", owed(seller, line_))
    books.prefer("AccountingInfoPrefs", ClassTrackingPerTxnLine=True)

    kept = books.make("Bill", owed(seller, line_))
    refused = books.refused("Bill", owed(seller, spent("1", ClassRef={"value": "99"})))

    assert "ClassRef" not in dropped["Line"][0]["AccountBasedExpenseLineDetail"]
    assert kept["Line"][0]["AccountBasedExpenseLineDetail"]["ClassRef"]["name"] == "Indoors"
    assert refused["code"] == "2500"


def test_sales_tax_is_no_part_of_a_us_bill(books: Books, seller: Obj) -> None:
    tax = {"TxnTaxDetail": {"TxnTaxCodeRef": {"value": "2"}, "TotalTax": 8}}

    made = books.make("Bill", owed(seller, spent("100", TaxCodeRef={"value": "TAX"}), **tax))

    assert (made["TotalAmt"], "TxnTaxDetail" in made) == (100, False)


def test_it_refuses_other_tax_codes_than_tax_and_non(books: Books, seller: Obj) -> None:
    refused = books.refused("Bill", owed(seller, spent("1", TaxCodeRef={"value": "2"})))
    kept = books.make("Bill", owed(seller, spent("10", TaxCodeRef={"value": "TAX"})))

    assert refused["code"] == "6100"
    assert kept["Line"][0]["AccountBasedExpenseLineDetail"]["TaxCodeRef"] == {"value": "TAX"}
    assert kept["TotalAmt"] == 10


def test_it_takes_negative_lines_but_no_negative_bill(books: Books, seller: Obj) -> None:
    made = books.make("Bill", owed(seller, spent("50"), spent("-20")))
    refused = books.refused("Bill", owed(seller, spent("50"), spent("-70")))

    assert made["TotalAmt"] == 30
    assert refused["code"] == "6000"


def test_it_refuses_long_text(books: Books, seller: Obj) -> None:
    number = books.refused("Bill", owed(seller, spent("1"), DocNumber="9" * 22))
    note = books.refused("Bill", owed(seller, spent("1"), PrivateNote="n" * 4001))
    text = books.refused("Bill", owed(seller, {**spent("1"), "Description": "d" * 4001}))

    assert [each["code"] for each in (number, note, text)] == ["2050"] * 3


def test_it_takes_the_due_date_from_the_term(books: Books) -> None:
    seller = vendor(books, TermRef={"value": "3"})
    day = {"TxnDate": "2026-01-10"}

    by_vendor = books.make("Bill", owed(seller, spent("1"), **day))
    by_bill = books.make("Bill", owed(seller, spent("1"), SalesTermRef={"value": "2"}, **day))
    given = books.make("Bill", owed(seller, spent("1"), DueDate="2026-03-01", **day))
    without = books.make("Bill", owed(vendor(books, "Una Unterm"), spent("1"), **day))

    assert (by_vendor["DueDate"], by_vendor["SalesTermRef"]["value"]) == ("2026-02-09", "3")
    assert (by_bill["DueDate"], given["DueDate"]) == ("2026-01-25", "2026-03-01")
    assert without["DueDate"] == "2026-01-10"


def test_it_needs_the_vendor_in_every_update(books: Books, seller: Obj) -> None:
    made = books.make("Bill", owed(seller, spent("1")))
    key = {"Id": made["Id"], "SyncToken": "0", "sparse": True}

    refused = books.refused("Bill", {**key, "PrivateNote": "x"})
    changed = books.change("Bill", made, PrivateNote="x", VendorRef=ref(seller))

    assert refused["Detail"] == "Required parameter VendorRef is missing in the request"
    assert (changed["PrivateNote"], changed["SyncToken"]) == ("x", "1")


def test_a_full_update_clears_what_it_leaves_out(books: Books) -> None:
    seller = vendor(books, TermRef={"value": "3"})
    made = books.make("Bill", owed(seller, spent("1"), PrivateNote="x", DocNumber="A7"))

    key = {"Id": made["Id"], "SyncToken": "0"}
    changed = books.make("Bill", {**key, **owed(seller, spent("2"))})

    assert not {"PrivateNote", "DocNumber", "SalesTermRef"} & set(changed)
    assert changed["APAccountRef"] == made["APAccountRef"]


def test_lines_keep_the_ids_that_an_update_names(books: Books, seller: Obj) -> None:
    made = books.make("Bill", owed(seller, spent("1"), spent("2")))

    lines = [{**spent("5"), "Id": "2"}, spent("7")]
    changed = books.change("Bill", made, VendorRef=ref(seller), Line=lines)

    assert [each["Id"] for each in changed["Line"]] == ["2", "3"]
    assert books.balances()["Bank Charges"] == 12


def test_a_second_use_of_a_bill_number_is_refused_when_the_company_wants_it(
    books: Books, seller: Obj
) -> None:
    numbered = owed(seller, spent("1"), DocNumber="R-1")
    first = books.make("Bill", numbered)
    books.make("Bill", numbered)
    pairs = [{"Name": "WarnDuplicateBillNumber", "Value": "true"}]
    books.prefer("OtherPrefs", NameValue=pairs)

    refused = books.refused("Bill", numbered)
    other_vendor = books.make("Bill", {**numbered, "VendorRef": ref(vendor(books, "Otto Other"))})
    allowed = books.make("Bill", numbered, include="allowduplicatedocnum")

    assert refused["code"] == "6140"
    assert refused["Detail"].endswith(
        f"DocNumber=R-1 is assigned to TxnType=Bill with TxnId={first['Id']}"
    )
    assert other_vendor["DocNumber"] == allowed["DocNumber"] == "R-1"


def test_a_number_of_a_vendor_does_not_move_the_own_series(books: Books, seller: Obj) -> None:
    books.make("Bill", owed(seller, spent("1"), DocNumber="88000"))

    invoice = books.make("Invoice", sale(books.customer(), line(books.item(), "1")))

    assert int(invoice["DocNumber"]) < 88000


def test_nothing_is_billed_in_a_closed_period(books: Books, seller: Obj) -> None:
    made = books.make("Bill", owed(seller, spent("1"), TxnDate="2026-01-05"))
    books.prefer("AccountingInfoPrefs", BookCloseDate="2026-01-31")

    created = books.refused("Bill", owed(seller, spent("1"), TxnDate="2026-01-31"))
    deleted = books.refused("Bill", {"Id": made["Id"], "SyncToken": "0"}, operation="delete")

    assert (created["code"], deleted["code"]) == ("6210", "6210")


def test_a_bill_cannot_be_voided(books: Books, seller: Obj) -> None:
    key = key_of(books.make("Bill", owed(seller, spent("1"))))

    failed = books.call("bill", key, operation="void")
    refused = books.refused("Bill", {**key, "sparse": True}, include="void")

    assert (failed.status_code, failed.json()["Fault"]["type"]) == (200, "SystemFault")
    assert failed.json()["Fault"]["Error"][0]["element"] == "SystemFailureError"
    assert (refused["code"], refused["element"]) == ("500", "Operation")
    assert books.read("Bill", key["Id"])["TotalAmt"] == 1


def test_a_deleted_bill_leaves_no_trace(books: Books, seller: Obj) -> None:
    pot = books.stocked(quantity=0)
    made = books.make("Bill", owed(seller, spent("1"), bought(pot, "30", Qty=3)))

    books.delete("Bill", made)

    assert on_hand(books, pot) == 0
    assert not any(books.balances().values())
    assert books.read("Vendor", seller["Id"])["Balance"] == 0


def test_it_puts_what_is_bought_into_stock(books: Books, seller: Obj) -> None:
    pot = books.stocked(quantity=0)

    books.make("Bill", owed(seller, bought(pot, "30", Qty=3, UnitPrice=10)))

    assert on_hand(books, pot) == 3
    assert books.balances() == {"Inventory Asset": Decimal(30), PAYABLE: Decimal(-30)}


def test_it_sells_first_what_came_first(books: Books, seller: Obj) -> None:
    pot = books.stocked(quantity=0)
    books.make("Bill", owed(seller, bought(pot, "30", Qty=3), TxnDate="2026-01-01"))
    books.make("Bill", owed(seller, bought(pot, "80", Qty=4), TxnDate="2026-01-02"))

    sold = sale(books.customer(), line(pot, "100", Qty=5), TxnDate="2026-01-03")
    books.make("Invoice", sold)

    assert books.balances()["Cost of Goods Sold"] == 30 + 2 * 20
    assert books.balances()["Inventory Asset"] == 40


def test_it_refuses_stock_without_quantity_or_before_its_start(books: Books, seller: Obj) -> None:
    pot = books.stocked()

    uncounted = books.refused("Bill", owed(seller, bought(pot, "30")))
    early = books.refused("Bill", owed(seller, bought(pot, "30", Qty=3), TxnDate="2019-12-31"))

    assert (uncounted["code"], early["code"]) == ("6520", "6270")


def test_a_negative_quantity_goes_back(books: Books, seller: Obj) -> None:
    pot = books.stocked(quantity=0)
    lines = [spent("100"), bought(pot, "30", Qty=3), bought(pot, "-12", Qty=-1, UnitPrice=12)]

    made = books.make("Bill", owed(seller, *lines))

    assert (made["TotalAmt"], on_hand(books, pot)) == (118, 2)
    assert books.balances()["Inventory Asset"] == 20
    assert books.balances()["Cost of Goods Sold"] == -2


def test_it_refuses_stock_of_less_than_nothing(books: Books, seller: Obj) -> None:
    pot = books.stocked(quantity=0)

    refused = books.refused("Bill", owed(seller, spent("100"), bought(pot, "-10", Qty=1)))

    assert refused["code"] == "6000"


def test_it_refuses_a_bill_of_words_alone(books: Books, seller: Obj) -> None:
    refused = books.refused(
        "Bill", owed(seller, {"DetailType": "DescriptionOnly", "Description": "Thank you"})
    )

    assert refused["Detail"].endswith("You must fill out at least one split line.")


def test_it_debits_the_expense_account_of_what_is_not_stocked(books: Books, seller: Obj) -> None:
    tea = books.item(ExpenseAccountRef=CHARGES)

    books.make("Bill", owed(seller, bought(tea, "12", Qty=4, UnitPrice=3)))

    assert books.balances()["Bank Charges"] == 12


def test_a_vendor_credit_takes_from_what_is_owed(books: Books, seller: Obj) -> None:
    books.make("Bill", owed(seller, spent("100")))

    made = books.make("VendorCredit", owed(seller, spent("30")))

    assert (made["TotalAmt"], made["Balance"]) == (30, 30)
    assert books.read("Vendor", seller["Id"])["Balance"] == 70
    assert books.balances()["Bank Charges"] == 70


def test_what_goes_back_leaves_at_its_cost(books: Books, seller: Obj) -> None:
    pot = books.stocked(quantity=0)
    books.make("Bill", owed(seller, bought(pot, "30", Qty=3), TxnDate="2026-01-01"))

    books.make("VendorCredit", owed(seller, bought(pot, "24", Qty=2), TxnDate="2026-01-02"))

    assert on_hand(books, pot) == 1
    assert books.balances()["Inventory Asset"] == 10
    assert books.balances()["Cost of Goods Sold"] == -4


def test_a_vendor_credit_refuses_what_a_bill_refuses(books: Books, seller: Obj) -> None:
    assert books.refused("VendorCredit", owed(seller))["code"] == "2020"
    assert books.refused("VendorCredit", {"Line": [spent("1")]})["element"] == "VendorRef"
    assert books.refused("VendorCredit", owed(seller, spent("-1")))["code"] == "6000"


def test_a_paid_bill_keeps_its_vendor(books: Books, seller: Obj) -> None:
    made = books.make("Bill", owed(seller, spent("10")))
    books.make("BillPayment", by_check(seller, "10", settles(made, "10", "Bill")))

    key = {**key_of(books.read("Bill", made["Id"])), "sparse": True}
    other = {**key, "VendorRef": ref(vendor(books, "Otto Other"))}

    assert books.refused("Bill", other)["code"] == "6000"


def test_it_owes_foreign_money_at_the_rate_of_the_bill(company: Callable[..., Books]) -> None:
    books = company("us", multicurrency=True)
    seller = vendor(books, CurrencyRef={"value": "EUR"})
    euro = {"CurrencyRef": {"value": "EUR"}}

    made = books.make("Bill", owed(seller, spent("100"), ExchangeRate=Decimal("1.1"), **euro))

    assert (made["HomeBalance"], made["APAccountRef"]["name"]) == (110, f"{PAYABLE} - EUR")
    assert books.balances() == {"Bank Charges": Decimal(110), f"{PAYABLE} - EUR": Decimal(-110)}
    assert books.read("Vendor", seller["Id"])["Balance"] == 100


def test_it_refuses_the_wrong_currency(company: Callable[..., Books]) -> None:
    books = company("us", multicurrency=True)
    seller = vendor(books, CurrencyRef={"value": "EUR"})
    euro = {"CurrencyRef": {"value": "EUR"}}

    missing = books.refused("Bill", owed(seller, spent("1")))
    other = books.refused("Bill", owed(seller, spent("1"), CurrencyRef={"value": "USD"}))
    account = books.refused("Bill", owed(seller, spent("1"), APAccountRef={"value": "33"}, **euro))

    assert (missing["code"], missing["element"]) == ("2020", "CurrencyRef")
    assert (other["code"], account["code"]) == ("6000", "6000")
    assert "customer / vendor / account" in other["Detail"]
    assert "same currency as the A/R and A/P accounts" in account["Detail"]


def test_foreign_stock_is_worth_what_it_cost_at_home(company: Callable[..., Books]) -> None:
    books = company("us", multicurrency=True)
    euro = {"CurrencyRef": {"value": "EUR"}, "ExchangeRate": Decimal("1.2")}
    seller, pot = vendor(books, CurrencyRef={"value": "EUR"}), books.stocked(quantity=0)

    books.make("Bill", owed(seller, bought(pot, "100", Qty=10), TxnDate="2026-01-01", **euro))
    dollars = {"CurrencyRef": {"value": "USD"}, "TxnDate": "2026-01-02"}
    books.make("Invoice", sale(books.customer(), line(pot, "50", Qty=4), **dollars))

    assert books.balances()["Cost of Goods Sold"] == 48
    assert books.balances()["Inventory Asset"] == 72


@pytest.mark.parametrize(
    ("profile", "code", "tax", "account"),
    [
        ("gb", "20.0% S", "20", "VAT Liability"),
        ("ca", "HST ON", "13", "GST/HST Payable"),
        ("au", "GST", "10", "GST Liabilities Payable"),
    ],
)
def test_tax_on_a_bill_and_a_credit_is_claimed_and_given_back(
    company: Callable[..., Books], profile: str, code: str, tax: str, account: str
) -> None:
    books = company(profile)
    found = books.query(f"select * from TaxCode where Name = '{code}'")["TaxCode"][0]
    seller, line_ = vendor(books), spent("100", TaxCodeRef=ref(found))

    bill = books.make("Bill", owed(seller, line_))
    claimed = books.balances()[account]
    books.make("VendorCredit", owed(seller, line_))

    assert (bill["TotalAmt"], claimed) == (100 + Decimal(tax), Decimal(tax))
    assert not any(books.balances().values())


def test_tax_that_was_sent_stays_until_the_lines_change(company: Callable[..., Books]) -> None:
    books = company("gb")
    code = {"TaxCodeRef": ref(books.query("select * from TaxCode")["TaxCode"][0])}
    seller = vendor(books)
    sent = owed(seller, spent("100", **code), TxnTaxDetail={"TotalTax": Decimal("20.01")})
    made = books.make("Bill", sent)

    noted = books.change("Bill", made, VendorRef=ref(seller), PrivateNote="x")
    lines = [spent("50", **code)]
    changed = books.change("Bill", noted, VendorRef=ref(seller), Line=lines)

    totals = [made["TotalAmt"], noted["TotalAmt"], changed["TotalAmt"]]
    assert totals == [Decimal("120.01"), Decimal("120.01"), 60]


def test_a_bill_needs_tax_codes_outside_the_us(company: Callable[..., Books]) -> None:
    books = company("ca")

    refused = books.refused("Bill", owed(vendor(books), spent("100")))

    assert refused["Detail"].endswith(
        "Make sure all your transactions have a GST/HST rate before you save."
    )
