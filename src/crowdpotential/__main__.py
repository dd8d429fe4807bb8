"""Lets `python -m crowdpotential` do what the command `crowdpotential` does."""

from crowdpotential.cli import main

if __name__ == "__main__":
    main()
