"""Which entries of QuickBooks' lists are offered for what."""

from typing import Any

from connections.choosing.choices import Offers


def names(items: list[Any]) -> set[str]:
    return {item.name for item in items}


def test_the_marks_of_a_line_are_no_tax_codes_of_a_document_in_the_us(connected: Any) -> None:
    offers = Offers(connected("us"))

    assert "California" in names(offers.codes_of_taxes())
    assert not {"TAX", "NON"} & names(offers.codes_of_taxes())
    assert names(offers.codes_without_tax()) == {"NON"}


def test_elsewhere_every_code_is_offered(connected: Any) -> None:
    offers = Offers(connected("gb"))

    assert names(offers.codes_of_taxes()) == names(offers.codes_without_tax()) != set()
