"""The books for people: what stands on the first page."""

import requests

from emulator.server import Server
from tests.emulator.books import Books


def test_the_first_page_shows_the_books_of_an_only_company(emulator: Server) -> None:
    emulator.installation.reset()

    text = requests.get(f"{emulator.url}/", timeout=10).text

    for heading in ("Customers", "Products and services", "Invoices", "Payments", "Accounts"):
        assert heading in text
    assert "Trial balance" in text


def test_with_several_companies_it_lets_a_person_choose(emulator: Server, books: Books) -> None:
    text = requests.get(f"{emulator.url}/", timeout=10).text

    assert f'href="/books/{books.realm}"' in text
    assert "Trial balance" not in text
