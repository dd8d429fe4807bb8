"""Small faults planted in the program, to see whether its tests notice."""
