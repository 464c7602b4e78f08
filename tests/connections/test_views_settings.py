"""The Connection settings tab: what is decided, what is refused, what is never shown again."""

from datetime import date
from typing import Any

import pytest

from connections.forms.settings import SettingsForm
from connections.models import Connection
from tests.connections.console_parts import address, logged_in
from tests.factories import PaymentFactory

SECRET = "s3cret-of-the-app"


def decisions(**changed: Any) -> dict[str, Any]:
    return {
        "name": "Main books",
        "accounting_vendor": "quickbooks",
        "connection_type": "online",
        "environment": "emulator",
        "is_active": "on",
        "while_off": "ignore",
        "deleted_orders": "void",
        "payouts_become": "deposit",
        "fee_tax": "hold",
        "invoice_dated": "posted",
        "rate_source": "quickbooks",
        "closed_periods": "hold",
        "number_clash": "ask",
        "negative_stock": "warn",
        "gift_cards_taxed": "redeemed",
        "identify_products_by": "qbo_id",
        "guests": "person",
        "orders_become": "nothing",
        "early_statuses": ["open"],
        "books_start_on": "2026-01-01",
        "posting_statuses": ["completed"],
        "auto_invoice": "on",
        "document_kind": "invoice",
        "number_prefix": "WEB-",
        "address_updates": "create_only",
        "client_id": "emulator-client",
        "client_secret": "",
        **changed,
    }


def save(user: Any, connection: Connection, **changed: Any) -> Any:
    return logged_in(user).post(address("settings", connection), decisions(**changed))


def errors(answer: Any) -> Any:
    assert answer.status_code == 200
    return answer.context["form"].errors


def test_every_decision_is_saved(unconnected: Connection, alice: Any) -> None:
    answer = save(alice, unconnected, uses_classes="on", auto_post="")

    unconnected.refresh_from_db()
    assert answer.status_code == 302
    assert unconnected.books_start_on == date(2026, 1, 1)
    assert unconnected.posting_statuses == ["completed"]
    assert unconnected.document_kind == Connection.DocumentKind.INVOICE
    assert unconnected.address_updates == Connection.AddressUpdates.CREATE_ONLY
    assert unconnected.number_prefix == "WEB-"
    assert unconnected.uses_classes
    assert not unconnected.allows_overrides
    assert not unconnected.auto_post


def test_the_day_the_books_start_is_needed(unconnected: Connection, alice: Any) -> None:
    answer = save(alice, unconnected, books_start_on="")

    assert "Choose the day on which your books start" in str(errors(answer)["books_start_on"])
    assert "Nothing was saved" in answer.content.decode()


def test_the_books_cannot_start_in_a_closed_period(unconnected: Connection, alice: Any) -> None:
    Connection.objects.update(books_closed_on=date(2026, 3, 31))

    answer = save(alice, unconnected, books_start_on="2026-03-31")

    assert "closed up to 31 March 2026" in str(errors(answer)["books_start_on"])


def test_a_start_that_was_closed_behind_since_may_stay(unconnected: Connection, alice: Any) -> None:
    Connection.objects.update(
        books_start_on=date(2026, 1, 1), books_closed_on=date(2026, 12, 31), number_prefix="OLD-"
    )

    answer = save(alice, unconnected)

    assert answer.status_code == 302
    assert Connection.objects.get().number_prefix == "WEB-"


def test_saving_leaves_alone_what_the_reader_writes(unconnected: Connection) -> None:
    form = SettingsForm(decisions(), instance=unconnected, owns=True)
    assert form.is_valid(), form.errors
    Connection.objects.update(sign_in="needs_reconnecting", requestid_trust="trusted")

    form.save()

    kept = Connection.objects.get()
    assert (kept.sign_in, kept.requestid_trust) == ("needs_reconnecting", "trusted")
    assert kept.number_prefix == "WEB-"


def test_at_least_one_status_must_post(unconnected: Connection, alice: Any) -> None:
    answer = save(alice, unconnected, posting_statuses=[])

    assert "Tick at least one status" in str(errors(answer)["posting_statuses"])


def test_a_cancelled_order_can_never_be_made_to_post(unconnected: Connection, alice: Any) -> None:
    assert "posting_statuses" in errors(save(alice, unconnected, posting_statuses=["cancelled"]))


def test_the_secret_is_stored_encrypted_and_never_shown(
    unconnected: Connection, alice: Any
) -> None:
    save(alice, unconnected, client_secret=f" {SECRET} ")

    unconnected.refresh_from_db()
    page = logged_in(alice).get(address("settings", unconnected)).content.decode()
    assert unconnected.client_secret == SECRET
    assert SECRET not in unconnected.sealed_client_secret
    assert SECRET not in page
    assert "Set on " in page


def test_an_empty_secret_keeps_the_one_that_is_set(unconnected: Connection, alice: Any) -> None:
    save(alice, unconnected, client_secret=SECRET)
    save(alice, unconnected, client_secret="")

    unconnected.refresh_from_db()
    assert unconnected.client_secret == SECRET


def test_a_secret_typed_beside_a_mistake_is_not_sent_back(
    unconnected: Connection, alice: Any
) -> None:
    answer = save(alice, unconnected, client_secret=SECRET, books_start_on="")

    assert SECRET not in answer.content.decode()


def test_a_mistake_leaves_the_headline_as_it_is_stored(unconnected: Connection, alice: Any) -> None:
    answer = save(alice, unconnected, name="Renamed", books_start_on="")

    assert answer.context["connection"].name == "Main books"


def test_the_environment_stays_once_a_company_is_connected(connected: Any, alice: Any) -> None:
    connection = connected()

    save(alice, connection, environment="production")

    connection.refresh_from_db()
    assert connection.environment == Connection.Environment.EMULATOR


def test_the_checklist_leads_to_what_is_missing(unconnected: Connection, alice: Any) -> None:
    page = logged_in(alice).get(address("settings", unconnected)).content.decode()

    assert "before anything can be sent" in page
    assert f'<a href="{address("token", unconnected)}">Connect to QuickBooks.</a>' in page


def test_the_checklist_says_so_when_nothing_is_missing(connected: Any, alice: Any) -> None:
    page = logged_in(alice).get(address("settings", connected())).content.decode()

    assert "Everything needed is decided." in page
    assert "Documents are sent by themselves." in page


def test_what_only_some_documents_need_is_not_said_to_stop_all(connected: Any, alice: Any) -> None:
    books = connected()
    PaymentFactory(currency="EUR")

    page = logged_in(alice).get(address("settings", books)).content.decode()

    assert "in EUR." in page
    assert "Documents can be sent. Only what needs one of these waits" in page


@pytest.mark.parametrize("command", ["read_queue --drain", "refresh_tokens"])
def test_the_developer_finds_the_cron_lines(
    command: str, unconnected: Connection, alice: Any
) -> None:
    page = logged_in(alice).get(address("settings", unconnected)).content.decode()

    assert f"manage.py {command}" in page


def test_each_field_names_its_help_and_its_error(unconnected: Connection, alice: Any) -> None:
    page = save(alice, unconnected, books_start_on="").content.decode()

    assert 'aria-describedby="id_books_start_on_helptext' in page
    assert 'id="id_books_start_on_helptext"' in page
    assert 'id="id_books_start_on_error"' in page
