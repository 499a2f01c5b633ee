"""Unit tests of features.accounts."""
