"""One whole call for a person: budget, token, audit row, and one more try after a 401."""

import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.utils import timezone

from connections import exchanges, tokens
from connections.gateway import Call
from connections.models import Connection, Exchange, Token
from tests.bridge import LiveEmulator

Connect = Callable[..., Connection]
COMPANY = Call("GET", "/preferences")


@pytest.fixture
def connection(connected: Connect) -> Connection:
    made = connected()
    Exchange.objects.all().delete()
    return made


def customer(name: str, request_id: str = "") -> Call:
    return Call(
        "POST", "/customer", body=json.dumps({"DisplayName": name}).encode(), request_id=request_id
    )


def test_a_call_leaves_one_row_that_tells_what_became_of_it(connection: Connection) -> None:
    answer = exchanges.ask(connection=connection, call=customer("Dana Miller", "r-1"))

    row = Exchange.objects.get()
    assert answer.body["Customer"]["DisplayName"] == "Dana Miller"
    assert (row.method, row.path, row.request_id) == ("POST", "/customer", "r-1")
    assert (row.status, row.fault_code, row.intuit_tid) == (200, "", answer.intuit_tid)
    assert row.took_ms is not None
    assert not row.is_read


def test_a_refusal_is_kept_with_quickbooks_own_words(connection: Connection) -> None:
    exchanges.ask(connection=connection, call=customer("Dana Miller"))
    exchanges.ask(connection=connection, call=customer("Dana Miller"))

    row = Exchange.objects.order_by("pk").last()
    assert row is not None
    assert row.fault_code == "6240"
    assert "already exists" in row.fault_text


def test_the_row_stands_before_the_call_leaves(connection: Connection) -> None:
    started = datetime(2026, 11, 2, 12, 0, tzinfo=UTC)

    row = exchanges.begin(connection=connection, call=Call("POST", "/batch"), now=started, items=7)

    row.refresh_from_db()
    assert (row.started_at, row.status, row.items) == (started, None, 7)
    assert row.is_batch


def test_an_expired_token_is_refreshed_and_the_call_sent_again(
    connection: Connection, live_emulator: LiveEmulator
) -> None:
    before = Token.objects.get().access
    live_emulator.schedule(connection.realm, "401")

    answer = exchanges.ask(connection=connection, call=COMPANY)

    assert answer.fault is None
    assert list(Exchange.objects.order_by("pk").values_list("status", flat=True)) == [401, 200]
    assert Token.objects.get().access != before


def test_a_second_401_is_not_followed_by_a_third_call(
    connection: Connection, live_emulator: LiveEmulator
) -> None:
    live_emulator.schedule(connection.realm, "401", times=5)

    answer = exchanges.ask(connection=connection, call=COMPANY)

    assert answer.status == 401
    assert Exchange.objects.count() == 2


def test_a_company_that_lets_us_in_no_more_needs_reconnecting(
    connection: Connection, live_emulator: LiveEmulator
) -> None:
    live_emulator.schedule(connection.realm, "403")

    with pytest.raises(tokens.NeedsReconnecting, match="no longer lets this connection"):
        exchanges.ask(connection=connection, call=COMPANY)

    connection.refresh_from_db()
    assert connection.sign_in == "needs_reconnecting"
    assert Exchange.objects.get().status == 403


def test_a_disconnected_company_is_not_asked(
    connection: Connection, live_emulator: LiveEmulator
) -> None:
    tokens.disconnect(connection=connection, now=timezone.now())
    asked = len(live_emulator.log(connection.realm))

    with pytest.raises(tokens.Disconnected):
        exchanges.ask(connection=connection, call=COMPANY)

    assert len(live_emulator.log(connection.realm)) == asked
    assert Exchange.objects.count() == 0


def test_a_person_waits_for_the_budget(connection: Connection, settings: Any) -> None:
    settings.QBO_LIMITS = {**settings.QBO_LIMITS, "requests_per_second": 1}
    waited: list[float] = []
    moment = timezone.now()
    exchanges.begin(connection=connection, call=COMPANY, now=moment)

    def sleep(seconds: float) -> None:
        nonlocal moment
        waited.append(seconds)
        moment += timedelta(seconds=seconds)

    exchanges.ask(connection=connection, call=COMPANY, clock=lambda: moment, sleep=sleep)

    assert sum(waited) == pytest.approx(1.0, abs=0.01)


def test_a_person_does_not_wait_for_ever(
    connection: Connection, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(exchanges, "PATIENCE_S", 0.5)
    settings.QBO_LIMITS = {**settings.QBO_LIMITS, "in_flight": 1}
    moment = timezone.now()
    exchanges.begin(connection=connection, call=COMPANY, now=moment)

    with pytest.raises(exchanges.Busy, match="Try again in a minute"):
        exchanges.ask(
            connection=connection, call=COMPANY, clock=lambda: moment, sleep=lambda _seconds: None
        )


def test_a_query_brings_every_page(connection: Connection, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(exchanges, "PAGE", 7)
    statement = "SELECT * FROM Account"

    found = list(exchanges.query(connection=connection, statement=statement))

    ids = [record["Id"] for record in found]
    assert len(ids) == len(set(ids)) > 21
    assert Exchange.objects.count() == len(ids) // 7 + 1
    assert all(Exchange.objects.values_list("is_read", flat=True))


def test_a_query_that_finds_nothing_is_empty(connection: Connection) -> None:
    statement = "SELECT * FROM Customer WHERE DisplayName = 'Nobody'"

    assert list(exchanges.query(connection=connection, statement=statement)) == []


def test_a_statement_that_is_refused_says_so(connection: Connection) -> None:
    with pytest.raises(exchanges.Refused) as refused:
        list(exchanges.query(connection=connection, statement="SELECT * FROM Nonsense"))

    assert refused.value.fault.code == "4001"
