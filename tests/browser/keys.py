"""A person without a mouse: walks by Tab to what bears a name, presses it, types into it."""

from tests.browser.person import Person

# As a screen reader says it: the label, else the text without what is hidden from it.
NAME = """() => {
    const at = document.activeElement;
    const copy = at.cloneNode(true);
    copy.querySelectorAll("[aria-hidden=true], option").forEach(part => part.remove());
    const label = at.labels && at.labels[0] ? at.labels[0].innerText : "";
    const said = at.getAttribute("aria-label") || label || copy.textContent || at.value || "";
    return said.replace(/\\s+/g, " ").trim();
}"""


class Keys:
    def __init__(self, person: Person) -> None:
        self.page = person.page

    def name(self) -> str:
        return str(self.page.evaluate(NAME))

    def to(self, name: str, *, about: str = "", most: int = 200) -> None:
        """Walks on to what begins with this name, and says `about` where several do."""
        for _ in range(most):
            if (here := self.name()).startswith(name) and about in here:
                return
            self.page.keyboard.press("Tab")
        raise AssertionError(f"Tab never reaches “{name} {about}” on {self.page.url}")

    def press(self, name: str, *, about: str = "") -> None:
        self.to(name, about=about)
        self.page.keyboard.press("Enter")

    def follow(self, name: str, *, about: str = "") -> None:
        """Presses what leads to another page, and waits for it."""
        self.to(name, about=about)
        with self.page.expect_navigation():
            self.page.keyboard.press("Enter")

    def choose(self, name: str) -> None:
        """One of several, by the arrows: Tab stops at such a group only once."""
        while self.page.evaluate("document.activeElement.type") != "radio":
            self.page.keyboard.press("Tab")
        self.page.keyboard.press("Space")
        for _ in range(30):
            if name in self.name():
                return
            self.page.keyboard.press("ArrowDown")
        raise AssertionError(f"The arrows never reach “{name}” on {self.page.url}")

    def type(self, name: str, text: str, *, about: str = "") -> None:
        self.to(name, about=about)
        self.page.keyboard.press("Control+A")
        self.page.keyboard.type(text)
