"""Attacks on the program that anybody can repeat: bad inputs, near misses, damaged files, kills, full disks, injections and more."""
