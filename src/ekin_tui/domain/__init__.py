"""The rules of the daily log: standard library only, no input or output, no clock, no ids of its own."""
