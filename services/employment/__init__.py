"""Employment: the job supermarket (就业超市), where residents find work near home.

Owns employers, their postings and the wishes of residents who look for work. Announces what
`contracts.employment` declares. Listens to moves: wishes are taken from people who live here, and end when
they move out.
"""
