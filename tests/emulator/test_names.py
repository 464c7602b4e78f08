"""Customers, vendors, accounts, categories and small lists."""

from collections.abc import Callable
from decimal import Decimal

import pytest

from tests.emulator.books import Books, key_of, line, ref, sale


def test_it_answers_a_customer_as_it_was_recorded(books: Books) -> None:
    made = books.make("Customer", {"DisplayName": "Doe5, Jane"})

    assert made["PrintOnCheckName"] == made["FullyQualifiedName"] == "Doe5, Jane"
    assert (made["Taxable"], made["Job"], made["Balance"]) == (True, False, 0)
    assert made["CurrencyRef"] == {"value": "USD", "name": "United States Dollar"}
    assert made["DefaultTaxCodeRef"] == {"value": "2"}


def test_a_query_leaves_out_the_usual_tax_code_save_of_jobs(books: Books) -> None:
    top = books.customer("Jack")
    books.customer("Jane", ParentRef=ref(top), Job=True)
    books.customer("Joe", DefaultTaxCodeRef={"value": "3"})

    found = books.query("select * from Customer")["Customer"]

    assert [each.get("DefaultTaxCodeRef") for each in found] == [
        None,
        {"value": "2"},
        {"value": "3"},
    ]


def test_it_makes_a_display_name_of_the_name_parts(books: Books) -> None:
    made = books.make("Customer", {"GivenName": "Erin", "FamilyName": "Buyer"})

    assert made["DisplayName"] == "Erin Buyer"
    assert books.refused("Customer", {"Notes": "nobody"})["code"] == "6080"


def test_it_refuses_a_name_twice_without_regard_to_case(books: Books) -> None:
    books.customer()

    error = books.refused("Customer", {"DisplayName": "ERIN BUYER"})

    assert (error["code"], error["Detail"]) == (
        "6240",
        "The name supplied already exists. : null",
    )


def test_it_names_the_vendor_that_has_a_name_already(books: Books) -> None:
    made = books.make("Vendor", {"DisplayName": "Supplies Ltd"})

    error = books.refused("Vendor", {"DisplayName": "supplies ltd"})

    assert error["Detail"] == f"The name supplied already exists. : Id={made['Id']}"


def test_it_refuses_a_customer_named_like_a_vendor(books: Books) -> None:
    books.make("Vendor", {"DisplayName": "Erin Buyer"})

    error = books.refused("Customer", {"DisplayName": "Erin Buyer"})

    assert "Another customer, vendor or employee is already using this name." in error["Detail"]


def test_it_refuses_a_colon_and_a_bad_address(books: Books) -> None:
    colon = books.refused("Customer", {"DisplayName": "Rob:Barnett:Company"})
    email = {"DisplayName": "Erin", "PrimaryEmailAddr": {"Address": "a@b.example, c@d.example"}}

    assert colon["Detail"] == "Element contains invalid characters. Rob:Barnett:Company"
    assert books.refused("Customer", email)["code"] == "2210"


@pytest.mark.parametrize("kind", ["Customer", "Vendor"])
def test_it_wants_the_protocol_of_a_web_address(books: Books, kind: str) -> None:
    error = books.refused(kind, {"DisplayName": "Erin", "WebAddr": {"URI": "example.com"}})

    assert (error["code"], error["element"]) == ("2200", "WebAddr")
    assert error["Message"] == "Malformed Web Site Address format"
    assert error["Detail"] == (
        "Web Site URL does not have correct format. Supplied value:example.com"
    )


def test_it_shows_the_end_of_a_customers_tax_number_alone(books: Books) -> None:
    made = books.customer(PrimaryTaxIdentifier="123-45-6789", SecondaryTaxIdentifier="UTR1")
    reposted = books.make("Customer", {**made, "Notes": "seen"})
    [listed] = books.query("select * from Customer")["Customer"]
    changed = books.change("Customer", reposted, PrimaryTaxIdentifier="GB 987 6543 21")
    cleared = books.change("Customer", changed, PrimaryTaxIdentifier="")

    shown = [one["PrimaryTaxIdentifier"] for one in (made, reposted, listed)]
    assert shown == ["XXXXXX56789"] * 3
    assert made["SecondaryTaxIdentifier"] == "UTR1"
    assert changed["PrimaryTaxIdentifier"] == "XXXXXXXXX54321"
    assert "PrimaryTaxIdentifier" not in cleared


def test_it_keeps_a_customer_who_owes_money(books: Books) -> None:
    customer = books.customer()
    books.make("Invoice", sale(customer, line(books.item(), "10")))

    error = books.refused("Customer", {**key_of(customer), "sparse": True, "Active": False})

    assert (error["code"], error["Message"]) == ("6220", "Delete List Has Balance Error")


def test_it_puts_a_child_under_its_parent_and_follows_its_new_name(books: Books) -> None:
    parent = books.customer("Parent")
    child = books.customer("Child", Job=True, ParentRef=ref(parent))

    books.change("Customer", parent, DisplayName="Elder")

    assert child["FullyQualifiedName"] == "Parent:Child"
    assert books.read("Customer", child["Id"])["FullyQualifiedName"] == "Elder:Child"


def test_it_books_an_opening_balance(books: Books) -> None:
    made = books.customer(Balance=25)

    assert made["Balance"] == 25
    assert books.balances()["Accounts Receivable (A/R)"] == 25


def test_a_foreign_customer_owes_at_the_rate_of_the_day(company: Callable[..., Books]) -> None:
    books = company("us", multicurrency=True)
    day = {"SourceCurrencyCode": "EUR", "AsOfDate": "2026-01-01", "Rate": Decimal("1.5")}
    books.make("ExchangeRate", day)

    euro = {"CurrencyRef": {"value": "EUR"}, "OpenBalanceDate": "2026-01-01"}
    made = books.customer(Balance=100, **euro)

    assert made["Balance"] == 100
    assert books.balances()["Accounts Receivable (A/R) - EUR"] == 150


def test_it_opens_an_account_and_picks_its_sub_type(books: Books) -> None:
    made = books.make("Account", {"Name": "Stripe Clearing", "AccountType": "Other Current Asset"})

    assert made["Classification"] == "Asset"
    assert (made["CurrentBalance"], made["Active"]) == (0, True)
    assert made["AccountSubType"]


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ({"Name": "Checking", "AccountType": "Bank"}, "6240"),
        ({"Name": "A:B", "AccountType": "Bank"}, "2180"),
        ({"Name": "Nothing"}, "2020"),
        ({"Name": "Odd", "AccountType": "Bank", "AccountSubType": "SalesOfProductIncome"}, "6010"),
        ({"Name": "Sub", "AccountType": "Income", "ParentRef": {"value": "35"}}, "6000"),
        ({"Name": "Euro", "AccountType": "Bank", "CurrencyRef": {"value": "EUR"}}, "6000"),
    ],
)
def test_it_refuses_an_account_that_cannot_be(
    books: Books, body: dict[str, object], code: str
) -> None:
    assert books.refused("Account", body)["code"] == code


def test_it_refuses_an_account_number_twice(books: Books) -> None:
    books.make("Account", {"Name": "One", "AccountType": "Bank", "AcctNum": "1100"})

    error = books.refused("Account", {"Name": "Two", "AccountType": "Bank", "AcctNum": "1100"})

    assert "Another account is already using this number." in error["Detail"]


def test_it_keeps_an_account_that_holds_money_or_that_it_uses(books: Books) -> None:
    receivable = books.read("Account", "84")

    error = books.refused("Account", {**key_of(receivable), "sparse": True, "Active": False})

    assert error["code"] == "6000"


def test_it_nests_categories_four_deep_and_puts_items_under_them(books: Books) -> None:
    above: dict[str, object] = {}
    for name in ("A", "B", "C", "D"):
        body = {"Name": name, "Type": "Category", **above}
        category = books.make("Item", body)
        above = {"SubItem": True, "ParentRef": ref(category)}

    item = books.item("Tea", **above)

    assert (item["FullyQualifiedName"], item["Level"]) == ("A:B:C:D:Tea", 4)
    assert books.refused("Item", {"Name": "E", "Type": "Category", **above})["code"] == "6180"


def test_it_keeps_categories_off_documents_and_always_active(books: Books) -> None:
    category = books.make("Item", {"Name": "Trees", "Type": "Category"})
    form = sale(books.customer(), line(category, "1"))

    used = books.refused("Invoice", form)
    stopped = books.refused("Item", {**key_of(category), "sparse": True, "Active": False})

    assert used["code"] == "2500"
    assert "set up as a category" in used["Detail"]
    assert stopped["code"] == "6000"


def test_it_has_one_name_for_items_and_categories_alike(books: Books) -> None:
    books.make("Item", {"Name": "Tea", "Type": "Category"})

    error = books.refused(
        "Item", {"Name": "TEA", "Type": "Service", "IncomeAccountRef": {"value": "1"}}
    )

    assert error["code"] == "6240"


def test_it_keeps_terms_methods_classes_and_departments(books: Books) -> None:
    term = books.make("Term", {"Name": "Net 10", "DueDays": 10})
    method = books.make("PaymentMethod", {"Name": "PayPal"})
    parent = books.make("Class", {"Name": "Web"})
    child = books.make("Class", {"Name": "Mobile", "ParentRef": ref(parent)})
    place = books.make("Department", {"Name": "Berlin"})

    assert (term["Type"], method["Type"]) == ("STANDARD", "NON_CREDIT_CARD")
    assert child["FullyQualifiedName"] == "Web:Mobile"
    assert place["SubDepartment"] is False
    assert books.refused("Term", {"Name": "Odd", "DueDays": 1000})["code"] == "2240"
    assert books.refused("PaymentMethod", {"Name": "Odd", "Type": "GOLD"})["code"] == "2170"


def test_it_merges_preferences_section_by_section(books: Books) -> None:
    books.prefer("SalesFormsPrefs", AllowShipping=True)

    found = books.read("Preferences", "1")["SalesFormsPrefs"]

    assert (found["AllowShipping"], found["AllowDiscount"]) == (True, True)


def test_it_never_switches_multi_currency_off(company: Callable[..., Books]) -> None:
    books = company("us", multicurrency=True)
    current = books.read("Preferences", "1")

    off = {"CurrencyPrefs": {"MultiCurrencyEnabled": False}}
    error = books.refused("Preferences", {**key_of(current), "sparse": True, **off})

    assert error["code"] == "6000"


def test_it_makes_a_tax_code_through_the_tax_service(books: Books) -> None:
    agency = books.make("TaxAgency", {"DisplayName": "Nevada"})
    detail = {"TaxRateName": "NV", "RateValue": "4.6", "TaxAgencyId": agency["Id"]}
    body = {"TaxCode": "Nevada", "TaxRateDetails": [{**detail, "TaxApplicableOn": "Sales"}]}

    made = books.call("taxservice/taxcode", body).json()
    again = books.call("taxservice/taxcode", body).json()

    assert made["TaxCode"] == "Nevada"
    assert books.read("TaxCode", made["TaxCodeId"])["TaxGroup"] is True
    assert again["Fault"]["Error"][0]["code"] == "6240"


def test_it_lets_nobody_touch_taxes_under_automated_sales_tax(
    company: Callable[..., Books],
) -> None:
    books = company("us-ast")

    assert books.refused("TaxAgency", {"DisplayName": "Nevada"})["code"] == "6000"


def test_the_lines_of_an_address_hold_two_thousand_letters(books: Books) -> None:
    lines = {f"Line{number}": "x" * 401 for number in range(1, 6)}

    for kind in ("Customer", "Vendor"):
        refused = books.refused(kind, {"DisplayName": "Long", "BillAddr": lines})
        assert (refused["code"], refused["element"]) == ("2050", "BillAddr")
        assert "Max:2,000 supported. Supplied length:2,005" in refused["Detail"]


def test_a_customer_gets_letters_mails_or_nothing(books: Books) -> None:
    none = books.customer("Quiet", PreferredDeliveryMethod="None")

    refused = books.refused("Customer", {"DisplayName": "Far", "PreferredDeliveryMethod": "Pigeon"})

    assert none["PreferredDeliveryMethod"] == "None"
    assert (refused["code"], refused["element"]) == ("2170", "PreferredDeliveryMethod")
