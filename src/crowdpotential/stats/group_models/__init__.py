"""Factor models of several groups by robust maximum likelihood: levels of equality, tests, indices, releases."""
