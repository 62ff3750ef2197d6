# %% [markdown] lang="es"
# # Del perceptrón a las redes convolucionales
#
# En la práctica anterior escribiste la convolución y el pooling con tus manos. Ahora los pones a trabajar:
# construyes cinco redes, de la más sencilla a la más profunda, y mides cuánto gana cada una.
#
# | red | qué tiene de nuevo | error de prueba con las 60 000 imágenes de MNIST |
# |---|---|---|
# | perceptrón multicapa | nada: es el punto de partida | 1.75 % |
# | convolucional simple | una convolución, pooling y dropout | 1.15 % |
# | convolucional más grande | dos etapas de convolución y pooling | 0.70 % |
# | LeNet-5 | la primera que se usó en los bancos, de 1998 | |
# | con dropout | tres etapas y la mitad de las neuronas apagadas al entrenar | |
#
# Los errores son los que publicaron los autores de esas redes. Aquí entrenas con muchas menos imágenes, así
# que los tuyos serán mayores; lo que interesa es el orden.

# %% [markdown] lang="en"
# # From the perceptron to convolutional networks
#
# In the lab before this one you wrote convolution and pooling with your own hands. Now you put them to work:
# you build five networks, from the plainest to the deepest, and measure how much each one gains.
#
# | network | what is new in it | test error with the 60,000 images of MNIST |
# |---|---|---|
# | multilayer perceptron | nothing: it is where we start | 1.75 % |
# | simple convolutional | a convolution, pooling and dropout | 1.15 % |
# | larger convolutional | two stages of convolution and pooling | 0.70 % |
# | LeNet-5 | the first one that read cheques, of 1998 | |
# | with dropout | three stages, and half the units switched off in training | |
#
# The errors are those that the authors of these networks published. Here you train with far fewer images, so
# yours will be larger; what matters is their order.

# %% [markdown] lang="es"
# ## Cómo se trabaja
#
# 1. Ejecuta las celdas en orden. Los ejercicios 3 a 7 son independientes entre sí: puedes saltarte uno y
#    volver después. La confusión usa tu red más grande, y la comparación del final, todas.
# 2. Sustituye los puntos suspensivos (`...`) por tu código. Los comentarios dicen qué nombres debes definir y
#    qué debe contener cada uno; usa exactamente esos nombres.
# 3. Ejecuta la celda `grader.check(...)` que sigue. Mira tus redes por dentro y compara tus números con sus
#    propias medidas. De tus conclusiones y de las preguntas con letras solo mira la forma: si son acertadas
#    se decide al calificar. Lo que lleva el título «Para pensar» no se califica.
#
# Si te atascas, `grader.hint("simple_cnn")` da una pista de ese ejercicio; cada vez que la pides, una más
# clara. Escribe las redes como prefieras: `Sequential`, funcional o con una clase tuya (LeNet se abre mejor
# si no es una clase).
#
# La celda siguiente carga los datos y define las funciones que ya conoces:
#
# | función | qué hace |
# |---|---|
# | `normalise(images)` | lleva los píxeles de 0..255 a 0..1 |
# | `train(model)` | lo entrena durante `EPOCHS` épocas y lo devuelve; en `model.seconds`, cuánto tardó |
# | `predicted_digits(model)` | los dígitos que el modelo lee en las imágenes de prueba, forma (N,) |
# | `compare(digits, base_digits)` | dos números: la diferencia de exactitud entre dos lecturas, y el ruido |
#
# Todas las redes de este cuaderno se compilan igual: con `"adam"`, la pérdida
# `"sparse_categorical_crossentropy"` y la métrica `"accuracy"`.

# %% [markdown] lang="en"
# ## How to work
#
# 1. Run the cells in order. Exercises 3 to 7 stand by themselves: you may skip one and come back to it. The
#    one on confusion uses your larger network, and the comparison at the end uses all of them.
# 2. Replace the three dots (`...`) with your code. The comments say which names to define and what each of
#    them must hold; use exactly those names.
# 3. Run the `grader.check(...)` cell that follows. It looks into your networks and compares your numbers with
#    measurements of its own. Of your conclusions and of the questions with letters it only looks at the form:
#    whether they are right is decided in grading. What is headed "To think about" is not graded.
#
# If you are stuck, `grader.hint("simple_cnn")` gives a hint for that exercise; each time you ask, a clearer
# one. Write the networks as you prefer: `Sequential`, functional, or with a class of your own (LeNet opens
# more easily if it is no class).
#
# The next cell loads the data and defines the functions that you know:
#
# | function | what it does |
# |---|---|
# | `normalise(images)` | brings the pixels from 0..255 to 0..1 |
# | `train(model)` | trains it for `EPOCHS` epochs and returns it; in `model.seconds`, how long that took |
# | `predicted_digits(model)` | the digits that the model reads in the test images, shape (N,) |
# | `compare(digits, base_digits)` | two numbers: the difference in accuracy of two readings, and the noise |
#
# All networks of this notebook are compiled alike: with `"adam"`, the loss
# `"sparse_categorical_crossentropy"` and the metric `"accuracy"`.

# %% setup=true
from time import perf_counter

from autograder import Grader, load_data

grader = Grader("cnn")

import keras
import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
from sklearn.linear_model import LogisticRegression

EPOCHS = 10
SEED = 1

(x_train, y_train), (x_test, y_test) = load_data()


def normalise(images):
    return (images / 255.0).astype("float32")


x_train_norm = normalise(x_train)
x_test_norm = normalise(x_test)


def train(model, images=x_train_norm, test_images=x_test_norm, epochs=EPOCHS):
    batch_size = 32 if len(images) < 10_000 else 200
    validation = (test_images, y_test)
    began = perf_counter()
    model.fit(images, y_train, batch_size=batch_size, epochs=epochs, validation_data=validation, verbose=0)
    model.seconds = perf_counter() - began
    print(f"EPOCHS = {epochs}: {model.seconds:.0f} s")
    return model


def predicted_digits(model, images=x_test_norm):
    return model.predict(images, batch_size=1000, verbose=0).argmax(axis=1)


def compare(digits, base_digits):
    # es: Recibe dos lecturas de las imágenes de prueba; cuenta las que solo una de las dos acierta.
    # en: Takes two readings of the test images; counts those that only one of the two gets right.
    assert np.shape(digits) == np.shape(base_digits) == y_test.shape
    only_model = np.sum((digits == y_test) & (base_digits != y_test))
    only_base = np.sum((digits != y_test) & (base_digits == y_test))
    difference = (only_model - only_base) / len(y_test)
    noise = 3 * np.sqrt(only_model + only_base) / len(y_test)
    print(f"{difference:+.4f} ± {noise:.4f}")
    return difference, noise


# %% [markdown] lang="es"
# ## 1. Las primeras imágenes (4 min)
#
# Antes de entrenar nada, mira los datos. Dibuja las cuatro primeras imágenes de entrenamiento en una
# cuadrícula de 2 × 2, en tonos de gris:
#
# ```text
#    +-------+-------+
#    |   0   |   1   |      posiciones en x_train
#    +-------+-------+
#    |   2   |   3   |
#    +-------+-------+
# ```

# %% [markdown] lang="en"
# ## 1. The first images (4 min)
#
# Before training anything, look at the data. Draw the first four training images in a grid of 2 × 2, in
# shades of grey:
#
# ```text
#    +-------+-------+
#    |   0   |   1   |      positions in x_train
#    +-------+-------+
#    |   2   |   3   |
#    +-------+-------+
# ```

# %% exercise="first_images"
# es: Dibuja las imágenes de x_train en las posiciones 0 a 3, cada una en sus ejes, como en el esquema (con
# es: el mapa de color "gray"), y define
# es:   first_labels: lista con sus cuatro etiquetas, en el mismo orden
# en: Draw the images of x_train at positions 0 to 3, each on axes of its own, as in the sketch (with the
# en: colour map "gray"), and define
# en:   first_labels: list of their four labels, in the same order
### BEGIN SOLUTION
first_labels = [int(label) for label in y_train[:4]]
figure, axes = plt.subplots(2, 2, figsize=(5, 5))
for image, label, place in zip(x_train[:4], first_labels, axes.flat, strict=True):
    place.imshow(image, cmap="gray")
    place.set_title(label)
plt.show()
### END SOLUTION

# %% check="first_images"
grader.check("first_images")

# %% [markdown] lang="es"
# ## Antes de entrenar: formas y parámetros
#
# Antes de construir cada red vas a decir qué sale de cada una de sus capas. Todo sigue de cuatro reglas:
#
# | capa | entra | sale | parámetros |
# |---|---|---|---|
# | `Conv2D` de F filtros k × k | (a, b, D) | (a − k + 1, b − k + 1, F) | F · (k · k · D + 1) |
# | pooling de ventana 2 | (a, b, D) | (a // 2, b // 2, D) | 0 |
# | `Dense` de U neuronas | (n,) | (U,) | U · (n + 1) |
# | `Flatten`, `Dropout` | | los mismos números: en una fila, o como estaban | 0 |
#
# Aquí a es el alto, b el ancho y D la profundidad de lo que entra. Con `padding="same"`, el relleno que
# conservaba el tamaño en la práctica anterior, de la convolución sale (a, b, F).
#
# El «+ 1» es el sesgo, uno por filtro o por neurona. Fíjate en que los parámetros de una convolución no
# dependen del tamaño de la imagen: el mismo filtro mira en todos los lugares.
#
# Las formas se escriben como tuplas y sin el lote, por ejemplo `(24, 24, 32)` o `(10,)`; los parámetros, como
# números. Los pones en dos listas, en el orden del dibujo. Haz la cuenta a mano y después compárala con
# `model.summary()`: si no coinciden, ahí hay algo que aprender.

# %% [markdown] lang="en"
# ## Before training: shapes and parameters
#
# Before building each network you say what comes out of each of its layers. All of it follows from four
# rules:
#
# | layer | in | out | parameters |
# |---|---|---|---|
# | `Conv2D` of F kernels k × k | (a, b, D) | (a − k + 1, b − k + 1, F) | F · (k · k · D + 1) |
# | pooling with a window of 2 | (a, b, D) | (a // 2, b // 2, D) | 0 |
# | `Dense` with U units | (n,) | (U,) | U · (n + 1) |
# | `Flatten`, `Dropout` | | the same numbers: in one row, or as they were | 0 |
#
# Here a is the height, b the width and D the depth of what comes in. With `padding="same"`, the padding that
# kept the size in the lab before this one, (a, b, F) comes out of the convolution.
#
# The "+ 1" is the bias, one for each kernel or unit. Notice that the parameters of a convolution do not
# depend on the size of the image: the same kernel looks at every place.
#
# Shapes are written as tuples and without the batch, such as `(24, 24, 32)` or `(10,)`; parameters as
# numbers. You put them into two lists, in the order of the drawing. Work them out by hand, and compare with
# `model.summary()` afterwards: where they differ, there is something to learn.

# %% [markdown] lang="es"
# ## 2. El perceptrón multicapa (10 min)
#
# El punto de partida: una sola capa oculta, con una neurona por cada píxel.
#
# ```text
#   (28, 28)  -->  Flatten  -->  Dense 784, relu  -->  Dense 10, softmax
# ```
#
# En los documentos el resultado se da como **error de prueba**: el porcentaje de las imágenes de prueba que
# la red lee mal.

# %% [markdown] lang="en"
# ## 2. The multilayer perceptron (10 min)
#
# Where we start: a single hidden layer, with one unit for each pixel.
#
# ```text
#   (28, 28)  -->  Flatten  -->  Dense 784, relu  -->  Dense 10, softmax
# ```
#
# In the documents results are given as **test error**: the percentage of the test images that the network
# reads wrong.

# %% exercise="mlp"
# es: Define
# es:   mlp_shapes: lista con la forma que sale de cada una de las tres capas del dibujo
# es:   mlp_parameters: lista: cuántos parámetros tiene cada una de esas capas
# es:   mlp_model: esa red, compilada y entrenada con train
# es:   mlp_error: su error de prueba en por ciento (de 0 a 100)
# en: Define
# en:   mlp_shapes: list of the shape that comes out of each of the three layers of the drawing
# en:   mlp_parameters: list of how many parameters each of these layers has
# en:   mlp_model: that network, compiled, and trained by train
# en:   mlp_error: its test error in per cent (from 0 to 100)
keras.utils.set_random_seed(SEED)
### BEGIN SOLUTION
mlp_shapes = [(784,), (784,), (10,)]
mlp_parameters = [0, 784 * 785, 10 * 785]


def build_mlp():
    model = keras.Sequential(
        [
            keras.Input((28, 28)),
            keras.layers.Flatten(),
            keras.layers.Dense(784, activation="relu"),
            keras.layers.Dense(10, activation="softmax"),
        ]
    )
    model.compile(optimizer="adam", loss="sparse_categorical_crossentropy", metrics=["accuracy"])
    return model


mlp_model = train(build_mlp())
mlp_error = 100 * np.mean(predicted_digits(mlp_model) != y_test)
print(f"{mlp_error:.2f} %")
### END SOLUTION

# %% check="mlp"
grader.check("mlp")

# %% [markdown] lang="es"
# ## 3. La red convolucional simple (14 min)
#
# ```text
#   (28, 28, 1)
#      |   Conv2D: 32 filtros de 5 × 5, sin relleno, relu
#      |   MaxPooling2D de 2 × 2
#      |   Dropout 0.2
#      |   Flatten
#      |   Dense 128, relu
#      v   Dense 10, softmax
# ```
#
# Una convolución espera imágenes con un eje más, el de los canales: `(28, 28, 1)`. Las nuestras son
# `(28, 28)`; agrega el eje dentro de la red, con una capa `Reshape((28, 28, 1))` al comienzo, y así la red
# sigue recibiendo las imágenes como están. (Esa capa no cuenta entre las del dibujo.)
#
# **Dropout** apaga al azar una parte de las neuronas, aquí el 20 %, en cada paso del entrenamiento, para que
# ninguna se apoye demasiado en otra. Al predecir no apaga nada.

# %% [markdown] lang="en"
# ## 3. The simple convolutional network (14 min)
#
# ```text
#   (28, 28, 1)
#      |   Conv2D: 32 kernels of 5 × 5, no padding, relu
#      |   MaxPooling2D of 2 × 2
#      |   Dropout 0.2
#      |   Flatten
#      |   Dense 128, relu
#      v   Dense 10, softmax
# ```
#
# A convolution expects images with one more axis, that of the channels: `(28, 28, 1)`. Ours are `(28, 28)`;
# add the axis inside the network, with a layer `Reshape((28, 28, 1))` at the beginning, and the network goes
# on taking the images as they are. (That layer does not count among those of the drawing.)
#
# **Dropout** switches off some of the units at random, here 20 %, in each step of training, so that none of
# them leans too much on another. In predicting it switches off nothing.

# %% exercise="simple_cnn"
# es: Define
# es:   simple_shapes: lista con la forma que sale de cada una de las seis capas del dibujo
# es:   simple_parameters: lista: cuántos parámetros tiene cada una
# es:   simple_model: esa red, compilada y entrenada con train
# es:   simple_error: su error de prueba en por ciento
# en: Define
# en:   simple_shapes: list of the shape that comes out of each of the six layers of the drawing
# en:   simple_parameters: list of how many parameters each has
# en:   simple_model: that network, compiled, and trained by train
# en:   simple_error: its test error in per cent
keras.utils.set_random_seed(SEED)
### BEGIN SOLUTION
simple_shapes = [(24, 24, 32), (12, 12, 32), (12, 12, 32), (4608,), (128,), (10,)]
simple_parameters = [32 * (25 + 1), 0, 0, 0, 128 * 4609, 10 * 129]


def build_simple(*first_layers):
    model = keras.Sequential(
        [
            keras.Input((28, 28)),
            keras.layers.Reshape((28, 28, 1)),
            *first_layers,
            keras.layers.Conv2D(32, 5, activation="relu"),
            keras.layers.MaxPooling2D(2),
            keras.layers.Dropout(0.2),
            keras.layers.Flatten(),
            keras.layers.Dense(128, activation="relu"),
            keras.layers.Dense(10, activation="softmax"),
        ]
    )
    model.compile(optimizer="adam", loss="sparse_categorical_crossentropy", metrics=["accuracy"])
    return model


simple_model = train(build_simple())
simple_error = 100 * np.mean(predicted_digits(simple_model) != y_test)
print(f"{simple_error:.2f} %")
### END SOLUTION

# %% check="simple_cnn"
grader.check("simple_cnn")

# %% [markdown] lang="es"
# ## 4. Una red convolucional más grande (12 min)
#
# Dos etapas: la segunda convolución mira los mapas de la primera, así que cada uno de sus filtros tiene la
# profundidad de estos, 30. Después, dos capas ocultas.
#
# ```text
#   (28, 28, 1)
#      |   Conv2D: 30 filtros de 5 × 5, sin relleno, relu
#      |   MaxPooling2D de 2 × 2
#      |   Conv2D: 15 filtros de 3 × 3, sin relleno, relu
#      |   MaxPooling2D de 2 × 2
#      |   Dropout 0.2
#      |   Flatten
#      |   Dense 128, relu
#      |   Dense 50, relu
#      v   Dense 10, softmax
# ```
#
# ¿Cuál de las dos redes convolucionales crees que tiene más parámetros? Apuesta antes de hacer la cuenta.

# %% [markdown] lang="en"
# ## 4. A larger convolutional network (12 min)
#
# Two stages: the second convolution looks at the maps of the first, so each of its kernels has their depth,
# 30. After them, two hidden layers.
#
# ```text
#   (28, 28, 1)
#      |   Conv2D: 30 kernels of 5 × 5, no padding, relu
#      |   MaxPooling2D of 2 × 2
#      |   Conv2D: 15 kernels of 3 × 3, no padding, relu
#      |   MaxPooling2D of 2 × 2
#      |   Dropout 0.2
#      |   Flatten
#      |   Dense 128, relu
#      |   Dense 50, relu
#      v   Dense 10, softmax
# ```
#
# Which of the two convolutional networks do you think has more parameters? Place a bet before you work it
# out.

# %% exercise="larger_cnn"
# es: Define
# es:   larger_shapes: lista con la forma que sale de cada una de las nueve capas del dibujo
# es:   larger_parameters: lista: cuántos parámetros tiene cada una
# es:   larger_model: esa red, compilada y entrenada con train
# es:   larger_error: su error de prueba en por ciento
# en: Define
# en:   larger_shapes: list of the shape that comes out of each of the nine layers of the drawing
# en:   larger_parameters: list of how many parameters each has
# en:   larger_model: that network, compiled, and trained by train
# en:   larger_error: its test error in per cent
keras.utils.set_random_seed(SEED)
### BEGIN SOLUTION
larger_shapes = [
    (24, 24, 30), (12, 12, 30), (10, 10, 15), (5, 5, 15), (5, 5, 15), (375,), (128,), (50,), (10,),
]  # fmt: skip
larger_parameters = [30 * (25 + 1), 0, 15 * (9 * 30 + 1), 0, 0, 0, 128 * 376, 50 * 129, 10 * 51]


def build_larger():
    model = keras.Sequential(
        [
            keras.Input((28, 28)),
            keras.layers.Reshape((28, 28, 1)),
            keras.layers.Conv2D(30, 5, activation="relu"),
            keras.layers.MaxPooling2D(2),
            keras.layers.Conv2D(15, 3, activation="relu"),
            keras.layers.MaxPooling2D(2),
            keras.layers.Dropout(0.2),
            keras.layers.Flatten(),
            keras.layers.Dense(128, activation="relu"),
            keras.layers.Dense(50, activation="relu"),
            keras.layers.Dense(10, activation="softmax"),
        ]
    )
    model.compile(optimizer="adam", loss="sparse_categorical_crossentropy", metrics=["accuracy"])
    return model


larger_model = train(build_larger())
larger_error = 100 * np.mean(predicted_digits(larger_model) != y_test)
print(f"{larger_error:.2f} %")
### END SOLUTION

# %% check="larger_cnn"
grader.check("larger_cnn")

# %% [markdown] lang="es"
# ## 5. LeNet-5 (18 min)
#
# LeNet leía montos escritos a mano en los bancos mucho antes de que hubiera tarjetas gráficas para entrenar
# redes. Su idea es la de casi todas las que vinieron después: **mientras el alto y el ancho se encogen, la
# profundidad crece**. Cada etapa sabe menos del *dónde* y más del *qué*.
#
# ```text
#   (28, 28, 1)
#      |   Conv2D: 6 filtros de 5 × 5, con relleno "same" o sin él, como prefieras, tanh
#      |   AveragePooling2D de 2 × 2                               <- termina la etapa 1
#      |   Conv2D: 16 filtros de 5 × 5, sin relleno, tanh
#      |   AveragePooling2D de 2 × 2                               <- termina la etapa 2
#      |   Flatten
#      |   Dense 120, tanh
#      |   Dense 84, tanh
#      v   Dense 10, softmax
# ```
#
# El relleno de la primera capa cambia las formas de casi todas las demás: escribe las de *tu* red.
#
# Una red entrenada se puede abrir. `keras.Model(lenet_model.inputs, layer.output)` es la misma red, hasta esa
# capa: lo que predice son sus **mapas de características**. Con ellos escribes `feature_maps` y los miras:
# los de la primera etapa todavía se parecen al dígito; los de la segunda, ya no.

# %% [markdown] lang="en"
# ## 5. LeNet-5 (18 min)
#
# LeNet read the amounts on cheques long before there were graphics cards to train networks on. Its idea is
# that of nearly all that came after: **while height and width shrink, the depth grows**. Each stage knows
# less of the *where* and more of the *what*.
#
# ```text
#   (28, 28, 1)
#      |   Conv2D: 6 kernels of 5 × 5, with padding "same" or without, as you prefer, tanh
#      |   AveragePooling2D of 2 × 2                               <- ends stage 1
#      |   Conv2D: 16 kernels of 5 × 5, no padding, tanh
#      |   AveragePooling2D of 2 × 2                               <- ends stage 2
#      |   Flatten
#      |   Dense 120, tanh
#      |   Dense 84, tanh
#      v   Dense 10, softmax
# ```
#
# The padding of the first layer changes the shapes of nearly all others: write down those of *your* network.
#
# A trained network can be opened. `keras.Model(lenet_model.inputs, layer.output)` is the same network, up to
# that layer: what it predicts are its **feature maps**. With them you write `feature_maps` and look at them:
# those of the first stage still resemble the digit; those of the second no longer do.

# %% exercise="lenet"
# es: Define
# es:   lenet_shapes: lista con la forma que sale de cada una de las ocho capas del dibujo
# es:   lenet_parameters: lista: cuántos parámetros tiene cada una
# es:   lenet_model: esa red, compilada y entrenada con train
# es:   lenet_error: su error de prueba en por ciento
# es:   feature_maps(images, stage): función que recibe imágenes normalizadas (n, 28, 28) y devuelve los mapas
# es:     que lenet_model hace de ellas al final de la etapa 1 o 2, un arreglo (n, alto, ancho, profundidad)
# es:   stage_sides: lista con tres números: lo que mide de alto la imagen, un mapa de la etapa 1 y uno de la
# es:     etapa 2
# es:   stage_depths: lista con tres números: la profundidad de la imagen, de la etapa 1 y de la etapa 2
# es: Dibuja stage_sides y stage_depths como dos curvas con sus rótulos, en una figura; y todos los mapas de
# es: la primera imagen de prueba, x_test_norm[:1], cada uno en sus ejes: los de la etapa 1 y los de la 2.
# en: Define
# en:   lenet_shapes: list of the shape that comes out of each of the eight layers of the drawing
# en:   lenet_parameters: list of how many parameters each has
# en:   lenet_model: that network, compiled, and trained by train
# en:   lenet_error: its test error in per cent
# en:   feature_maps(images, stage): function that takes normalised images (n, 28, 28) and returns the maps
# en:     that lenet_model makes of them at the end of stage 1 or 2, an array (n, height, width, depth)
# en:   stage_sides: list of three numbers: how high the image is, a map of stage 1, and one of stage 2
# en:   stage_depths: list of three numbers: the depth of the image, of stage 1, and of stage 2
# en: Draw stage_sides and stage_depths as two lines with their labels, in one figure; and all maps of the
# en: first test image, x_test_norm[:1], each on axes of its own: those of stage 1 and those of stage 2.
keras.utils.set_random_seed(SEED)
### BEGIN SOLUTION
lenet_shapes = [(28, 28, 6), (14, 14, 6), (10, 10, 16), (5, 5, 16), (400,), (120,), (84,), (10,)]
lenet_parameters = [6 * (25 + 1), 0, 16 * (25 * 6 + 1), 0, 0, 120 * 401, 84 * 121, 10 * 85]


def build_lenet():
    model = keras.Sequential(
        [
            keras.Input((28, 28)),
            keras.layers.Reshape((28, 28, 1)),
            keras.layers.Conv2D(6, 5, padding="same", activation="tanh"),
            keras.layers.AveragePooling2D(2),
            keras.layers.Conv2D(16, 5, activation="tanh"),
            keras.layers.AveragePooling2D(2),
            keras.layers.Flatten(),
            keras.layers.Dense(120, activation="tanh"),
            keras.layers.Dense(84, activation="tanh"),
            keras.layers.Dense(10, activation="softmax"),
        ]
    )
    model.compile(optimizer="adam", loss="sparse_categorical_crossentropy", metrics=["accuracy"])
    return model


lenet_model = train(build_lenet())
lenet_error = 100 * np.mean(predicted_digits(lenet_model) != y_test)
print(f"{lenet_error:.2f} %")
poolings = [layer for layer in lenet_model.layers if isinstance(layer, keras.layers.AveragePooling2D)]


def feature_maps(images, stage):
    until = keras.Model(lenet_model.inputs, poolings[stage - 1].output)
    return until.predict(images, verbose=0)


stage_sides = [28, lenet_shapes[1][0], lenet_shapes[3][0]]
stage_depths = [1, lenet_shapes[1][2], lenet_shapes[3][2]]
plt.plot(stage_sides, marker="o", label="height and width")
plt.plot(stage_depths, marker="o", label="depth")
plt.xlabel("stage")
plt.legend()
plt.show()

for stage, (rows, columns) in {1: (1, 6), 2: (2, 8)}.items():
    maps = feature_maps(x_test_norm[:1], stage)[0]
    _, axes = plt.subplots(rows, columns, figsize=(columns, rows + 0.3))
    for depth, place in enumerate(axes.flat):
        place.imshow(maps[:, :, depth], cmap="gray")
        place.axis("off")
    plt.show()
### END SOLUTION

# %% check="lenet"
grader.check("lenet")

# %% [markdown] lang="es"
# **Para pensar.** Casi todos los parámetros de LeNet están en una sola capa. ¿En cuál, y por qué? ¿Qué
# pasaría con ellos si las imágenes midieran 56 × 56?

# %% [markdown] lang="en"
# **To think about.** Nearly all parameters of LeNet are in a single layer. In which one, and why? What would
# happen to them if the images measured 56 × 56?

# %% [markdown] lang="es"
# ## 6. Tres etapas y mucho dropout (12 min)
#
# La red del documento sobre la página en la que se dibuja un dígito: tres etapas con relleno `"same"`, de
# modo que solo el pooling encoge, y la mitad de los números apagados antes de las capas completamente
# conectadas.
#
# ```text
#   (28, 28, 1)
#      |   Conv2D: 32 filtros de 3 × 3, "same", relu    MaxPooling2D de 2 × 2
#      |   Conv2D: 64 filtros de 3 × 3, "same", relu    MaxPooling2D de 2 × 2
#      |   Conv2D: 96 filtros de 3 × 3, "same", relu    MaxPooling2D de 2 × 2
#      |   Dropout 0.5
#      |   Flatten
#      |   Dense 100, relu
#      |   Dense 50, relu
#      v   Dense 10, softmax
# ```
#
# Con tanto dropout pasa algo curioso. Mira `accuracy` y `val_accuracy` en `dropout_model.history.history`:
# en las primeras épocas la exactitud que `fit` informa de las imágenes de entrenamiento suele ser *menor* que
# la de las de prueba, que la red nunca vio. ¿Por qué? Elige una letra para `dropout_reason`:
#
# - **a**: las imágenes de prueba son más fáciles que las de entrenamiento;
# - **b**: `fit` mide `accuracy` mientras apaga neuronas y mientras los pesos todavía cambian, y
#   `val_accuracy` al final de la época, con todas encendidas;
# - **c**: el dropout borra parte de las imágenes de entrenamiento, y la red aprende de menos imágenes;
# - **d**: la red está sobreajustada a las imágenes de prueba.

# %% [markdown] lang="en"
# ## 6. Three stages and much dropout (12 min)
#
# The network of the document about the page on which one draws a digit: three stages with padding `"same"`,
# so that only pooling shrinks, and half the numbers switched off before the fully connected layers.
#
# ```text
#   (28, 28, 1)
#      |   Conv2D: 32 kernels of 3 × 3, "same", relu    MaxPooling2D of 2 × 2
#      |   Conv2D: 64 kernels of 3 × 3, "same", relu    MaxPooling2D of 2 × 2
#      |   Conv2D: 96 kernels of 3 × 3, "same", relu    MaxPooling2D of 2 × 2
#      |   Dropout 0.5
#      |   Flatten
#      |   Dense 100, relu
#      |   Dense 50, relu
#      v   Dense 10, softmax
# ```
#
# With so much dropout something odd happens. Look at `accuracy` and `val_accuracy` in
# `dropout_model.history.history`: in the first epochs the accuracy that `fit` reports of the training images
# is often *lower* than that of the test images, which the network never saw. Why? Choose a letter for
# `dropout_reason`:
#
# - **a**: the test images are easier than the training images;
# - **b**: `fit` measures `accuracy` while it switches units off and while the weights still change, and
#   `val_accuracy` at the end of the epoch, with all of them on;
# - **c**: dropout erases a part of the training images, and the network learns from fewer images;
# - **d**: the network is overfitted to the test images.

# %% exercise="dropout_cnn"
# es: Define
# es:   dropout_shapes: lista con la forma que sale de cada una de las once capas del dibujo
# es:   dropout_parameters: lista: cuántos parámetros tiene cada una
# es:   dropout_model: esa red, compilada y entrenada con train
# es:   dropout_error: su error de prueba en por ciento
# es:   dropout_reason: "a", "b", "c" o "d"
# en: Define
# en:   dropout_shapes: list of the shape that comes out of each of the eleven layers of the drawing
# en:   dropout_parameters: list of how many parameters each has
# en:   dropout_model: that network, compiled, and trained by train
# en:   dropout_error: its test error in per cent
# en:   dropout_reason: "a", "b", "c" or "d"
keras.utils.set_random_seed(SEED)
### BEGIN SOLUTION
dropout_shapes = [
    (28, 28, 32), (14, 14, 32), (14, 14, 64), (7, 7, 64), (7, 7, 96), (3, 3, 96), (3, 3, 96), (864,), (100,),
    (50,), (10,),
]  # fmt: skip
dropout_parameters = [
    32 * (9 + 1), 0, 64 * (9 * 32 + 1), 0, 96 * (9 * 64 + 1), 0, 0, 0, 100 * 865, 50 * 101, 10 * 51,
]  # fmt: skip


def build_dropout():
    model = keras.Sequential(
        [
            keras.Input((28, 28)),
            keras.layers.Reshape((28, 28, 1)),
            keras.layers.Conv2D(32, 3, padding="same", activation="relu"),
            keras.layers.MaxPooling2D(2),
            keras.layers.Conv2D(64, 3, padding="same", activation="relu"),
            keras.layers.MaxPooling2D(2),
            keras.layers.Conv2D(96, 3, padding="same", activation="relu"),
            keras.layers.MaxPooling2D(2),
            keras.layers.Dropout(0.5),
            keras.layers.Flatten(),
            keras.layers.Dense(100, activation="relu"),
            keras.layers.Dense(50, activation="relu"),
            keras.layers.Dense(10, activation="softmax"),
        ]
    )
    model.compile(optimizer="adam", loss="sparse_categorical_crossentropy", metrics=["accuracy"])
    return model


dropout_model = train(build_dropout())
dropout_error = 100 * np.mean(predicted_digits(dropout_model) != y_test)
dropout_reason = "b"
print(f"{dropout_error:.2f} %")
### END SOLUTION

# %% check="dropout_cnn"
grader.check("dropout_cnn")

# %% [markdown] lang="es" written="dropout_cnn_why"
# **Por escrito.** ¿Para qué sirve apagar neuronas al azar, si al predecir se usan todas? Di qué pasa sin
# dropout cuando se entrena mucho tiempo, y por qué con dropout pasa menos. Bastan cuatro o cinco líneas.
#
# ### BEGIN SOLUTION
# Una red con muchos parámetros puede aprenderse las imágenes de entrenamiento una por una: la pérdida de
# entrenamiento sigue bajando y la de prueba empieza a subir. Eso es sobreajuste. Con dropout, en cada paso
# falta otra parte de las neuronas, así que ninguna puede contar con que otra esté: cada una tiene que
# aprender algo que sirva por sí solo, y lo aprendido queda repartido. Es como entrenar muchas redes más
# pequeñas que comparten pesos y, al predecir, promediarlas.
#
# *Rúbrica (4 puntos).* 1: qué es sobreajuste y cómo se ve. 2: por qué apagar neuronas lo reduce (ninguna
# depende de otra, o muchas redes promediadas). 1: al predecir no se apaga nada, y para qué.
# ### END SOLUTION

# %% [markdown] lang="en" written="dropout_cnn_why"
# **In words.** What is it good for to switch units off at random, if all are used in predicting? Say what
# happens without dropout in a long training, and why it happens less with it. Four or five lines will do.
#
# ### BEGIN SOLUTION
# A network with many parameters can learn its training images by heart: the training loss goes on falling
# while the test loss begins to rise. That is overfitting. With dropout another part of the units is missing
# in each step, so none can count on another being there: each has to learn something that is of use by
# itself, and what is learnt gets spread. It is like training many smaller networks that share weights and,
# in predicting, averaging them.
#
# *Rubric (4 points).* 1: what overfitting is and how it shows. 2: why switching units off lessens it (none
# depends on another, or many networks averaged). 1: in predicting nothing is switched off, and what for.
# ### END SOLUTION

# %% [markdown] lang="es"
# ## 7. Aumentar los datos: ¿ayuda o estorba? (20 min)
#
# Si hay pocas imágenes, se pueden inventar más: la misma imagen un poco corrida, girada o inclinada sigue
# siendo el mismo dígito. Keras tiene capas que lo hacen al azar, y **solo al entrenar**. Van después del
# `Reshape` y antes de la primera convolución:
#
# ```text
#   (28, 28, 1)
#      |   RandomTranslation(0.1, 0.1, fill_mode="constant")      se corre
#      |   RandomRotation(0.04, fill_mode="constant")             gira
#      |   RandomShear(0.1, 0.1, fill_mode="constant")            se inclina
#      |   RandomFlip("horizontal")                               se refleja como en un espejo
#      v   el resto, como en la red convolucional simple
# ```
#
# En el documento la red que lee los dígitos dibujados se entrenó también con dígitos reflejados. ¿Fue buena
# idea? Un 8 en el espejo sigue siendo un 8. ¿Y un 2?
#
# Entrena dos redes más como la simple: una con los tres movimientos, y otra con los tres y además el reflejo.
# Mide la exactitud **de cada dígito por separado**: de los 2 de prueba, qué fracción se leyó como 2. Después
# concluye, dígito por dígito, qué hizo el reflejo, comparando la red con reflejo con la que solo tiene
# movimientos. La regla es la de `compare`, con las imágenes de ese dígito nada más: cuenta las que solo una
# de las dos lee bien; la diferencia cuenta si es mayor que 3 · √(la suma de ambas). Para un solo dígito hay
# pocas imágenes y mucho ruido: «no se distinguen» será a menudo lo único que se puede decir.

# %% [markdown] lang="en"
# ## 7. Augmenting the data: does it help or harm? (20 min)
#
# Where there are few images, more can be made up: the same image, moved, turned or slanted a little, is still
# the same digit. Keras has layers that do this at random, and **in training only**. They go after the
# `Reshape` and before the first convolution:
#
# ```text
#   (28, 28, 1)
#      |   RandomTranslation(0.1, 0.1, fill_mode="constant")      moves it
#      |   RandomRotation(0.04, fill_mode="constant")             turns it
#      |   RandomShear(0.1, 0.1, fill_mode="constant")            slants it
#      |   RandomFlip("horizontal")                               mirrors it
#      v   all else as in the simple convolutional network
# ```
#
# In the document the network that reads drawn digits was trained on mirrored digits too. Was that a good
# idea? An 8 in the mirror is still an 8. And a 2?
#
# Train two more networks like the simple one: one with the three moves, and another with the three and with
# flips besides. Measure the accuracy **of each digit by itself**: which fraction of the test 2s was read as a
# 2. Then conclude, digit by digit, what flips did, comparing the network with flips with the one that has
# moves only. The rule is that of `compare`, on the images of that digit alone: count those that only one of
# the two reads right; their difference counts if it is larger than 3 · √(their sum). For a single digit there
# are few images and much noise: "no difference" will often be all that can be said.

# %% exercise="augmentation"
# es: Define
# es:   moves_model: la red convolucional simple con las tres capas de movimientos, compilada y entrenada
# es:     con train
# es:   flips_model: la misma, con RandomFlip después de las otras tres
# es:   digit_results: un pd.DataFrame con diez filas y las columnas digit (de 0 a 9), moves y flips: la
# es:     fracción (de 0 a 1) de las imágenes de prueba de ese dígito que cada red lee bien
# es:   flip_conclusions: un dict; la clave es el dígito, de 0 a 9, y el valor "better", "worse" o
# es:     "no difference": flips_model frente a moves_model en ese dígito
# en: Define
# en:   moves_model: the simple convolutional network with the three layers of moves, compiled, and trained by
# en:     train
# en:   flips_model: the same one, with RandomFlip after the other three
# en:   digit_results: a pd.DataFrame with ten rows and the columns digit (from 0 to 9), moves and flips: the
# en:     fraction (from 0 to 1) of the test images of that digit that each network reads right
# en:   flip_conclusions: a dict; the key is the digit, from 0 to 9, and the value "better", "worse" or
# en:     "no difference": flips_model as against moves_model on that digit
keras.utils.set_random_seed(SEED)


### BEGIN SOLUTION
def moves():
    return [
        keras.layers.RandomTranslation(0.1, 0.1, fill_mode="constant"),
        keras.layers.RandomRotation(0.04, fill_mode="constant"),
        keras.layers.RandomShear(0.1, 0.1, fill_mode="constant"),
    ]


def build_augmented(*first_layers):
    model = keras.Sequential(
        [
            keras.Input((28, 28)),
            keras.layers.Reshape((28, 28, 1)),
            *first_layers,
            keras.layers.Conv2D(32, 5, activation="relu"),
            keras.layers.MaxPooling2D(2),
            keras.layers.Dropout(0.2),
            keras.layers.Flatten(),
            keras.layers.Dense(128, activation="relu"),
            keras.layers.Dense(10, activation="softmax"),
        ]
    )
    model.compile(optimizer="adam", loss="sparse_categorical_crossentropy", metrics=["accuracy"])
    return model


moves_model = train(build_augmented(*moves()))
flips_model = train(build_augmented(*moves(), keras.layers.RandomFlip("horizontal")))

moves_right = predicted_digits(moves_model) == y_test
flips_right = predicted_digits(flips_model) == y_test
rows, flip_conclusions = [], {}
for digit in range(10):
    own = y_test == digit
    rows.append((digit, np.mean(moves_right[own]), np.mean(flips_right[own])))
    only_flips = np.sum(flips_right[own] & ~moves_right[own])
    only_moves = np.sum(moves_right[own] & ~flips_right[own])
    gained, noise = only_flips - only_moves, 3 * np.sqrt(only_flips + only_moves)
    flip_conclusions[digit] = "no difference" if abs(gained) <= noise else "better" if gained > 0 else "worse"
digit_results = pd.DataFrame(rows, columns=["digit", "moves", "flips"])
print(digit_results)
print(flip_conclusions)
### END SOLUTION

# %% check="augmentation"
grader.check("augmentation")

# %% [markdown] lang="es" written="augmentation_why"
# **Por escrito.** ¿A qué dígitos debería perjudicar el reflejo y a cuáles no, si piensas en su forma?
# Compáralo con tu tabla y con tus conclusiones: ¿lo que esperabas se ve, o se pierde en el ruido? Di también
# qué regla darías para elegir un aumento de datos.
#
# ### BEGIN SOLUTION
# Reflejados, el 0, el 1 y el 8 siguen pareciendo lo mismo, así que el reflejo no les hace daño. Un 2, un 5 o
# un 7 reflejados no se escriben nunca: la red aprende formas que no existen, y algunas se acercan a otro
# dígito (un 2 reflejado recuerda a un 5 o a una S). En mi tabla se ve en algunos de ellos; en los demás la
# diferencia es de una o dos imágenes y no se distingue del ruido. Regla: un aumento debe cambiar la imagen
# como cambia en la vida real, sin cambiar lo que significa.
#
# *Rúbrica (5 puntos).* 2: qué dígitos, y por qué por su forma. 2: lo compara con lo medido y habla del ruido.
# 1: una regla razonable (la etiqueta no debe cambiar).
# ### END SOLUTION

# %% [markdown] lang="en" written="augmentation_why"
# **In words.** Which digits should flips harm and which not, if you think of their form? Compare that with
# your table and your conclusions: does what you expected show, or is it lost in the noise? Say too which rule
# you would give for choosing an augmentation.
#
# ### BEGIN SOLUTION
# Mirrored, 0, 1 and 8 still look the same, so flips do them no harm. Nobody writes a mirrored 2, 5 or 7: the
# network learns forms that do not exist, and some come near another digit (a mirrored 2 recalls a 5 or an S).
# In my table it shows in some of them; in the others the difference is an image or two and cannot be told
# from noise. The rule: an augmentation should change the image as it changes in real life, without changing
# what it means.
#
# *Rubric (5 points).* 2: which digits, and why by their form. 2: compares with what was measured, and speaks
# of noise. 1: a sensible rule (the label must not change).
# ### END SOLUTION

# %% [markdown] lang="es"
# ## 8. ¿Qué confunde con qué? (12 min)
#
# Una exactitud cercana a 1 no dice cómo se equivoca una red. Mira los errores de `larger_model` en las
# imágenes de prueba: cuéntalos en una matriz de confusión, busca el par que más confunde (verdadero, leído) y
# dibuja los nueve errores en los que estaba más segura.

# %% [markdown] lang="en"
# ## 8. What does it take for what? (12 min)
#
# An accuracy near 1 does not say how a network goes wrong. Look at the mistakes of `larger_model` on the test
# images: count them in a confusion matrix, find the pair that it confuses most often (true, read), and draw
# the nine mistakes of which it was surest.

# %% exercise="confusion"
# es: Define
# es:   confusion: matriz de enteros de forma (10, 10); en [fila, columna], cuántas imágenes de prueba cuyo
# es:     dígito verdadero es fila leyó larger_model como columna
# es:   confused_pair: tupla (verdadero, leído) de los dos dígitos distintos que más veces se confundieron; si
# es:     hay empate, cualquiera de ellos
# es:   surest_mistakes: lista con las posiciones de las nueve imágenes de prueba mal leídas con mayor
# es:     probabilidad, empezando por la mayor (si hay menos de nueve errores, todos)
# es: Dibuja con plt.imshow las imágenes de surest_mistakes, cada una en sus ejes.
# en: Define
# en:   confusion: matrix of whole numbers of shape (10, 10); at [row, column], how many test images whose
# en:     true digit is row were read by larger_model as column
# en:   confused_pair: tuple (true, read) of the two different digits that were confused most often; where
# en:     several are level, any of them
# en:   surest_mistakes: list of the positions of the nine test images misread with the highest probability,
# en:     the highest first (if there are fewer than nine mistakes, all of them)
# en: Draw the images of surest_mistakes with plt.imshow, each on axes of its own.
### BEGIN SOLUTION
predictions = larger_model.predict(x_test_norm, verbose=0)
read = predictions.argmax(axis=1)

confusion = np.zeros((10, 10), dtype=int)
np.add.at(confusion, (y_test, read), 1)
print(confusion)

mistakes = confusion - np.diag(np.diag(confusion))
row, column = np.unravel_index(mistakes.argmax(), mistakes.shape)
confused_pair = (int(row), int(column))

wrong = np.flatnonzero(read != y_test)
surest_first = np.argsort(predictions[wrong].max(axis=1))[::-1]
surest_mistakes = [int(index) for index in wrong[surest_first][:9]]

figure, axes = plt.subplots(3, 3, figsize=(6, 7))
for index, place in zip(surest_mistakes, axes.flat, strict=False):
    place.imshow(x_test[index], cmap="gray")
    place.set_title(f"{y_test[index]} read as {read[index]}")
plt.show()
### END SOLUTION

# %% check="confusion"
grader.check("confusion")

# %% [markdown] lang="es"
# ## 9. Todas juntas, y la línea base (13 min)
#
# ¿Valió la pena? Para saberlo hace falta una **línea base**: la regresión logística de scikit-learn, que mira
# los 784 píxeles y no tiene ninguna capa oculta. Entrénala con las imágenes normalizadas, cada una puesta en
# una fila, y reúne en una tabla lo que alcanza cada una, lo que cuesta en parámetros y lo que tarda.
#
# ```python
# baseline = LogisticRegression(max_iter=400, tol=1e-3)
# baseline.fit(x_train_norm.reshape(-1, 784), y_train)
# baseline_digits = baseline.predict(x_test_norm.reshape(-1, 784))
# ```
#
# Sus parámetros son los de una capa `Dense` de 10 neuronas sobre 784 números. Los segundos de las redes están
# en `model.seconds`; los de la línea base los mides tú con `perf_counter()`.
#
# Concluye con la regla de siempre: una diferencia cuenta solo si es mayor que el ruido que da `compare`.

# %% [markdown] lang="en"
# ## 9. All together, and the baseline (13 min)
#
# Was it worth it? To know, one needs a **baseline**: scikit-learn's logistic regression, which looks at the
# 784 pixels and has no hidden layer at all. Train it on the normalised images, each laid in one row, and
# bring together in a table what each one reaches, what it costs in parameters and how long it takes.
#
# ```python
# baseline = LogisticRegression(max_iter=400, tol=1e-3)
# baseline.fit(x_train_norm.reshape(-1, 784), y_train)
# baseline_digits = baseline.predict(x_test_norm.reshape(-1, 784))
# ```
#
# Its parameters are those of a `Dense` layer with 10 units on 784 numbers. The seconds of the networks are in
# `model.seconds`; those of the baseline you measure with `perf_counter()`.
#
# Conclude by the usual rule: a difference counts only if it is larger than the noise that `compare` gives.

# %% exercise="comparison"
# es: Define
# es:   baseline_digits: los dígitos que la línea base lee en las imágenes de prueba, forma (N,)
# es:   compared_models: un dict con las cinco redes, las claves "mlp", "simple_cnn", "larger_cnn", "lenet" y
# es:     "dropout_cnn"
# es:   comparison_results: un pd.DataFrame de seis filas, una por red y una para "logistic_regression", con
# es:     las columnas network (la clave), test_accuracy (fracción de 0 a 1), parameters y seconds
# es:   mlp_conclusion: "mlp" frente a la línea base ("better", "worse" o "no difference")
# es:   simple_conclusion: "simple_cnn" frente a "mlp"
# es:   larger_conclusion: "larger_cnn" frente a "simple_cnn"
# en: Define
# en:   baseline_digits: the digits that the baseline reads in the test images, shape (N,)
# en:   compared_models: a dict of the five networks, with the keys "mlp", "simple_cnn", "larger_cnn", "lenet"
# en:     and "dropout_cnn"
# en:   comparison_results: a pd.DataFrame of six rows, one per network and one for "logistic_regression",
# en:     with the columns network (the key), test_accuracy (fraction from 0 to 1), parameters and seconds
# en:   mlp_conclusion: "mlp" as against the baseline ("better", "worse" or "no difference")
# en:   simple_conclusion: "simple_cnn" as against "mlp"
# en:   larger_conclusion: "larger_cnn" as against "simple_cnn"
### BEGIN SOLUTION
began = perf_counter()
baseline = LogisticRegression(max_iter=400, tol=1e-3)
baseline.fit(x_train_norm.reshape(-1, 784), y_train)
baseline_seconds = perf_counter() - began
baseline_digits = baseline.predict(x_test_norm.reshape(-1, 784))

compared_models = {
    "mlp": mlp_model,
    "simple_cnn": simple_model,
    "larger_cnn": larger_model,
    "lenet": lenet_model,
    "dropout_cnn": dropout_model,
}
rows = [("logistic_regression", np.mean(baseline_digits == y_test), 10 * 785, baseline_seconds)]
digits = {}
for network, model in compared_models.items():
    digits[network] = predicted_digits(model)
    rows.append((network, np.mean(digits[network] == y_test), model.count_params(), model.seconds))
comparison_results = pd.DataFrame(rows, columns=["network", "test_accuracy", "parameters", "seconds"])
print(comparison_results)

difference, noise = compare(digits["mlp"], baseline_digits)
mlp_conclusion = "no difference" if abs(difference) <= noise else "better" if difference > 0 else "worse"
difference, noise = compare(digits["simple_cnn"], digits["mlp"])
simple_conclusion = "no difference" if abs(difference) <= noise else "better" if difference > 0 else "worse"
difference, noise = compare(digits["larger_cnn"], digits["simple_cnn"])
larger_conclusion = "no difference" if abs(difference) <= noise else "better" if difference > 0 else "worse"
### END SOLUTION

# %% check="comparison"
grader.check("comparison")

# %% [markdown] lang="es" written="comparison_why"
# **Por escrito.** Si tuvieras que poner una de estas redes en un teléfono viejo, ¿cuál elegirías? Apóyate en
# tu tabla: exactitud, parámetros y tiempo. Explica también por qué una red convolucional puede acertar más
# que el perceptrón con menos parámetros.
#
# ### BEGIN SOLUTION
# Elegiría LeNet o la convolucional más grande: con menos de una décima parte de los parámetros del perceptrón
# aciertan más. La más profunda gana poco sobre ellas y tarda varias veces más. Una convolución usa el mismo
# filtro en todos los lugares, así que con pocos pesos encuentra un trazo dondequiera que esté; el perceptrón
# tiene que aprenderlo otra vez para cada posición, con pesos distintos. Las diferencias menores que el ruido
# no las tomo en cuenta.
#
# *Rúbrica (5 puntos).* 2: elige con números de su tabla, exactitud y costo. 2: pesos compartidos: el mismo
# filtro en todos los lugares. 1: distingue diferencias de ruido.
# ### END SOLUTION

# %% [markdown] lang="en" written="comparison_why"
# **In words.** If you had to put one of these networks into an old telephone, which would you choose? Rest it
# on your table: accuracy, parameters and time. Explain too why a convolutional network can be right more
# often than the perceptron with fewer parameters.
#
# ### BEGIN SOLUTION
# I would take LeNet or the larger convolutional network: with less than a tenth of the perceptron's
# parameters they are right more often. The deepest gains little over them and takes several times as long. A
# convolution uses the same kernel at every place, so with few weights it finds a stroke wherever it is; the
# perceptron has to learn it again for each position, with other weights. Differences smaller than the noise I
# leave aside.
#
# *Rubric (5 points).* 2: chooses by numbers of their table, accuracy and cost. 2: shared weights: the same
# kernel at every place. 1: tells differences from noise.
# ### END SOLUTION

# %% [markdown] lang="es"
# ## Dibuja un dígito
#
# `grader.playground(larger_model, through=normalise)`, en una celda nueva, escribe junto a este cuaderno una
# página en la que dibujas con el ratón o con el dedo: ahí responden tu red y otras, y ves sus mapas. La
# primera vez entrena las otras redes, que tarda cerca de un minuto. No da ni quita puntos.

# %% [markdown] lang="en"
# ## Draw a digit
#
# `grader.playground(larger_model, through=normalise)`, in a new cell, writes a page beside this notebook on
# which you draw with mouse or finger: your network answers there, and others, and you see their maps. The
# first time it trains the other networks, which takes about a minute. It gives no points and takes none.

# %% [markdown] lang="es"
# ## Para entregar
#
# 1. Reinicia el kernel y ejecuta todas las celdas, en orden. Tarda unos cuatro minutos; con MNIST, unos diez.
# 2. `grader.progress()` en una celda nueva muestra cómo va cada ejercicio. Si algo todavía no se cumple,
#    puedes entregar de todos modos: cada ejercicio tiene sus propios puntos.
# 3. Contesta lo que se pide por escrito, guarda el cuaderno sin cambiarle el nombre y entrégalo por el
#    medio que indique tu docente.
#
# Al calificar, el cuaderno se ejecuta de nuevo desde el principio: tus redes se entrenan otra vez, tus
# números se comparan con los de esas redes, y se juzgan tus conclusiones.

# %% [markdown] lang="en"
# ## Handing in
#
# 1. Restart the kernel and run all the cells, in order. It takes about four minutes; with MNIST, about ten.
# 2. `grader.progress()` in a new cell shows how each exercise is doing. If something does not hold yet, you
#    may hand in all the same: each exercise has its own points.
# 3. Answer what is asked in words, save the notebook without renaming it, and hand it in the way your
#    instructor asks for.
#
# For grading, the notebook is run again from the beginning: your networks are trained once more, your numbers
# are compared with those of these networks, and your conclusions are judged.
