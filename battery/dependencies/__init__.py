"""What the program is made of besides itself: the lock, licences, and why each package is there."""
