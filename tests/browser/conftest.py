"""One house and one Chromium for all browser tests of a run; skipped with the reason."""

import os
import shutil
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, sync_playwright

from tests.browser import deeds, house
from tests.browser.house import House
from tests.browser.person import Person

NAMES = ("chromium", "chromium-browser", "google-chrome", "chrome")
QUIET = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--no-first-run"]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if "browser" in item.path.parts:
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    found = [os.environ.get("CHROMIUM"), *map(shutil.which, NAMES)]
    program = next((path for path in found if path), None)
    if program is None:
        pytest.skip("No Chromium was found: install it, or name it in CHROMIUM.")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=QUIET)
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def home(chromium: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    built = house.build(tmp_path_factory.mktemp("house"))
    yield built
    built.stop()


@pytest.fixture(scope="session")
def logins(chromium: Browser, home: House) -> Callable[[str], Any]:
    """The cookies of somebody's login, made once by the login page."""
    kept: dict[str, Any] = {}

    def of(name: str) -> Any:
        if name not in kept:
            person = Person(chromium, home.url)
            person.log_in(name, deeds.PASSWORD)
            kept[name] = person.context.storage_state()
            person.leave()
        return kept[name]

    return of


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item, call: Any) -> Any:
    """A failed journey leaves a picture of where it stopped beside the house's logs."""
    report = yield
    person = getattr(item, "funcargs", {}).get("alice")
    if report.failed and report.when == "call" and isinstance(person, Person):
        picture = item.funcargs["home"].inside.folder / f"{item.name}.png"
        person.page.screenshot(path=picture, full_page=True)
        report.sections.append(("picture", str(picture)))
    return report


@pytest.fixture
def sit_down(
    chromium: Browser, home: House, logins: Callable[[str], Any]
) -> Iterator[Callable[..., Person]]:
    """`sit_down("alice", color_scheme="dark")`: a logged-in person at a browser of their own."""
    present: list[Person] = []

    def sit(name: str, **looks: Any) -> Person:
        person = Person(chromium, home.url, storage_state=logins(name), **looks)
        present.append(person)
        return person

    yield sit
    for person in present:
        person.leave()


@pytest.fixture
def alice(sit_down: Callable[..., Person]) -> Iterator[Person]:
    """Alice at her desk; at the end her browser must not have complained of anything."""
    person = sit_down("alice")
    yield person
    assert person.troubles == []
