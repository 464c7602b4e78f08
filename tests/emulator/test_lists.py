"""Payment methods, terms, classes and departments."""

from collections.abc import Callable

import pytest

from tests.emulator.books import Books, Obj, key_of, line, ref, sale


def test_a_payment_method_is_no_card_unless_it_says_so(books: Books) -> None:
    made = books.make("PaymentMethod", {"Name": "Voucher"})

    assert list(made)[:3] == ["Name", "Active", "Type"]
    assert made["Type"] == "NON_CREDIT_CARD"


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ({}, "2020"),
        ({"Name": "N" * 32}, "2050"),
        ({"Name": "Gold", "Type": "GOLD"}, "2170"),
        ({"Name": "visa"}, "6240"),
    ],
)
def test_it_refuses_a_payment_method_that_cannot_be(books: Books, body: Obj, code: str) -> None:
    assert books.refused("PaymentMethod", body)["code"] == code


def test_it_says_what_has_taken_the_name_of_a_payment_method(books: Books) -> None:
    books.make("PaymentMethod", {"Name": "Voucher"})

    error = books.refused("PaymentMethod", {"Name": "voucher"})

    assert error["code"] == "6240"
    assert "Another payment method is already using this name." in error["Detail"]


def test_a_name_is_free_again_when_its_payment_method_is_inactive(books: Books) -> None:
    made = books.make("PaymentMethod", {"Name": "Voucher"})

    gone = books.change("PaymentMethod", made, Active=False)

    assert gone["Name"] == "Voucher (deleted)"
    assert books.make("PaymentMethod", {"Name": "Voucher"})["Id"] != made["Id"]


def test_a_term_by_days_is_standard_and_one_by_day_of_month_is_not(books: Books) -> None:
    days = books.make("Term", {"Name": "Net 120", "DueDays": "120"})
    day = books.make("Term", {"Name": "The 10th", "DayOfMonthDue": 10, "DueNextMonthDays": 5})

    assert (days["Type"], days["DueDays"]) == ("STANDARD", 120)
    assert (days["DiscountPercent"], days["DiscountDays"]) == (0, 0)
    assert (day["Type"], day["DayOfMonthDue"]) == ("DATE_DRIVEN", 10)
    assert "DueDays" not in day


def test_days_win_over_a_day_of_the_month(books: Books) -> None:
    made = books.make("Term", {"Name": "Both", "DueDays": 5, "DayOfMonthDue": 10})

    assert made["Type"] == "STANDARD"
    assert "DayOfMonthDue" not in made


def test_a_term_changes_from_days_to_a_day_of_the_month(books: Books) -> None:
    made = books.make("Term", {"Name": "Soon", "DueDays": 5})

    changed = books.change("Term", made, DayOfMonthDue=10)

    assert changed["Type"] == "DATE_DRIVEN"
    assert "DueDays" not in changed


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ({"DueDays": 5}, "2020"),
        ({"Name": "T"}, "2020"),
        ({"Name": "T" * 32, "DueDays": 5}, "2050"),
        ({"Name": "T", "DueDays": 1000}, "2240"),
        ({"Name": "T", "DueDays": -1}, "2240"),
        ({"Name": "T", "DayOfMonthDue": 32}, "2240"),
        ({"Name": "T", "DueDays": 5, "DiscountDays": 1000}, "2240"),
        ({"Name": "T", "DueDays": 5, "DiscountPercent": 101}, "2150"),
        ({"Name": "net 30", "DueDays": 5}, "6240"),
    ],
)
def test_it_refuses_a_term_that_cannot_be(books: Books, body: Obj, code: str) -> None:
    assert books.refused("Term", body)["code"] == code


def test_ids_of_classes_have_nineteen_digits(books: Books) -> None:
    first, second = (books.make("Class", {"Name": name}) for name in ("France", "Spain"))

    assert len(first["Id"]) == 19
    assert int(second["Id"]) == int(first["Id"]) + 1
    assert books.read("Class", first["Id"])["Name"] == "France"


@pytest.mark.parametrize(("kind", "flag"), [("Class", "SubClass"), ("Department", "SubDepartment")])
def test_it_answers_a_branch_in_quickbooks_order(books: Books, kind: str, flag: str) -> None:
    parent = books.make(kind, {"Name": "Europe"})

    made = books.make(kind, {"Name": "France", "ParentRef": ref(parent)})

    assert list(made)[:5] == ["Name", flag, "ParentRef", "FullyQualifiedName", "Active"]
    assert (made[flag], made["FullyQualifiedName"]) == (True, "Europe:France")
    assert parent[flag] is False
    assert "Level" not in made


@pytest.mark.parametrize("kind", ["Class", "Department"])
@pytest.mark.parametrize(
    ("body", "code"),
    [
        ({}, "2020"),
        ({"Name": "N" * 101}, "2050"),
        ({"Name": "A:B"}, "2040"),
        ({"Name": "europe"}, "6240"),
        ({"Name": "A", "ParentRef": {"value": "999"}}, "2500"),
    ],
)
def test_it_refuses_a_branch_that_cannot_be(books: Books, kind: str, body: Obj, code: str) -> None:
    books.make(kind, {"Name": "Europe"})

    assert books.refused(kind, body)["code"] == code


@pytest.mark.parametrize("kind", ["Class", "Department"])
def test_it_refuses_a_sixth_level(books: Books, kind: str) -> None:
    below = books.make(kind, {"Name": "1"})
    for name in "2345":
        below = books.make(kind, {"Name": name, "ParentRef": ref(below)})

    error = books.refused(kind, {"Name": "6", "ParentRef": ref(below)})

    assert error["code"] == "6180"


def test_it_refuses_to_move_a_branch_too_deep(books: Books) -> None:
    below = books.make("Class", {"Name": "1"})
    for name in "234":
        below = books.make("Class", {"Name": name, "ParentRef": ref(below)})
    branch = books.make("Class", {"Name": "Branch"})
    books.make("Class", {"Name": "Leaf", "ParentRef": ref(branch)})

    error = books.refused("Class", {**key_of(branch), "sparse": True, "ParentRef": ref(below)})

    assert error["code"] == "6180"


def test_it_refuses_a_branch_under_itself(books: Books) -> None:
    parent = books.make("Class", {"Name": "Europe"})
    child = books.make("Class", {"Name": "France", "ParentRef": ref(parent)})

    error = books.refused("Class", {**key_of(parent), "sparse": True, "ParentRef": ref(child)})

    assert error["code"] == "900"


def test_it_refuses_to_make_a_branch_inactive_before_its_leaves(books: Books) -> None:
    parent = books.make("Department", {"Name": "Europe"})
    child = books.make("Department", {"Name": "France", "ParentRef": ref(parent)})
    change = {**key_of(parent), "sparse": True, "Active": False}

    error = books.refused("Department", change)
    gone = books.change("Department", child, Active=False)

    assert error["code"] == "6000"
    assert gone["FullyQualifiedName"] == "Europe:France (deleted)"
    assert books.make("Department", change)["Name"] == "Europe (deleted)"


@pytest.mark.parametrize("kind", ["Class", "Department"])
def test_a_small_plan_has_no_branches(company: Callable[..., Books], kind: str) -> None:
    assert company("us-simple-start").refused(kind, {"Name": "Europe"})["code"] == "5030"


def test_a_class_stands_on_a_line_only_where_it_is_tracked(books: Books) -> None:
    made = books.make("Class", {"Name": "Tours"})
    form = sale(books.customer(), line(books.item(), "1", ClassRef=ref(made)))

    before = books.make("Invoice", form)
    books.prefer("AccountingInfoPrefs", ClassTrackingPerTxnLine=True)
    after = books.make("Invoice", form)

    assert "ClassRef" not in before["Line"][0]["SalesItemLineDetail"]
    assert after["Line"][0]["SalesItemLineDetail"]["ClassRef"]["value"] == made["Id"]


@pytest.mark.parametrize("kind", ["PaymentMethod", "Term", "Class", "Department"])
def test_it_refuses_to_delete_from_a_list(books: Books, kind: str) -> None:
    made = books.make(kind, {"Name": "Gone", **({"DueDays": 1} if kind == "Term" else {})})

    assert books.refused(kind, key_of(made), operation="delete")["code"] == "500"
