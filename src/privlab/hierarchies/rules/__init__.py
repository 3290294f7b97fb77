"""How values coarsen, rule by rule: dates, numbers, texts, listed tables, French places."""
