"""`python -m chassis` is `doorstep`."""

from chassis.commands import main

main()
