# %% exercise="optimisers"
keras.utils.set_random_seed(SEED)


def build_optimised(optimiser):
    model = build_base()
    model.compile(optimizer=optimiser, metrics=["accuracy"])
    return model


optimiser_models = {"adam": base_model}
for optimiser in ["sgd", "rmsprop"]:
    optimiser_models[optimiser] = train(build_optimised(optimiser))

rows = []
for optimiser, model in optimiser_models.items():
    rows.append((optimiser, np.mean(predicted_digits(model) == y_test)))
optimiser_results = pd.DataFrame(rows, columns=["optimiser", "test_accuracy"])
print(optimiser_results)

compare(predicted_digits(optimiser_models["sgd"]), predicted_digits(base_model))
sgd_conclusion = "worse"
difference, noise = compare(predicted_digits(optimiser_models["rmsprop"]), predicted_digits(base_model))
rmsprop_conclusion = "no difference" if abs(difference) <= noise else "better" if difference > 0 else "worse"
