"""What comes in from the city's systems as files, checked row by row before anything is taken over."""
