# %% exercise="simple_cnn"
simple_shapes = [(24, 24, 32), (12, 12, 32), (12, 12, 32), (12 * 12 * 32,), (128,), (10,)]
simple_parameters = [832, 0, 0, 0, 589_952, 1_290]


def build_simple(*first_layers):
    inputs = keras.Input((28, 28))
    x = keras.ops.expand_dims(inputs, -1)
    for layer in first_layers:
        x = layer(x)
    x = keras.layers.ReLU()(keras.layers.Conv2D(32, (5, 5), strides=1)(x))
    x = keras.layers.MaxPool2D((2, 2))(x)
    x = keras.layers.Flatten()(keras.layers.Dropout(0.2)(x))
    x = keras.layers.Activation("relu")(keras.layers.Dense(128)(x))
    outputs = keras.layers.Softmax()(keras.layers.Dense(10)(x))
    model = keras.Model(inputs, outputs)
    model.compile(keras.optimizers.Adam(), keras.losses.SparseCategoricalCrossentropy(), metrics=["accuracy"])
    return model


simple_model = train(build_simple())
simple_error = 100 - 100 * (predicted_digits(simple_model) == y_test).mean()
