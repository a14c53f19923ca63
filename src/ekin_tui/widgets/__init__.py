"""What screens are made of: set from above, speaking by messages."""
