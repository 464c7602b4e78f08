"""Names, accounts, currencies and the small lists."""
