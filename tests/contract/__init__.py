"""Contracts between our parts and the other side."""
