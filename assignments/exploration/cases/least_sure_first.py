# %% exercise="unseen_images"
predictions = base_model.predict(x_test_norm, verbose=0)
read = predictions.argmax(axis=1)

confusion = np.zeros((10, 10), dtype=int)
np.add.at(confusion, (y_test, read), 1)
print(confusion)

wrong = np.flatnonzero(read != y_test)
surest_first = np.argsort(predictions[wrong].max(axis=1))
worst_mistakes = [int(index) for index in wrong[surest_first][:9]]

figure, axes = plt.subplots(3, 3, figsize=(6, 7))
for index, place in zip(worst_mistakes, axes.flat, strict=False):
    place.imshow(x_test[index], cmap="gray")
    place.set_title(f"{y_test[index]} read as {read[index]}")
plt.show()


def read_digits(images):
    return predicted_digits(base_model, normalise(images))


own_images = np.zeros((3, 28, 28), dtype=np.uint8)
own_images[0, 5:23, 13:16] = 255
own_images[1] = np.roll(x_test[0], 5, axis=1)
own_images[2] = 255 - x_test[0]
own_digits = read_digits(own_images)
print("read in my own images:", own_digits)
