# Names of types and messages hold format braces, HTML and halves of characters.

# %% exercise="show_sample"
index = label = type('{x}{0.a}<script>alert(3)</script>', (), {})()

# %% exercise="normalise"
def normalise(images):
    raise ValueError('{} {name} <script>alert(4)</script> \ud800 \x00')
x_train_norm, x_test_norm = x_train / 255.0, x_test / 255.0

# %% exercise="train"
raise KeyError('<b>{}</b>\udfff')

# %% exercise="build_model"
model = 1

# %% exercise="compile_model"
1
