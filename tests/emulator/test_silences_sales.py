"""Where QuickBooks is silent about sales, items and taxes: what is chosen, and the other way."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest

from tests.emulator.books import Books, Obj, key_of, line, ref, sale, settles
from tests.emulator.known_books import ask, group
from tests.emulator.purchasing import CHECKING, paid, spent
from tests.emulator.test_forms import fields

PERCENT = {"PercentBased": True, "DiscountPercent": 10}
DISCOUNT = {"DetailType": "DiscountLineDetail", "DiscountLineDetail": PERCENT}
ESTIMATE = "Estimate"
STOCK = {
    "TrackQtyOnHand": True,
    "InvStartDate": "2020-01-01",
    "PurchaseCost": Decimal("2.50"),
    "IncomeAccountRef": {"value": "79"},
    "ExpenseAccountRef": {"value": "80"},
    "AssetAccountRef": {"value": "81"},
}


def choose(books: Books, **settings: Any) -> None:
    books.control("PUT", "settings", settings)


def test_a_linked_estimate_keeps_its_token_or_counts_it(books: Books) -> None:
    buyer, tea = books.customer(), books.item()
    first, second = (books.make(ESTIMATE, sale(buyer, line(tea, "5"))) for _ in range(2))

    books.make("Invoice", sale(buyer, line(tea, "5"), LinkedTxn=linked(first)))
    choose(books, linking_counts=True)
    books.make("Invoice", sale(buyer, line(tea, "5"), LinkedTxn=linked(second)))

    tokens = [books.read(ESTIMATE, each["Id"])["SyncToken"] for each in (first, second)]
    assert tokens == ["0", "1"]


@pytest.mark.parametrize("status", ["Pending", "Accepted", "Closed"])
def test_an_estimate_without_its_invoice_has_the_status_that_is_chosen(
    books: Books, status: str
) -> None:
    choose(books, freed_estimates=status)
    buyer, tea = books.customer(), books.item()
    estimate = books.make(ESTIMATE, sale(buyer, line(tea, "5")))
    invoice = books.make("Invoice", sale(buyer, line(tea, "5"), LinkedTxn=linked(estimate)))

    books.delete("Invoice", invoice)

    assert books.read(ESTIMATE, estimate["Id"])["TxnStatus"] == status


@pytest.mark.parametrize(("way", "amount"), [("zero", 0), ("sum", 30)])
def test_the_line_of_a_bundle_has_no_amount_or_that_of_its_members(
    books: Books, way: str, amount: int
) -> None:
    choose(books, bundles_by_api=True, bundle_amount=way)
    inside = {"ItemGroupLine": [{"ItemRef": ref(books.item(UnitPrice=15)), "Qty": 2}]}
    bundle = books.make("Item", {"Name": "Set", "Type": "Group", "ItemGroupDetail": inside})
    wanted = {"DetailType": "GroupLineDetail", "GroupLineDetail": {"GroupItemRef": ref(bundle)}}

    invoice = books.make("Invoice", sale(books.customer(), wanted))

    assert (invoice["Line"][0]["Amount"], invoice["TotalAmt"]) == (amount, 30)


@pytest.mark.parametrize(("way", "text"), [("plain", "7.00"), ("dollar", "$7.00")])
def test_an_inline_subtotal_is_written_with_or_without_a_sign(
    books: Books, way: str, text: str
) -> None:
    choose(books, subtotal_text=way)
    asked = {"DetailType": "DescriptionOnly", "Description": "Subtotal:"}

    invoice = books.make("Invoice", sale(books.customer(), line(books.item(), "7"), asked))

    assert invoice["Line"][1]["Description"] == f"Subtotal: {text}"


@pytest.mark.parametrize(("way", "kept"), [("drop", ["1"]), ("keep", ["1", "3"])])
def test_a_custom_field_without_definition_is_dropped_or_kept(
    books: Books, way: str, kept: list[str]
) -> None:
    books.prefer("SalesFormsPrefs", **fields("Crew #"))
    choose(books, undefined_custom_fields=way)

    invoice = books.make("Invoice", with_fields(books))

    assert [each["DefinitionId"] for each in invoice["CustomField"]] == kept


def test_a_custom_field_without_definition_can_be_refused(books: Books) -> None:
    books.prefer("SalesFormsPrefs", **fields("Crew #"))
    choose(books, undefined_custom_fields="refuse")

    assert books.refused("Invoice", with_fields(books))["code"] == "3000"


@pytest.mark.parametrize(
    ("kind", "preference", "code", "more"),
    [
        ("Estimate", "AllowEstimates", "5030", ()),
        ("Invoice", "AllowDiscount", "6000", (DISCOUNT,)),
        ("Invoice", "AllowShipping", "2500", (line({"Id": "SHIPPING_ITEM_ID"}, "4"),)),
    ],
)
def test_what_is_switched_off_is_refused_or_taken_all_the_same(
    books: Books, kind: str, preference: str, code: str, more: tuple[Obj, ...]
) -> None:
    books.prefer("SalesFormsPrefs", **{preference: False})
    body = sale(books.customer(), line(books.item(), "10"), *more)

    assert books.refused(kind, body)["code"] == code
    choose(books, switched_off="ignore")
    assert books.make(kind, body)["TotalAmt"] in {9, 10, 14}


def test_a_deposit_that_is_switched_off_is_ignored_or_taken_all_the_same(books: Books) -> None:
    body = sale(books.customer(), line(books.item(), "10"), Deposit=4)

    before = books.make("Invoice", body)
    choose(books, switched_off="ignore")
    after = books.make("Invoice", body)

    assert (before["Balance"], after["Balance"]) == (10, 6)


@pytest.mark.parametrize(("way", "tax"), [("before tax", 18), ("after tax", 20)])
def test_a_discount_abroad_is_taken_before_or_after_tax(
    company: Callable[..., Books], way: str, tax: int
) -> None:
    books = company("gb")
    choose(books, discount_abroad=way)
    code = books.query("select * from TaxCode where Name = '20.0% S'")["TaxCode"][0]["Id"]

    invoice = books.make(
        "Invoice", sale(books.customer(), line(books.item(), "100", code), DISCOUNT)
    )

    assert (invoice["TxnTaxDetail"]["TotalTax"], invoice["TotalAmt"]) == (tax, 90 + tax)


@pytest.mark.parametrize(("way", "tax"), [("untaxed", 0), ("usual", 5)])
def test_tax_without_a_code_is_dropped_or_stands_under_the_usual_one(
    books: Books, way: str, tax: int
) -> None:
    choose(books, missing_tax_code=way)
    body = sale(books.customer(), line(books.item(), "100", "TAX"), TxnTaxDetail={"TotalTax": 5})

    assert books.make("Invoice", body)["TxnTaxDetail"]["TotalTax"] == tax


def test_the_usual_code_taxes_what_names_none(books: Books) -> None:
    choose(books, missing_tax_code="usual")

    receipt = books.make("SalesReceipt", {"Line": [line(books.item(), "100", "TAX")]})

    assert receipt["TxnTaxDetail"]["TotalTax"] == 8


@pytest.mark.parametrize(("way", "tax"), [("honour", 3), ("replace", 8)])
def test_a_total_that_automated_tax_does_not_find_is_honoured_or_replaced(
    company: Callable[..., Books], way: str, tax: int
) -> None:
    books = company("us-ast")
    choose(books, automated_total=way)
    home = {"City": "Springfield", "CountrySubDivisionCode": "CA"}
    body = sale(books.customer(), line(books.item(), "100", "TAX"), ShipAddr=home)

    invoice = books.make("Invoice", {**body, "TxnTaxDetail": {"TotalTax": 3}})

    detail = invoice["TxnTaxDetail"]
    assert (detail["TotalTax"], "TaxReviewStatus" in detail) == (tax, way == "honour")


@pytest.mark.parametrize(("way", "moved"), [("all", 50), ("open periods", 20)])
def test_new_accounts_of_an_item_move_all_its_past_or_that_of_open_periods(
    books: Books, way: str, moved: int
) -> None:
    choose(books, past_accounts=way)
    buyer, tea = books.customer(), books.item()
    for day, amount in (("2024-01-31", "30"), ("2024-02-01", "20")):
        books.make("Invoice", sale(buyer, line(tea, amount), TxnDate=day))
    books.prefer("AccountingInfoPrefs", BookCloseDate="2024-01-31")

    books.change("Item", tea, IncomeAccountRef=books.account("Services"))

    assert books.balances()["Services"] == -moved


@pytest.mark.parametrize(("way", "stays"), [("all", 0), ("open periods", 25)])
def test_opening_stock_of_a_closed_period_moves_too_or_stays(
    books: Books, way: str, stays: int
) -> None:
    choose(books, past_accounts=way)
    pot = books.stocked()
    model = books.read("Account", "81")
    same = {name: model[name] for name in ("AccountType", "AccountSubType")}
    other = books.make("Account", {"Name": "Stock at sea", **same})
    books.prefer("AccountingInfoPrefs", BookCloseDate="2024-01-31")

    books.change("Item", pot, AssetAccountRef=ref(other))

    assert books.balances().get("Inventory Asset", 0) == stays
    assert books.balances().get("Stock at sea", 0) == 25 - stays


def test_opening_stock_below_zero_is_refused_or_taken(books: Books) -> None:
    wanted = {"Name": "Pot", "Type": "Inventory", **STOCK, "QtyOnHand": -4}

    assert books.refused("Item", wanted)["code"] == "2160"
    choose(books, negative_opening_stock=True)
    assert books.make("Item", wanted)["QtyOnHand"] == -4
    assert books.balances() == {"Inventory Asset": -10, "Opening Balance Equity": 10}


@pytest.mark.parametrize(("way", "count"), [("own", 1), ("shared", 0)])
def test_a_new_tax_agency_has_its_own_account_or_shares_one(
    books: Books, way: str, count: int
) -> None:
    choose(books, agency_accounts=way)

    books.make("TaxAgency", {"DisplayName": "Nevada"})

    found = books.query("select * from Account where Name = 'Nevada Payable'")
    assert len(found.get("Account", ())) == count


@pytest.mark.parametrize("kind", ["Invoice", "CreditMemo"])
def test_what_payments_settle_goes_to_another_customer_or_not(books: Books, kind: str) -> None:
    buyer, other, tea = books.customer(), books.customer("Olga Other"), books.item()
    body = sale(buyer, line(tea, "10"))
    owed = {each: books.make(each, body) for each in ("Invoice", "CreditMemo")}
    lines = [settles(made, "10", each) for each, made in owed.items()]
    books.make("Payment", {"CustomerRef": ref(buyer), "TotalAmt": 0, "Line": lines})
    change = {**key_of(books.read(kind, owed[kind]["Id"])), "sparse": True}

    choose(books, paid_invoices="refuse")
    assert books.refused(kind, {**change, "CustomerRef": ref(other)})["code"] == "6000"
    choose(books, paid_invoices="loosen")
    assert books.make(kind, {**change, "CustomerRef": ref(other)})["Balance"] == 10


@pytest.mark.parametrize(("way", "there"), [("delete", 0), ("keep", 1)])
def test_a_payment_of_nothing_is_deleted_or_kept(books: Books, way: str, there: int) -> None:
    choose(books, empty_payments=way)
    buyer, tea = books.customer(), books.item()
    invoice = books.make("Invoice", sale(buyer, line(tea, "10")))
    memo = books.make("CreditMemo", sale(buyer, line(tea, "10")))
    lines = [settles(invoice, "10"), settles(memo, "10", "CreditMemo")]
    books.make("Payment", {"CustomerRef": ref(buyer), "TotalAmt": 0, "Line": lines})

    books.delete("Invoice", books.read("Invoice", invoice["Id"]))

    assert len(books.query("select * from Payment").get("Payment", ())) == there
    assert books.read("CreditMemo", memo["Id"])["Balance"] == 10


@pytest.mark.parametrize(("way", "open_"), [("oldest", [0, 10]), ("newest", [10, 0])])
def test_credits_settle_the_oldest_or_the_newest_by_themselves(
    books: Books, way: str, open_: list[int]
) -> None:
    choose(books, automatic_order=way)
    books.prefer("SalesFormsPrefs", AutoApplyCredit=True)
    buyer, tea = books.customer(), books.item()
    days = "2024-01-01", "2024-02-01"
    made = [books.make("Invoice", sale(buyer, line(tea, "10"), TxnDate=day)) for day in days]

    books.make("CreditMemo", sale(buyer, line(tea, "10")))

    assert [books.read("Invoice", each["Id"])["Balance"] for each in made] == open_


@pytest.mark.parametrize(("wider", "left"), [(False, 10), (True, 0)])
def test_a_customer_uses_the_credits_of_its_sub_customers_or_does_not(
    books: Books, wider: bool, left: int
) -> None:
    choose(books, credits_of_subs=wider)
    books.prefer("SalesFormsPrefs", AutoApplyCredit=True)
    buyer, tea = books.customer(), books.item()
    below = books.customer("Erin's shop", Job=True, ParentRef=ref(buyer))
    books.make("CreditMemo", sale(below, line(tea, "10")))

    assert books.make("Invoice", sale(buyer, line(tea, "10")))["Balance"] == left


@pytest.mark.parametrize(("more", "code"), [({}, "6520"), ({"Qty": 1, "UnitPrice": 5}, "6270")])
def test_an_estimate_passes_over_stock_or_looks_at_it(
    books: Books, more: dict[str, Any], code: str
) -> None:
    day = "2020-02-01" if code == "6520" else "2019-12-31"
    body = sale(books.customer(), line(books.stocked(), "5", **more), TxnDate=day)

    assert books.make(ESTIMATE, body)["TotalAmt"] == 5
    choose(books, estimates_check_stock=True)
    assert books.refused(ESTIMATE, body)["code"] == code


def test_the_deposit_of_an_invoice_stays_apart_or_is_brought_to_the_bank(books: Books) -> None:
    books.prefer("SalesFormsPrefs", AllowDeposit=True)
    invoice = books.make("Invoice", sale(books.customer(), line(books.item(), "10"), Deposit=4))
    body = {"DepositToAccountRef": CHECKING, "Line": [settles(invoice, "4")]}

    assert books.refused("Deposit", body)["code"] == "620"
    choose(books, invoice_deposits=True)
    deposit = books.make("Deposit", body)

    assert books.balances()["Checking"] == 4
    assert "Undeposited Funds" not in books.balances()
    linked_to = {"TxnId": deposit["Id"], "TxnType": "Deposit"}
    assert linked_to in books.read("Invoice", invoice["Id"])["LinkedTxn"]
    assert books.refused("Invoice", {**key_of(invoice), "sparse": True})["code"] == "6540"


def test_a_cheque_to_a_customer_is_no_debt_to_settle_or_is_one(books: Books) -> None:
    buyer = books.customer()
    on = {"AccountRef": {"value": "84"}, "CustomerRef": ref(buyer)}
    cheque = books.make("Purchase", paid("Check", spent("10", on["AccountRef"], **on)))
    body = {"CustomerRef": ref(buyer), "TotalAmt": 10, "Line": [settles(cheque, "10", "Purchase")]}

    assert books.refused("Payment", body)["code"] == "620"
    choose(books, settle_expenses=True)
    assert books.make("Payment", body)["UnappliedAmt"] == 0
    assert books.refused("Payment", body)["code"] == "6000"


def test_a_payment_comes_loose_from_a_cheque_that_goes(books: Books) -> None:
    choose(books, settle_expenses=True)
    buyer = books.customer()
    on = {"AccountRef": {"value": "84"}, "CustomerRef": ref(buyer)}
    cheque = books.make("Purchase", paid("Check", spent("10", on["AccountRef"], **on)))
    lines = [settles(cheque, "10", "Purchase")]
    payment = books.make("Payment", {"CustomerRef": ref(buyer), "TotalAmt": 10, "Line": lines})

    books.delete("Purchase", books.read("Purchase", cheque["Id"]))

    assert books.read("Payment", payment["Id"])["UnappliedAmt"] == 10


@pytest.mark.parametrize(("way", "named"), [("by currency", 0), ("named", 10)])
def test_a_form_is_owed_on_the_account_it_names_or_on_the_usual_one(
    books: Books, way: str, named: int
) -> None:
    choose(books, receivable_accounts=way)
    buyer, other = books.customer(), receivable(books)
    body = sale(buyer, line(books.item(), "10"), ARAccountRef=other)

    invoice = books.make("Invoice", body)

    assert books.balances().get("Shops", 0) == named
    lines = [settles(invoice, "10")]
    books.make("Payment", {"CustomerRef": ref(buyer), "TotalAmt": 10, "Line": lines})
    assert books.balances() == {"Undeposited Funds": 10, "Sales of Product Income": -10}


def test_a_form_cannot_be_owed_on_an_account_of_another_type(books: Books) -> None:
    choose(books, receivable_accounts="named")
    body = sale(books.customer(), line(books.item(), "10"), ARAccountRef=CHECKING)

    assert books.refused("Invoice", body)["code"] == "6430"


@pytest.mark.parametrize(("way", "claimed"), [("cost", 0), ("agency", 7)])
def test_provincial_tax_is_part_of_the_cost_or_claimed(
    company: Callable[..., Books], way: str, claimed: int
) -> None:
    books = company("ca")
    choose(books, untracked_tax=way)
    code = books.query("select * from TaxCode where Name = 'GST/PST BC'")["TaxCode"][0]

    books.make("Purchase", paid("Cash", spent("100", TaxCodeRef=ref(code))))

    assert books.balances()["Bank Charges"] == 107 - claimed
    assert books.balances().get("PST Payable", 0) == claimed


@pytest.mark.parametrize("way", ["lines", "kept"])
def test_an_edited_address_flows_into_lines_or_stays_as_it_is_sent(books: Books, way: str) -> None:
    choose(books, edited_addresses=way)
    body = sale(books.customer(), line(books.item(), "1"), BillAddr={"City": "Springfield"})
    made = books.make("Invoice", body)

    changed = books.change("Invoice", made, BillAddr={"City": "Shelbyville"})

    assert changed["BillAddr"].get("City") == (None if way == "lines" else "Shelbyville")
    assert changed["BillAddr"].get("Line2") == ("Shelbyville" if way == "lines" else None)


@pytest.mark.parametrize(("way", "net"), [("inside", "90.00"), ("all", "97.00")])
def test_a_tax_return_counts_what_is_inside_the_tax_or_all(
    company: Callable[..., Books], way: str, net: str
) -> None:
    books = company("gb")
    choose(books, return_scope=way)
    buyer, tea, outside = books.customer(), books.item(), {"GlobalTaxCalculation": "NotApplicable"}
    code = books.query("select * from TaxCode where Name = '20.0% S'")["TaxCode"][0]["Id"]
    books.make("Invoice", sale(buyer, line(tea, "90", code), TxnDate="2024-02-01"))
    books.make("Invoice", sale(buyer, line(tea, "7"), TxnDate="2024-02-01", **outside))

    assert group(ask(books, "TaxSummary", agency_id="1"), "Box 6") == [net]


@pytest.mark.parametrize(
    ("way", "shown", "due"),
    [
        ("due date", None, "2024-03-31"),
        ("shown", {"value": "3"}, "2024-03-31"),
        ("none", None, "2024-03-01"),
    ],
)
def test_the_usual_term_sets_the_due_date_or_is_shown_or_does_not_count(
    books: Books, way: str, shown: Obj | None, due: str
) -> None:
    choose(books, invoice_terms=way)

    made = books.make(
        "Invoice", sale(books.customer(), line(books.item(), "1"), TxnDate="2024-03-01")
    )

    assert (made.get("SalesTermRef"), made["DueDate"]) == (shown, due)


def receivable(books: Books) -> Obj:
    wanted = {"AccountType": "Accounts Receivable", "CurrencyRef": {"value": "USD"}}
    return ref(books.make("Account", {"Name": "Shops", **wanted}))


@pytest.mark.parametrize(("way", "tax"), [("ship to", 8), ("bill to", Decimal("9.10"))])
def test_automated_tax_goes_by_where_the_goods_or_the_bill_go(
    company: Callable[..., Books], way: str, tax: Decimal
) -> None:
    books = company("us-ast")
    choose(books, automated_place=way)
    goods, bill = ({"CountrySubDivisionCode": state} for state in ("CA", "AZ"))

    body = sale(books.customer(), line(books.item(), "100", "TAX"), ShipAddr=goods, BillAddr=bill)

    assert books.make("Invoice", body)["TxnTaxDetail"]["TotalTax"] == tax


def test_a_number_stands_once_in_its_kind_or_on_all_sales_forms(books: Books) -> None:
    books.prefer("SalesFormsPrefs", CustomTxnNumbers=True)
    body = sale(books.customer(), line(books.item(), "1"), DocNumber="7")
    books.make("SalesReceipt", body)

    choose(books, sales_numbers="forms")
    assert "TxnType=Sales Receipt with" in books.refused("Invoice", body)["Detail"]
    choose(books, sales_numbers="kind")
    assert books.make("Invoice", body)["DocNumber"] == "7"


def linked(estimate: Obj) -> list[Obj]:
    return [{"TxnId": estimate["Id"], "TxnType": ESTIMATE}]


def with_fields(books: Books) -> Obj:
    """An invoice with a field that is defined and one that is not."""
    custom = [{"DefinitionId": id_, "Type": "StringType", "StringValue": "7"} for id_ in "13"]
    return sale(books.customer(), line(books.item(), "1"), CustomField=custom)
