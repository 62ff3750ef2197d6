# %% exercise="q_layers"
architecture = "a"
layer_kinds = ["Dense", "Flatten", "Dense"]
number_of_layers = 4
layers_with_parameters = 3

# %% exercise="q_summary"
summary_purpose = "a"
parameters_per_layer = [0, 100, 480, 1, 290]
total_parameters = 305312
