"""Webhooks: who is told of what happens here, over HTTP."""
