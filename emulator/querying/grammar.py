"""How is a query read? SELECT *|count(*)|fields FROM kind [WHERE ... AND ...] [ORDERBY f [DESC]]
[STARTPOSITION n] [MAXRESULTS n]; faults 4000 (grammar) and 4001 (names, values).
"""

import re
from dataclasses import dataclass, field

from emulator.kinds import BY_PATH
from emulator.kinds.base import Kind
from emulator.kinds.tax.taxes import NOT_NUMBERED
from emulator.protocol import schema
from emulator.protocol.faults import Fault, invalid_id
from emulator.querying.tokens import KEYWORDS, Token, met, tokens
from emulator.settings import Settings

COMPARING = frozenset({"=", "<", ">", "<=", ">=", "!="})
EQUALS = frozenset({"=", "!="})
# quickbooks: what is listed where a comparison cannot be read, repetitions included.
AFTER_PROPERTY = (
    *("<EOF> ", '"."', "<AND>", '"between"', '"contains"', '"="', '"in"', '"iterator"', '"like"'),
    *('"maxresults"', '"!="', "<NOT>", "<OR>", '"order"', '"orderby"', '"startposition"'),
    *('"="', '"!="', '"="', '"!="', '"="', '"!="', '"."'),
)
# quickbooks: of what can be equal to a property the truth values are tried last.
TRUTH = ('"false"', '"true"')
WINDOW = ('"iterator"', '"maxresults"', '"order"', '"orderby"', '"startposition"')
AFTER_KIND = ("<EOF> ", *WINDOW, "<WHERE>")
AFTER_CONDITION = ("<EOF> ", "<AND>", *WINDOW[:2], "<OR>", *WINDOW[2:])
PAGE, MOST = 100, 1000


@dataclass
class Condition:
    """One comparison; `values` are texts, several only for IN and BETWEEN."""

    name: str
    sign: str
    values: list[str]
    negated: bool = False


@dataclass
class Query:
    """What a statement asks for: records that meet every condition of one of the groups."""

    kind: Kind
    count: bool = False
    fields: list[str] = field(default_factory=list)
    groups: list[list[Condition]] = field(default_factory=lambda: [[]])
    order: list[tuple[str, bool]] = field(default_factory=list)
    start: int = 1
    most: int = PAGE


class Parser:
    """Reads one statement from left to right."""

    def __init__(self, text: str, settings: Settings) -> None:
        self._settings = settings
        self._tokens = tokens(text)
        self._at = 0

    def parse(self) -> Query:
        self._expect("select")
        count, fields = self._selection()
        self._expect("from")
        query = Query(self._kind(), count, fields)
        for name in fields:
            self._known(query, name)
        if self._take("where"):
            self._conditions(query)
        if self._take("orderby") or (self._take("order") and self._expect("by")):
            self._order(query)
        while self._now.word in {"startposition", "maxresults"}:
            self._window(query)
        if self._now.kind != "end":
            raise self._unexpected(*_beyond(query))
        return query

    @property
    def _now(self) -> Token:
        return self._ahead(0)

    def _ahead(self, steps: int) -> Token:
        """A token from here on. Raises Fault 4000 where the statement cannot be read so far."""
        token = self._tokens[self._at + steps]
        if token.fault:
            raise token.fault
        return token

    def _next(self) -> Token:
        token = self._now
        self._at += token.kind != "end"
        return token

    def _take(self, word: str) -> bool:
        found = self._now.word == word and self._now.kind in {"word", "sign"}
        self._at += found
        return found

    def _expect(self, word: str) -> bool:
        if not self._take(word):
            raise self._unexpected(f'"{word}"')
        return True

    def _name(self) -> str:
        token = self._now
        if token.kind != "word" or token.word in KEYWORDS:
            raise self._unexpected("<IDENTIFIER>")
        return self._next().text

    def _unexpected(self, *wanted: str) -> Fault:
        """quickbooks: the parser says what it met and what it would have taken."""
        token = self._now
        expecting = "Was expecting one of" if len(wanted) > 1 else "Was expecting"
        listed = "".join(f"\n    {each if each == '<EOF> ' else each + ' ...'}" for each in wanted)
        return Fault(
            "4000",
            f"QueryParserError: Encountered {met(token)} at line {token.line}, "
            f"column {token.column}.\n{expecting}:{listed}\n    ",
        )

    def _selection(self) -> tuple[bool, list[str]]:
        if self._now.word == "count":
            for word in ("count", "(", "*", ")"):
                self._expect(word)
            return True, []
        fields = []
        while True:
            if not self._take("*"):
                fields.append(self._name())
            if not self._take(","):
                return False, fields if "*" not in self._selected() else []

    def _selected(self) -> list[str]:
        return [token.text for token in self._tokens[1 : self._at]]

    def _kind(self) -> Kind:
        name = self._name()
        if name.lower() not in BY_PATH:
            detail = f"QueryValidationError: invalid context declaration: {name}"
            raise Fault("4001", detail)
        return BY_PATH[name.lower()]

    def _conditions(self, query: Query) -> None:
        while True:
            query.groups[-1].append(self._condition(query))
            if self._take_more("or"):
                query.groups.append([])
            elif not self._take("and"):
                return

    def _take_more(self, word: str) -> bool:
        """A word that is documented not to be supported, though the parser's messages name it."""
        return self._settings.query_words == "allow" and self._take(word)

    def _condition(self, query: Query) -> Condition:
        negated = self._take_more("not")
        condition = self._comparison()
        condition.negated = negated
        self._known(query, condition.name)
        _refuse_bad_id(condition)
        if self._settings.id_comparisons == "refuse":
            _refuse_ordered_id(condition)
        return condition

    def _comparison(self) -> Condition:
        name = self._name()
        if self._take("in"):
            self._expect("(")
            condition = Condition(name, "in", [self._value()])
            while self._take(","):
                condition.values.append(self._value())
            self._expect(")")
        elif self._take("like"):
            condition = Condition(name, "like", [self._value()])
        elif self._take_more("between"):
            low = self._value()
            self._expect("and")
            condition = Condition(name, "between", [low, self._value()])
        elif self._now.text in COMPARING and self._is_value(self._ahead(1)):
            condition = Condition(name, self._next().text, [self._value()])
        elif self._now.text in EQUALS:
            self._next()
            raise self._unexpected(*TRUTH)
        else:
            raise self._unexpected(*AFTER_PROPERTY)
        return condition

    def _value(self) -> str:
        token = self._now
        if token.kind == "string":
            return re.sub(r"\\(.)", r"\1", self._next().text[1:-1])
        if self._is_value(token):
            return self._next().text
        raise self._unexpected("<STRING_LITERAL>")

    def _is_value(self, token: Token) -> bool:
        return token.kind in {"string", "number"} or token.word in {"true", "false"}

    def _order(self, query: Query) -> None:
        while True:
            name = self._name()
            self._known(query, name)
            descending = self._take("desc")
            if not descending:
                self._take("asc")
            query.order.append((name, descending))
            if not self._take(","):
                return

    def _window(self, query: Query) -> None:
        word, token = self._next().word, self._now
        if token.kind != "number" or "." in token.text:
            raise self._unexpected("<INTEGER>")
        number = int(self._next().text)
        if number < 1:
            detail = f"QueryValidationError: value {number} is too small. Min allowed value is 1"
            raise Fault("4001", detail)
        if word == "startposition":
            query.start = number
        else:
            self._refuse_more_than_a_page(number)
            query.most = min(number, MOST)

    def _refuse_more_than_a_page(self, number: int) -> None:
        if number > MOST and self._settings.maxresults == "refuse":
            words = f"value {number} is too large. Max allowed value is {MOST}"
            raise Fault("4001", f"QueryValidationError: {words}")

    def _known(self, query: Query, name: str) -> None:
        kind = query.kind
        if not schema.has_property(kind.name, name) and name.lower() not in kind.queryable:
            detail = f"QueryValidationError: Property {name} not found for Entity {kind.name}"
            raise Fault("4001", detail)
        if name.lower() in {each.lower() for each in kind.not_queryable}:
            raise Fault("4001", f"QueryValidationError: property '{name}' is not queryable")


def _beyond(query: Query) -> tuple[str, ...]:
    """What could stand where a statement goes on too long."""
    if query.order or (query.start, query.most) != (1, PAGE):
        return ("<EOF> ",)
    return AFTER_CONDITION if query.groups[0] else AFTER_KIND


def _refuse_ordered_id(condition: Condition) -> None:
    """quickbooks: only = and IN are documented for ids; clients at work send others too."""
    if condition.name.lower() == "id" and condition.sign not in {"=", "in"}:
        words = f"operator {condition.sign} is not supported for property Id"
        raise Fault("4001", f"QueryValidationError: {words}")


def _refuse_bad_id(condition: Condition) -> None:
    if condition.name.lower() != "id":
        return
    for value in condition.values:
        if not (value.isascii() and value.isdigit()) and value not in NOT_NUMBERED:
            raise invalid_id(value)
