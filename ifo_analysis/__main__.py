"""The same as the command `ifo`: ``python -m ifo_analysis report``."""

from ifo_analysis.cli import main

if __name__ == "__main__":  # a process that makes one of several reports imports this file too
    main()
