# Halves of characters and control characters in output, errors and names.

# %% exercise="show_sample"
print('\ud800 \x00 \x1b[2J')
index = label = type('X', (), {})()
raise ValueError('\ud800')
