"""Probe: a service for fault tests only, whose every effect can be counted and whose events can be poison."""
