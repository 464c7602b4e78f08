"""What happens in a store, and what then stands in the books: one test each, and one page.

A scenario says what the store does and which documents, debits and credits QuickBooks must show.
`test_scenarios` lets it happen over HTTP against the emulator and reads the books there;
docs/how-orders-are-booked.md is written from the same table (`python -m tests.scenarios`).
"""
