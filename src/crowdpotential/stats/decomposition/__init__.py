"""What separates two sides, taken apart: composition made alike, and a gap split by the variables that people differ in."""
