"""Runs: from wishes to a proposal, from an approved proposal to a journaled run, and back again."""
