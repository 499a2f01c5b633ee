"""Backups: by hand, every night, and back again."""
