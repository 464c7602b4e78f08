"""What is bought: orders, bills, credits, expenses and their payments."""
