"""Grievances: what residents complain about, and who has it in hand.

Owns cases (民情) and their timelines. Announces what `contracts.grievances` declares. Listens to dwellings,
moves and posts: a case belongs to a dwelling, comes to the hub household (党员中心户) of the place or to
those who look after the grid, goes over to the successor when a post changes hands, and stays with the
dwelling when its reporter leaves.
"""
