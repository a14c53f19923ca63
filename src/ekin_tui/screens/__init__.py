"""One task each: ask, show, tell. Screens reach nothing but the desk, and return values or post messages."""
