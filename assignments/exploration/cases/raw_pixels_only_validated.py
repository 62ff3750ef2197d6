# %% exercise="without_normalisation"
keras.utils.set_random_seed(SEED)
raw_model = train(build_base(), test_images=x_test)
pixel_models = {"normalised": base_model, "raw": raw_model}

rows = []
for pixels, images in [("normalised", x_test_norm), ("raw", x_test)]:
    losses = pixel_models[pixels].history.history["loss"]
    accuracy = np.mean(predicted_digits(pixel_models[pixels], images) == y_test)
    rows.append((pixels, losses[0], accuracy))
    plt.plot(range(1, EPOCHS + 1), losses, label=pixels)
plt.yscale("log")
plt.xlabel("epoch")
plt.legend()
plt.show()
pixel_results = pd.DataFrame(rows, columns=["pixels", "first_loss", "test_accuracy"])
print(pixel_results)

compare(predicted_digits(raw_model, x_test), predicted_digits(base_model))
raw_conclusion = "worse"
