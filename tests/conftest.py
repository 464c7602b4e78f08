"""The cast of all tests: Alice runs the marketplace, Bob and Carol are vendors, Dave a stranger."""

import os
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test import override_settings
from hypothesis import HealthCheck
from hypothesis import settings as property_settings

from entities.models import Vendor
from tests import migrated
from tests.factories import UserFactory, VendorFactory

IN_MEMORY = "file:migrated?mode=memory&cache=shared"
# How long one example takes says something of the machine, nothing of the property.
property_settings.register_profile(
    "patient", deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
property_settings.load_profile("patient")


@pytest.fixture(scope="session")
def migrated_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A SQLite database with all tables, to be copied."""
    return migrated.file(tmp_path_factory.getbasetemp())


@pytest.fixture(scope="session")
def django_db_modify_db_settings(
    django_db_modify_db_settings_parallel_suffix: None, request: pytest.FixtureRequest
) -> Iterator[None]:
    """The tests' database begins as a copy, in which Django finds nothing left to migrate."""
    test = connection.settings_dict["TEST"]
    if connection.vendor != "sqlite":
        test["TEMPLATE"] = os.environ.get("TEST_TEMPLATE")
        yield
        return
    test["NAME"] = IN_MEMORY
    with closing(migrated.copy(request.getfixturevalue("migrated_file"), IN_MEMORY)):
        yield


@pytest.fixture(scope="session", autouse=True)
def static_files_are_found_when_asked_for() -> Iterator[None]:
    """Else every new test client looks through all of them before its first request."""
    with override_settings(WHITENOISE_AUTOREFRESH=True):
        yield


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
