"""Drafts over the real store."""
