"""The door of the workers: processes that carry jobs out, or tick, and serve nothing."""
