"""What people ask of grievances, and what follows from moves and posts."""
