"""What people ask of the job supermarket, and what it does on hearing of moves."""
