"""What is sold: estimates, invoices, receipts, refunds, credits, payments."""
