"""What an agency knows of itself, from its tables into the centre: compared first, told, then written by portions."""
