"""Which words may stand on a screen: technical ones only where they are folded away."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.template.base import Lexer, TokenType

from tests.connections.console_parts import address, logged_in

BASE = Path(settings.BASE_DIR)
ROOT = BASE / "templates"
TEMPLATES = sorted(ROOT.rglob("*.html"))
WORDS = [
    *("realm", "realms", "SyncToken", "sync token", "lease", "leases", "sweep", "sweeper", "swept"),
    *("beat", "payload", "payloads", "fault code", "fault codes", "intuit_tid", "HTTP", "JSON"),
    *("cron", "API", "OAuth", "webhook", "webhooks", "DocNumber", "requestid", "Celery", "CSRF"),
]
TECHNICAL = re.compile(rf"\b(?:{'|'.join(WORDS)})\b(?!://)", re.I)
FOLDED = "console/technical.html"
FOLDED_ON_PAGE = re.compile(r"<details.*?</details>", re.S)
INCLUDED = re.compile(r'^include "([^"]+)"')
SAID_IN_TAG = re.compile(r'"([^"]*)"')
ATTRIBUTES = re.compile(r'\b(?:aria-label|title|placeholder|alt|value|data-label)="([^"]*)"')
MARKUP = re.compile(r"<!--.*?-->|<(script|style).*?</\1>|<[^>]*>", re.S)
STATEMENT = re.compile(r"\b(SELECT|INSERT|WHERE|UNION|FROM)\b")
APPS = ("connections", "sync_queue", "entities", "qbo_bridge")
# Sentences for whoever runs the programs, on no page.
FOR_DEVELOPERS = {
    "connections/checking/jobs.py": "the lines under For your developer",
    "sync_queue/enqueue.py": "names of columns",
    "sync_queue/leases.py": "said in the log",
    "sync_queue/models/dispatch.py": "fields that no form has",
    "qbo_bridge/demo/__main__.py": "said in the terminal",
    "qbo_bridge/settings.py": "said in the terminal",
}


def parts_of(template: str) -> Iterator[tuple[bool, TokenType, str]]:
    """What a template is made of, each with whether it is folded away."""
    components: list[bool] = []
    for token in Lexer(template).tokenize():
        if token.token_type == TokenType.BLOCK and token.contents.startswith("component "):
            components.append(f'"{FOLDED}"' in token.contents)
        yield any(components), token.token_type, token.contents
        if token.token_type == TokenType.BLOCK and token.contents == "endcomponent":
            components.pop()


def seen_in(template: str) -> str:
    """The words of a template that can be seen or heard: text, spoken attributes, and what is
    handed to its parts."""
    open_parts = [(kind, text) for folded, kind, text in parts_of(template) if not folded]
    text = "\0".join(text for kind, text in open_parts if kind == TokenType.TEXT)
    tags = [text for kind, text in open_parts if kind == TokenType.BLOCK]
    said = [word for tag in tags for word in SAID_IN_TAG.findall(tag) if not word.endswith(".html")]
    return " ".join([MARKUP.sub(" ", text), *ATTRIBUTES.findall(text), *said])


def only_folded_away() -> set[Path]:
    """The parts that stand nowhere but inside a folded one."""
    folded: set[str] = set()
    open_to_see: set[str] = set()
    for path in TEMPLATES:
        for is_folded, kind, text in parts_of(path.read_text()):
            if kind == TokenType.BLOCK and (found := INCLUDED.match(text)):
                (folded if is_folded else open_to_see).add(found[1])
    return {ROOT / name for name in folded - open_to_see}


ON_SCREEN = sorted(set(TEMPLATES) - only_folded_away())


def sentences(source: str) -> Iterator[tuple[int, str]]:
    """Line and text of everything in a module that could be said to a person: no docstring, no
    statement for a database, more than one word."""
    tree = ast.parse(source)
    unsaid = {
        id(node.body[0].value)
        for node in ast.walk(tree)
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef)
        and node.body
        and isinstance(node.body[0], ast.Expr)
    }
    for node in ast.walk(tree):
        if (
            isinstance(node, ast.Constant)
            and isinstance(node.value, str)
            and id(node) not in unsaid
        ):
            text = node.value
            if " " in text.strip() and not STATEMENT.search(text):
                yield node.lineno, text


def modules() -> list[Path]:
    found = (path for app in APPS for path in (BASE / app).rglob("*.py"))
    kept = [path for path in found if not {"migrations", "management"} & set(path.parts)]
    return sorted(path for path in kept if str(path.relative_to(BASE)) not in FOR_DEVELOPERS)


def test_a_template_keeps_technical_words_folded_away() -> None:
    found = {
        str(path.relative_to(ROOT)): words
        for path in ON_SCREEN
        if (words := TECHNICAL.findall(seen_in(path.read_text())))
    }

    assert found == {}, "Say it in plain words, or under Technical details."


def test_the_words_in_python_are_plain_too() -> None:
    found = [
        (f"{path.relative_to(BASE)}:{line}", text)
        for path in modules()
        for line, text in sentences(path.read_text())
        if TECHNICAL.search(text)
    ]

    assert found == [], "Say it in plain words."


@pytest.mark.parametrize("word", WORDS)
def test_each_of_these_words_would_be_found_wherever_it_stands(word: str) -> None:
    open_places = [
        f"<p>Your {word} is here.</p>",
        f'<input aria-label="Your {word}">',
        f'{{% component "console/card.html" with title="The {word}" %}}{{% endcomponent %}}',
        f'{{% include "console/badge.html" with text="A {word}" only %}}',
        f'{{% component "console/technical.html" %}}so{{% endcomponent %}} {word}',
    ]
    assert [place for place in open_places if not TECHNICAL.search(seen_in(place))] == []
    said = [f'mend = "Mend the {word}."', f'message = f"The {word} of {{name}} is gone."']
    assert [it for it in said if not any(TECHNICAL.search(t) for _, t in sentences(it))] == []


@pytest.mark.parametrize("word", WORDS)
def test_it_may_stand_where_it_is_folded_away(word: str) -> None:
    card = '{% component "console/card.html" %}{% endcomponent %}'
    folded = f'{{% component "{FOLDED}" %}}{card} {word} {{% endcomponent %}}'

    assert not TECHNICAL.search(seen_in(folded))
    assert list(sentences(f'"""About the {word}."""')) == []


@pytest.mark.parametrize("page", ["settings", "token", "accounts", "queue", "flows", "pulled"])
def test_a_whole_page_is_plain(page: str, connected: Any, alice: Any) -> None:
    answer = logged_in(alice).get(address(page, connected()))

    shown = MARKUP.sub(" ", FOLDED_ON_PAGE.sub(" ", answer.content.decode()))

    assert answer.status_code == 200
    assert not TECHNICAL.findall(shown)


def test_no_template_grows_beyond_one_screen() -> None:
    lengths = sorted(len(path.read_text().splitlines()) for path in TEMPLATES)

    assert lengths[len(lengths) // 2] <= 40
    assert lengths[-1] <= 120
