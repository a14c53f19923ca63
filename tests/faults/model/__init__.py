"""The whole protocol as a model that drives the product: people, machines, wires that fail, and a centre."""
