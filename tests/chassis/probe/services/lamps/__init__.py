"""Lamps: a service for tests, which does to itself what its events ask for."""
