"""Tests of integration/quota."""
