"""Whole exchanges that were recorded with QuickBooks, made again with the sample company.

Answers are compared by their keys, in their order, and by every value that is not an id, a time,
a number of a series or a day that has gone by. Read from RECORDED like the recorded faults.
"""

import json
from pathlib import Path
from typing import Any

import pytest
import requests

from emulator import wire
from emulator.server import Server
from tests.emulator.books import Books, Obj, key_of, line, sale
from tests.emulator.conftest import open_company

# What differs from company to company and from day to day.
ASIDE = frozenset(
    {
        *("Id", "time", "CreateTime", "LastUpdatedTime", "SyncToken", "DocNumber", "TxnDate"),
        *("DueDate", "Lat", "Long", "refresh_token", "access_token", "x_refresh_token_expires_in"),
    }
)


SECRETS = {"client_id": "emulator-client", "client_secret": "emulator-secret"}


def keys(value: Any) -> Any:
    """The names of all properties in their order."""
    if isinstance(value, dict):
        return {name: keys(each) for name, each in value.items()}, list(value)
    return [keys(each) for each in value] if isinstance(value, list) else None


def facts(value: Any) -> Any:
    """The values, without what is put aside."""
    if isinstance(value, dict):
        return {name: facts(each) for name, each in value.items() if name not in ASIDE}
    return [facts(each) for each in value] if isinstance(value, list) else value


def same(ours: Any, theirs: Any) -> None:
    assert keys(ours) == keys(theirs)
    assert facts(ours) == facts(theirs)


def exchanges(folder: Path, name: str) -> list[Obj]:
    found: list[Obj] = wire.loads((folder / f"{name}.json").read_bytes())
    return found


@pytest.fixture
def sample(emulator: Server) -> Books:
    """The company in which the exchanges were recorded."""
    return open_company(emulator.url, "sample")


def again(books: Books, exchange: Obj, **instead: Any) -> Obj:
    """Make the recorded call once more, with some of its values replaced."""
    request = exchange["request"]
    path = request["uri"].rsplit("/v3/", 1)[1].removeprefix("company/-COMPANY_ID-/")
    answer = books.call(path, {**request["body"], **instead})
    assert answer.status_code == exchange["response"]["status"]["code"], answer.text
    assert answer.headers["Content-Type"] == exchange["response"]["headers"]["Content-Type"][0]
    body: Obj = wire.loads(answer.content)
    return body


def test_it_creates_a_customer_as_recorded(recorded: Path, sample: Books) -> None:
    (exchange,) = exchanges(recorded, "sandbox_create__customer")

    same(again(sample, exchange), exchange["response"]["body"])


def test_it_creates_an_invoice_as_recorded(recorded: Path, sample: Books) -> None:
    (exchange,) = exchanges(recorded, "sandbox_create__invoice")

    same(again(sample, exchange), exchange["response"]["body"])


def test_it_reads_and_deletes_an_invoice_as_recorded(recorded: Path, sample: Books) -> None:
    read, delete = exchanges(recorded, "sandbox_delete__invoice")
    made = sample.make("Invoice", sale({"Id": "1"}, line({"Id": "1"}, "100")))

    same({"Invoice": sample.read("Invoice", made["Id"]), "time": ""}, read["response"]["body"])
    same(again(sample, delete, **key_of(made)), delete["response"]["body"])


def test_it_voids_an_invoice_as_recorded(recorded: Path, sample: Books) -> None:
    _read, void = exchanges(recorded, "sandbox_void__invoice")
    made = sample.make("Invoice", sale({"Id": "1"}, line({"Id": "1"}, "100")))

    same(again(sample, void, **key_of(made)), void["response"]["body"])


def test_it_updates_a_receipt_in_full_as_recorded(recorded: Path, sample: Books) -> None:
    read, update = exchanges(recorded, "sandbox_update__sales_receipt")
    body = read["response"]["body"]["SalesReceipt"]
    sent = {"Line": [{k: v for k, v in body["Line"][0].items() if k != "Id"}], "DocNumber": "1008"}
    made = sample.make("SalesReceipt", sent)

    answer = again(sample, update, **key_of(made))

    same(answer, update["response"]["body"])
    assert answer["SalesReceipt"]["DocNumber"] == "1008"
    assert answer["SalesReceipt"]["Line"][0]["Id"] == "2"
    assert answer["SalesReceipt"]["SyncToken"] == "1"


def test_it_changes_nothing_on_a_second_deactivation_as_recorded(
    recorded: Path, sample: Books
) -> None:
    read, deactivate = exchanges(recorded, "sandbox_deactivate__account")
    account = sample.read("Account", "5")
    gone = sample.change("Account", account, Active=False) if account["Active"] else account

    again_gone = again(sample, deactivate, **key_of(gone))["Account"]

    same({"Account": gone, "time": ""}, read["response"]["body"])
    assert again_gone == gone


def test_it_answers_a_batch_as_recorded(recorded: Path, sample: Books) -> None:
    (exchange,) = exchanges(recorded, "sandbox_batch__basic")
    items = exchange["request"]["body"]["BatchItemRequest"]
    items[1]["Invoice"] = _deleted(sample)
    items[2]["SalesReceipt"] |= _stale(sample)

    answer = again(sample, exchange)["BatchItemResponse"]

    theirs = exchange["response"]["body"]["BatchItemResponse"]
    same(answer[0], theirs[0])
    same(answer[1], theirs[1])
    assert keys(answer[2]) == keys(theirs[2])
    assert keys(answer[3]["QueryResponse"])[1] == keys(theirs[3]["QueryResponse"])[1]


def _deleted(sample: Books) -> Obj:
    made = sample.make("Invoice", sale({"Id": "1"}, line({"Id": "1"}, "100")))
    sample.delete("Invoice", made)
    return key_of(made)


def _stale(sample: Books) -> Obj:
    made = sample.make("SalesReceipt", sale({"Id": "6"}, line({"Id": "4"}, "337.50")))
    sample.change("SalesReceipt", made, PrivateNote="x")
    return key_of(made)


def test_it_creates_an_item_as_recorded(recorded: Path, sample: Books) -> None:
    theirs = wire.loads((recorded / "item__create_item.json").read_bytes())
    wanted = ("Name", "Type", "TrackQtyOnHand", "QtyOnHand", "InvStartDate")
    accounts = ("IncomeAccountRef", "ExpenseAccountRef", "AssetAccountRef")

    body = {name: theirs["Item"][name] for name in (*wanted, *accounts)}

    same({"Item": sample.make("Item", body), "time": ""}, theirs)


def test_it_updates_an_item_as_recorded(recorded: Path, sample: Books) -> None:
    theirs = wire.loads((recorded / "item__update_item.json").read_bytes())["Item"]
    item = sample.read("Item", "5")

    ours = sample.change("Item", item, Description=theirs["Description"])

    assert keys(ours) == keys(theirs)
    for name in ("Name", "Description", "UnitPrice", "PurchaseCost", "Taxable", "PurchaseDesc"):
        assert ours[name] == theirs[name]


def test_it_reads_preferences_as_recorded(recorded: Path, sample: Books) -> None:
    theirs = wire.loads((recorded / "preferences__read_preferences.json").read_bytes())

    ours = wire.loads(sample.call("preferences").content)

    assert list(ours["Preferences"]) == list(theirs["Preferences"])
    for section, values in theirs["Preferences"].items():
        if isinstance(values, dict) and section not in {"MetaData"}:
            assert set(values) <= set(ours["Preferences"][section]), section


def test_it_publishes_its_endpoints_as_recorded(recorded: Path, emulator: Server) -> None:
    theirs = json.loads((recorded / "oauth_discovery.json").read_text())

    ours = requests.get(f"{emulator.url}/.well-known/openid_configuration", timeout=10).json()

    assert list(ours) == list(theirs)
    for name, value in theirs.items():
        assert isinstance(value, str) or ours[name] == value


def ask(emulator: Server, **form: str) -> requests.Response:
    return requests.post(f"{emulator.url}/oauth2/v1/tokens/bearer", data=form, timeout=10)


def test_it_gives_tokens_as_recorded(recorded: Path, emulator: Server, sample: Books) -> None:
    exchange = exchanges(recorded, "oauth_token_exchange")[0]["response"]
    token = sample.tokens()["refresh_token"]

    answer = ask(emulator, **SECRETS, grant_type="refresh_token", refresh_token=token)

    same(answer.json(), exchange["body"])
    for name in ("Content-Type", "Cache-Control", "Pragma"):
        assert answer.headers[name] == exchange["headers"][name][0]


def test_it_refuses_tokens_as_recorded(recorded: Path, emulator: Server, sample: Books) -> None:
    told = wire.loads((recorded / "faults.json").read_bytes())["token_endpoint"]

    stranger = ask(emulator, client_id="x", client_secret="y", grant_type="refresh_token")
    worn = ask(emulator, **SECRETS, grant_type="refresh_token", refresh_token="AB11")
    used = ask(emulator, **SECRETS, grant_type="authorization_code", code="AB11")

    for answer, fact in ((stranger, told[1]), (worn, told[2]), (used, told[3])):
        assert (answer.status_code, answer.json()) == (fact["http"], fact["body"])
        assert list(answer.json()) == list(fact["body"])
    assert stranger.headers["WWW-Authenticate"] == 'Basic realm="Intuit"'


def test_it_turns_away_who_left_the_company_as_recorded(
    recorded: Path, emulator: Server, sample: Books
) -> None:
    told = wire.loads((recorded / "faults.json").read_bytes())["token_endpoint"][4]
    token = sample.tokens()["refresh_token"]
    for grant in emulator.installation.grants.of(sample.realm):
        pressed = {"grant": grant.id, "do": "remove"}
        requests.post(f"{emulator.url}/books/{sample.realm}/apps", data=pressed, timeout=10)

    answer = ask(emulator, **SECRETS, grant_type="refresh_token", refresh_token=token)

    assert (answer.status_code, answer.json()) == (told["http"], told["body"])
    assert list(answer.json()) == list(told["body"])
