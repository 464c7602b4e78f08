"""What each descriptive field of QuickBooks gets: a field of the store, a template, or nothing."""
