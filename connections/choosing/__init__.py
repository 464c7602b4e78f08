"""What a person chooses for a company, from what, and what suggests itself."""
