"""The registry of what jobs do, and the two ways to run them: in this process, or on Celery workers."""
