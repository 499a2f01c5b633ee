"""The schema's history: one file per step under `versions`, run by `store.migrate`."""
