"""What is done with the data of each person: the use axis."""
