"""What notifications do, one function for each thing asked."""
