"""`python -m kneevision` is the command."""

from kneevision.cli import main

if __name__ == "__main__":
    main()
