"""ekin-tui: the daily log of Indonesian civil servants in the terminal."""

__version__ = "0.1.0"
