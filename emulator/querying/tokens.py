"""Of which words does a statement consist, and how do the parser's messages show one?"""

import re
from dataclasses import dataclass

from emulator.protocol.faults import Fault

TOKEN = re.compile(
    r"\s*(?:(?P<string>'(?:\\.|[^'\\])*')|(?P<number>-?\d+(?:\.\d+)?)"
    r"|(?P<word>[A-Za-z_][\w.]*)|(?P<sign><=|>=|!=|[=<>(),*]))"
)
KEYWORDS = frozenset(
    {
        *("select", "from", "where", "and", "order", "orderby", "by", "startposition"),
        *("maxresults", "in", "like", "asc", "desc", "or", "not", "null", "true", "false"),
        *("between", "contains", "iterator"),
    }
)
# Words that the messages name in angle brackets.
NAMED = frozenset({"select", "from", "where", "and", "or", "not"})


@dataclass
class Token:
    """One word; `fault` where the statement cannot be read any further."""

    text: str
    kind: str
    line: int
    column: int
    fault: Fault | None = None

    @property
    def word(self) -> str:
        return self.text.lower()


def tokens(text: str) -> list[Token]:
    """The words of a statement, up to the first sign that belongs nowhere.

    quickbooks: that sign is met only when the parser comes so far (Fault 4000).
    """
    found: list[Token] = []
    at, stripped = 0, text.rstrip()
    while at < len(stripped):
        match = TOKEN.match(stripped, at)
        if match is None or match.lastgroup is None:
            at += len(text[at:]) - len(text[at:].lstrip())
            broken = _unreadable(stripped, at)
            return [*found, Token(stripped[at], "broken", *_place(text, at), broken)]
        line, column = _place(text, match.start(match.lastgroup))
        found.append(Token(match[match.lastgroup], match.lastgroup, line, column))
        at = match.end()
    return [*found, Token("", "end", *_place(text, len(stripped)))]


def _unreadable(text: str, at: int) -> Fault:
    """quickbooks: the sign with its number in Unicode; of a string without end, the end."""
    if text[at] == "'":
        line, column = _place(text, len(text))
        met, after = "<EOF> ", text[at:]
    else:
        line, column = _place(text, at)
        met, after = f'"{_escaped(text[at])}" ({ord(text[at])}), ', ""
    return Fault(
        "4000",
        f"QueryParserError: Invalid content. Lexical error at line {line}, column {column}.  "
        f'Encountered: {met}after : "{_escaped(after)}"',
    )


def _escaped(text: str) -> str:
    return re.sub("(['\"])", r"\\\1", text.encode("unicode_escape").decode("ascii"))


def _place(text: str, at: int) -> tuple[int, int]:
    """Line and column, both counted from 1."""
    return text.count("\n", 0, at) + 1, at - text.rfind("\n", 0, at)


def met(token: Token) -> str:
    """A token as the parser's messages show it: its kind, then its text."""
    if token.kind == "end":
        return '"<EOF>"'
    shown = f'"{token.word}"'
    if token.kind == "word" and token.word not in KEYWORDS:
        shown = "<IDENTIFIER>"
    elif token.word in NAMED:
        shown = f"<{token.word.upper()}>"
    return f'" {shown} "{token.text} ""'
