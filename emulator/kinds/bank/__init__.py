"""Money between accounts, deposits, journal entries and open entries."""
