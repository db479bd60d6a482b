"""Residents: who lives where, since when, and who looks after them.

Owns places, grids, people, households, tenancies, stays and posts. Announces what `contracts.residents`
declares. Listens to its own facts to keep the grid rosters and to vacate the posts of those who leave.
"""
