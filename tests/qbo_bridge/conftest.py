"""A real browser on the real pages, where a Chromium is found; bounded in time, offline."""

import os
import shutil
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Page, sync_playwright

from tests.bridge import connected, emulator_server, live_emulator, unconnected
from tests.connections.console_parts import logged_in

__all__ = ["connected", "emulator_server", "live_emulator", "unconnected"]

CHROMIUM = next(
    (
        path
        for path in (os.environ.get("CHROMIUM"), shutil.which("chromium"), shutil.which("chrome"))
        if path
    ),
    None,
)
QUIET = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--no-first-run",
]


@pytest.fixture
def alices_page(live_server: Any, alice: Any, settings: Any, monkeypatch: Any) -> Iterator[Page]:
    """A page of a browser in which Alice is logged in; `page.troubles` are its console's errors."""
    if CHROMIUM is None:
        pytest.skip("No Chromium was found: install it, or name it in CHROMIUM.")
    # Playwright runs an event loop in this thread; the test's own queries are safe beside it.
    monkeypatch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
    settings.PUBLIC_URL = live_server.url
    session = logged_in(alice).cookies["sessionid"].value
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=QUIET)
        context = browser.new_context(base_url=live_server.url)
        context.set_default_timeout(15_000)
        context.add_cookies([{"name": "sessionid", "value": session, "url": live_server.url}])
        yield context.new_page()
        browser.close()
