"""What a company's books hold: records, ledger, stock cards, files, and where they are kept."""
