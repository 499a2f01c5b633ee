"""Tests of integration/spotify."""
