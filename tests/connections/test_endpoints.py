"""Only three places are ever talked to: Intuit's two, and the one configured emulator."""

from typing import Any

import pytest

from connections.models import Connection
from connections.wire import endpoints


def connection(environment: str) -> Connection:
    return Connection(name="Main books", environment=environment, realm="4620816365")


@pytest.mark.parametrize(
    ("environment", "host"),
    [
        ("production", "https://quickbooks.api.intuit.com"),
        ("sandbox", "https://sandbox-quickbooks.api.intuit.com"),
    ],
)
def test_each_environment_has_its_own_host(environment: str, host: str) -> None:
    base = endpoints.api_base(connection(environment))

    assert base == f"{host}/v3/company/4620816365"


def test_the_emulator_is_where_the_settings_say(settings: Any) -> None:
    settings.EMULATOR_URL = "http://127.0.0.1:8010"

    base = endpoints.api_base(connection("emulator"))
    sign_in = endpoints.sign_in(connection("emulator"))

    assert base == "http://127.0.0.1:8010/v3/company/4620816365"
    assert sign_in.token == "http://127.0.0.1:8010/oauth2/v1/tokens/bearer"


def test_without_an_emulator_its_connections_are_refused_in_words(settings: Any) -> None:
    settings.EMULATOR_URL = ""

    with pytest.raises(endpoints.AddressRefused, match="Choose Sandbox or Production"):
        endpoints.api_base(connection("emulator"))


def test_an_environment_that_does_not_exist_is_refused() -> None:
    with pytest.raises(ValueError, match="elsewhere"):
        endpoints.api_base(connection("elsewhere"))


@pytest.mark.parametrize(
    ("qbo_type", "page"),
    [
        ("Invoice", "https://app.qbo.intuit.com/app/invoice?txnId=42"),
        ("SalesReceipt", "https://app.qbo.intuit.com/app/salesreceipt?txnId=42"),
        ("Customer", "https://app.qbo.intuit.com/app/customerdetail?nameId=42"),
        ("Item", "https://app.qbo.intuit.com/app/items"),
        ("Estimate", "https://app.qbo.intuit.com/app/estimate?txnId=42"),
        ("PurchaseOrder", "https://app.qbo.intuit.com/app/purchaseorder?txnId=42"),
    ],
)
def test_a_record_has_its_page_in_quickbooks(qbo_type: str, page: str) -> None:
    assert endpoints.company_page(connection("production"), qbo_type, "42") == page


def test_in_the_emulator_a_record_has_its_page_in_the_books(settings: Any) -> None:
    settings.EMULATOR_URL = "http://127.0.0.1:8010"

    page = endpoints.company_page(connection("emulator"), "SalesReceipt", "42")

    assert page == "http://127.0.0.1:8010/books/4620816365/salesreceipt/42"
