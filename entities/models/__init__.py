"""What the store holds: one table, or one tight family of tables, per file."""

from entities.models.catalog import Category, Product, StoreTax
from entities.models.customer import Customer
from entities.models.invoice import Invoice, InvoiceLine
from entities.models.money import Payment, Payout, Refund, RefundLine, StorePaymentMethod
from entities.models.order import Order, OrderLine
from entities.models.stock import StockCorrection
from entities.models.vendor import Storefront, Vendor

__all__ = [
    "Category",
    "Customer",
    "Invoice",
    "InvoiceLine",
    "Order",
    "OrderLine",
    "Payment",
    "Payout",
    "Product",
    "Refund",
    "RefundLine",
    "StockCorrection",
    "StorePaymentMethod",
    "StoreTax",
    "Storefront",
    "Vendor",
]
