"""What performance claims rest on: each figure beside what it is compared with, in one run."""
