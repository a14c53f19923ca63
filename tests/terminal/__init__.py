"""The driver, the marks, and a real pseudo-terminal."""
