"""What may be done to a value on its way? Each step takes a value and perhaps one argument."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sync_queue.mapping.values import SAYS_NO, Type, text_of, yes_or_no

ARROW = "=>"
DATE_PARTS = {
    "YYYY": "%Y",
    "YY": "%y",
    "MMMM": "%B",
    "MMM": "%b",
    "MM": "%m",
    "DD": "%d",
    "HH": "%H",
    "mm": "%M",
}
DATE_PART = re.compile("|".join(DATE_PARTS))
LONGEST_CUT = 4000


@dataclass(frozen=True)
class Step:
    """`takes`: the only type it can work on, None for any, which it reads as text.

    `gives`: its type, None for that of what it got. `argument`: what its argument is, "" where it
    has none. `refuse` says in a sentence what is wrong with an argument, or "".
    """

    name: str
    title: str
    apply: Callable[[Any, str], Any]
    argument: str = ""
    takes: Type | None = None
    gives: Type | None = Type.TEXT
    refuse: Callable[[str], str] = lambda _argument: ""


def _first(value: Any, argument: str) -> str:
    return text_of(value)[: int(argument)]


def _replace(value: Any, argument: str) -> str:
    old, _, new = argument.partition(ARROW)
    return text_of(value).replace(old, new)


def _default(value: Any, argument: str) -> Any:
    return value if text_of(value).strip() else argument


def _date(value: Any, argument: str) -> str:
    if not isinstance(value, date | datetime):
        return text_of(value)
    return DATE_PART.sub(lambda part: value.strftime(DATE_PARTS[part.group()]), argument)


def _words(value: Any, argument: str) -> str:
    yes, _, no = argument.partition("/")
    said = yes_or_no(value)
    return "" if said is None else yes if said else no


def _opposite(value: Any, _argument: str) -> bool | None:
    said = yes_or_no(value)
    return None if said is None else not said


def _filled(value: Any, _argument: str) -> bool:
    text = text_of(value).strip()
    return bool(text) and text.casefold() not in SAYS_NO


def _refuse_count(argument: str) -> str:
    if argument.isascii() and argument.isdigit() and 1 <= int(argument[:6]) <= LONGEST_CUT:
        return ""
    return f"Say how many characters to keep: a number from 1 to {LONGEST_CUT}."


def _refuse_replacement(argument: str) -> str:
    if argument.partition(ARROW)[0] and ARROW in argument:
        return ""
    return f"Say what to replace by what, like: Ltd. {ARROW} Limited"


def _refuse_date(argument: str) -> str:
    if DATE_PART.search(argument):
        return ""
    return "Say how the date is written, with YYYY, MM, MMM, DD, HH or mm, like: DD.MM.YYYY"


def _refuse_words(argument: str) -> str:
    yes, slash, no = argument.partition("/")
    return "" if slash and (yes or no) else "Say both words with a slash between them, like: Yes/No"


def _refuse_nothing(argument: str) -> str:
    return "" if argument else "Say what is sent instead of nothing."


STEPS: dict[str, Step] = {
    step.name: step
    for step in (
        Step("trim", "No blanks around it", lambda value, _: text_of(value).strip()),
        Step("upper", "CAPITALS", lambda value, _: text_of(value).upper()),
        Step("lower", "small letters", lambda value, _: text_of(value).lower()),
        Step("title", "Each Word With A Capital", lambda value, _: text_of(value).title()),
        Step("first", "First characters only", _first, "how many", refuse=_refuse_count),
        Step("replace", "Replace", _replace, f"this {ARROW} that", refuse=_refuse_replacement),
        Step("default", "If empty, this", _default, "the text", None, None, _refuse_nothing),
        Step("date", "Write the date as", _date, "DD.MM.YYYY", Type.DAY, refuse=_refuse_date),
        Step("words", "Say yes and no as", _words, "Yes/No", Type.YES_NO, refuse=_refuse_words),
        Step("opposite", "The opposite", _opposite, "", Type.YES_NO, Type.YES_NO),
        Step("filled", "Whether it is filled in", _filled, gives=Type.YES_NO),
    )
}
