"""When is a document due?"""

from datetime import date, timedelta

from emulator.books.company import Company
from emulator.wire import Obj


def due_date(company: Company, term: Obj | None, issued: str) -> str:
    """The due date that a reference to a term gives; the day of issue without one."""
    found = company.find("Term", term["value"]) if term else None
    day = date.fromisoformat(issued)
    if found is None:
        return issued
    if "DayOfMonthDue" not in found.obj:
        return (day + timedelta(days=int(found.obj["DueDays"]))).isoformat()
    return _day_of_month(day, int(found.obj["DayOfMonthDue"])).isoformat()


def _day_of_month(issued: date, day: int) -> date:
    """The next time that day of the month comes, the last day where the month is shorter."""
    first = issued.replace(day=1)
    if day < issued.day:
        first = (first + timedelta(days=32)).replace(day=1)
    last = ((first + timedelta(days=32)).replace(day=1) - timedelta(days=1)).day
    return first.replace(day=min(day, last))
