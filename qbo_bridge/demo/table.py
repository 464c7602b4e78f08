"""Store against books as a table in the terminal: counts and sums, and every reason."""

from collections import Counter

from rich.console import Console
from rich.table import Table

from sync_queue import kinds
from sync_queue.books import Comparison, Verdict

WIDTH = 100
TITLES = {
    kinds.INVOICE: "Sales",
    kinds.PAYMENT: "Payments",
    kinds.REFUND: "Refunds",
    kinds.PAYOUT: "Payouts",
}


def show(comparison: Comparison) -> None:
    """Prints what agrees, what is explained and what is not."""
    console = Console(width=WIDTH, highlight=False)
    console.print()
    console.print(sums(comparison))
    console.print(reasons(comparison))
    for one in comparison.of(Verdict.UNEXPLAINED):
        console.print(f"  [bold]unexplained[/bold] {one.label}: {one.reason}", markup=True)


def sums(comparison: Comparison) -> Table:
    table = Table(title="Store against books", title_justify="left")
    table.add_column("")
    for heading in ("currency", "store", "sum", "books", "sum", "not in the books yet"):
        table.add_column(heading, justify="right")
    for kind, title in TITLES.items():
        for currency, (n, ours, m, theirs) in sorted(comparison.sums(kind.name).items()):
            figures = (f"{n}", f"{ours:,.2f}", f"{m}", f"{theirs:,.2f}", f"{ours - theirs:,.2f}")
            table.add_row(title, currency, *figures)
    return table


def reasons(comparison: Comparison) -> Table:
    table = Table(title="To the cent", title_justify="left")
    table.add_column("records", justify="right")
    table.add_column("")
    table.add_row(str(len(comparison.of(Verdict.AGREED))), "agree")
    why = Counter(one.reason for one in comparison.of(Verdict.EXPLAINED))
    for reason, count in why.most_common():
        table.add_row(str(count), f"explained: {reason}")
    table.add_row(str(len(comparison.of(Verdict.UNEXPLAINED))), "unexplained")
    return table
