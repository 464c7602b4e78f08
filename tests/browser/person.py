"""Somebody at the browser: opens pages, presses buttons by their names, reads what stands there.

Everything the browser complains of on the way is remembered: scripts that break, what the content
security policy refuses, addresses that answer with a fault.
"""

import os
import shutil
import subprocess
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Error, Locator, Page

SHOTS = Path(__file__).resolve().parents[2] / "docs" / "screenshots"
DESK, PHONE = {"width": 1360, "height": 850}, {"width": 390, "height": 844}
PATIENCE_S = 20
FEW_COLOURS = ["--force", "--ext", ".png", "--speed", "1", "--strip", "--nofs", "32"]
SIGHT = """() => {
    const part = document.querySelector("#main") || document.body;
    if (!part) { return ""; }
    const choices = [...part.querySelectorAll("select")].map(choice => choice.innerText);
    return choices.reduce((text, choice) => text.replace(choice, ""), part.innerText);
}"""


class Person:
    def __init__(self, browser: Browser, url: str, **looks: Any) -> None:
        wishes = {"viewport": DESK, "base_url": url, "reduced_motion": "reduce", **looks}
        self.url = url
        self.context = browser.new_context(**wishes)
        self.context.set_default_timeout(PATIENCE_S * 1000)
        self.page = self.context.new_page()
        self.troubles: list[str] = []
        self.watch(self.page)

    def watch(self, page: Page) -> None:
        page.on("pageerror", lambda error: self.troubles.append(str(error)))
        page.on("console", self._overhear)
        page.on("response", self._look_at)

    def _overhear(self, message: Any) -> None:
        if message.type == "error" and str(message.location.get("url", "")).startswith(self.url):
            self.troubles.append(message.text)

    def _look_at(self, response: Any) -> None:
        if response.status >= 400 and response.url.startswith(self.url):
            self.troubles.append(f"{response.status} {response.url}")

    def log_in(self, name: str, password: str) -> None:
        self.open("/admin/login/?next=/admin/")
        self.page.get_by_label("Username").fill(name)
        self.page.get_by_label("Password").fill(password)
        self.page.get_by_role("button", name="Log in").click()
        self.page.wait_for_url("**/admin/")

    def open(self, path: str) -> int:
        """Goes there and returns the status."""
        answer = self.page.goto(path)
        assert answer is not None
        return answer.status

    def press(self, name: str, within: Locator | None = None) -> None:
        (within or self.page).get_by_role("button", name=name, exact=True).first.click()

    def follow(self, name: str) -> None:
        self.page.get_by_role("link", name=name, exact=True).first.click()

    def fill(self, **fields: str) -> None:
        """Types into fields by their names."""
        for name, value in fields.items():
            self.page.locator(f"[name={name}]").first.fill(value)

    def choose(self, name: str, wanted: str) -> None:
        self.page.locator(f"select[name={name}]").select_option(wanted)

    def pick(self, name: str, words: str) -> None:
        """Chooses in one of the admin's searching fields."""
        self.page.locator(f"[name={name}] + .select2-container").click()
        self.page.locator(".select2-search__field:visible").fill(words)
        self.page.locator(".select2-results__option", has_text=words).first.click()

    def dialog(self) -> Locator:
        return self.page.locator("dialog[open]")

    def overflow(self) -> int:
        """By how many pixels the page is wider than the window."""
        return int(self.page.evaluate("document.documentElement.scrollWidth - innerWidth"))

    def focused(self) -> str:
        return str(self.page.evaluate("document.activeElement.textContent")).strip()

    def reads(self, *texts: str) -> None:
        """Each text stands on the page, at once or within the patience of a person."""
        for text in texts:
            try:
                self.page.wait_for_function(f"text => ({SIGHT})().includes(text)", arg=text)
            except Error as trouble:
                raise AssertionError(f"“{text}” is not to be read on {self.page.url}") from trouble

    def sight(self) -> str:
        """What can be read on the page without opening a choice, the theme's menus aside."""
        return str(self.page.evaluate(SIGHT))

    def waits_for(self, text: str, *, tries: int = 60) -> None:
        """Reloads until the worker has done its part and `text` stands there."""
        for _ in range(tries):
            if text in self.sight():
                return
            self.page.wait_for_timeout(400)
            self.page.reload()
        raise AssertionError(f"“{text}” does not appear on {self.page.url}")

    def picture(self, name: str) -> None:
        """Saves docs/screenshots/<name>.png, when pictures are asked for by SCREENSHOTS=1; made
        small where pngquant is there."""
        if os.environ.get("SCREENSHOTS") != "1":
            return
        self.page.wait_for_load_state("networkidle")
        path = SHOTS / f"{name}.png"
        self.page.screenshot(path=path)
        if shrink := shutil.which("pngquant"):
            subprocess.run([shrink, *FEW_COLOURS, path], check=True)

    def leave(self) -> None:
        self.context.close()
