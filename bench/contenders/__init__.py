"""The floors: what one would write without the chassis."""
