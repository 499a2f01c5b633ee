"""Collects what the listeners of accounts play."""
