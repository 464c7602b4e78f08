"""One house and one Chromium for all browser tests of a run; skipped with the reason."""

import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, sync_playwright

from tests.browser import deeds, house
from tests.browser.house import House
from tests.browser.person import Person

NAMES = ("chromium", "chromium-browser", "google-chrome", "chrome")
# Whichever test comes first also pays for the house, and for the demo in it.
WITH_A_HOUSE_S = 240
QUIET = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--no-first-run"]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if "browser" in item.path.parts:
            item.add_marker(pytest.mark.browser)
            if item.get_closest_marker("timeout") is None:
                item.add_marker(pytest.mark.timeout(WITH_A_HOUSE_S))


@pytest.fixture(scope="package")
def chromium() -> Iterator[Browser]:
    """Ended with this folder's tests: its event loop would stand in the way of Django's later."""
    found = [os.environ.get("CHROMIUM"), *map(shutil.which, NAMES)]
    program = next((path for path in found if path), None)
    if program is None:
        pytest.skip("No Chromium was found: install it, or name it in CHROMIUM.")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=QUIET)
        yield browser
        browser.close()


@pytest.fixture(scope="package")
def home(
    chromium: Browser, tmp_path_factory: pytest.TempPathFactory, migrated_file: Path
) -> Iterator[House]:
    built = house.build(tmp_path_factory.mktemp("house"), migrated_file)
    yield built
    built.stop()


@pytest.fixture(scope="package")
def demo(
    chromium: Browser, tmp_path_factory: pytest.TempPathFactory, migrated_file: Path
) -> Iterator[House]:
    """A house of its own in which the demo has run: most is booked, some needs a person."""
    built = house.build(tmp_path_factory.mktemp("demo"), migrated_file)
    try:
        built.run_demo()
        yield built
    finally:
        built.stop()


@pytest.fixture(scope="package")
def logins(chromium: Browser) -> Callable[[str, House], Any]:
    """The cookies of somebody's login in a house, made once by the login page."""
    kept: dict[tuple[str, str], Any] = {}

    def of(name: str, at: House) -> Any:
        if (name, at.url) not in kept:
            person = Person(chromium, at.url)
            person.log_in(name, deeds.PASSWORD)
            kept[name, at.url] = person.context.storage_state()
            person.leave()
        return kept[name, at.url]

    return of


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item, call: Any) -> Any:
    """A failed journey leaves a picture of where it stopped beside the house's logs."""
    report = yield
    people = [one for one in getattr(item, "funcargs", {}).values() if isinstance(one, Person)]
    if report.failed and report.when == "call":
        for person in people:
            picture = Path(tempfile.gettempdir()) / f"{item.name[:60]}.png"
            person.page.screenshot(path=picture, full_page=True)
            report.sections.append(("picture", str(picture)))
    return report


@pytest.fixture
def sit_down(
    chromium: Browser, logins: Callable[[str, House], Any]
) -> Iterator[Callable[..., Person]]:
    """`sit_down("bob", home, color_scheme="dark")`: a logged-in person at a browser of their own,
    which must not have complained of anything when they get up."""
    present: list[Person] = []

    def sit(name: str, at: House, **looks: Any) -> Person:
        person = Person(chromium, at.url, storage_state=logins(name, at), **looks)
        present.append(person)
        return person

    yield sit
    for person in present:
        person.leave()
    assert [trouble for person in present for trouble in person.troubles] == []


@pytest.fixture
def alice(sit_down: Callable[..., Person], home: House) -> Person:
    """Alice at her desk."""
    return sit_down("alice", home)
