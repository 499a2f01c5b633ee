"""Alerts: who is told of what at once, by mail, chat or phone; and the heartbeat, which tells by falling silent."""
