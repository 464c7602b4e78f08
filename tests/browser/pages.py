"""Every page that a person can open, by the name of its picture; what stands in braces is looked up
in the house (`deeds.places`)."""

from tests.browser.house import House

BOOKS = "/console/demo-books"
CONSOLE = {
    "home": "/admin/",
    "needs-you": "/console/needs-you/",
    "order": "/console/orders/{order}/",
    "help": "/console/help/",
    "connections": "/console/",
    "connection-add": "/console/add/",
    "settings": f"{BOOKS}/settings/",
    "field-mapping": f"{BOOKS}/fields/",
    "field": f"{BOOKS}/fields/customer/Notes/",
    "field-version": f"{BOOKS}/fields/customer/versions/1/",
    "fields-again": f"{BOOKS}/fields/customer/again/",
    "exchanged": f"{BOOKS}/exchanged/",
    "from-quickbooks": f"{BOOKS}/from-quickbooks/",
    "token": f"{BOOKS}/token/",
    "queue": f"{BOOKS}/queue/?state=all&kind=invoice",
    "queue-row": f"{BOOKS}/queue/{{row}}/",
    "queue-row-booked": f"{BOOKS}/queue/{{booked}}/",
    "name": f"{BOOKS}/names/customer/{{buyer}}/",
    "queue-question": f"{BOOKS}/queue/ask/?do=clear",
    "older": f"{BOOKS}/older/",
    "bookkeeper": f"{BOOKS}/bookkeeper/",
    "mails": f"{BOOKS}/settings/mails/",
    "accounts": f"{BOOKS}/accounts/",
    "accounts-payments": f"{BOOKS}/accounts/payments/",
    "accounts-taxes": f"{BOOKS}/accounts/taxes/",
    "accounts-terms": f"{BOOKS}/accounts/terms/",
    "accounts-items": f"{BOOKS}/accounts/items/",
    "accounts-stock": f"{BOOKS}/accounts/stock/",
    "accounts-clearing": f"{BOOKS}/clearing/",
    "sign-in-connected": f"{BOOKS}/sign-in/connected/",
    "sign-in-denied": f"{BOOKS}/sign-in/denied/",
    "sign-in-ended": "/console/sign-in/expired/",
}
# Of a shop in the guided start (`deeds.half_way`).
STEPS = {
    f"start-{step}": f"/console/steps-shop/start/{step}/"
    for step in ("connect", "company", "accounts", "existing", "preview", "trial", "live")
}
STORE = {
    "orders": "/admin/entities/order/",
    "store-order": "/admin/entities/order/{store_order}/change/",
    "store-order-add": "/admin/entities/order/add/",
    "store-order-history": "/admin/entities/order/{store_order}/history/",
    "store-order-delete": "/admin/entities/order/{store_order}/delete/",
    "customers": "/admin/entities/customer/",
    "store-customer": "/admin/entities/customer/{customer}/change/",
    "products": "/admin/entities/product/",
    "store-product": "/admin/entities/product/{product}/change/",
    "product-tab": "/admin/entities/product/{product}/change/?#connections-connection",
    "categories": "/admin/entities/category/",
    "store-invoices": "/admin/entities/invoice/",
    "payments": "/admin/entities/payment/",
    "refunds": "/admin/entities/refund/",
    "payouts": "/admin/entities/payout/",
    "vendors": "/admin/entities/vendor/",
    "storefronts": "/admin/entities/storefront/",
    "taxes": "/admin/entities/storetax/",
    "payment-methods": "/admin/entities/storepaymentmethod/",
    "connection-rights": "/admin/connections/connection/{connection}/change/",
    "users": "/admin/auth/user/",
    "user-add": "/admin/auth/user/add/",
    "user": "/admin/auth/user/{user}/change/",
    "groups": "/admin/auth/group/",
    "group-add": "/admin/auth/group/add/",
    "password": "/admin/password_change/",
}
# Answered by no page of their own, and why.
NO_PAGE = {
    "root": "leads home",
    "start": "leads to the step that comes next",
    "start-trial-progress": "a part of the step",
    "start-looking": "a part of the step",
    "diagnostics": "a file to be sent to a developer",
    "queue-table": "a part of the queue",
    "callback": "where QuickBooks sends the browser back to, which leads on",
    "read-by-key": "says in one line of text how the reading went",
}


def found(pages: dict[str, str], at: House) -> dict[str, str]:
    """The pages with what stands in braces looked up in this house."""
    places = at.deed("places")
    return {name: path.format(**places) for name, path in pages.items()}
