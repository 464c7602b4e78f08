"""Which words may stand on a screen: technical ones only where they are folded away."""

import re
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings

from connections import endings
from connections.forms.settings import HELP, SECTIONS
from tests.connections.console_parts import address, logged_in

ROOT = Path(settings.BASE_DIR, "templates")
TEMPLATES = sorted(ROOT.rglob("*.html"))
TECHNICAL = re.compile(
    r"\b(realm|sync ?token|leases?|sweep(s|er)?|beat|payload|fault codes?|intuit_tid)\b", re.I
)
FOLDED = re.compile(r'{% component "console/technical\.html"(?:.*?){% endcomponent %}', re.S)
FOLDED_ON_PAGE = re.compile(r"<details.*?</details>", re.S)
INCLUDED = re.compile(r'{% include "([^"]+)"')
COMMENT = re.compile(r"{#.*?#}|{% comment %}.*?{% endcomment %}|<!--.*?-->", re.S)
MARKUP = re.compile(r"{%.*?%}|{{.*?}}|<(script|style).*?</\1>|<[^>]*>", re.S)


def visible_words(template: str) -> str:
    return MARKUP.sub(" ", FOLDED.sub(" ", COMMENT.sub(" ", template)))


def texts_in_tags(template: str) -> str:
    """What a template hands to its parts: `title="…"`, `text="…"`, `note="…"`."""
    template = FOLDED.sub(" ", COMMENT.sub(" ", template))
    return " ".join(re.findall(r'\b(?:title|text|note|button|label|caption)="([^"]*)"', template))


def only_folded_away() -> set[Path]:
    """The parts that stand nowhere but inside a folded one."""
    folded: set[str] = set()
    open_to_see: set[str] = set()
    for path in TEMPLATES:
        template = path.read_text()
        folded.update(name for part in FOLDED.findall(template) for name in INCLUDED.findall(part))
        open_to_see.update(INCLUDED.findall(FOLDED.sub("", template)))
    return {ROOT / name for name in folded - open_to_see}


ON_SCREEN = sorted(set(TEMPLATES) - only_folded_away())


@pytest.mark.parametrize(
    "path", ON_SCREEN, ids=lambda path: str(path.relative_to(settings.BASE_DIR))
)
def test_a_template_keeps_technical_words_folded_away(path: Path) -> None:
    template = path.read_text()

    found = TECHNICAL.findall(visible_words(template) + texts_in_tags(template))

    assert not found, f"Say it in plain words, or under Technical details: {found}"


@pytest.mark.parametrize("word", ["realm", "SyncToken", "a lease", "the beat", "fault code"])
def test_the_search_would_find_each_of_these_words(word: str) -> None:
    assert TECHNICAL.search(visible_words(f"<p>Your {word} is here.</p>"))
    assert not TECHNICAL.search(
        visible_words(f'{{% component "console/technical.html" %}}{word}{{% endcomponent %}}')
    )


def test_the_words_in_python_are_plain_too() -> None:
    said = [*HELP.values(), *(f"{title} {note}" for title, note, _ in SECTIONS)]
    said += [f"{it.title} {it.what} {it.mend}" for it in endings.ENDINGS.values()]

    assert not TECHNICAL.findall(" ".join(said))


@pytest.mark.parametrize("page", ["settings", "token", "accounts"])
def test_a_whole_page_is_plain(page: str, connected: Any, alice: Any) -> None:
    answer = logged_in(alice).get(address(page, connected()))

    shown = MARKUP.sub(" ", FOLDED_ON_PAGE.sub(" ", answer.content.decode()))

    assert answer.status_code == 200
    assert not TECHNICAL.findall(shown)


def test_no_template_grows_beyond_one_screen() -> None:
    lengths = sorted(len(path.read_text().splitlines()) for path in TEMPLATES)

    assert lengths[len(lengths) // 2] <= 40
    assert lengths[-1] <= 120
