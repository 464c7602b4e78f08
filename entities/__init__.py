"""The store: what is sold, to whom, by whom. Knows nothing of QuickBooks."""
