"""A reader is woken once, after the commit, and never at a price for the shop."""

import runpy
import time
from typing import Any

import pytest
from celery import Celery

from connections.models import Connection
from entities.models import Vendor
from qbo_bridge import settings
from sync_queue import doorbell
from sync_queue.models import QueueRow
from tests.factories import (
    CustomerFactory,
    ProductFactory,
    VendorFactory,
)

pytestmark = pytest.mark.django_db
RING = doorbell.Bell.__call__


def options_for(broker: str) -> Any:
    """The transport options that the settings choose for this broker."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("CELERY_BROKER_URL", broker)
        return runpy.run_path(settings.__file__)["CELERY_BROKER_TRANSPORT_OPTIONS"]


def test_the_bell_rings_once_per_connection_and_only_after_the_commit(
    shelf: Connection, quiet_doorbell: list[int], django_capture_on_commit_callbacks: Any
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        ProductFactory.create_batch(3)
        CustomerFactory()
        assert quiet_doorbell == []

    assert quiet_doorbell == [shelf.pk]


def test_each_company_is_rung_for_what_is_its_own(
    shelf: Connection, quiet_doorbell: list[int], django_capture_on_commit_callbacks: Any
) -> None:
    vendor: Vendor = VendorFactory()
    own = Connection.objects.create(name="Own books", slug="own", vendor=vendor)

    with django_capture_on_commit_callbacks(execute=True):
        ProductFactory(vendor=vendor)

    assert quiet_doorbell == [own.pk]
    assert QueueRow.objects.get().connection == own


def test_a_broker_that_is_down_costs_the_shop_nothing(
    shelf: Connection, monkeypatch: pytest.MonkeyPatch, django_capture_on_commit_callbacks: Any
) -> None:
    # Nothing listens on port 1 of this machine.
    nobody = Celery("nobody", broker="redis://127.0.0.1:1/0", set_as_current=False)
    nobody.conf.broker_transport_options = options_for("redis://127.0.0.1:1/0")
    monkeypatch.setattr(doorbell, "current_app", nobody)
    monkeypatch.setattr(doorbell.Bell, "__call__", RING)
    # The first ring imports what speaks to the broker; a shop does that once per process.
    RING(doorbell.Bell(shelf.pk))
    monkeypatch.setattr(doorbell.Bell, "muted_until", 0.0)
    started = time.monotonic()

    for _ in range(5):
        with django_capture_on_commit_callbacks(execute=True):
            ProductFactory()

    assert time.monotonic() - started < 1
    assert QueueRow.objects.count() == 5
    assert doorbell.Bell.muted_until > time.monotonic()


def test_a_bell_that_was_silent_is_tried_again_later(monkeypatch: pytest.MonkeyPatch) -> None:
    sent: list[Any] = []
    app = type("App", (), {"send_task": lambda self, name, args, **_: sent.append((name, args))})()
    monkeypatch.setattr(doorbell, "current_app", app)
    monkeypatch.setattr(doorbell.Bell, "muted_until", time.monotonic() - 1)

    RING(doorbell.Bell(7))

    assert sent == [(doorbell.READ_QUEUE, (7,))]
