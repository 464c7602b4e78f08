"""What the rules of axe find wrong with a page: what somebody without sight or mouse cannot use."""

from functools import cache
from pathlib import Path

import pytest
from playwright.sync_api import Page

FOLDER = Path(__file__).parent / "node"
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "best-practice"]
JUDGE = """async ([rules, within]) => {
    const where = within ? document.querySelector(within) : document;
    const wanted = { runOnly: { type: "tag", values: rules }, resultTypes: ["violations"] };
    const found = await axe.run(where, wanted);
    return found.violations.flatMap(({ id, impact, nodes }) =>
        nodes.map(node => `${impact} ${id}: ${node.target.join(" ")}`));
}"""
DANGLING = """() => ["aria-labelledby", "aria-describedby", "aria-controls"].flatMap(name =>
    [...document.querySelectorAll(`[${name}]`)].flatMap(part =>
        part.getAttribute(name).split(" ").filter(id => id && !document.getElementById(id))
            .map(id => `${name} of ${part.id || part.tagName} names ${id}, which is not there`)))"""
UNFOLD = "document.querySelectorAll('details').forEach(part => { part.open = true; })"


@cache
def source() -> str:
    path = FOLDER / "node_modules" / "axe-core" / "axe.min.js"
    if not path.exists():
        pytest.skip(f"axe is not installed: run `npm ci` in {FOLDER}.")
    return path.read_text()


def faults(page: Page, within: str = "") -> list[str]:
    """Every fault, slight ones too, in the page or in the part of it that `within` selects.

    The browser's own door is used, so that the page's content security policy stays as it is.
    """
    page.evaluate(source())
    found: list[str] = page.evaluate(JUDGE, [RULES, within])
    return found


def unfolded_faults(page: Page) -> list[str]:
    """The faults of the page with everything unfolded, and what it names but does not have."""
    page.evaluate(UNFOLD)
    missing: list[str] = page.evaluate(DANGLING)
    return [*faults(page), *missing]
