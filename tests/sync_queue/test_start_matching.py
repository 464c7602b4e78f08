"""Which records are the same on both sides: strong evidence links, weak evidence asks."""

import time

import pytest

from sync_queue.preparing.matching import CUSTOMERS, PRODUCTS, Match, Side, Verdict, match


def customer(id_: str, name: str, mail: str = "", **more: str) -> Side:
    return Side(id_, (name,) if name else (), mail, **more)


def only(ours: Side, *theirs: Side, by: object = CUSTOMERS) -> Match:
    [found] = match([ours], theirs, by=by)  # type: ignore[arg-type]
    return found


def ids(found: Match) -> list[str]:
    return [one.id for one in found.candidates]


def test_the_same_name_and_address_are_linked() -> None:
    found = only(
        customer("a", "Jane  Roe", "JANE@example.com"),
        customer("1", "jane roe", "jane@example.com"),
    )

    assert (found.verdict, ids(found)) == (Verdict.LINK, ["1"])
    assert found.evidence == "Same e-mail and name."


@pytest.mark.parametrize(
    ("name", "mail", "why"),
    [
        ("Jane Roe", "other@example.com", "Same name, another e-mail."),
        ("Jane Roe", "", "Same name; there is no e-mail to compare on both sides."),
        ("J. Roe", "jane@example.com", "Same e-mail, another name."),
    ],
)
def test_weak_evidence_asks(name: str, mail: str, why: str) -> None:
    found = only(customer("a", "Jane Roe", "jane@example.com"), customer("1", name, mail))

    assert (found.verdict, ids(found), found.evidence) == (Verdict.DECIDE, ["1"], why)


def test_what_nobody_is_like_is_created() -> None:
    found = only(customer("a", "Jane Roe"), customer("1", "Ada Low"), customer("2", ""))

    assert (found.verdict, ids(found)) == (Verdict.CREATE, [])


def test_a_company_is_found_by_its_name_or_by_its_persons() -> None:
    ours = Side("a", ("Roe Ltd", "Jane Roe"), "jane@example.com")

    assert only(ours, Side("1", ("Jane Roe",), "jane@example.com")).verdict == Verdict.LINK
    assert only(ours, Side("1", ("ROE LTD",), "jane@example.com")).verdict == Verdict.LINK


def test_one_of_quickbooks_is_never_linked_to_two_of_the_store() -> None:
    twins = [customer(key, "Jane Roe", "jane@example.com") for key in "ab"]

    found = match(twins, [customer("1", "Jane Roe", "jane@example.com")], by=CUSTOMERS)

    assert [one.verdict for one in found] == [Verdict.DECIDE, Verdict.DECIDE]
    assert "give it to one" in found[0].evidence


def test_several_that_fit_are_shown_to_choose_from() -> None:
    twins = [customer(id_, "Jane Roe", "jane@example.com") for id_ in "12"]

    found = only(customer("a", "Jane Roe", "jane@example.com"), *twins)

    assert (found.verdict, ids(found)) == (Verdict.DECIDE, ["1", "2"])


def test_an_inactive_one_is_not_linked_but_said() -> None:
    gone = Side("1", ("Jane Roe",), "jane@example.com", is_active=False)

    found = only(customer("a", "Jane Roe", "jane@example.com"), gone)

    assert found.verdict == Verdict.CREATE
    assert "inactive" in found.evidence


def test_a_customer_in_another_currency_is_somebody_else() -> None:
    ours = customer("a", "Jane Roe", "jane@example.com", currency="EUR")
    theirs = customer("1", "Jane Roe", "jane@example.com", currency="USD")

    assert only(ours, theirs).verdict == Verdict.CREATE


def test_the_same_code_is_enough_for_a_product() -> None:
    found = only(Side("a", ("Teapot",), "T-1"), Side("1", ("Pot of tea",), "T-1"), by=PRODUCTS)

    assert (found.verdict, found.evidence) == (Verdict.LINK, "Same code.")


def test_codes_differ_by_letter_case() -> None:
    found = only(Side("a", ("Teapot",), "t-1"), Side("1", ("Pot",), "T-1"), by=PRODUCTS)

    assert found.verdict == Verdict.CREATE


def test_ten_thousand_on_each_side_take_a_moment() -> None:
    ours = [customer(f"k{n}", f"Jane {n}", f"jane{n}@example.com") for n in range(10_000)]
    theirs = [customer(f"{n}", f"jane {n}", f"jane{n}@example.com") for n in range(10_000)]
    started = time.process_time()

    found = match(ours, theirs, by=CUSTOMERS)

    assert all(one.verdict == Verdict.LINK for one in found)
    assert time.process_time() - started < 5
