"""Schedules: which work is done again and again, and when."""
