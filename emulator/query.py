"""What does a query ask, and which objects answer it?

The language: SELECT *|count(*)|fields FROM kind [WHERE ... AND ...] [ORDERBY f [DESC]]
[STARTPOSITION n] [MAXRESULTS n]; faults 4000 (grammar) and 4001 (names, values).
"""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from functools import partial
from typing import Any

from emulator import schema
from emulator.company import Company, Record
from emulator.faults import Fault
from emulator.kinds import BY_PATH
from emulator.kinds.base import Kind
from emulator.wire import Obj

TOKEN = re.compile(
    r"\s*(?:(?P<string>'(?:\\.|[^'\\])*')|(?P<number>-?\d+(?:\.\d+)?)"
    r"|(?P<word>[A-Za-z_][\w.]*)|(?P<sign><=|>=|!=|[=<>(),*]))"
)
KEYWORDS = frozenset(
    {
        *("select", "from", "where", "and", "order", "orderby", "by", "startposition"),
        *("maxresults", "in", "like", "asc", "desc", "or", "not", "null", "true", "false"),
    }
)
PAGE, MOST = 100, 1000


@dataclass
class Token:
    text: str
    kind: str
    column: int

    @property
    def word(self) -> str:
        return self.text.lower()


@dataclass
class Condition:
    """One comparison; `values` are texts, several only for IN."""

    name: str
    sign: str
    values: list[str]


@dataclass
class Query:
    kind: Kind
    count: bool = False
    fields: list[str] = field(default_factory=list)
    conditions: list[Condition] = field(default_factory=list)
    order: list[tuple[str, bool]] = field(default_factory=list)
    start: int = 1
    most: int = PAGE


def answer(company: Company, text: str) -> Obj:
    """The QueryResponse of a statement. Raises Fault 4000 or 4001."""
    query = Parser(text).parse()
    records = _ordered(company, query, _matching(company, query))
    if query.count:
        return {"totalCount": len(records)}
    page = records[query.start - 1 : query.start - 1 + query.most]
    if not page:
        return {}
    shown = [_shown(query, query.kind.view(company, record)) for record in page]
    return {query.kind.name: shown, "startPosition": query.start, "maxResults": len(page)}


def entity_of(text: str) -> str:
    """The kind a statement asks for, for the log; empty if none can be seen."""
    found = re.search(r"\bfrom\s+(\w+)", text, re.IGNORECASE)
    kind = BY_PATH.get(found[1].lower()) if found else None
    return kind.name if kind else ""


class Parser:
    """Reads one statement from left to right."""

    def __init__(self, text: str) -> None:
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
            raise self._unexpected("<EOF>")
        return query

    @property
    def _now(self) -> Token:
        return self._tokens[self._at]

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

    def _unexpected(self, wanted: str) -> Fault:
        token = self._now
        named = token.kind == "word" and token.word not in KEYWORDS
        found = f'<IDENTIFIER> "{token.text} ""' if named else f'"{token.text}" "{token.text} ""'
        found = "<EOF>" if token.kind == "end" else found
        return Fault(
            "4000",
            f'QueryParserError: Encountered " {found} at line 1, column {token.column}.\n'
            f"Was expecting:\n    {wanted} ...\n    ",
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
            query.conditions.append(self._condition(query))
            if not self._take("and"):
                return

    def _condition(self, query: Query) -> Condition:
        name = self._name()
        if self._take("in"):
            self._expect("(")
            condition = Condition(name, "in", [self._value()])
            while self._take(","):
                condition.values.append(self._value())
            self._expect(")")
        elif self._take("like"):
            condition = Condition(name, "like", [self._value()])
        elif self._now.text in {"=", "<", ">", "<=", ">=", "!="}:
            condition = Condition(name, self._next().text, [self._value()])
        else:
            raise self._unexpected('"="')
        self._known(query, name)
        _refuse_bad_id(condition)
        return condition

    def _value(self) -> str:
        token = self._now
        if token.kind == "string":
            return re.sub(r"\\(.)", r"\1", self._next().text[1:-1])
        if token.kind == "number" or token.word in {"true", "false"}:
            return self._next().text
        raise self._unexpected("<STRING_LITERAL>")

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
            query.most = min(number, MOST)

    def _known(self, query: Query, name: str) -> None:
        kind = query.kind
        if not schema.has_property(kind.name, name):
            detail = f"QueryValidationError: Property {name} not found for Entity {kind.name}"
            raise Fault("4001", detail)
        if name in kind.not_queryable:
            raise Fault("4001", f"QueryValidationError: property '{name}' is not queryable")


def tokens(text: str) -> list[Token]:
    """The words of a statement. Raises Fault 4000 at the first sign that belongs nowhere."""
    found, at, stripped = [], 0, text.rstrip()
    while at < len(stripped):
        match = TOKEN.match(stripped, at)
        if match is None or match.lastgroup is None:
            raise Fault(
                "4000",
                f"QueryParserError: Lexical error at line 1, column {at + 1}. "
                f'Encountered: "{stripped[at]}"',
            )
        column = match.start(match.lastgroup) + 1
        found.append(Token(match[match.lastgroup], match.lastgroup, column))
        at = match.end()
    return [*found, Token("", "end", len(stripped) + 1)]


def value_at(obj: Any, path: str) -> Any:
    """The value at a dotted, case-insensitive path; a reference stands for its id."""
    for name in path.split("."):
        if not isinstance(obj, dict):
            return None
        obj = obj[name] if name in obj else _anyhow(obj, name)
    return obj.get("value", obj.get("Address", obj)) if isinstance(obj, dict) else obj


def _anyhow(obj: Obj, name: str) -> Any:
    return next((value for key, value in obj.items() if key.lower() == name.lower()), None)


def _refuse_bad_id(condition: Condition) -> None:
    if condition.name.lower() != "id":
        return
    for value in condition.values:
        if not value.isdigit() and value not in {"TAX", "NON"}:
            detail = f"Id should be a valid number. Supplied value:{value}"
            raise Fault("2030", detail, element="Id")


def _matching(company: Company, query: Query) -> list[Record]:
    conditions = list(query.conditions)
    if not any(condition.name.lower() == "active" for condition in conditions):
        conditions.append(Condition("Active", "!=", ["false"]))
    view = _reader(company, query.kind, [condition.name for condition in conditions])
    return [
        record
        for record in _candidates(company, query)
        if all(
            _holds(condition, value_at(view(record), condition.name)) for condition in conditions
        )
    ]


def _candidates(company: Company, query: Query) -> Iterable[Record]:
    """All records of the kind, or only those whose ids are asked for."""
    for condition in query.conditions:
        if condition.name.lower() == "id" and condition.sign in {"=", "in"}:
            found = (company.find(query.kind.name, id_) for id_ in dict.fromkeys(condition.values))
            return [record for record in found if record is not None]
    return company.live(query.kind.name)


def _reader(company: Company, kind: Kind, names: list[str]) -> Callable[[Record], Obj]:
    """How to read a record for those names: its own facts, or the whole view where needed."""
    heads = {name.split(".")[0].lower() for name in names}
    stored = not heads & {"id", "synctoken", "metadata"}
    if stored and not heads & {name.lower() for name in kind.computed_names}:
        return lambda record: record.obj
    return lambda record: kind.view(company, record)


def _holds(condition: Condition, value: Any) -> bool:
    if condition.sign == "in":
        return any(_compare("=", value, wanted) for wanted in condition.values)
    return _compare(condition.sign, value, condition.values[0])


def _compare(sign: str, value: Any, wanted: str) -> bool:
    if value is None:
        return sign == "!="
    if sign == "like":
        pattern = ".*".join(re.escape(part) for part in wanted.split("%"))
        return re.fullmatch(pattern, str(value), re.IGNORECASE | re.DOTALL) is not None
    left, right = _comparable(value, wanted)
    return COMPARE[sign](left, right)


def _comparable(value: Any, wanted: str) -> tuple[Any, Any]:
    if isinstance(value, bool):
        return value, wanted.lower() == "true"
    if isinstance(value, Decimal | int):
        try:
            return value, Decimal(wanted)
        except InvalidOperation:
            return str(value), wanted
    return _sortable(str(value)), _sortable(wanted)


def _sortable(text: str) -> Any:
    moment = re.fullmatch(r"\d{4}-\d\d-\d\dT.*", text)
    return schema.moment(text) if moment else text.casefold()


COMPARE: dict[str, Callable[[Any, Any], bool]] = {
    "=": lambda left, right: left == right,
    "!=": lambda left, right: left != right,
    "<": lambda left, right: left < right,
    ">": lambda left, right: left > right,
    "<=": lambda left, right: left <= right,
    ">=": lambda left, right: left >= right,
}


def _ordered(company: Company, query: Query, records: list[Record]) -> list[Record]:
    view = _reader(company, query.kind, [name for name, _ in query.order])
    for name, descending in reversed(query.order):
        values = {record.id: _order_key(value_at(view(record), name)) for record in records}
        records.sort(key=partial(_nth, values), reverse=descending)
    return records


def _nth(values: dict[str, tuple[int, Any]], record: Record) -> tuple[int, Any]:
    return values[record.id]


def _order_key(value: Any) -> tuple[int, Any]:
    if value is None:
        return (0, "")
    if isinstance(value, Decimal | int):
        return (1, value)
    text = str(value)
    return (1, int(text)) if text.isdigit() else (2, text.casefold())


def _shown(query: Query, obj: Obj) -> Obj:
    """Selected fields with Id and domain, marked sparse; or the whole object."""
    if not query.fields:
        return obj
    wanted = {name.split(".")[0].lower() for name in query.fields} | {"id", "domain"}
    chosen = {name: value for name, value in obj.items() if name.lower() in wanted}
    return {**chosen, "sparse": True}
