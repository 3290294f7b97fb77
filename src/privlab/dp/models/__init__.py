"""Models of scikit-learn fitted under a budget, with the mechanisms of diffprivlib."""
