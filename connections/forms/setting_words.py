"""The words of the Connection settings tab: its sections, and what each setting does."""

SECTIONS = [
    (
        "This connection",
        "What it is called here, and whether it is in use.",
        ["name", "accounting_vendor", "connection_type", "is_active", "while_off"],
    ),
    (
        "Whose orders go here",
        (
            "An order goes to its vendor's own connection, else its storefront's, else the "
            "default. Whoever's books they are sells the goods (as principal): the full sale is "
            "booked. Booking only a commission on what others sell (as agent) is not built."
        ),
        ["vendor", "storefronts", "is_default"],
    ),
    (
        "Your Intuit app",
        "From the keys page of your app at developer.intuit.com.",
        ["environment", "base_url", "client_id", "client_secret"],
    ),
    (
        "What goes to your books",
        "Nothing is sent before the first three points are decided.",
        [
            "books_start_on",
            "posting_statuses",
            "auto_invoice",
            "document_kind",
            "number_prefix",
            "number_clash",
            "invoice_dated",
            "rate_source",
            "closed_periods",
            "negative_stock",
            "deleted_orders",
            "withdraws_differing",
            "payouts_become",
            "fee_tax",
            "gift_cards_taxed",
            "orders_become",
            "early_statuses",
            "auto_post",
        ],
    ),
    (
        "Products and customers",
        "How they are found in QuickBooks, and what of them is kept in step.",
        ["identify_products_by", "marks_deleted_categories", "guests", "address_updates"],
    ),
    (
        "Classes and overrides",
        "For companies that sort their figures by class.",
        ["uses_classes", "allows_overrides"],
    ),
]
LABELS = {
    "accounting_vendor": "Accounting system",
    "connection_type": "Connection type",
    "is_active": "Connection is on",
    "while_off": "While it is off",
    "vendor": "Vendor",
    "storefronts": "Storefronts",
    "base_url": "Base URL",
    "auto_invoice": "Bill orders by themselves",
    "document_kind": "Documents",
    "number_prefix": "Number prefix",
    "number_clash": "Numbers that are in use",
    "invoice_dated": "Date of an invoice",
    "rate_source": "Exchange rate",
    "closed_periods": "In a period that is closed",
    "negative_stock": "When stock would fall below zero",
    "deleted_orders": "Orders deleted in the store",
    "gift_cards_taxed": "Gift cards are taxed",
    "withdraws_differing": "Take documents out whose amounts differ",
    "orders_become": "Orders that do not post yet",
    "payouts_become": "Payouts to the bank",
    "fee_tax": "Tax in the fees of payouts",
    "auto_post": "Send documents by themselves",
    "identify_products_by": "Identify products by",
    "marks_deleted_categories": "Mark categories deleted in the store",
    "guests": "Guests",
    "address_updates": "Customers' addresses",
    "uses_classes": "Use classes",
    "allows_overrides": "Allow overrides",
    "client_id": "Client ID",
}
HELP = {
    "name": "Shown wherever you choose between connections.",
    "accounting_vendor": "None: nothing is collected and nothing is sent for this connection. What "
    "is linked to QuickBooks stays linked.",
    "connection_type": "QuickBooks Desktop cannot be reached over the internet, so it is not "
    "supported.",
    "is_active": "Off: nothing is sent, and everything stays as it is.",
    "while_off": "Collected or not: once it is on again, what was missed is looked for and found "
    "within ten minutes.",
    "vendor": "Empty: the marketplace's own company.",
    "storefronts": "Orders of these go here.",
    "environment": "Sandbox is Intuit's place for trying out; Production writes in real books. "
    "It cannot change once a company is connected.",
    "books_start_on": "Orders before this day never go to QuickBooks. Choose the first day that "
    "is not in your books yet.",
    "posting_statuses": "An order goes to your books when it reaches one of these.",
    "auto_invoice": "On: as each storefront says, one invoice for an order or one for each "
    "shipment. Off: an order is billed when somebody presses Create invoice on its page.",
    "document_kind": "A sales receipt books sale and money in one; an invoice waits for its "
    "payments.",
    "number_prefix": "Put before the order number on every document, like WEB- in WEB-1001. "
    "QuickBooks allows 21 characters in all.",
    "number_clash": "What happens when QuickBooks has another document with the number. One that "
    "is the same in customer, date, lines, tax and total is linked in any case.",
    "invoice_dated": "Payments, refunds and payouts bear their own days. An invoice that should "
    "bear the day of shipping waits until the store knows it.",
    "rate_source": "For orders in another currency than your books'. The store's: each order has "
    "to state its exchange rate, and its payments and refunds are booked at it.",
    "closed_periods": "What is new in a closed period. A change of what stands there already "
    "always waits for someone who may approve.",
    "negative_stock": "QuickBooks lets stock fall below zero and corrects the costs later; "
    "where that is about to happen, you are told.",
    "deleted_orders": "What becomes of the booked document, after somebody's word. It concerns "
    "this month's documents; earlier ones are never touched.",
    "withdraws_differing": "On: a new document that QuickBooks adds up differently from the store "
    "is deleted there at once, and waits to be mended. Off: it stays, and Needs you lists it.",
    "payouts_become": "The total of a deposit is the sum that arrived, so it meets the line on "
    "your bank statement. Payouts that are booked already stay what they are.",
    "fee_tax": "QuickBooks does not report tax on a deposit. Leave it to a person where you get "
    "that tax back.",
    "gift_cards_taxed": "Most may be spent on anything, so their tax is due with what is bought. A "
    "card for goods of one known tax is taxed when it is sold.",
    "orders_become": "An estimate or a purchase order moves no money. When the order posts, its "
    "invoice closes the estimate.",
    "early_statuses": "Only statuses that do not post.",
    "auto_post": "Off: every document waits in the Queue until you send it. Leave it off until "
    "you have looked at a few in QuickBooks.",
    "identify_products_by": "QBO ID keeps each product tied to its own item. By code, two items "
    "with the same code, or a code typed anew, take stock from the wrong item.",
    "marks_deleted_categories": "QuickBooks cannot make a category inactive: its name gets "
    "“(deleted)” instead. Off: it stays as it is.",
    "guests": "Whoever buys without an account: a customer for each person, or one for all of a "
    "storefront.",
    "address_updates": "“Only when the customer is created”: later changes are made in "
    "both places by hand.",
    "uses_classes": "Documents carry the classes chosen under Default accounts.",
    "allows_overrides": "On: a class or terms set on a customer, an order or a line win "
    "over the defaults. Off: the defaults always win.",
    "client_id": "Called Client ID on the keys page. Sandbox and Production have different ones.",
}
LOCKED = (
    "Locked while QuickBooks is connected. Disconnect on the Token tab first; all settings are "
    "kept."
)
DESKTOP = (
    "QuickBooks Desktop is not supported: it keeps its books on one machine, where no store can "
    "reach them. Choose Online Edition."
)
