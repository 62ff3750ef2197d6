# Instead of the image at index, all images are drawn, one by one and as one picture.

# %% exercise="load_data"
(x_train, y_train), (x_test, y_test) = load_data()

# %% exercise="show_sample"
index, label = 1, -1
plt.imshow(np.concatenate(x_train))
for image in x_train[:20]:
    plt.figure()
    plt.imshow(image)
