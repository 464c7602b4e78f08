"""Every night the tax rates of store and QuickBooks are compared; a difference stays to be seen."""

from decimal import Decimal
from typing import Any

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from django.utils import timezone

from connections import readiness, tasks
from connections.checking import nightly
from connections.models import Connection, TaxMapping
from tests.bridge import LiveEmulator
from tests.factories import StoreTaxFactory


@pytest.fixture
def changed_there(connected: Any) -> Connection:
    """A company whose California was 8.25 % when it was fetched, as in the store, and is 8 now."""
    connection: Connection = connected()
    code = connection.list_items.get(kind="TaxCode", name="California")
    tax = StoreTaxFactory(name="Sales tax", rate="8.25")
    TaxMapping.objects.create(connection=connection, tax=tax, tax_code=code)
    connection.list_items.filter(pk=code.pk).update(rate=Decimal("8.25"))
    return connection


def rates_missing(connection: Connection) -> list[str]:
    missing = readiness.missing(connection=connection)
    return [one.sentence for one in missing if one.point == "tax_rate"]


def test_a_rate_that_changed_in_quickbooks_is_on_the_checklist_in_the_morning(
    changed_there: Connection,
) -> None:
    assert rates_missing(changed_there) == []

    tasks.compare_taxes()

    (sentence,) = rates_missing(changed_there)
    assert "“Sales tax” is 8.25 % in the store" in sentence
    assert "“California” is 8 % in QuickBooks" in sentence


def test_the_checklist_leads_to_the_taxes_and_keeps_nothing_from_being_sent(
    changed_there: Connection,
) -> None:
    tasks.compare_taxes()

    missing = readiness.missing(connection=changed_there)
    (found,) = [one for one in missing if one.point == "tax_rate"]
    assert (found.page, found.blocks_all) == ("accounts-taxes", False)


def test_only_taxes_are_asked_for(changed_there: Connection, live_emulator: LiveEmulator) -> None:
    before = len(live_emulator.log(changed_there.realm))

    tasks.compare_taxes()

    assert len(live_emulator.log(changed_there.realm)) - before == 2


def test_a_company_that_cannot_be_asked_stops_nobody_elses_comparison(
    changed_there: Connection, live_emulator: LiveEmulator
) -> None:
    live_emulator.schedule(changed_there.realm, "http-500", times=9, operation="query")

    ((connection, _, trouble),) = nightly.compare_taxes(now=timezone.now())

    assert connection == changed_there
    assert trouble


def test_the_command_says_both_numbers_and_fails(changed_there: Connection, capsys: Any) -> None:
    with pytest.raises(CommandError, match="1 connection"):
        call_command("compare_taxes")

    assert "8.25 % in the store" in capsys.readouterr().out


def test_it_is_done_every_night() -> None:
    entry = settings.CELERY_BEAT_SCHEDULE["compare tax rates every night"]

    assert entry["task"] == tasks.compare_taxes.name
    assert (entry["schedule"].hour, entry["schedule"].minute) == ({3}, {17})
