"""What exactly one row wants on the wire: operation, body, and the hash that names it for ever.

Pure: from a document and what the link remembers to an Intent, or None where nothing would change.
"""

from dataclasses import dataclass, field
from typing import Any

from sync_queue import canonical
from sync_queue.documents.outcome import Document, Removal
from sync_queue.models import Link

NAME_FIELD = {"Customer": "DisplayName", "Vendor": "DisplayName", "Item": "Name"}
# quickbooks: these stay mandatory in a sparse update, and lines go all or none with their tax.
TOGETHER = {
    "Payment": ("TotalAmt", "CustomerRef"),
    "Invoice": ("CustomerRef",),
    "SalesReceipt": ("CustomerRef",),
    "Estimate": ("CustomerRef",),
    "PurchaseOrder": ("VendorRef", "APAccountRef"),
    "Deposit": ("DepositToAccountRef",),
    "Transfer": ("FromAccountRef", "ToAccountRef", "Amount"),
    "InventoryAdjustment": ("AdjustAccountRef", "Line"),
}
# Rule 4: sent when an item or customer is made and never again, not even to be blanked when the
# store no longer has it. A cleared stock or account would rewrite what was booked with it.
ONCE = frozenset(
    {
        *("Type", "TrackQtyOnHand", "QtyOnHand", "InvStartDate", "PurchaseCost", "CurrencyRef"),
        *("IncomeAccountRef", "ExpenseAccountRef", "AssetAccountRef"),
    }
)
# {an item's account: the purpose it is chosen for}; sent anew at a person's word alone.
ACCOUNTS = {"IncomeAccountRef": "income", "ExpenseAccountRef": "expense"}
NEW_ACCOUNTS = "new_accounts"
# quickbooks: so what is booked already stays on the accounts it was booked to.
LEAVES_THE_PAST = {"include": "donotupdateaccountontxns"}
# quickbooks: an item's or category's name has 100 characters at most.
LONGEST_NAME = 100
WITH_LINES = ("Line", "TxnTaxDetail", "GlobalTaxCalculation", "ApplyTaxAfterDiscount")


@dataclass(frozen=True)
class Intent:
    """`sent` is what the link will remember once this has arrived, in `canonical.plain` form."""

    operation: str
    qbo_type: str
    body: dict[str, Any]
    sent: dict[str, Any]
    params: dict[str, str] = field(default_factory=dict)

    @property
    def can_be_batched(self) -> bool:
        return not self.params

    def fingerprint(self, *, connection_uid: str, link: Link) -> str:
        """Names this very write: connection, entity, operation, content and generation."""
        body = canonical.encode(self.body)
        parts = (connection_uid, link.kind, link.key, self.operation, str(link.generation))
        return canonical.digest(*parts, body)


def of_document(document: Document, *, link: Link, name: str) -> Intent | None:
    """Create what is not linked; else an update of what changed (rule 5), None if nothing did."""
    fields = dict(document.fields)
    if name:
        fields[NAME_FIELD[document.qbo_type]] = name
    whole = canonical.plain({**document.create_only, **fields})
    if not link.qbo_id:
        body = {**document.create_only, **fields}
        return Intent("create", document.qbo_type, body, whole)
    changes = changed_fields(fields, document=document, link=link)
    if not changes:
        return None
    head = {"Id": link.qbo_id, "SyncToken": link.sync_token, "sparse": True}
    once = ONCE | set(document.create_only)
    kept = {key: value for key, value in link.sent.items() if key in once}
    return Intent("update", link.qbo_type, {**head, **changes}, {**kept, **canonical.plain(fields)})


def with_accounts(wanted: Intent | None, *, document: Document, link: Link) -> Intent | None:
    """`wanted` with the accounts that the item should book to from now on, where they differ."""
    accounts = {
        name: value
        for name, value in document.create_only.items()
        if name in ACCOUNTS and name in link.sent and canonical.plain(value) != link.sent[name]
    }
    if not accounts or not link.qbo_id:
        return wanted
    head = {"Id": link.qbo_id, "SyncToken": link.sync_token, "sparse": True}
    body, sent = (wanted.body, wanted.sent) if wanted else (head, link.sent)
    return Intent(
        "update",
        link.qbo_type,
        {**body, **accounts},
        {**sent, **canonical.plain(accounts)},
        LEAVES_THE_PAST,
    )


def changed_fields(fields: dict[str, Any], *, document: Document, link: Link) -> dict[str, Any]:
    """The fields that differ from what was last sent; what fell away is blanked.

    quickbooks: a sparse update clears a field by an empty value, not by leaving it out.
    """
    changes = {k: v for k, v in fields.items() if canonical.plain(v) != link.sent.get(k)}
    for gone in set(link.sent) - set(fields) - set(document.create_only) - ONCE:
        if blank := _blank(link.sent[gone]):
            changes[gone] = blank[0]
    if changes:
        together = TOGETHER.get(link.qbo_type, ())
        if set(changes) & set(WITH_LINES):
            together = (*together, *WITH_LINES)
        changes |= {key: fields[key] for key in together if key in fields}
    return changes


def only_pays_others(built: Document | Removal, *, link: Link) -> bool:
    """Whether all that changes of a payment is which sales it pays: money that came before its
    goods left. No account and no month of the books changes by it."""
    if isinstance(built, Removal) or link.qbo_type != "Payment":
        return False
    changes = {k for k, v in built.fields.items() if canonical.plain(v) != link.sent.get(k)}
    return changes == {"Line"}


def of_removal(removal: Removal, *, link: Link) -> Intent:
    """quickbooks: an invoice is voided by one operation, payments and receipts by another."""
    body: dict[str, Any] = {"Id": link.qbo_id, "SyncToken": link.sync_token}
    if removal.operation == "deactivate":
        body |= {"sparse": True, "Active": False}
        return Intent("deactivate", removal.qbo_type, body, {**link.sent, "Active": False})
    if removal.operation == "mark":
        # With its id, since another category of that name may have been deleted before.
        mark = f" (deleted {link.qbo_id})"
        name = f"{link.name[: LONGEST_NAME - len(mark)]}{mark}"
        body |= {"sparse": True, "Name": name}
        return Intent("mark", removal.qbo_type, body, {**link.sent, "Name": name})
    if removal.operation == "delete":
        return Intent("delete", removal.qbo_type, body, link.sent, {"operation": "delete"})
    if removal.qbo_type == "Invoice":
        return Intent("void", removal.qbo_type, body, link.sent, {"operation": "void"})
    params = {"operation": "update", "include": "void"}
    return Intent("void", removal.qbo_type, {**body, "sparse": True}, link.sent, params)


def _blank(sent: Any) -> tuple[Any, ...]:
    """The empty value of the same shape, or nothing where it is empty already."""
    if sent is None:
        return ()
    empty = {"value": ""} if isinstance(sent, dict) and "value" in sent else type(sent)()
    return () if empty == sent else (empty,)
