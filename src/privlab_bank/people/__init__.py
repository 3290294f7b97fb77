"""The people of the bank, drawn at random: names, places, households, habits."""
