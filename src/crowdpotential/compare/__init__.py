"""What differs between areas, blocs and groups of residents."""
