"""How the parameters of a model are found, whatever the misfit is of."""
