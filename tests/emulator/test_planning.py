"""Budgets and types of customers can be asked for; the API does not make them."""

import pytest

from tests.emulator.books import Books

KINDS = ["Budget", "CustomerType"]


@pytest.mark.parametrize("kind", KINDS)
def test_there_are_none_in_a_new_company(books: Books, kind: str) -> None:
    assert books.query(f"select * from {kind}") == {}
    assert books.call(f"{kind.lower()}/1").json()["Fault"]["Error"][0]["code"] == "610"


@pytest.mark.parametrize("kind", KINDS)
def test_it_refuses_to_make_one(books: Books, kind: str) -> None:
    assert books.refused(kind, {"Name": "Next year"})["code"] == "500"
