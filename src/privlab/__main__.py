"""`python -m privlab` is the command line."""

from privlab.cli import main

if __name__ == "__main__":
    main()
