# %% exercise="q_summary"
summary_purpose = "b"
parameters_per_layer = [0, 784 * 128, 128 * 10]
total_parameters = sum(parameters_per_layer)
