"""`python -m hamstrung.cli` is the command `hamstrung`."""

from hamstrung.cli import main

main()
