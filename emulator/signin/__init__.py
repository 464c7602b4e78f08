"""Who may look into which books: grants and identity."""
