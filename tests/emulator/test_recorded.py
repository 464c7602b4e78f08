"""What QuickBooks was recorded to answer, the emulator answers too.

The recordings are read from RECORDED (by default ../shared/reference/recorded), faults.json with
single faults, the other files with whole exchanges. Ids, times and names are left out of account.
"""

import json
import re
from pathlib import Path
from typing import Any

import pytest

from emulator.server import Server
from tests.emulator.books import Books
from tests.emulator.provoking import NOT_PROVOKED, PROVOKED, Provoked, World

Obj = dict[str, Any]

# Documented without a word on the element, so that None does not mean that there was none.
DOCUMENTED = "Intuit's error-code page (copied in a public repo)"
# Ids, times, names and other people's values, and what stands for them in a comparison.
ASIDE = (
    (r"\s+", " "),
    (r"You and .+? were working on this at the same time\. .+? finished", "You and X … X finished"),
    (r"TxnId=\d+", "TxnId=N"),
    (r"/v3/company/[^/ ]+", "/v3/company/R"),
    (r"element id \d+", "element id N"),
    (r"Token expired: .*", "Token expired: T"),
    (r'\(\d+ known properties: "DocNumber".* ?\[truncated\]\]\)', "(known properties)"),
    (r"(column 29\.).*", r"\1"),
    (r"Validation Error 2:", "Validation Error:"),
)


@pytest.fixture(scope="module")
def facts(recorded: Path) -> list[Obj]:
    found: list[Obj] = json.loads((recorded / "faults.json").read_text())["faults"]
    return found


def words(detail: str | None) -> str | None:
    """A detail without what differs from company to company."""
    for pattern, instead in ASIDE if detail else ():
        detail = re.sub(pattern, instead, detail or "")
    return detail.strip() if detail else detail


def fact_of(facts: list[Obj], code: str, part: str, where: str = "") -> Obj:
    return next(
        fact
        for fact in facts
        if fact["code"] == code
        and re.search(part, fact["Detail"] or "")
        and where in fact["context"]
    )


@pytest.mark.parametrize("case", PROVOKED, ids=lambda case: f"{case.code} {case.part[-40:]}")
def test_it_refuses_in_the_recorded_words(
    facts: list[Obj], emulator: Server, books: Books, case: Provoked
) -> None:
    fact = fact_of(facts, case.code, case.part, case.where)

    answer = case.provoke(World(emulator.url, books))

    assert answer.status == (fact["http"] or answer.status)
    assert answer.type == fact["type"] or fact["type"] is None
    error = next(e for e in answer.errors if e["code"] == case.code)
    assert error["message"] == fact["Message"]
    assert words(error["detail"]) == words(fact["Detail"])
    assert error["element"] == fact["element"] or fact["provenance"] == DOCUMENTED


def test_every_recorded_fault_is_provoked_or_has_its_reason(facts: list[Obj]) -> None:
    covered = [fact_of(facts, case.code, case.part, case.where) for case in PROVOKED]
    covered += [fact_of(facts, code, part) for code, part in NOT_PROVOKED]

    missing = [fact["Detail"] for fact in facts if fact not in covered]

    assert missing == []


def test_a_malformed_id_is_refused_without_a_time(books: Books) -> None:
    assert list(books.call("customer/1.5").json()) == ["Fault"]
    assert list(books.call("customer/999").json()) == ["Fault", "time"]


def test_the_gateway_answers_all_its_null_members(books: Books) -> None:
    books.session.headers["Authorization"] = "Bearer nobody"

    answer = books.call("customer/1")

    assert list(answer.json()) == [
        *("warnings", "intuitObject", "fault", "report", "queryResponse", "batchItemResponse"),
        *("attachableResponse", "syncErrorResponse", "requestId", "time", "status", "cdcresponse"),
    ]
    assert answer.headers["WWW-Authenticate"] == 'Bearer realm="Intuit", error="invalid_token"'


def test_two_recorded_errors_stand_in_one_fault(books: Books) -> None:
    line = {"Amount": 5, "DetailType": "JournalEntryLineDetail"}
    detail = {"PostingType": "Debit"}

    fault = books.call(
        "journalentry",
        {"DocNumber": "x" * 45, "Line": [{**line, "JournalEntryLineDetail": detail}] * 2},
    ).json()["Fault"]

    codes = [(error["code"], error["element"]) for error in fault["Error"]]
    assert codes == [("2050", "DocNumber"), ("2020", "AccountRef"), ("2020", "AccountRef")]
