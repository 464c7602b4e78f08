"""What does the emulator do where QuickBooks is not documented or its sources disagree?

One class per part of docs/emulator.md; the first of the values a setting can take is what was
chosen. A setting is read where it acts (`company.settings.<name>`), when it acts: changing one
changes what happens from then on, never what the books hold already.
"""

from dataclasses import dataclass, field
from typing import Any

# What becomes of a replaced refresh token that is used again.
REVOKE, GRACE, REFUSE = "revoke", "grace", "refuse"


def one_of(*values: str) -> Any:
    """A field that takes one of those words; the first is its default."""
    return field(default=values[0], metadata={"values": values})


@dataclass
class SignIn:
    """Sign-in and tokens."""

    token_reuse: str = one_of(REVOKE, GRACE, REFUSE)
    redirect_uris: dict[str, list[str]] = field(default_factory=dict)
    code_s: float = 600
    code_reuse: str = one_of("revoke", "refuse")
    access_tokens_at_refresh: str = one_of("keep", "end")
    unknown_revocation: str = one_of("refuse", "accept")
    removed_person: str = one_of("no realm", "no rights")
    refresh_token_s: float = 8_726_400
    last_days: str = one_of("count down", "promise all")
    other_scopes: str = one_of("accept", "refuse")
    signing_key_s: float = 0
    person: dict[str, Any] = field(default_factory=dict)


@dataclass
class Service:
    """Calls, limits, files, mails, webhooks."""

    throttle_body: str = one_of("xml", "upper", "lower")
    default_body: str = one_of("xml", "json")
    unauthorised_body: str = one_of("gateway", "service")
    requestid: str = one_of("honour", "forget", "ignore", "refuse")
    requestid_ttl_s: float = 86_400
    replay_faults: bool = False
    request_id_header: str = one_of("ignore", "honour")
    cdc_days: int = 0
    server_timeout_s: float = 120
    attachment_mb: float = 100
    attachment_types: str = one_of("listed", "any")
    attaching_counts: bool = True
    settling_counts: bool = True
    mails_per_day: int = 0
    send_content_type: str = one_of("strict", "any")
    webhook_delay_s: float = 1
    webhook_timeout_s: float = 3
    webhook_deactivated: str = one_of("delete", "update")
    webhook_duplicates: bool = False
    webhook_disorder: bool = False
    webhook_blacklist_s: float = 0
    attachments_of_deleted: str = one_of("keep", "unlink", "delete")
    thumbnails: str = one_of("picture", "none")
    batch_items: int = 30
    batch_create_with_id: str = one_of("update", "create")
    batch_without_operation: str = one_of("write", "refuse")
    empty_body: str = one_of("object", "malformed")
    body_mb: float = 140
    limit_windows: str = one_of("sliding", "fixed")
    refused_calls_count: bool = True
    maxresults: str = one_of("cap", "refuse")
    query_words: str = one_of("refuse", "allow")
    tax_code_pages: str = one_of("on top", "counted")
    same_second: str = one_of("higher id", "lower id")
    list_order: str = one_of("made", "name")


@dataclass
class Words:
    """Wording and order of checks, shapes of objects."""

    wording: str = one_of("today", "older")
    generation: str = one_of("2022", "2026")
    missing_names: str = one_of("610", "stub")
    errors_named: str = one_of("all", "first")
    references_named: str = one_of("first", "all")
    malformed_numbers: str = one_of("2080", "2010")
    stale_check: str = one_of("after form", "before form")
    longest_id: int = 12
    id_comparisons: str = one_of("take", "refuse")
    query_values: str = one_of("refuse", "no match")
    batch_unknown_property: str = one_of("item", "batch")
    void_operation: str = one_of("captured", "invoices", "sales forms")
    taken_tax_name: str = one_of("code", "rate")
    gst_fault: str = one_of("plain", "numbered")
    partner_tax: str = one_of("automated", "everywhere")


@dataclass
class Sales:
    """Forms of sale, items, taxes, payments."""

    bundles_by_api: bool = False
    inclusive_amount: str = one_of("net", "gross")
    estimate_links: str = one_of("once", "often")
    line_accounts: bool = False
    linking_counts: bool = False
    freed_estimates: str = one_of("Pending", "Accepted", "Closed")
    bundle_amount: str = one_of("zero", "sum")
    subtotal_text: str = one_of("plain", "dollar")
    undefined_custom_fields: str = one_of("drop", "keep", "refuse")
    switched_off: str = one_of("obey", "ignore")
    discount_abroad: str = one_of("before tax", "after tax")
    missing_tax_code: str = one_of("untaxed", "usual")
    automated_total: str = one_of("honour", "replace")
    past_accounts: str = one_of("all", "open periods")
    negative_opening_stock: bool = False
    agency_accounts: str = one_of("own", "shared")
    paid_invoices: str = one_of("loosen", "refuse")
    empty_payments: str = one_of("delete", "keep")
    automatic_order: str = one_of("oldest", "newest")
    credits_of_subs: bool = False
    estimates_check_stock: bool = False
    invoice_deposits: bool = False
    settle_expenses: bool = False
    receivable_accounts: str = one_of("by currency", "named")
    untracked_tax: str = one_of("cost", "agency")
    edited_addresses: str = one_of("lines", "kept")
    return_scope: str = one_of("inside", "all")
    invoice_terms: str = one_of("due date", "shown", "none")
    sales_numbers: str = one_of("kind", "forms")
    automated_place: str = one_of("ship to", "bill to")


@dataclass
class Purchases:
    """Bills, expenses, orders, bill payments."""

    billable_by_customer: bool = False
    settled_links: str = one_of("leave out", "refuse")
    order_links: str = one_of("lines", "document")
    overpaid_links: str = one_of("refuse", "cut")
    short_totals: str = one_of("refuse", "raise")
    number_labels: str = one_of("screen", "schema")
    linked_goes: str = one_of("loosen", "refuse")
    paid_bills: str = one_of("refuse", "loosen")
    return_difference: str = one_of("cost of goods", "shrinkage")
    opening_against: str = one_of("equity", "uncategorized")
    payable_lines: str = one_of("refuse", "take")
    missing_item: str = one_of("6440", "2020")
    print_status: str = one_of("by number", "NotSet", "NeedToPrint")
    purchase_ex_sent: str = one_of("ignore", "refuse")
    payment_type_change: str = one_of("refuse", "allow")
    bill_terms: str = one_of("vendor", "none")
    vendor_addresses: bool = True
    order_numbers: str = one_of("own", "shared", "none")
    closed_period: str = one_of("all", "posting")
    check_numbers: str = one_of("account", "company")
    bill_numbers: str = one_of("vendor", "company")


@dataclass
class Ledger:
    """Accounts, currencies, money and stock between accounts, lists."""

    retype_used_accounts: bool = False
    redate_adjustments: bool = False
    foreign_balances: str = one_of("own", "home")
    transfers_between_all: bool = False
    transfers_with_cards: bool = True
    first_subtypes: dict[str, str] = field(default_factory=dict)
    opening_balances: str = one_of("book", "ignore")
    used_accounts_inactive: str = one_of("refuse", "allow")
    balance_sign: str = one_of("debit", "natural")
    home_currency_listed: bool = False
    first_currencies: str = "CAD EUR AUD GBP JPY CHF NZD USD"
    unlisted_currencies: str = one_of("refuse", "allow")
    unstored_rates: str = one_of("table", "one")
    unmarked_rates: str = one_of("replace", "refuse")
    rates_by_date: str = one_of("exact", "in force")
    term_with_both: str = one_of("days", "day of month", "refuse")
    class_ids: str = one_of("long", "short")
    small_plan_lists: str = one_of("refuse", "allow")
    template_names: str = one_of("unique", "free")
    read_only_preferences: str = one_of("ignore", "refuse")
    full_preferences: str = one_of("merge", "clear")
    settled_entries: str = one_of("loosen", "refuse")
    number_entries: bool = False
    deposit_total: str = one_of("banked", "lines")
    deposited_rate: str = one_of("receipt", "deposit")
    deposit_tax: str = one_of("keep", "drop", "refuse")
    full_adjustments: bool = False
    adjustment_accounts: str = one_of("listed", "all")


@dataclass
class Reports:
    """Reports and XML."""

    listing_form: str = one_of("as asked", "newer", "older")
    report_lines: str = one_of("document", "lines")
    unknown_report: str = one_of("unsupported", "denied")
    bad_report_words: str = one_of("refuse", "ignore")
    unknown_parameters: str = one_of("ignore", "refuse", "refuse idle")
    unknown_columns: str = one_of("drop", "refuse")
    half_period: str = one_of("fill", "ignore")
    trial_balance_years: str = one_of("close", "keep")
    ledger_income: str = one_of("period", "year")
    cash_entries: str = one_of("accrual", "paid")
    debit_currency: str = one_of("document", "home")
    home_foreign_amounts: str = one_of("empty", "amount")
    us_tax_summary: str = one_of("figures", "refuse")
    entries_in_returns: bool = True
    wildcard_body: str = one_of("json", "xml")
    xml_namespace: str = one_of("free", "required")
    xml_fault_charset: str = one_of("none", "utf-8")
    tax_service_xml: str = one_of("bare", "wrapped")
    gateway_zone: str = one_of("pacific", "utc")
