"""The cast of all tests: Alice runs the marketplace, Bob and Carol are vendors, Dave a stranger."""

import os
from typing import Any

import pytest

from entities.models import Vendor
from tests.factories import UserFactory, VendorFactory


@pytest.fixture
def alice(db: None) -> Any:
    """Runs the marketplace: may do everything."""
    return UserFactory(username="alice", is_staff=True, is_superuser=True)


@pytest.fixture
def bob(db: None) -> Any:
    """Works for `bobs_vendor`; has a login to the admin and no Django permission yet."""
    return UserFactory(username="bob", is_staff=True)


@pytest.fixture
def carol(db: None) -> Any:
    """Works for `carols_vendor`; whatever Bob is granted, Carol is not."""
    return UserFactory(username="carol", is_staff=True)


@pytest.fixture
def dave(db: None) -> Any:
    """A stranger with a login: no staff, no vendor."""
    return UserFactory(username="dave")


@pytest.fixture
def bobs_vendor(bob: Any) -> Vendor:
    vendor: Vendor = VendorFactory(name="Bob's Beans", users=[bob])
    return vendor


@pytest.fixture
def carols_vendor(carol: Any) -> Vendor:
    vendor: Vendor = VendorFactory(name="Carol's Cups", users=[carol])
    return vendor


def pytest_sessionfinish(session: pytest.Session, exitstatus: int) -> None:
    """In CI nothing may be skipped: what a machine lacks must be installed there."""
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    if os.environ.get("CI") == "true" and reporter and reporter.stats.get("skipped"):
        session.exitstatus = pytest.ExitCode.TESTS_FAILED
