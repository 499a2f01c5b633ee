"""Alerts, from the row that is written to whoever reads it."""
