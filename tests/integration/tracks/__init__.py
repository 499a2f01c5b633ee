"""Tracks over the real store and the sandbox."""
