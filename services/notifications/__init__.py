"""Notifications: who is told what, why, and whether it reached the inbox.

Owns notices, matches and inbox messages, and is the only service that sends. Keeps copies of who lives here and
of what work residents wish for. Listens to residents' moves and contacts, to wishes, to postings, and to its own
settled matches; announces what `contracts.notifications` declares.
"""
