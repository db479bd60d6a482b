"""Residents: who lives where, since when, and who looks after them.

Owns places, grids, people, households, tenancies, stays, posts, checks of the register, care plans, visits and tasks.
Announces what `contracts.residents` declares. Listens to its own facts to keep the grid rosters, and to let posts,
care plans and tasks follow who lives where.
"""
