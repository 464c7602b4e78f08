"""What extensions add: the worked example of docs/mapping.md, and what keeps one from loading."""

import os
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import replace
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as django_settings
from django.core.management import CommandError, call_command
from django.utils import timezone

from connections.models import Connection
from entities.changes import changed
from entities.models import Customer
from sync_queue.documents.outcome import NotNeeded
from sync_queue.mapping import extending
from sync_queue.mapping.extending import Bridge, ExtensionRefused
from sync_queue.mapping.sources import BY_SUBJECT
from sync_queue.mapping.steps import STEPS
from sync_queue.mapping.template import MappingFault, parse, type_of
from sync_queue.models import PullMark, QueueRow
from sync_queue.pull import run
from sync_queue.reader import Report
from tests.bridge import LiveEmulator
from tests.factories import CustomerFactory, OrderFactory
from tests.sync_queue.mapped import mapped

Read = Callable[..., Report]

PAGE = Path(django_settings.BASE_DIR, "docs", "mapping.md").read_text()
EXAMPLE = re.findall(r"```python\n(.*?)```", PAGE, re.S)[0]

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def as_before() -> Iterator[None]:
    """What a test adds is gone after it."""
    known = [STEPS, extending.PUSHES, extending.PULLS, *BY_SUBJECT.values()]
    kept = [dict(one) for one in known]
    yield
    for one, before in zip(known, kept, strict=True):
        one.clear()  # type: ignore[attr-defined]
        one.update(before)  # type: ignore[attr-defined]


@pytest.fixture
def written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Callable[[str, str], None]]:
    """`written("shop_extras", text)`: a module that can be imported, until the test ends."""
    names: list[str] = []

    def write(name: str, text: str) -> None:
        (tmp_path / f"{name}.py").write_text(text)
        names.append(name)

    monkeypatch.syspath_prepend(tmp_path)
    yield write
    for name in names:
        sys.modules.pop(name, None)


@pytest.fixture
def example(written: Any, settings: Any) -> Any:
    """The worked example, loaded as the page says."""
    written("shop_extras", EXAMPLE)
    settings.QBO_BRIDGE_EXTENSIONS = ["shop_extras:register"]
    assert extending.load() == ["shop_extras:register"]
    return sys.modules["shop_extras"]


def test_the_worked_example_adds_a_step_a_field_and_a_push_method(
    example: Any, books: Connection, read: Read, live_emulator: LiveEmulator
) -> None:
    mapped(books, "customer", Notes="{shop.loyalty} {customer.full_name|initials}")
    mapped(books, "invoice", TrackingNum="{shop.is_large|words:large/small}")
    jane = CustomerFactory(first_name="Jane", last_name="Roe")
    OrderFactory(customer=jane)

    read(books)

    (customer,) = live_emulator.state(books.realm)["Customer"]
    (invoice,) = live_emulator.state(books.realm)["Invoice"]
    assert customer["Notes"] == f"L-{jane.key} JR"
    assert customer["Title"] == "Dear"
    assert invoice["TrackingNum"] == "small"


def test_the_worked_example_brings_back_what_the_bridge_does_not(
    example: Any, books: Connection
) -> None:
    report = run.pull(books, now=timezone.now(), patience_s=0)

    assert "Net 30" in example.TAKEN
    assert report.extended == len(example.TAKEN)
    assert "taken over by an extension" in report.sentence
    assert books.pk in run.due_connections()
    assert PullMark.objects.get(connection=books, qbo_type="Term").seen_until is not None


def test_what_a_pull_method_could_not_take_comes_again(books: Connection) -> None:
    seen: list[int] = []

    def breaks(_connection: Connection, records: Any, _now: Any) -> int:
        seen.append(len(records))
        raise RuntimeError("no room")

    Bridge("test").pull("Term", breaks)

    report = run.pull(books, now=timezone.now(), patience_s=0)
    run.pull(books, now=timezone.now(), patience_s=0)

    assert seen[0] == seen[1] > 0
    assert report.sentence == (
        "An extension could not take over Term (no room); its records come again next time."
    )


def test_a_type_that_quickbooks_does_not_know_keeps_no_other_from_coming(
    books: Connection,
) -> None:
    Bridge("test").pull("Leed", lambda connection, records, now: 0)
    Bridge("test").pull("Term", lambda connection, records, now: len(records))

    report = run.pull(books, now=timezone.now(), patience_s=0)

    assert report.extended > 0
    assert "could not take over Leed (QuickBooks refused this" in report.sentence


def test_the_shell_ends_with_a_failure_where_an_extension_took_nothing(books: Connection) -> None:
    Bridge("test").pull("Term", lambda connection, records, now: 1 // 0)

    with pytest.raises(CommandError, match="Not everything could be read"):
        call_command("pull_changes", stdout=StringIO())


@pytest.mark.parametrize(
    "change",
    [
        lambda document: replace(document, fields={**document.fields, "DocNumber": "7"}),
        lambda document: replace(document, fields={**document.fields, "Line": []}),
        lambda document: replace(document, fields={**document.fields, "PrivateNote": "mine"}),
        lambda document: replace(document, fields={**document.fields, "Id": "1"}),
        lambda document: document.fields.update(DocNumber="7") or document,
        lambda document: document.fields["Line"][0].update(Amount="1") or document,
        lambda document: replace(document, total=None),
        lambda document: 1 / 0,
    ],
)
def test_a_push_method_that_breaks_or_touches_the_sale_holds_it_and_says_so(
    books: Connection, read: Read, change: Any
) -> None:
    Bridge("test").push("invoice", lambda record, document, company: change(document))
    OrderFactory()

    read(books)

    row = QueueRow.objects.get(kind="invoice")
    assert (row.state, row.reason) == ("held", "extension")
    assert "could not say how to send" in row.message


def test_a_push_method_may_change_its_document_in_place(
    books: Connection, read: Read, live_emulator: LiveEmulator
) -> None:
    def greet(_record: Any, document: Any, _company: Any) -> Any:
        document.fields["Title"] = "Dear"
        return document

    Bridge("test").push("customer", greet)
    CustomerFactory()

    read(books)

    assert live_emulator.state(books.realm)["Customer"][0]["Title"] == "Dear"


def test_a_push_method_that_forgets_to_return_is_told_so(books: Connection, read: Read) -> None:
    Bridge("test").push("customer", lambda record, document, company: None)
    CustomerFactory()

    read(books)

    assert "it returned NoneType instead of the document" in QueueRow.objects.get().message


def test_a_push_method_may_leave_a_record_out(books: Connection, read: Read) -> None:
    def leave_out(record: Any, _document: Any, _company: Any) -> Any:
        raise NotNeeded(reason="taken_out", message=f"{record} stays in the store.")

    Bridge("test").push("customer", leave_out)
    CustomerFactory()

    read(books)

    assert QueueRow.objects.get().message.endswith("stays in the store.")


def test_a_step_that_breaks_holds_its_records_and_names_the_field(
    books: Connection, read: Read
) -> None:
    Bridge("test").step("broken", "Broken", lambda value, argument: 1 / 0)
    mapped(books, "customer", Notes="{customer.phone|broken}")
    CustomerFactory()

    read(books)

    row = QueueRow.objects.get()
    assert (row.state, row.reason) == ("held", "field_mapping")
    assert "What was chosen for “Notes” cannot be followed" in row.message


def test_a_step_says_which_argument_does_not_fit() -> None:
    Bridge("test").step("last", "Last", lambda value, argument: value, refuse=lambda _: "A number.")

    with pytest.raises(MappingFault, match=r"“Last”: A number\."):
        type_of(parse("{customer.phone|last:x}"), (), BY_SUBJECT["customer"])


def test_what_a_field_reads_from_elsewhere_is_sent_when_its_change_is_told(
    books: Connection, read: Read, live_emulator: LiveEmulator
) -> None:
    levels = ["silver"]
    Bridge("test").source("customer", "shop.level", "Shop: level", lambda customer: levels[0])
    mapped(books, "customer", Notes="{shop.level}")
    jane = CustomerFactory()
    read(books)

    levels[0] = "gold"
    changed.send(sender=Customer, instances=[jane])
    read(books)

    assert live_emulator.state(books.realm)["Customer"][0]["Notes"] == "gold"


def test_a_field_of_an_extension_that_is_gone_holds_its_records(
    books: Connection, read: Read
) -> None:
    mapped(books, "customer", Notes="{shop.gone}")
    CustomerFactory()

    read(books)

    assert "The store has no field “shop.gone” here." in QueueRow.objects.get().message


@pytest.mark.parametrize(
    ("path", "said"),
    [
        ("no_such_module:register", "No module named 'no_such_module'"),
        ("shop_broken:missing", "has no attribute 'missing'"),
        ("shop_broken", "write it as package.module:function"),
        ("shop_broken:register", "ZeroDivisionError"),
        ("shop_broken:same_step", "there is a step “upper” already"),
        ("shop_broken:same_source", "there is a field “customer.phone” already"),
        ("shop_broken:odd_subject", "“planet” is none of customer, product"),
        ("shop_broken:same_pull", "the bridge brings back Customer itself"),
        ("shop_broken:odd_name", "“two words” is no name for a step"),
    ],
)
def test_what_cannot_be_loaded_is_named_with_its_reason(
    written: Any, settings: Any, path: str, said: str
) -> None:
    written(
        "shop_broken",
        "def register(bridge): 1 / 0\n"
        "def same_step(bridge): bridge.step('upper', 'U', str)\n"
        "def same_source(bridge): bridge.source('customer', 'customer.phone', 'P', str)\n"
        "def odd_subject(bridge): bridge.push('planet', str)\n"
        "def same_pull(bridge): bridge.pull('Customer', str)\n"
        "def odd_name(bridge): bridge.step('two words', 'T', str)\n",
    )
    settings.QBO_BRIDGE_EXTENSIONS = [path]

    with pytest.raises(ExtensionRefused) as refused:
        extending.load()

    assert said in str(refused.value)
    assert path.partition(":")[0] in str(refused.value)


def test_a_package_names_its_extension_as_an_entry_point(written: Any, tmp_path: Path) -> None:
    written("shop_extras", EXAMPLE)
    info = tmp_path / "shop_extras-1.0.dist-info"
    info.mkdir()
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: shop-extras\nVersion: 1.0\n")
    (info / "entry_points.txt").write_text("[qbo_bridge]\nshop-extras = shop_extras:register\n")

    assert extending.load() == ["shop-extras (shop_extras:register)"]
    assert "initials" in STEPS


def test_an_extension_with_tables_of_its_own_is_an_app_of_the_installation(tmp_path: Path) -> None:
    app = tmp_path / "shop_tables"
    app.mkdir()
    (app / "__init__.py").write_text("")
    (app / "models.py").write_text(
        "from django.db import models\n"
        "class Level(models.Model):\n"
        "    id = models.AutoField(primary_key=True)\n"
        "def register(bridge):\n"
        "    read = lambda customer: Level.objects.count()\n"
        "    bridge.source('customer', 'shop.levels', 'Shop: levels', read)\n"
    )
    named = {
        "QBO_BRIDGE_APPS": "shop_tables",
        "QBO_BRIDGE_EXTENSIONS": "shop_tables.models:register",
    }

    done = subprocess.run(
        [sys.executable, "manage.py", "makemigrations", "shop_tables"],
        cwd=django_settings.BASE_DIR,
        env={**os.environ, **named, "PYTHONPATH": str(tmp_path)},
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.returncode == 0, done.stderr
    assert (app / "migrations" / "0001_initial.py").exists()
