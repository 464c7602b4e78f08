"""A store with a queue of any length, and the time that its pages take. For `benchmarks.pages`.

One record of each kind is made as the store makes it; the others are copies of it, written by the
database itself, with their own keys, numbers, states and moments.
"""

import sys
import time
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import django

django.setup()

from django.contrib.auth import get_user_model
from django.core.management import call_command
from django.db import connection as database
from django.db import models, transaction
from django.test import Client
from django.urls import reverse

from connections.models import Connection
from entities.models import (
    Customer,
    Invoice,
    Order,
    OrderLine,
    Payment,
    Product,
    StorePaymentMethod,
)
from sync_queue.models import Link, QueueRow

SHARES = {"customer": 10, "product": 5, "invoice": 45, "payment": 40}
RANKS = {"product": 2, "customer": 3, "invoice": 4, "payment": 5}
# Of a hundred rows: how many are in which state, for which cause.
STATES = (
    (55, "done", "", ""),
    (85, "waiting", "", ""),
    (90, "held", "auto_post", "Nothing is sent by itself yet."),
    (96, "held", "tax:gst", "Tax GST (10 %) has no tax code."),
    (98, "error", "fault:6540", "The money stands on a deposit."),
    (100, "error", "fault:6210", "The books are closed for this date."),
)
# Which place in its hundred a copy has: scattered, so that the few records of a kind differ too.
TURN = "n.i * 37 % 100"
SPREAD = timedelta(days=150)
NOW = datetime.now(UTC)


def main() -> None:
    rows = int(sys.argv[1])
    started = time.perf_counter()
    call_command("migrate", verbosity=0)
    if not Connection.objects.filter(slug="bench").exists():
        with transaction.atomic():
            build(rows)
    if database.vendor == "postgresql":
        # As its autovacuum leaves a store that has not just been poured in.
        with database.cursor() as cursor:
            cursor.execute("VACUUM ANALYZE")
    say(f"{rows:,} rows ({database.vendor}, built in {time.perf_counter() - started:.0f} s)")
    pages = addresses()
    client = Client(headers={"host": "127.0.0.1"})
    client.force_login(get_user_model().objects.get())
    say(" ".join(pages))
    for line in sys.stdin:
        say(f"{milliseconds(client, pages[line.strip()]):.3f}")


def say(words: str) -> None:
    print(words, flush=True)


def milliseconds(client: Client, path: str) -> float:
    started = time.perf_counter()
    answer = client.get(path)
    taken = (time.perf_counter() - started) * 1000
    if answer.status_code != 200:
        raise SystemExit(f"{path}: {answer.status_code}")
    return taken


def build(rows: int) -> None:
    counts = {kind: max(1, rows * share // 100) for kind, share in SHARES.items()}
    get_user_model().objects.create_superuser("alice", "alice@example.com", "-")
    connection = a_connection()
    Connection.objects.update(is_active=False)
    firsts = a_sale()
    Connection.objects.update(is_active=True)
    step = SPREAD / rows
    copy_store(firsts, counts, SPREAD / counts["invoice"])
    start = 0
    for kind, count in counts.items():
        copy_rows(connection, kind, count, start, step)
        copy_links(connection, kind, count, firsts["order"].total)
        start += count


def a_connection() -> Connection:
    connection: Connection = Connection.objects.create(
        name="Bench",
        slug="bench",
        is_default=True,
        books_start_on=date(2000, 1, 1),
        realm="9130350000000001",
        sign_in=Connection.SignIn.CONNECTED,
    )
    return connection


def a_sale() -> dict[str, Any]:
    """One record of each kind."""
    product = Product.objects.create(sku="P", name="Teapot", price=20)
    customer = Customer.objects.create(first_name="Dana", last_name="Miller")
    order = Order(
        number="0",
        customer=customer,
        status=Order.Status.COMPLETED,
        placed_at=NOW,
        status_at=NOW,
        subtotal=20,
        total=Decimal(20),
    )
    order.save()
    line = OrderLine.objects.create(
        order=order, position=1, product=product, name="Teapot", unit_price=20, amount=20
    )
    invoice = Invoice.objects.create(key=order.key, order=order, number="0", issued_at=NOW)
    method = StorePaymentMethod.objects.create(name="Card")
    payment = Payment.objects.create(
        order=order,
        method=method,
        state=Payment.State.CAPTURED,
        amount=20,
        captured_at=NOW,
        reference="ch_0",
    )
    return {
        "product": product,
        "customer": customer,
        "order": order,
        "line": line,
        "invoice": invoice,
        "payment": payment,
    }


def copy_store(firsts: dict[str, Any], counts: dict[str, int], step: timedelta) -> None:
    orders, when = counts["invoice"], ago("n.i", step)
    customers, of_order = counts["customer"], f"{firsts['order'].pk} + 1 + n.i"
    copy(firsts["product"], counts["product"], key=key("product"), sku=text("'P-'"))
    copy(firsts["customer"], customers, key=key("customer"), last_name=text("'Miller '"))
    one_of = f"{firsts['customer'].pk} + 1 + n.i % {customers}"
    placed = {"placed_at": when, "status_at": when, "customer_id": one_of}
    copy(firsts["order"], orders, key=key("invoice"), number=text("''"), **placed)
    copy(firsts["line"], orders, order_id=of_order)
    copy(
        firsts["invoice"],
        orders,
        key=key("invoice"),
        number=text("''"),
        issued_at=when,
        order_id=of_order,
    )
    copy(
        firsts["payment"],
        counts["payment"],
        key=key("payment"),
        reference=text("'ch_'"),
        captured_at=when,
        order_id=of_order,
    )


def copy_rows(connection: Connection, kind: str, count: int, start: int, step: timedelta) -> None:
    label = {"invoice": "'Invoice '", "payment": "'Payment ch_'", "customer": "'Dana Miller '"}
    first = QueueRow.objects.create(
        connection=connection,
        kind=kind,
        key=f"first-{kind}",
        label=kind,
        rank=RANKS[kind],
        state=QueueRow.State.DONE,
        created_at=NOW - 2 * SPREAD,
        updated_at=NOW - 2 * SPREAD,
        done_at=NOW - 2 * SPREAD,
    )
    when = ago(f"({start} + n.i)", step)
    copy(
        first,
        count,
        key=key(kind),
        label=text(label.get(kind, "'Teapot '")),
        state=by_state(lambda state: state[1]),
        reason=by_state(lambda state: state[2]),
        message=by_state(lambda state: state[3]),
        created_at=when,
        updated_at=when,
        done_at=f"CASE WHEN {TURN} < {STATES[0][0]} THEN {when} END",
    )


def copy_links(connection: Connection, kind: str, count: int, total: Decimal) -> None:
    """A link for every row that is done."""
    first = Link.objects.create(
        connection=connection,
        kind=kind,
        key=f"first-{kind}",
        qbo_type={"invoice": "Invoice", "payment": "Payment"}.get(kind, "Item"),
        qbo_id=f"{kind}-first",
        total=total if kind in ("invoice", "payment") else None,
        last_sent_at=NOW,
    )
    done = STATES[0][0]
    copy(first, count, f"{TURN} < {done}", key=key(kind), qbo_id=text(f"'{kind}-'"))


def by_state(of: Callable[[tuple[int, str, str, str]], str]) -> str:
    whens = " ".join(f"WHEN {TURN} < {state[0]} THEN '{of(state)}'" for state in STATES)
    return f"CASE {whens} END"


def copy(first: models.Model, count: int, which: str = "true", **columns: str) -> None:
    """Copies of a record, numbered n.i = 0 … count - 1; `columns` are expressions over n."""
    table = first._meta.db_table
    names = [
        field.column
        for field in first._meta.concrete_fields
        if not (field.primary_key or field.generated)
    ]
    values = ", ".join(columns.get(name, f'one."{name}"') for name in names)
    listed = ", ".join(f'"{name}"' for name in names)
    statement = f"""
        INSERT INTO {table} ({listed})
        WITH RECURSIVE n(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i + 1 < {count})
        SELECT {values} FROM n, {table} AS one
        WHERE one.id = {first.pk} AND {which} ORDER BY n.i
    """
    with database.cursor() as cursor:
        cursor.execute(statement)


def key(kind: str) -> str:
    return text(f"'{kind}-'")


def text(start: str) -> str:
    return f"{start} || (n.i + 1)"


def ago(number: str, step: timedelta) -> str:
    """The moment `number` steps ago, as the database keeps it."""
    seconds = step.total_seconds()
    if database.vendor == "postgresql":
        return f"TIMESTAMPTZ '{NOW:%Y-%m-%d %H:%M:%S}+00' - {number} * {seconds} * INTERVAL '1 s'"
    day = f"'{NOW:%Y-%m-%d %H:%M:%S}'"
    return f"strftime('%Y-%m-%d %H:%M:%f', {day}, '-' || ({number} * {seconds}) || ' seconds')"


def addresses() -> dict[str, str]:
    """The pages that are measured, {name: address}."""
    queue = reverse("console:queue", args=["bench"])
    middle = QueueRow.objects.filter(kind="invoice")
    half = middle.order_by("pk")[middle.count() // 2].pk
    stuck = middle.filter(state="error").order_by("pk")[:1].get()
    number = Order.objects.order_by("-pk")[1].number
    return {
        "queue": queue,
        "state": f"{queue}?state=held",
        "kind": f"{queue}?kind=payment",
        "cause": f"{queue}?reason=tax:gst",
        "age": f"{queue}?age=week",
        "done": f"{queue}?state=done",
        "everything": f"{queue}?state=all&kind=invoice",
        "search": f"{queue}?q={number}",
        "search-nothing": f"{queue}?state=all&q=nobody",
        "second-page": f"{queue}?state=waiting&after=0.{RANKS['product']}.1",
        "middle-page": f"{queue}?state=waiting&after=0.{RANKS['invoice']}.{half}",
        "page-before": f"{queue}?state=waiting&before=0.{RANKS['invoice']}.{half}",
        "row": reverse("console:queue-row", args=["bench", stuck.pk]),
        "order": reverse("console:order", args=[stuck.key]),
        "needs-you": reverse("console:needs-you"),
        "home": reverse("admin:index"),
    }


if __name__ == "__main__":
    main()
