"""What people ask of the register, one function each; none commits."""
