"""Types of people: latent classes of categorical answers, under weights and with missing answers."""
