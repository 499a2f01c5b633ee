"""Tests of unit/spotify."""
