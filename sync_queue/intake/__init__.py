"""Which records are due a row, and which are left out."""
