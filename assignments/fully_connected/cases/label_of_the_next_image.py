# %% exercise="show_sample"
index = 7
label = int(y_train[index + 1])
plt.imshow(x_train[index], cmap="gray")
plt.show()
