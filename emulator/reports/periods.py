"""Which days does a report cover, and into which columns does it cut them?"""

import re
from calendar import month_abbr, month_name, monthrange
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

MACRO = re.compile(
    r"(this|last|next) (week|month|(?:fiscal|calendar) (?:quarter|year))(-to-date)?", re.IGNORECASE
)
DAYS = {"today": 0, "yesterday": -1}
MONTHS = {"month": 1, "quarter": 3, "year": 12}
STEPS = {"Days": "day", "Week": "week", "Month": "month", "Quarter": "quarter", "Year": "year"}


class UnknownMacroError(ValueError):
    """A date macro that QuickBooks does not know."""


@dataclass(frozen=True)
class Period:
    """First and last day, both included."""

    start: date
    end: date

    def __contains__(self, day: date) -> bool:
        return self.start <= day <= self.end

    @property
    def title(self) -> str:
        """As recorded: 'Jan - Dec 2014' for whole months, 'Jul 4 - Dec 31, 2013' for parts."""
        start, end = self.start, self.end
        if start == end:
            return f"{_day(start)}, {start.year}"
        if start.day == 1 and end == _last_of_month(end):
            return _whole_months(start, end)
        if start.year != end.year:
            return f"{_day(start)}, {start.year} - {_day(end)}, {end.year}"
        closing = str(end.day) if start.month == end.month else _day(end)
        return f"{_day(start)} - {closing}, {end.year}"


def first_month(name: str) -> int:
    """The number of the month that CompanyInfo.FiscalYearStartMonth names."""
    return list(month_name).index(name) if name in list(month_name) else 1


def fiscal_year_start(day: date, first: int) -> date:
    return _start_of("year", day, first)


def span(macro: str, today: date, first: int) -> Period:
    """The days a macro means. Raises UnknownMacroError. quickbooks: weeks begin on Sunday."""
    wanted = macro.strip().lower()
    if wanted in DAYS:
        day = today + timedelta(days=DAYS[wanted])
        return Period(day, day)
    if wanted == "next 4 weeks":
        start = _moved("week", _start_of("week", today, first), 1)
        return Period(start, start + timedelta(days=27))
    found = MACRO.fullmatch(wanted)
    if found is None or (found[1] == "next" and found[3]):
        raise UnknownMacroError(macro)
    unit = found[2].rpartition(" ")[2]
    opening = 1 if "calendar" in found[2] else first
    return _relative(found[1], unit, today, opening, to_date=bool(found[3]))


def is_macro(macro: str) -> bool:
    """Whether QuickBooks knows a macro of that name."""
    try:
        span(macro, date(2000, 1, 1), 1)
    except UnknownMacroError:
        return False
    return True


def shown(macro: str, first: int) -> str:
    """A macro as the header names it.

    quickbooks: a fiscal year that is the calendar year is called calendar year.
    """
    name = macro.strip().lower()
    return name.replace("fiscal", "calendar") if first == 1 else name


def parts(by: str, period: Period, first: int) -> Iterator[Period]:
    """The period cut into days, weeks, months, quarters or fiscal years."""
    unit, start = STEPS[by], period.start
    while start <= period.end:
        beyond = _moved(unit, _start_of(unit, start, first), 1)
        yield Period(start, min(beyond - timedelta(days=1), period.end))
        start = beyond


def _relative(word: str, unit: str, today: date, first: int, *, to_date: bool) -> Period:
    steps = {"this": 0, "last": -1, "next": 1}[word]
    start = _moved(unit, _start_of(unit, today, first), steps)
    if to_date:
        return Period(start, _moved(unit, today, steps))
    return Period(start, _moved(unit, start, 1) - timedelta(days=1))


def _start_of(unit: str, day: date, first: int) -> date:
    if unit == "day":
        return day
    if unit == "week":
        return day - timedelta(days=day.isoweekday() % 7)
    into = (day.month - first) % MONTHS[unit]
    return _moved("month", day.replace(day=1), -into)


def _moved(unit: str, day: date, steps: int) -> date:
    """So many units later; the last day where that month is shorter."""
    if unit in {"day", "week"}:
        return day + timedelta(days=steps * (7 if unit == "week" else 1))
    month = day.year * 12 + day.month - 1 + steps * MONTHS[unit]
    year, month = month // 12, month % 12 + 1
    return date(year, month, min(day.day, monthrange(year, month)[1]))


def _last_of_month(day: date) -> date:
    return day.replace(day=monthrange(day.year, day.month)[1])


def _day(day: date) -> str:
    return f"{month_abbr[day.month]} {day.day}"


def _whole_months(start: date, end: date) -> str:
    first, last = month_abbr[start.month], month_abbr[end.month]
    if start.year != end.year:
        return f"{first} {start.year} - {last} {end.year}"
    return f"{first} {end.year}" if first == last else f"{first} - {last} {end.year}"
