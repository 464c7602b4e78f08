"""Many writes at once, and any order of writes: the books balance and nothing is double."""

from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from emulator.server import Server
from tests.emulator.books import Books, Obj, line, ref, sale, settles
from tests.emulator.conftest import open_company

ACTIONS = st.lists(
    st.tuples(
        st.sampled_from(["invoice", "receipt", "refund", "memo", "pay", "void", "delete", "edit"]),
        st.integers(1, 9),
        st.sampled_from(["TAX", "NON"]),
    ),
    max_size=12,
)
TAX = {"TxnTaxDetail": {"TxnTaxCodeRef": {"value": "3"}}}


def test_it_writes_once_under_one_request_id_from_many_threads(books: Books) -> None:
    form = sale(books.customer(), line(books.item(), "5"))

    with ThreadPoolExecutor(8) as pool:
        calls = [pool.submit(books.call, "invoice", form, requestid="same") for _ in range(16)]
        bodies = {call.result().content for call in calls}

    assert len(bodies) == 1
    assert books.query("select count(*) from Invoice") == {"totalCount": 1}


def test_it_keeps_stock_right_under_many_threads(books: Books) -> None:
    form = sale(books.customer(), line(books.stocked(quantity=100), "5", Qty=1, UnitPrice=5))

    with ThreadPoolExecutor(8) as pool:
        codes = list(pool.map(lambda _: books.call("salesreceipt", form).status_code, range(40)))

    assert codes == [200] * 40
    assert books.read("Item", "1")["QtyOnHand"] == 60
    assert books.balances()["Inventory Asset"] == 150


class Actor:
    """Carries out a list of actions on one company and remembers its open documents."""

    def __init__(self, books: Books) -> None:
        self.books = books
        self.customer = books.customer()
        self.pot = books.stocked()
        self.made: list[tuple[str, str]] = []

    def act(self, action: str, count: int, tax: str) -> None:
        form = self.form(count, tax)
        forms = {"invoice": "Invoice", "receipt": "SalesReceipt", "memo": "CreditMemo"}
        if action in forms:
            self.keep(forms[action], form)
        elif action == "refund":
            self.keep("RefundReceipt", {**form, "DepositToAccountRef": {"value": "35"}})
        elif self.made:
            getattr(self, action)(count)

    def form(self, count: int, tax: str) -> Obj:
        sold = line(self.pot, str(count * 5), tax, Qty=count, UnitPrice=5)
        return sale(self.customer, sold, **TAX)

    def keep(self, kind: str, body: Obj) -> None:
        self.made.append((kind, self.books.make(kind, body)["Id"]))

    def pay(self, count: int) -> None:
        kind, id_ = self.made[count % len(self.made)]
        found = self.books.read(kind, id_)
        if kind == "Invoice" and found["Balance"]:
            amount = str(found["Balance"])
            body = {"CustomerRef": ref(self.customer), "TotalAmt": Decimal(amount)}
            self.keep("Payment", {**body, "Line": [settles(found, amount)]})

    def void(self, count: int) -> None:
        kind, id_ = self.made[count % len(self.made)]
        if kind in {"Invoice", "SalesReceipt", "Payment"}:
            self.books.void(kind, self.books.read(kind, id_))

    def delete(self, count: int) -> None:
        kind, id_ = self.made.pop(count % len(self.made))
        self.books.delete(kind, self.books.read(kind, id_))

    def edit(self, count: int) -> None:
        kind, id_ = self.made[count % len(self.made)]
        if kind != "Payment":
            found = self.books.read(kind, id_)
            self.books.change(kind, found, Line=self.form(count, "TAX")["Line"])


@given(actions=ACTIONS)
@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_the_books_balance_after_any_order_of_writes(
    running: Server, actions: list[tuple[str, int, str]]
) -> None:
    actor = Actor(open_company(running.url))
    for each in actions:
        actor.act(*each)

    balances = actor.books.balances()
    state = actor.books.control("GET", "state")

    owed = sum(each["Balance"] for each in state["Invoice"])
    credit = sum(each["Balance"] for each in state["CreditMemo"])
    unapplied = sum(each["UnappliedAmt"] for each in state["Payment"])
    assert balances.get("Accounts Receivable (A/R)", 0) == owed - credit - unapplied
    assert state["Customer"][0]["Balance"] == owed - credit - unapplied
    for kind, id_ in actor.made:
        actor.books.delete(kind, actor.books.read(kind, id_))
    assert actor.books.balances() == {"Inventory Asset": 25, "Opening Balance Equity": -25}
    assert actor.books.read("Item", actor.pot["Id"])["QtyOnHand"] == 10
