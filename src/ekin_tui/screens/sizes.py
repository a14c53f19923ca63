"""The sizes of window at which the screens drop panels: classes for the style sheet."""

WIDTHS = [(0, "-narrow"), (60, "-usual"), (110, "-wide")]
"""Columns from which on a class holds."""
TALL = 20
"""Rows from which on a window is not short."""
HEIGHTS = [(0, "-short"), (TALL, "-tall"), (36, "-high")]
"""Rows from which on a class holds."""
