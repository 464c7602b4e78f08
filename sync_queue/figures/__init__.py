"""What the console counts, and how it remembers what it counted."""
