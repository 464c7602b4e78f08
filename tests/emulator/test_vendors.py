"""Vendors: names, balances, secrets, what they are made inactive by."""

from collections.abc import Callable
from decimal import Decimal

import pytest

from tests.emulator.books import Books, Obj, key_of
from tests.emulator.purchasing import PAYABLE, owed, spent, vendor


def test_it_answers_a_new_vendor_as_recorded(books: Books) -> None:
    made = vendor(books, "Boraski Family Store")

    assert list(made) == [
        *("Balance", "Vendor1099", "CurrencyRef", "domain", "sparse", "Id", "SyncToken"),
        *("MetaData", "DisplayName", "PrintOnCheckName", "Active"),
    ]
    assert (made["Balance"], made["Vendor1099"], made["Active"]) == (0, False, True)
    assert made["PrintOnCheckName"] == "Boraski Family Store"


def test_a_name_belongs_to_one_vendor_customer_or_employee(books: Books) -> None:
    kim = vendor(books, "Kim Known")
    books.customer("Carl Customer")

    same = books.refused("Vendor", {"DisplayName": "KIM KNOWN"})
    other = books.refused("Vendor", {"DisplayName": "Carl Customer"})
    employee = books.refused("Employee", {"GivenName": "Kim", "FamilyName": "Known"})

    assert same["Detail"] == f"The name supplied already exists. : Id={kim['Id']}"
    assert other["Detail"] == employee["Detail"]
    assert [each["code"] for each in (same, other, employee)] == ["6240"] * 3


def test_it_refuses_bad_names_and_addresses(books: Books) -> None:
    colon = books.refused("Vendor", {"DisplayName": "A:B"})
    nobody = books.refused("Vendor", {"CompanyName": "Only a company"})
    mail = books.refused("Vendor", {"DisplayName": "A", "PrimaryEmailAddr": {"Address": "a@b"}})

    assert [each["code"] for each in (colon, nobody, mail)] == ["2040", "6080", "2210"]


@pytest.mark.parametrize(
    ("name", "most"),
    [("AcctNum", 100), ("TaxIdentifier", 20), ("CompanyName", 100), ("PrintOnCheckName", 110)],
)
def test_it_refuses_long_text(books: Books, name: str, most: int) -> None:
    fits = {"DisplayName": "A", name: "1" * most}

    refused = books.refused("Vendor", {**fits, name: "1" * (most + 1)})

    assert (refused["code"], refused["element"]) == ("2050", name)
    assert books.make("Vendor", fits)["DisplayName"] == "A"


def test_it_shows_the_end_of_a_tax_id_alone(books: Books) -> None:
    made = vendor(books, TaxIdentifier="123-45-6789")
    reposted = books.make("Vendor", {**made, "AcctNum": "7"})
    changed = books.change("Vendor", reposted, TaxIdentifier="98-7654321")

    assert made["TaxIdentifier"] == reposted["TaxIdentifier"] == "XXXXXXX6789"
    assert changed["TaxIdentifier"] == "XXXXXX4321"


def test_it_refuses_a_term_that_does_not_exist(books: Books) -> None:
    refused = books.refused("Vendor", {"DisplayName": "A", "TermRef": {"value": "99"}})

    assert refused["code"] == "2500"
    assert vendor(books, TermRef={"value": "3"})["TermRef"] == {"value": "3"}


def test_a_vendor_that_is_owed_to_stays_active(books: Books) -> None:
    seller = vendor(books)
    bill = books.make("Bill", owed(seller, spent("5")))
    off = {**key_of(seller), "sparse": True, "Active": False}

    refused = books.refused("Vendor", off)
    books.delete("Bill", bill)
    gone = books.make("Vendor", off)

    assert refused["code"] == "6220"
    assert refused["Detail"].endswith(
        "This vendor cannot be deleted because it has a non-zero balance"
    )
    assert (gone["Active"], gone["DisplayName"]) == (False, "Sam Seller (deleted)")


def test_nothing_is_billed_by_an_inactive_vendor(books: Books) -> None:
    seller = vendor(books)
    books.change("Vendor", seller, Active=False)

    refused = books.refused("Bill", owed(seller, spent("5")))

    assert refused["code"] == "2500"
    assert "has been made inactive" in refused["Detail"]


def test_a_vendor_is_never_deleted(books: Books) -> None:
    refused = books.refused("Vendor", key_of(vendor(books)), operation="delete")

    assert refused["Detail"] == "Operation Delete is not supported."


def test_a_balance_given_on_create_is_owed_from_the_start(books: Books) -> None:
    made = vendor(books, Balance=Decimal("75.50"))

    assert made["Balance"] == Decimal("75.50")
    assert books.balances() == {
        PAYABLE: Decimal("-75.50"),
        "Opening Balance Equity": Decimal("75.50"),
    }


def test_a_foreign_balance_is_owed_at_the_rate_of_its_day(company: Callable[..., Books]) -> None:
    books = company("us", multicurrency=True)
    day = {"SourceCurrencyCode": "EUR", "AsOfDate": "2026-01-01", "Rate": Decimal("1.5")}
    books.make("ExchangeRate", day)

    euro = {"CurrencyRef": {"value": "EUR"}, "OpenBalanceDate": "2026-01-01"}
    made = vendor(books, Balance=100, **euro)

    assert made["Balance"] == 100
    assert books.balances() == {f"{PAYABLE} - EUR": -150, "Opening Balance Equity": 150}


def test_a_balance_sent_later_is_ignored(books: Books) -> None:
    made = vendor(books)

    changed = books.make("Vendor", {**made, "Balance": 100, "AcctNum": "7"})

    assert (changed["Balance"], changed["AcctNum"]) == (0, "7")


def test_the_currency_of_a_vendor_stays(company: Callable[..., Books]) -> None:
    books = company("us", multicurrency=True)
    made = vendor(books, CurrencyRef={"value": "EUR"})

    refused = books.refused(
        "Vendor", {**key_of(made), "sparse": True, "CurrencyRef": {"value": "USD"}}
    )

    assert made["CurrencyRef"] == {"value": "EUR", "name": "Euro"}
    assert refused["code"] == "6000"


def test_the_first_vendor_of_a_currency_brings_its_payable_account(
    company: Callable[..., Books],
) -> None:
    books = company("us", multicurrency=True)
    before = books.query(f"select * from Account where Name = '{PAYABLE} - EUR'")

    vendor(books, CurrencyRef={"value": "EUR"})

    opened = books.query(f"select * from Account where Name = '{PAYABLE} - EUR'")["Account"]
    assert before == {}
    assert (opened[0]["AccountType"], opened[0]["CurrencyRef"]["value"]) == (
        "Accounts Payable",
        "EUR",
    )


def test_it_finds_vendors_by_what_may_be_asked(books: Books) -> None:
    made = vendor(books, AcctNum="A-1")
    found = books.query("select * from Vendor where DisplayName = 'sam seller'")["Vendor"]
    refused = books.query_error("select * from Vendor where PrimaryEmailAddr = 'a@b.example'")

    assert [each["Id"] for each in found] == [made["Id"]]
    assert refused["Detail"] == (
        "QueryValidationError: property 'PrimaryEmailAddr' is not queryable"
    )


def test_a_full_update_clears_what_it_leaves_out(books: Books) -> None:
    made = vendor(books, AcctNum="7", CompanyName="Sellers")

    changed: Obj = books.make("Vendor", {**key_of(made), "DisplayName": "Sam Seller"})

    assert not {"AcctNum", "CompanyName"} & set(changed)
