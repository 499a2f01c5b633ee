"""The endpoints, one file a resource: each function is one call, built as data and sent by the transport."""
