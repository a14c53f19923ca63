"""The figures of the project, each with its peer: ``python -m benchmarks``."""
