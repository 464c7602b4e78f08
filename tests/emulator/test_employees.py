"""Employees: names in the common namespace, and a number that nobody sees again."""

import pytest

from tests.emulator.books import Books, key_of

JOHN = {"GivenName": "John", "FamilyName": "Meuller"}


def test_it_answers_a_new_employee_as_documented(books: Books) -> None:
    address = {"Line1": "45 N. Elm Street", "City": "Middlefield"}
    phone = {"PrimaryPhone": {"FreeFormNumber": "408-525-1234"}}

    made = books.make("Employee", {**JOHN, **phone, "SSN": "444-55-6666", "PrimaryAddr": address})

    assert list(made) == [
        *("SSN", "PrimaryAddr", "BillableTime", "domain", "sparse", "Id", "SyncToken", "MetaData"),
        *("GivenName", "FamilyName", "DisplayName", "PrintOnCheckName", "Active", "PrimaryPhone"),
    ]
    assert (made["SSN"], made["DisplayName"]) == ("XXX-XX-XXXX", "John Meuller")
    assert (made["BillableTime"], made["Active"]) == (False, True)
    assert made["PrimaryAddr"]["Id"].isdigit()


def test_it_refuses_an_employee_without_a_name(books: Books) -> None:
    assert books.refused("Employee", {"EmployeeNumber": "7"})["code"] == "6080"


def test_it_refuses_what_no_employee_has(books: Books) -> None:
    colon = books.refused("Employee", {**JOHN, "FamilyName": "A:B"})
    mail = books.refused("Employee", {**JOHN, "PrimaryEmailAddr": {"Address": "a@b"}})
    rate = books.refused("Employee", {**JOHN, "BillRate": 10})
    day = books.refused("Employee", {**JOHN, "HiredDate": "tomorrow"})

    assert [each["code"] for each in (colon, mail, rate, day)] == ["2040", "2210", "6000", "2060"]


@pytest.mark.parametrize(("name", "most"), [("EmployeeNumber", 100), ("GivenName", 100)])
def test_it_refuses_long_text(books: Books, name: str, most: int) -> None:
    refused = books.refused("Employee", {**JOHN, name: "1" * (most + 1)})

    assert (refused["code"], refused["element"]) == ("2050", name)


def test_a_reposted_mask_changes_nothing(books: Books) -> None:
    made = books.make("Employee", {**JOHN, "SSN": "444-55-6666"})

    reposted = books.make("Employee", made)
    state = books.control("GET", "state")["Employee"][0]

    assert reposted["SyncToken"] == "0"
    assert state["SSN"] == "XXX-XX-XXXX"


def test_an_employee_is_made_inactive_never_deleted(books: Books) -> None:
    made = books.make("Employee", JOHN)

    refused = books.refused("Employee", key_of(made), operation="delete")
    gone = books.change("Employee", made, Active=False)

    assert refused["Detail"] == "Operation Delete is not supported."
    assert (gone["Active"], gone["DisplayName"]) == (False, "John Meuller (deleted)")
    assert books.query("select * from Employee") == {}


def test_a_billing_rate_needs_billable_time(books: Books) -> None:
    made = books.make("Employee", {**JOHN, "BillableTime": True, "BillRate": 10})

    assert made["BillRate"] == 10
