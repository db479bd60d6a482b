"""The services: each owns its database and its queue, and imports no other."""
