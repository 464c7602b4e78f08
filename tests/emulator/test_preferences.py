"""Preferences and company information: what a company has once."""

from collections.abc import Callable

import pytest

from tests.emulator.books import Books, Obj, key_of

SECTIONS = [
    *("AccountingInfoPrefs", "ProductAndServicesPrefs", "SalesFormsPrefs", "EmailMessagesPrefs"),
    *("VendorAndPurchasesPrefs", "TimeTrackingPrefs", "TaxPrefs", "CurrencyPrefs"),
    *("ReportPrefs", "OtherPrefs", "domain", "sparse", "Id", "SyncToken", "MetaData"),
]


def preferences(books: Books) -> Obj:
    return books.read("Preferences", "1")


def info(books: Books) -> Obj:
    return books.read("CompanyInfo", books.realm)


def test_it_answers_all_sections_in_the_recorded_order(books: Books) -> None:
    assert list(preferences(books)) == SECTIONS


def test_one_value_changes_and_the_rest_stays(books: Books) -> None:
    before = preferences(books)

    books.prefer("SalesFormsPrefs", AllowShipping=True)

    after = preferences(books)
    assert after["SalesFormsPrefs"] == {**before["SalesFormsPrefs"], "AllowShipping": True}
    assert after["TaxPrefs"] == before["TaxPrefs"]
    assert after["SyncToken"] == "1"


def test_an_update_need_not_name_the_id(books: Books) -> None:
    change = {"SyncToken": "0", "AccountingInfoPrefs": {"TrackDepartments": True}}

    assert books.make("Preferences", change)["AccountingInfoPrefs"]["TrackDepartments"] is True


def test_a_closing_date_is_set_and_taken_back(books: Books) -> None:
    books.prefer("AccountingInfoPrefs", BookCloseDate="2024-12-31")
    closed = preferences(books)["AccountingInfoPrefs"]["BookCloseDate"]

    books.prefer("AccountingInfoPrefs", BookCloseDate="")

    assert closed == "2024-12-31"
    assert list(preferences(books)) == SECTIONS
    assert "BookCloseDate" not in preferences(books)["AccountingInfoPrefs"]


def test_an_empty_section_changes_nothing(books: Books) -> None:
    before = preferences(books)

    books.prefer("AccountingInfoPrefs")

    assert preferences(books) == before


@pytest.mark.parametrize(
    ("section", "values"),
    [
        ("CurrencyPrefs", {"HomeCurrency": {"value": "EUR"}}),
        ("SalesFormsPrefs", {"UsingPriceLevels": True}),
        ("SalesFormsPrefs", {"IPNSupportEnabled": True}),
        ("AccountingInfoPrefs", {"UseAccountNumbers": True}),
    ],
)
def test_it_passes_over_what_quickbooks_alone_decides(
    books: Books, section: str, values: Obj
) -> None:
    before = preferences(books)

    books.prefer(section, **values)

    assert preferences(books) == before


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"SyncToken": "7"}, "5010"),
        ({"SyncToken": None}, "2020"),
        ({"Unheard": True}, "2010"),
        ({"SalesFormsPrefs": {"Unheard": True}}, "2010"),
        ({"SalesFormsPrefs": [{"AllowShipping": True}]}, "2010"),
        ({"SalesFormsPrefs": {"AllowShipping": "perhaps"}}, "2230"),
        ({"AccountingInfoPrefs": {"BookCloseDate": "soon"}}, "2060"),
        ({"TimeTrackingPrefs": {"WorkWeekStartDate": "Someday"}}, "2170"),
        ({"SalesFormsPrefs": {"DefaultTerms": {"value": "999"}}}, "2500"),
        ({"TaxPrefs": {"TaxGroupCodeRef": {"value": "999"}}}, "2500"),
    ],
)
def test_it_refuses_preferences_that_cannot_be(books: Books, change: Obj, code: str) -> None:
    body = {**key_of(preferences(books)), "sparse": True, **change}

    assert books.refused("Preferences", body)["code"] == code


def test_multicurrency_stays_on(company: Callable[..., Books]) -> None:
    books = company("us", multicurrency=True)
    off = {"CurrencyPrefs": {"MultiCurrencyEnabled": False}}

    error = books.refused("Preferences", {**key_of(preferences(books)), "sparse": True, **off})

    assert error["code"] == "6000"


@pytest.mark.parametrize("kind", ["Preferences", "CompanyInfo"])
def test_it_refuses_to_make_or_delete_the_only_one(books: Books, kind: str) -> None:
    one = {"Id": "1", "SyncToken": "0"}

    assert books.refused(kind, {})["code"] == "500"
    assert books.refused(kind, one, operation="delete")["code"] == "500"


def test_both_answer_queries(books: Books) -> None:
    about = books.query("select * from CompanyInfo")["CompanyInfo"]
    switches = books.query("select * from Preferences")["Preferences"]

    assert (about, switches) == ([info(books)], [preferences(books)])


def test_it_answers_company_information_in_quickbooks_order(books: Books) -> None:
    found = info(books)

    assert list(found) == [
        *("CompanyName", "LegalName", "CompanyAddr", "CustomerCommunicationAddr", "LegalAddr"),
        *("CompanyStartDate", "FiscalYearStartMonth", "Country", "SupportedLanguages"),
        *("DefaultTimeZone", "NameValue", "domain", "sparse", "Id", "SyncToken", "MetaData"),
    ]
    assert found["CompanyAddr"]["Country"] == "USA"
    assert {"Name": "ItemCategoriesFeature", "Value": "true"} in found["NameValue"]


def test_an_address_gets_a_long_country_and_no_place_on_the_map(books: Books) -> None:
    address = {"Line1": "1 Lane", "City": "Bath", "Country": "GB", "Lat": "1", "Long": "2"}

    changed = books.change("CompanyInfo", info(books), LegalAddr=address)

    kept = {name: changed["LegalAddr"][name] for name in changed["LegalAddr"] if name != "Id"}
    assert kept == {"Line1": "1 Lane", "City": "Bath", "Country": "GBR"}
    assert changed["LegalAddr"]["Id"]


def test_a_full_update_clears_what_is_left_out_but_not_what_is_fixed(books: Books) -> None:
    before = books.change("CompanyInfo", info(books), PrimaryPhone={"FreeFormNumber": "555"})
    wanted = {"CompanyName": "New", "CompanyAddr": before["CompanyAddr"], "Country": "FR"}

    after = books.make("CompanyInfo", {**key_of(before), **wanted})

    assert (after["CompanyName"], after["Country"]) == ("New", "US")
    assert "PrimaryPhone" not in after
    assert after["NameValue"] == before["NameValue"]


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"CompanyName": None}, "2020"),
        ({"CompanyAddr": None}, "2020"),
        ({"CompanyName": "N" * 1025}, "2050"),
        ({"WebAddr": {"URI": "u" * 1001}}, "2050"),
        ({"Email": {"Address": "nobody"}}, "2210"),
        ({"FiscalYearStartMonth": "Brumaire"}, "2170"),
        ({"SyncToken": "7"}, "5010"),
    ],
)
def test_it_refuses_company_information_that_cannot_be(
    books: Books, change: Obj, code: str
) -> None:
    assert books.refused("CompanyInfo", {**info(books), **change})["code"] == code
