"""May this be sent at all, as the company's switches stand? What may not is done as not needed.

Asked when a row is read, not when it is put in the queue: what is linked then would be changed,
what is not would be created.
"""

from collections.abc import Mapping

from connections import flows
from connections.flows import Flows
from connections.models.flow import Subject, Way
from sync_queue import kinds
from sync_queue.documents.outcome import Document, NeedsParent, NoDocument, NotNeeded, Removal
from sync_queue.models import Link

OFF = "off:"  # how the reason of such a row begins
MEND = "Switch it on under Connection settings, What is exchanged; or link the record by hand."
# Charge items and applied credits belong to a document that goes, so they go with it; a vendor is
# there for purchase orders alone.
SUBJECTS: Mapping[str, Subject] = {
    kinds.CATEGORY.name: Subject.CATEGORY,
    kinds.PRODUCT.name: Subject.PRODUCT,
    kinds.CUSTOMER.name: Subject.CUSTOMER,
    kinds.GUESTS.name: Subject.CUSTOMER,
    kinds.CUSTOMER_ABROAD.name: Subject.CUSTOMER,
    kinds.VENDOR.name: Subject.PURCHASE_ORDER,
    kinds.ESTIMATE.name: Subject.ESTIMATE,
    kinds.PURCHASE_ORDER.name: Subject.PURCHASE_ORDER,
    kinds.INVOICE.name: Subject.INVOICE,
    kinds.PAYMENT.name: Subject.PAYMENT,
    kinds.CHARGEBACK.name: Subject.PAYMENT,
    kinds.WON_BACK.name: Subject.PAYMENT,
    kinds.REFUND.name: Subject.REFUND,
}


def require(
    kind: str,
    *,
    link: Link | None,
    outcome: Document | Removal | NoDocument,
    is_delete: bool,
    switched: Flows,
) -> None:
    """Raises NotNeeded, naming the switch, where what was built may not be sent.

    `outcome`: the document, or why there is none yet. Money of a sale that is not sent is not
    sent either, rather than held for it.
    """
    takes_out = is_delete or isinstance(outcome, Removal)
    _require(kind, _way_of(link, takes_out), switched)
    if isinstance(outcome, NeedsParent) and outcome.kind == kinds.INVOICE.name:
        _require(outcome.kind, Way.PUSH_CREATE, switched)


def _require(kind: str, way: Way, switched: Flows) -> None:
    subject = SUBJECTS.get(kind)
    if subject is None or (subject, way) in flows.REASONS or switched.is_on(subject, way):
        return
    raise NotNeeded(
        reason=f"off:{subject}:{way}", message=f"The switch {flows.named(subject, way)} is off."
    )


def _way_of(link: Link | None, takes_out: bool) -> Way:
    if takes_out:
        return Way.PUSH_DELETE
    return Way.PUSH_UPDATE if link is not None and link.qbo_id else Way.PUSH_CREATE


def reasons_on(switched: Flows) -> list[str]:
    """The reasons of rows that were left out by a switch which is on now."""
    return [
        f"{OFF}{subject}:{way}"
        for subject in flows.SENT
        for way in flows.PUSHES
        if switched.is_on(subject, way)
    ]
