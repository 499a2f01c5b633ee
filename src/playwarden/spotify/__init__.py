"""Spotify from the outside: client, OAuth, quota ledger, and the mapping to domain values."""
