# %% [markdown] lang="es"
# # Explorar la red
#
# En la práctica anterior construiste una red que lee dígitos. Funcionó, pero ¿por qué con 128 neuronas y no
# con 16? ¿Por qué relu, por qué Adam, por qué cinco épocas? Aquí lo averiguas como se averigua todo en este
# oficio: cambiando **una sola cosa** a la vez y midiendo qué pasa.
#
# Hay ejercicios y preguntas breves por escrito; cada título dice cuántos minutos lleva. Casi todos los
# ejercicios siguen el mismo esquema:
#
# 1. escribes una función que construye la red con una cosa cambiada;
# 2. entrenas las variantes y las guardas en un diccionario, junto a la red de partida;
# 3. anotas lo medido en una tabla pequeña;
# 4. sacas una conclusión. «No hay diferencia que se distinga del ruido» también es una conclusión, y a veces
#    es la correcta.

# %% [markdown] lang="en"
# # Exploring the network
#
# In the lab before this one you built a network that reads digits. It worked; but why 128 units and not 16?
# Why relu, why Adam, why five epochs? Here you find out the way everything is found out in this trade: by
# changing **a single thing** at a time and measuring what happens.
#
# There are exercises, and short questions to answer in words; each heading says how many minutes it takes.
# Nearly all exercises follow the same plan:
#
# 1. you write a function that builds the network with one thing changed;
# 2. you train the variants and keep them in a dict, beside the network you started from;
# 3. you note what you measured in a small table;
# 4. you draw a conclusion. "There is no difference that can be told from noise" is a conclusion too, and
#    sometimes the right one.

# %% [markdown] lang="es"
# ## Cómo se trabaja
#
# 1. Ejecuta las celdas en orden. Todos los ejercicios usan `base_model`, la red que entrenas en el primero;
#    por lo demás son independientes, y puedes saltarte uno y volver después.
# 2. Sustituye los puntos suspensivos (`...`) por tu código. Los comentarios dicen qué nombres debes definir y
#    qué debe contener cada uno; usa exactamente esos nombres.
# 3. Ejecuta la celda `grader.check(...)` que sigue. Comprueba tus redes y tus números con sus propias
#    medidas. De tus conclusiones solo mira que estén escritas en una de las formas posibles: si son acertadas
#    se decide al calificar.
#
# Si te atascas, `grader.hint("hidden_units")` da una pista de ese ejercicio; cada vez que la pides, una más
# clara.
#
# La celda siguiente carga los datos y define cuatro funciones que usarás todo el tiempo. Léela con calma:
#
# | función | qué hace |
# |---|---|
# | `normalise(images)` | lleva los píxeles de 0..255 a 0..1 |
# | `train(model)` | entrena un modelo compilado durante `EPOCHS` épocas, en lotes de 32, y lo devuelve |
# | `predicted_digits(model)` | los dígitos que el modelo lee en las imágenes de prueba, forma (N,) |
# | `compare(digits, base_digits)` | dos números: la diferencia de exactitud entre dos lecturas, y el ruido |

# %% [markdown] lang="en"
# ## How to work
#
# 1. Run the cells in order. All exercises use `base_model`, the network you train in the first one; apart
#    from that they stand by themselves, and you may skip one and come back to it.
# 2. Replace the three dots (`...`) with your code. The comments say which names to define and what each of
#    them must hold; use exactly those names.
# 3. Run the `grader.check(...)` cell that follows. It checks your networks and your numbers against
#    measurements of its own. Of your conclusions it only looks whether they are written in one of the
#    possible forms: whether they are right is decided in grading.
#
# If you are stuck, `grader.hint("hidden_units")` gives a hint for that exercise; each time you ask, a clearer
# one.
#
# The next cell loads the data and defines four functions that you will use all the time. Read it at leisure:
#
# | function | what it does |
# |---|---|
# | `normalise(images)` | brings the pixels from 0..255 to 0..1 |
# | `train(model)` | trains a compiled model for `EPOCHS` epochs, in batches of 32, and returns it |
# | `predicted_digits(model)` | the digits that the model reads in the test images, shape (N,) |
# | `compare(digits, base_digits)` | two numbers: the difference in accuracy of two readings, and the noise |

# %% setup=true
from autograder import Grader, load_data

grader = Grader("exploration")

import keras
import matplotlib.pyplot as plt
import numpy as np
import pandas as pd

EPOCHS = 5
LONG_EPOCHS = 4 * EPOCHS
SEED = 1

(x_train, y_train), (x_test, y_test) = load_data()


def normalise(images):
    return (images / 255.0).astype("float32")


x_train_norm = normalise(x_train)
x_test_norm = normalise(x_test)


def train(model, images=x_train_norm, test_images=x_test_norm, epochs=EPOCHS):
    validation = (test_images, y_test)
    model.fit(images, y_train, batch_size=32, epochs=epochs, validation_data=validation, verbose=0)
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
    print(f"difference {difference:+.4f}, noise {noise:.4f}")
    return difference, noise


# %% [markdown] lang="es"
# ## 1. Qué es una predicción (12 min)
#
# Primero, la red de partida. Es la de la práctica anterior:
#
# ```text
#   (28, 28)  --->  Flatten  --->  Dense 128, relu  --->  Dense 10, softmax
#   imagen          784 números     capa oculta            salida
# ```
#
# Se compila con Adam tal como viene (su nombre, sin más ajustes), la entropía cruzada dispersa y la exactitud
# como métrica. Con ella compararás todas las demás, así que se entrena una sola vez, con `train`. La semilla
# fija al comienzo de cada celda hace que, al ejecutarla de nuevo, salga lo mismo.
#
# Después, pídele una predicción y mírala de cerca. `predict` recibe un lote de imágenes, de forma (n, 28,
# 28), y devuelve un vector por imagen. Imprime el de una sola y trata de entenderlo: cuántos números hay,
# cuánto suman, cuál es el mayor y en qué posición está.
#
# ¿Qué son esos números? Elige una letra para `numbers_are`:
#
# - **a**: las etiquetas de las diez imágenes más parecidas;
# - **b**: qué tan clara es cada una de diez zonas de la imagen;
# - **c**: la probabilidad que la red da a cada dígito; en la posición *k*, la del dígito *k*;
# - **d**: los diez pesos de la capa de salida.

# %% [markdown] lang="en"
# ## 1. What one prediction is (12 min)
#
# First, the network to start from. It is the one from the lab before:
#
# ```text
#   (28, 28)  --->  Flatten  --->  Dense 128, relu  --->  Dense 10, softmax
#   image           784 numbers     hidden layer           output
# ```
#
# It is compiled with Adam as it comes (its name and no settings), sparse cross-entropy, and accuracy as its
# metric. You will compare all the others with it, so it is trained just once, by `train`. The fixed seed at
# the top of each cell makes the same come out when you run the cell again.
#
# Then ask it for a prediction and look at it closely. `predict` takes a batch of images, of shape (n, 28,
# 28), and returns one vector for each image. Print that of a single one and try to make sense of it: how many
# numbers there are, what they sum to, which is the largest and at which position it stands.
#
# What are those numbers? Choose a letter for `numbers_are`:
#
# - **a**: the labels of the ten images that are most alike;
# - **b**: how bright each of ten regions of the image is;
# - **c**: the probability that the network gives to each digit; at position *k*, that of digit *k*;
# - **d**: the ten weights of the output layer.

# %% exercise="prediction_vector"
# es: Escribe build_base(), que devuelve la red de partida ya compilada, y define
# es:   base_model: esa red, entrenada con train
# es:   image_index: un entero, posición de una imagen de prueba (se cuenta desde 0)
# es:   prediction: el vector que base_model predice para esa imagen normalizada, forma (10,)
# es:   predicted_digit: el dígito que la red considera más probable, un entero de 0 a 9
# es:   second_digit: el segundo más probable, un entero de 0 a 9
# es:   numbers_are: "a", "b", "c" o "d"
# en: Write build_base(), which returns the network to start from, compiled, and define
# en:   base_model: that network, trained with train
# en:   image_index: a whole number, the position of a test image (counting from 0)
# en:   prediction: the vector that base_model predicts for that image, normalised; shape (10,)
# en:   predicted_digit: the digit that is most probable to the network, a whole number from 0 to 9
# en:   second_digit: the second most probable one, a whole number from 0 to 9
# en:   numbers_are: "a", "b", "c" or "d"
keras.utils.set_random_seed(SEED)


### BEGIN SOLUTION
def build_base():
    model = keras.Sequential(
        [
            keras.Input((28, 28)),
            keras.layers.Flatten(),
            keras.layers.Dense(128, activation="relu"),
            keras.layers.Dense(10, activation="softmax"),
        ]
    )
    model.compile(optimizer="adam", loss="sparse_categorical_crossentropy", metrics=["accuracy"])
    return model


base_model = train(build_base())
image_index = 5
prediction = base_model.predict(x_test_norm[image_index : image_index + 1], verbose=0)[0]
ranking = np.argsort(prediction)[::-1]
predicted_digit = int(ranking[0])
second_digit = int(ranking[1])
numbers_are = "c"
print(prediction.round(3), "sum:", prediction.sum())
### END SOLUTION

# %% check="prediction_vector"
grader.check("prediction_vector")

# %% [markdown] lang="es" written="prediction_vector_why"
# **Por escrito.** ¿Por qué crees que la red contesta con diez números y no con un dígito? Di qué representan
# y qué se puede hacer con ellos que con un solo dígito no se podría. Bastan cuatro o cinco líneas.
#
# ### BEGIN SOLUTION
# La capa de salida tiene diez neuronas y softmax convierte sus valores en probabilidades: números de 0 a 1
# que suman 1, y en la posición *k* está la del dígito *k*. El dígito es la posición del mayor. Pero el vector
# dice más: qué tan segura está la red y qué otro dígito le parece posible. Así se pueden apartar las imágenes
# dudosas para que las mire una persona. Además, la pérdida necesita probabilidades: un dígito suelto solo
# está bien o mal, y no dice hacia dónde corregir los pesos.
#
# *Rúbrica (3 puntos).* 1: son probabilidades, una por dígito, y suman 1. 1: el dígito leído es la posición de
# la mayor. 1: una utilidad del vector entero (seguridad, segunda opción, umbral, gradiente de la pérdida).
# ### END SOLUTION

# %% [markdown] lang="en" written="prediction_vector_why"
# **In words.** Why do you think the network answers with ten numbers and not with a digit? Say what they
# stand for, and what can be done with them that could not be done with a single digit. Four or five lines
# will do.
#
# ### BEGIN SOLUTION
# The output layer has ten units, and softmax turns their scores into probabilities: numbers from 0 to 1 that
# sum to 1, with that of digit *k* at position *k*. The digit is the position of the largest. But the vector
# says more: how sure the network is, and which other digit it hesitates over. So doubtful images can be put
# aside for a person to look at. And the loss needs probabilities: a bare digit is only right or wrong, and
# does not tell in which direction to correct the weights.
#
# *Rubric (3 points).* 1: they are probabilities, one a digit, and sum to 1. 1: the digit read is the position
# of the largest. 1: one use of the whole vector (confidence, second choice, threshold, gradient of the loss).
# ### END SOLUTION

# %% [markdown] lang="es"
# ## Antes de comparar: ¿diferencia o ruido?
#
# Dos redes rara vez aciertan exactamente lo mismo, ni siquiera dos redes *iguales* entrenadas con pesos
# iniciales distintos. Por eso una diferencia pequeña no prueba nada. Las imágenes que ambas leen bien, o que
# ambas leen mal, no dicen cuál es mejor; solo cuentan aquellas en las que **una acierta y la otra no**:
#
# ```text
#                          red de partida
#                          acierta   falla
#   variante    acierta      331       *9*     <- solo la variante
#               falla        *5*       15
#                             ^ solo la de partida
# ```
#
# Aquí hay 14 imágenes de ese tipo entre 360. La diferencia de exactitud es (9 − 5) / 360 ≈ 0.011. Si se lanza
# 14 veces una moneda equilibrada, un 9 a 5 sale muy a menudo: la diferencia no se distingue del azar. La
# regla que usaremos, y que `compare` calcula por ti, es
#
# > ruido = 3 · √(9 + 5) / 360 ≈ 0.031
#
# es decir, tres desviaciones estándar de lo que daría la moneda. Si la diferencia es mayor que el ruido, en
# un sentido o en el otro, hay una diferencia; si no, no se distingue. En todo el cuaderno las conclusiones se
# escriben de una de estas tres formas, siempre sobre la variante frente a la red de partida: `"better"`
# (mejor), `"worse"` (peor) o `"no difference"` (no se distinguen).
#
# Queda un ruido que esta regla no ve: con otros pesos iniciales, cada red habría salido algo mejor o algo
# peor. Por eso al calificar tu conclusión se mira también qué hacen estas mismas redes con muchas semillas, y
# solo se rechaza la que los datos contradicen.

# %% [markdown] lang="en"
# ## Before comparing: difference or noise?
#
# Two networks hardly ever get exactly the same images right, not even two *equal* networks trained from
# different initial weights. So a small difference proves nothing. The images that both read right, or both
# read wrong, do not tell which is better; only those count for which **one is right and the other is not**:
#
# ```text
#                          base network
#                          right     wrong
#   variant     right        331       *9*     <- only the variant
#               wrong        *5*       15
#                             ^ only the base network
# ```
#
# Here there are 14 such images among 360. The difference in accuracy is (9 − 5) / 360 ≈ 0.011. If a fair coin
# were tossed 14 times, 9 to 5 would come up very often: this cannot be told from chance. The rule that we
# will use, and that `compare` works out for you, is
#
# > noise = 3 · √(9 + 5) / 360 ≈ 0.031
#
# that is, three standard deviations of what the coin would do. If the difference is larger than the noise,
# one way or the other, there is a difference; if not, it cannot be told. Throughout the notebook conclusions
# are written as one of these three, always about the variant as against the base network: `"better"`,
# `"worse"` or `"no difference"`.
#
# There is one noise that this rule does not see: from other initial weights, each network would have come out
# a little better or a little worse. So when your conclusion is graded, what these same networks do with many
# seeds is looked at too, and only one that the data contradict is rejected.

# %% [markdown] lang="es"
# ## 2. El ancho de la capa oculta (14 min)
#
# Cada neurona oculta puede aprender un rasgo de los trazos. Con muy pocas no caben todos los que hacen falta;
# con muchas sobran, y cada una cuesta parámetros: 784 pesos de entrada, un sesgo y diez pesos de salida.
#
# Prueba al menos cuatro anchos, el de partida (128) entre ellos, con alguno menor y alguno mayor, por ejemplo
# 16, 64, 128 y 512. Todo lo demás queda igual. La red de 128 ya la tienes: es `base_model`.

# %% [markdown] lang="en"
# ## 2. The width of the hidden layer (14 min)
#
# Each hidden unit can learn one feature of the strokes. With very few, not all that are needed find room;
# with many, some are left over, and each one costs parameters: 784 weights coming in, one bias, ten weights
# going out.
#
# Try at least four widths, that of the base network (128) among them, some smaller and some larger, such as
# 16, 64, 128 and 512. All else stays the same. You already have the network with 128: it is `base_model`.

# %% exercise="hidden_units"
# es: Escribe build_hidden(units), que devuelve la red con ese ancho, ya compilada, y define
# es:   hidden_models: un dict de al menos cuatro (y como máximo seis) redes entrenadas; la clave de cada
# es:     una es su número de neuronas ocultas, y base_model tiene la clave 128
# es:   hidden_results: un pd.DataFrame con una fila por red y las columnas units, parameters (cuántos
# es:     tiene la red entera) y test_accuracy (fracción de 0 a 1 en todas las imágenes de prueba)
# es:   narrow_conclusion: tu red más estrecha frente a base_model
# es:   wide_conclusion: tu red más ancha frente a base_model
# es: Las dos conclusiones son "better", "worse" o "no difference".
# en: Write build_hidden(units), which returns the network of that width, compiled, and define
# en:   hidden_models: a dict of at least four (and at most six) trained networks; the key is the number
# en:     of hidden units, and under 128 there is base_model
# en:   hidden_results: a pd.DataFrame with one row per network and the columns units, parameters (how
# en:     many the whole network has) and test_accuracy (fraction from 0 to 1, on all test images)
# en:   narrow_conclusion: your narrowest network as against base_model
# en:   wide_conclusion: your widest network as against base_model
# en: Both conclusions are "better", "worse" or "no difference".
keras.utils.set_random_seed(SEED)


### BEGIN SOLUTION
def build_hidden(units):
    model = keras.Sequential(
        [
            keras.Input((28, 28)),
            keras.layers.Flatten(),
            keras.layers.Dense(units, activation="relu"),
            keras.layers.Dense(10, activation="softmax"),
        ]
    )
    model.compile(optimizer="adam", loss="sparse_categorical_crossentropy", metrics=["accuracy"])
    return model


hidden_models = {128: base_model}
for units in [16, 64, 512]:
    hidden_models[units] = train(build_hidden(units))

rows = []
for units, model in hidden_models.items():
    accuracy = np.mean(predicted_digits(model) == y_test)
    rows.append((units, model.count_params(), accuracy))
hidden_results = pd.DataFrame(rows, columns=["units", "parameters", "test_accuracy"])
print(hidden_results)

compare(predicted_digits(hidden_models[16]), predicted_digits(base_model))
narrow_conclusion = "worse"
difference, noise = compare(predicted_digits(hidden_models[512]), predicted_digits(base_model))
wide_conclusion = "no difference" if abs(difference) <= noise else "better" if difference > 0 else "worse"
### END SOLUTION

# %% check="hidden_units"
grader.check("hidden_units")

# %% [markdown] lang="es"
# **Para pensar.** De 128 a 512 neuronas los parámetros se multiplican por cuatro. ¿Y los aciertos? Si
# tuvieras que poner la red en un reloj de pulsera, ¿qué ancho elegirías?

# %% [markdown] lang="en"
# **To think about.** From 128 units to 512 there are four times as many parameters. And the right answers? If
# you had to put the network into a wristwatch, which width would you choose?

# %% [markdown] lang="es"
# ## 3. Sigmoide y tanh frente a relu (8 min)
#
# Sin una función de activación que doble la recta, dos capas seguidas harían lo mismo que una sola. Estas
# tres la doblan de maneras distintas:
#
# ```text
#        relu                 sigmoid                 tanh
#
#            /            1 |      .----           1 |     .---
#           /               |    /                   |   /
#   -------'              0 |---'                  0 |--+------
#          0                    0                    |  /  0
#                                                 -1 |-'
# ```
#
# relu deja pasar lo positivo tal cual. La sigmoide y la tangente hiperbólica se aplanan en los extremos; allí
# la pendiente es casi cero y las correcciones llegan debilitadas.

# %% [markdown] lang="en"
# ## 3. Sigmoid and tanh against relu (8 min)
#
# Without an activation function to bend the straight line, two layers in a row would do no more than one.
# These three bend it in different ways:
#
# ```text
#        relu                 sigmoid                 tanh
#
#            /            1 |      .----           1 |     .---
#           /               |    /                   |   /
#   -------'              0 |---'                  0 |--+------
#          0                    0                    |  /  0
#                                                 -1 |-'
# ```
#
# relu lets what is positive through as it is. Sigmoid and hyperbolic tangent flatten out at their ends; there
# the slope is almost zero, and corrections arrive weakened.

# %% exercise="activations"
# es: Escribe build_activated(activation), la red de partida con otra activación en la capa oculta, y define
# es:   activation_models: un dict con tres redes entrenadas, "relu" (que es base_model), "sigmoid" y "tanh"
# es:   activation_results: un pd.DataFrame, una fila por red, columnas activation y test_accuracy
# es:   sigmoid_conclusion, tanh_conclusion: cada una frente a relu ("better", "worse", "no difference")
# en: Write build_activated(activation), the base network with another activation inside, and define
# en:   activation_models: a dict of three trained networks: "relu" (base_model), "sigmoid" and "tanh"
# en:   activation_results: a pd.DataFrame, one row per network, columns activation and test_accuracy
# en:   sigmoid_conclusion, tanh_conclusion: each as against relu ("better", "worse", "no difference")
keras.utils.set_random_seed(SEED)


### BEGIN SOLUTION
def build_activated(activation):
    model = keras.Sequential(
        [
            keras.Input((28, 28)),
            keras.layers.Flatten(),
            keras.layers.Dense(128, activation=activation),
            keras.layers.Dense(10, activation="softmax"),
        ]
    )
    model.compile(optimizer="adam", loss="sparse_categorical_crossentropy", metrics=["accuracy"])
    return model


activation_models = {"relu": base_model}
for activation in ["sigmoid", "tanh"]:
    activation_models[activation] = train(build_activated(activation))

rows = []
for activation, model in activation_models.items():
    rows.append((activation, np.mean(predicted_digits(model) == y_test)))
activation_results = pd.DataFrame(rows, columns=["activation", "test_accuracy"])
print(activation_results)

compare(predicted_digits(activation_models["sigmoid"]), predicted_digits(base_model))
sigmoid_conclusion = "worse"
difference, noise = compare(predicted_digits(activation_models["tanh"]), predicted_digits(base_model))
tanh_conclusion = "no difference" if abs(difference) <= noise else "better" if difference > 0 else "worse"
### END SOLUTION

# %% check="activations"
grader.check("activations")

# %% [markdown] lang="es"
# **Para pensar.** ¿Es que la sigmoide sabe menos, o que aprende más despacio? ¿Qué experimento lo decidiría?

# %% [markdown] lang="en"
# **To think about.** Does sigmoid know less, or does it learn more slowly? Which experiment would decide
# that?

# %% [markdown] lang="es"
# ## 4. Sin Flatten (12 min)
#
# `Flatten` no aprende nada: solo pone las 28 filas de la imagen una tras otra. ¿Hará falta? Quítala y mira.
# El plan: construye la red sin ella, averigua qué forma tiene lo que devuelve, intenta entrenarla y lee con
# calma el error. Para que el cuaderno no se detenga ahí, la excepción se atrapa:
#
# ```python
# try:
#     train(flatless_model)
# except Exception as error:
#     flatless_error = type(error).__name__   # el nombre de la clase del error
#     print(error)                            # lo que dice: léelo
# ```
#
# ¿Por qué no puede aprender así? Elige una letra para `flatless_reason`:
#
# - **a**: una capa Dense recibe una sola imagen a la vez, y aquí le llegan lotes;
# - **b**: una capa Dense trabaja sobre el último eje, así que cada una de las 28 filas recibe su propia
#   respuesta, y para cada imagen hay una sola etiqueta;
# - **c**: 784 píxeles son demasiados para 128 neuronas si no se reducen antes;
# - **d**: softmax solo está definida para números enteros.
#
# Después, arréglala **sin** usar `Flatten`: tiene que dar diez números por imagen y aprender. Hay más de un
# camino.

# %% [markdown] lang="en"
# ## 4. Without Flatten (12 min)
#
# `Flatten` learns nothing: it just lays the 28 rows of the image end to end. Is it needed? Take it out and
# see. The plan: build the network without it, find out the shape of what it returns, try to train it, and
# read the error at leisure. So that the notebook does not stop there, the exception is caught:
#
# ```python
# try:
#     train(flatless_model)
# except Exception as error:
#     flatless_error = type(error).__name__   # the name of the error's class
#     print(error)                            # what it says: read it
# ```
#
# Why can it not learn like that? Choose a letter for `flatless_reason`:
#
# - **a**: a Dense layer takes a single image at a time, and here it gets batches;
# - **b**: a Dense layer works on the last axis, so each of the 28 rows gets an answer of its own, and for
#   each image there is a single label;
# - **c**: 784 pixels are too many for 128 units unless they are made fewer first;
# - **d**: softmax is only defined for whole numbers.
#
# Then repair it **without** using `Flatten`: it must give ten numbers for each image, and learn. There is
# more than one way.

# %% exercise="without_flatten"
# es: Define
# es:   flatless_model: la red de partida sin Flatten (Dense 128 relu y Dense 10 softmax), compilada
# es:   flatless_shape: la forma, como tupla, de lo que predice para las cinco primeras imágenes de prueba
# es:   flatless_error: el nombre de la clase de la excepción con que termina su entrenamiento, un str
# es:   flatless_reason: "a", "b", "c" o "d"
# es:   repaired_model: una red entrenada sin ninguna capa Flatten que devuelve diez números por imagen
# en: Define
# en:   flatless_model: the base network without Flatten (Dense 128 relu and Dense 10 softmax), compiled
# en:   flatless_shape: the shape, as a tuple, of what it predicts for the first five test images
# en:   flatless_error: the name of the class of the exception that its training ends with, a str
# en:   flatless_reason: "a", "b", "c" or "d"
# en:   repaired_model: a trained network without any Flatten layer that returns ten numbers per image
keras.utils.set_random_seed(SEED)


### BEGIN SOLUTION
def build_unflattened(*first_layers):
    model = keras.Sequential(
        [
            keras.Input((28, 28)),
            *first_layers,
            keras.layers.Dense(128, activation="relu"),
            keras.layers.Dense(10, activation="softmax"),
        ]
    )
    model.compile(optimizer="adam", loss="sparse_categorical_crossentropy", metrics=["accuracy"])
    return model


flatless_model = build_unflattened()
flatless_shape = flatless_model.predict(x_test_norm[:5], verbose=0).shape
try:
    train(flatless_model)
except Exception as error:
    flatless_error = type(error).__name__
    print(flatless_shape, error)
flatless_reason = "b"
repaired_model = train(build_unflattened(keras.layers.Reshape((784,))))
### END SOLUTION

# %% check="without_flatten"
grader.check("without_flatten")

# %% [markdown] lang="es" written="without_flatten_why"
# **Por escrito.** Imagina que el entrenamiento sin Flatten funcionara y que la red diera de verdad una
# respuesta por fila. ¿Cómo afectaría eso a la lectura de la imagen, y por qué? Apóyate en las formas que
# viste.
#
# ### BEGIN SOLUTION
# Para cinco imágenes la salida tiene la forma (5, 28, 10): diez números por cada fila. La misma capa, con los
# mismos 28 × 128 pesos, mira cada fila por separado, y ninguna neurona ve dos filas a la vez. Pero un dígito
# es justamente la relación entre sus filas: un 1 y un 7 tienen muchas filas iguales. Además, una fila no
# tiene etiqueta propia. Con Flatten cada neurona oculta recibe los 784 píxeles y puede combinar zonas
# alejadas.
#
# *Rúbrica (3 puntos).* 1: se obtiene una respuesta por fila, con la forma dicha. 1: cada fila se procesa sola
# y con los mismos pesos, sin relación con las otras. 1: la etiqueta es de la imagen entera, o la consecuencia
# para los dígitos.
# ### END SOLUTION

# %% [markdown] lang="en" written="without_flatten_why"
# **In words.** Imagine that training without Flatten did work, and that the network really gave one answer
# for each row. How would that affect the reading of the image, and why? Lean on the shapes that you saw.
#
# ### BEGIN SOLUTION
# For five images the output has the shape (5, 28, 10): ten numbers for each row. The same layer, with the
# same 28 × 128 weights, looks at each row by itself, and no unit sees two rows at once. But a digit is just
# that: how its rows go together; a 1 and a 7 have many rows in common. And a row has no label of its own.
# With Flatten each hidden unit receives all 784 pixels and can combine regions that lie far apart.
#
# *Rubric (3 points).* 1: there is one answer for each row, with the shape. 1: each row is processed alone and
# with the same weights, without relation to the others. 1: the label is that of the whole image, or what
# follows for the digits.
# ### END SOLUTION

# %% [markdown] lang="es"
# ## 5. SGD y RMSprop frente a Adam (8 min)
#
# El optimizador decide cómo se corrigen los pesos en cada paso. SGD da siempre pasos proporcionales a la
# pendiente. RMSprop ajusta el paso de cada peso según el tamaño de sus pendientes recientes. Adam hace lo
# mismo y además conserva algo de impulso.
#
# Para que la comparación sea limpia, los tres reciben el mismo presupuesto: las mismas épocas, los mismos
# lotes, y cada uno su configuración de fábrica, es decir, el nombre y nada más.

# %% [markdown] lang="en"
# ## 5. SGD and RMSprop against Adam (8 min)
#
# The optimiser decides how the weights are corrected at each step. SGD always takes steps in proportion to
# the slope. RMSprop fits the step of each weight to how large its recent slopes were. Adam does the same, and
# keeps some momentum besides.
#
# To make it a clean comparison, all three get the same budget: the same epochs, the same batches, and each
# its factory settings, that is, the name and nothing more.

# %% exercise="optimisers"
# es: Escribe build_optimised(optimiser), la red de partida compilada con otro optimizador, y define
# es:   optimiser_models: un dict con tres redes entrenadas, "adam" (que es base_model), "sgd" y "rmsprop"
# es:   optimiser_results: un pd.DataFrame, una fila por red, columnas optimiser y test_accuracy
# es:   sgd_conclusion, rmsprop_conclusion: cada una frente a adam ("better", "worse", "no difference")
# en: Write build_optimised(optimiser), the base network compiled with another optimiser, and define
# en:   optimiser_models: a dict of three trained networks, "adam" (which is base_model), "sgd" and "rmsprop"
# en:   optimiser_results: a pd.DataFrame, one row per network, columns optimiser and test_accuracy
# en:   sgd_conclusion, rmsprop_conclusion: each as against adam ("better", "worse", "no difference")
keras.utils.set_random_seed(SEED)


### BEGIN SOLUTION
def build_optimised(optimiser):
    model = build_base()
    model.compile(optimizer=optimiser, loss="sparse_categorical_crossentropy", metrics=["accuracy"])
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
### END SOLUTION

# %% check="optimisers"
grader.check("optimisers")

# %% [markdown] lang="es"
# **Para pensar.** «Después de los mismos pasos» no es lo mismo que «al final de todo». ¿Qué tendrías que
# cambiar para darle a SGD una oportunidad mejor sin tocar las épocas?

# %% [markdown] lang="en"
# **To think about.** "After the same steps" is not the same as "when all is done". What would you have to
# change to give SGD a better chance without touching the epochs?

# %% [markdown] lang="es"
# ## 6. Entrenar más tiempo (10 min)
#
# Más épocas significan más oportunidades de aprender, y también de aprenderse de memoria las imágenes de
# entrenamiento. Las curvas lo muestran: la pérdida de entrenamiento casi siempre sigue bajando; la de
# **validación** baja, se detiene y a veces vuelve a subir. Desde el punto en que deja de mejorar, entrenar
# más no ayuda con imágenes nuevas.
#
# Entrena otra red de partida durante `LONG_EPOCHS` épocas, cuatro veces más. `train` acepta `epochs=...`. Lo
# que fit midió queda en `model.history.history`, un diccionario con una lista por medida.

# %% [markdown] lang="en"
# ## 6. Training for longer (10 min)
#
# More epochs mean more chances to learn, and also to learn the training images by heart. The curves show it:
# training loss nearly always keeps falling; **validation** loss falls, comes to a halt, and sometimes rises
# again. From the point where it stops improving, more training does not help with new images.
#
# Train another base network for `LONG_EPOCHS` epochs, four times as many. `train` accepts `epochs=...`. What
# fit measured is kept in `model.history.history`, a dict with one list for each measure.

# %% exercise="epochs"
# es: Define
# es:   long_model: una red de partida nueva, entrenada durante LONG_EPOCHS épocas
# es:   epoch_models: un dict, {EPOCHS: base_model, LONG_EPOCHS: long_model}
# es:   epoch_results: un pd.DataFrame, una fila por red, columnas epochs y test_accuracy
# es:   best_epoch: el número de la época (la primera es la 1) en que val_loss de long_model es menor, un int
# es:   long_conclusion: long_model frente a base_model ("better", "worse", "no difference")
# es: Dibuja, en los mismos ejes y con leyenda, las curvas loss y val_loss de long_model.
# en: Define
# en:   long_model: a new base network, trained for LONG_EPOCHS epochs
# en:   epoch_models: a dict, {EPOCHS: base_model, LONG_EPOCHS: long_model}
# en:   epoch_results: a pd.DataFrame, one row per network, columns epochs and test_accuracy
# en:   best_epoch: the number of the epoch (the first is 1) at which val_loss of long_model is lowest, an int
# en:   long_conclusion: long_model as against base_model ("better", "worse", "no difference")
# en: Draw, on the same axes and with a legend, the curves loss and val_loss of long_model.
keras.utils.set_random_seed(SEED)
### BEGIN SOLUTION
long_model = train(build_base(), epochs=LONG_EPOCHS)
epoch_models = {EPOCHS: base_model, LONG_EPOCHS: long_model}

rows = []
for epochs, model in epoch_models.items():
    rows.append((epochs, np.mean(predicted_digits(model) == y_test)))
epoch_results = pd.DataFrame(rows, columns=["epochs", "test_accuracy"])
print(epoch_results)

curves = long_model.history.history
numbers = range(1, LONG_EPOCHS + 1)
plt.plot(numbers, curves["loss"], label="loss")
plt.plot(numbers, curves["val_loss"], label="val_loss")
plt.xlabel("epoch")
plt.legend()
plt.show()
best_epoch = int(np.argmin(curves["val_loss"])) + 1

compare(predicted_digits(long_model), predicted_digits(base_model))
long_conclusion = "better"
### END SOLUTION

# %% check="epochs"
grader.check("epochs")

# %% [markdown] lang="es"
# **Para pensar.** Si eliges la época mirando la pérdida de validación, ¿sigue siendo la exactitud en esas
# mismas imágenes una medida imparcial? ¿Qué tercer conjunto haría falta?

# %% [markdown] lang="en"
# **To think about.** If you choose the epoch by looking at the validation loss, is accuracy on those same
# images still a fair measurement? What third set would be needed?

# %% [markdown] lang="es"
# ## 7. Más capas, otros anchos (10 min)
#
# Además de hacerla más ancha, a la red se le pueden agregar pisos: una segunda capa oculta combina los rasgos
# que encontró la primera. Prueba al menos dos arquitecturas más: una **más profunda**, con dos capas ocultas
# o más, y otra a tu gusto con anchos distintos. Todas con relu en las capas ocultas, y entrenadas como la de
# partida.

# %% [markdown] lang="en"
# ## 7. More layers, other widths (10 min)
#
# Apart from making the network wider, one can add storeys to it: a second hidden layer combines the features
# that the first one found. Try at least two more architectures: a **deeper** one, with two hidden layers or
# more, and another to your liking with other widths. All with relu in the hidden layers, and trained like the
# base network.

# %% exercise="architecture"
# es: Escribe build_layers(widths), que recibe una lista de anchos, uno por capa oculta, y define
# es:   architecture_models: un dict de redes entrenadas (tres o más, como máximo seis): "base" (que es
# es:     base_model), "deeper" (dos capas ocultas o más) y las demás con los nombres que quieras
# es:   architecture_results: un pd.DataFrame, una fila por red, con las columnas network (la clave),
# es:     hidden_layers (cuántas capas ocultas), parameters y test_accuracy
# es:   deeper_conclusion: la red "deeper" frente a base_model ("better", "worse", "no difference")
# en: Write build_layers(widths), which takes a list of widths, one for each hidden layer, and define
# en:   architecture_models: a dict of trained networks (three or more, at most six): "base" (which is
# en:     base_model), "deeper" (two hidden layers or more), and the others under names of your choice
# en:   architecture_results: a pd.DataFrame, one row per network, with the columns network (the key),
# en:     hidden_layers (how many hidden layers), parameters and test_accuracy
# en:   deeper_conclusion: the network "deeper" as against base_model ("better", "worse", "no difference")
keras.utils.set_random_seed(SEED)


### BEGIN SOLUTION
def build_layers(widths):
    layers = [keras.Input((28, 28)), keras.layers.Flatten()]
    for width in widths:
        layers.append(keras.layers.Dense(width, activation="relu"))
    layers.append(keras.layers.Dense(10, activation="softmax"))
    model = keras.Sequential(layers)
    model.compile(optimizer="adam", loss="sparse_categorical_crossentropy", metrics=["accuracy"])
    return model


architecture_models = {"base": base_model}
architecture_models["deeper"] = train(build_layers([128, 64]))
architecture_models["narrowing"] = train(build_layers([64, 32]))

rows = []
for network, hidden_layers in [("base", 1), ("deeper", 2), ("narrowing", 2)]:
    model = architecture_models[network]
    rows.append((network, hidden_layers, model.count_params(), np.mean(predicted_digits(model) == y_test)))
architecture_results = pd.DataFrame(rows, columns=["network", "hidden_layers", "parameters", "test_accuracy"])
print(architecture_results)

difference, noise = compare(predicted_digits(architecture_models["deeper"]), predicted_digits(base_model))
deeper_conclusion = "no difference" if abs(difference) <= noise else "better" if difference > 0 else "worse"
### END SOLUTION

# %% check="architecture"
grader.check("architecture")

# %% [markdown] lang="es"
# **Para pensar.** Una red con capas de 64 y 32 tiene más o menos la mitad de parámetros que la de partida.
# ¿En qué se gastan casi todos los parámetros de estas redes, y por qué ahí?

# %% [markdown] lang="en"
# **To think about.** A network with layers of 64 and 32 has about half the parameters of the base network.
# Where do nearly all the parameters of these networks go, and why there?

# %% [markdown] lang="es"
# ## 8. Sin normalizar (8 min)
#
# Entrena la misma red con los píxeles tal como se cargaron, de 0 a 255. Las sumas de la capa oculta serán
# unas 255 veces mayores. Fíjate sobre todo en el comienzo: ¿cuánto vale la pérdida de la primera época, y
# cuánto tarda en llegar a donde la otra empieza? Como las dos escalas son tan distintas, un eje logarítmico
# (`plt.yscale("log")`) ayuda.
#
# Cuidado al medir: una red que aprendió de píxeles sin normalizar debe recibirlos también así.

# %% [markdown] lang="en"
# ## 8. Without normalising (8 min)
#
# Train the same network on the pixels as they were loaded, from 0 to 255. The sums in the hidden layer will
# be about 255 times as large. Look at the beginning above all: what is the loss of the first epoch, and how
# long does it take to get to where the other one starts? As the two scales are so different, a logarithmic
# axis (`plt.yscale("log")`) helps.
#
# Take care when measuring: a network that learnt from raw pixels must be given raw pixels.

# %% exercise="without_normalisation"
# es: Define
# es:   raw_model: una red de partida nueva, entrenada con x_train y validada con x_test, sin normalizar
# es:   pixel_models: un dict, {"normalised": base_model, "raw": raw_model}
# es:   pixel_results: un pd.DataFrame, una fila por red, con las columnas pixels (la clave), first_loss
# es:     (la pérdida de entrenamiento de la primera época) y test_accuracy
# es:   raw_conclusion: raw_model frente a base_model ("better", "worse", "no difference")
# es: Dibuja las dos curvas de loss (entrenamiento) en los mismos ejes, con leyenda.
# en: Define
# en:   raw_model: a new base network, trained on x_train and validated on x_test, not normalised
# en:   pixel_models: a dict, {"normalised": base_model, "raw": raw_model}
# en:   pixel_results: a pd.DataFrame, one row per network, with the columns pixels (the key), first_loss
# en:     (the training loss of the first epoch) and test_accuracy
# en:   raw_conclusion: raw_model as against base_model ("better", "worse", "no difference")
# en: Draw the two curves of loss (training) on the same axes, with a legend.
keras.utils.set_random_seed(SEED)
### BEGIN SOLUTION
raw_model = train(build_base(), images=x_train, test_images=x_test)
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
### END SOLUTION

# %% check="without_normalisation"
grader.check("without_normalisation")

# %% [markdown] lang="es"
# **Para pensar.** Si solo se multiplican todas las entradas por 255, bastaría con dividir por 255 los pesos
# de la primera capa para tener la misma red. ¿Por qué entonces no da lo mismo *aprenderla*?

# %% [markdown] lang="en"
# **To think about.** If all inputs are simply multiplied by 255, dividing the weights of the first layer by
# 255 would give the same network. Why then is it not the same to *learn* it?

# %% [markdown] lang="es"
# ## 9. Menos salidas, más salidas (12 min)
#
# La última capa tiene diez neuronas. ¿Por qué diez? Prueba con otra cantidad y mira qué se rompe.
#
# **Menos de diez.** Construye una red con, por ejemplo, cinco salidas, intenta entrenarla y atrapa la
# excepción con `try` y `except`. El mensaje es largo; busca la línea que nombra una etiqueta y un intervalo.
#
# **Más de diez.** Con, por ejemplo, quince salidas sí se puede entrenar. ¿Qué aprenden las neuronas que
# sobran, de la décima en adelante contando desde cero? Mide su probabilidad media en las imágenes de prueba,
# neurona por neurona, y quédate con la mayor.
#
# ¿Qué representa el diez? Elige una letra para `ten_stands_for`:
#
# - **a**: las capas de la red multiplicadas por su tamaño;
# - **b**: los rasgos que la red puede aprender de una imagen;
# - **c**: la base de nuestro sistema de numeración, que usan también las computadoras;
# - **d**: las clases entre las que hay que elegir, una salida por etiqueta posible.

# %% [markdown] lang="en"
# ## 9. Fewer outputs, more outputs (12 min)
#
# The last layer has ten units. Why ten? Try another number and see what breaks.
#
# **Fewer than ten.** Build a network with, say, five outputs, try to train it, and catch the exception with
# `try` and `except`. The message is long; look for the line that names a label and a range.
#
# **More than ten.** With, say, fifteen outputs it can be trained. What do the units learn that are left over,
# from position ten on? Measure their mean probability on the test images, unit by unit, and keep the largest.
#
# What does the ten stand for? Choose a letter for `ten_stands_for`:
#
# - **a**: the layers of the network times their size;
# - **b**: the features that the network can learn from an image;
# - **c**: the base of our number system, which computers use too;
# - **d**: the classes to choose from, one output for each possible label.

# %% exercise="output_units"
# es: Escribe build_outputs(units), la red de partida con esa cantidad de salidas, y define
# es:   few_units: un entero de 2 a 9; few_model: build_outputs(few_units), compilada
# es:   few_error: el nombre de la clase de la excepción con que termina su entrenamiento, un str
# es:   broken_labels: la lista de las etiquetas (enteros) que no tienen salida en few_model
# es:   output_models: un dict de redes entrenadas; la clave de cada una es su número de salidas: con la
# es:     clave 10 va base_model, y con una mayor que diez, otra red
# es:   spare_probability: la mayor de las probabilidades medias, en todas las imágenes de prueba, de las
# es:     salidas que sobran en esa otra red (posición 10 en adelante), un float
# es:   many_conclusion: esa otra red frente a base_model ("better", "worse", "no difference")
# es:   ten_stands_for: "a", "b", "c" o "d"
# en: Write build_outputs(units), the base network with that number of outputs, and define
# en:   few_units: a whole number from 2 to 9; few_model: build_outputs(few_units), compiled
# en:   few_error: the name of the class of the exception that its training ends with, a str
# en:   broken_labels: the list of the labels (whole numbers) that have no output in few_model
# en:   output_models: a dict of trained networks; under 10 there is base_model, and under its number of
# en:     outputs, more than ten, another network
# en:   spare_probability: the largest of the mean probabilities, over all test images, of the outputs left
# en:     over in that other network (position 10 and on), a float
# en:   many_conclusion: that other network as against base_model ("better", "worse", "no difference")
# en:   ten_stands_for: "a", "b", "c" or "d"
keras.utils.set_random_seed(SEED)


### BEGIN SOLUTION
def build_outputs(units):
    model = keras.Sequential(
        [
            keras.Input((28, 28)),
            keras.layers.Flatten(),
            keras.layers.Dense(128, activation="relu"),
            keras.layers.Dense(units, activation="softmax"),
        ]
    )
    model.compile(optimizer="adam", loss="sparse_categorical_crossentropy", metrics=["accuracy"])
    return model


few_units = 5
few_model = build_outputs(few_units)
try:
    train(few_model)
except Exception as error:
    few_error = type(error).__name__
    print(str(error)[-400:])
broken_labels = [5, 6, 7, 8, 9]

output_models = {10: base_model, 15: train(build_outputs(15))}
spare = output_models[15].predict(x_test_norm, verbose=0)[:, 10:]
spare_probability = float(spare.mean(axis=0).max())
print("spare units:", spare_probability)

difference, noise = compare(predicted_digits(output_models[15]), predicted_digits(base_model))
many_conclusion = "no difference" if abs(difference) <= noise else "better" if difference > 0 else "worse"
ten_stands_for = "d"
### END SOLUTION

# %% check="output_units"
grader.check("output_units")

# %% [markdown] lang="es" written="output_units_why"
# **Por escrito.** ¿Por qué tiene diez neuronas la capa de salida? ¿Cuántas harían falta para leer también las
# letras mayúsculas de la A a la Z, y qué más habría que cambiar?
#
# ### BEGIN SOLUTION
# Porque hay diez clases, los dígitos del 0 al 9, y softmax reparte la probabilidad entre las neuronas de
# salida: cada etiqueta necesita la suya, en la posición que su número dice. Con 26 letras más serían 36
# salidas; harían falta imágenes de letras con etiquetas del 10 al 35, y entrenar de nuevo.
#
# *Rúbrica (3 puntos).* 1: una salida por clase. 1: 36. 1: datos etiquetados de letras (o etiquetas del 10 al
# 35).
# ### END SOLUTION

# %% [markdown] lang="en" written="output_units_why"
# **In words.** Why does the output layer have ten units? How many would it take to read the capital letters A
# to Z as well, and what else would have to change?
#
# ### BEGIN SOLUTION
# Because there are ten classes, the digits 0 to 9, and softmax shares the probability out among the output
# units: each label needs its own, at the position that its number says. With 26 letters more there would be
# 36 outputs; it would take images of letters with labels from 10 to 35, and training anew.
#
# *Rubric (3 points).* 1: one output for each class. 1: 36. 1: labelled data of letters (or labels from 10 to
# 35).
# ### END SOLUTION

# %% [markdown] lang="es" written="output_units_other"
# **Por escrito.** Según lo que mediste, ¿qué le pasa a la capacidad de clasificar si hay menos de diez
# salidas, y qué si hay más? ¿Por qué las que sobran terminan con una probabilidad tan baja?
#
# ### BEGIN SOLUTION
# Con menos, las etiquetas que se salen no tienen neurona: el entrenamiento se detiene con un error (y si no
# se detuviera, esos dígitos no se podrían responder nunca). Con más, la red aprende igual: ninguna etiqueta
# apunta a las que sobran, así que cada corrección les quita probabilidad y terminan casi en cero; solo
# cuestan unos parámetros y, al comienzo, algo de tiempo.
#
# *Rúbrica (3 puntos).* 1: con menos, hay etiquetas sin salida. 1: con más, la exactitud no cambia de modo
# apreciable. 1: a las que sobran nunca se las premia, y la pérdida empuja su probabilidad hacia cero.
# ### END SOLUTION

# %% [markdown] lang="en" written="output_units_other"
# **In words.** From what you measured, what happens to the ability to classify if there are fewer than ten
# outputs, and what if there are more? Why do those left over end with so low a probability?
#
# ### BEGIN SOLUTION
# With fewer, the labels beyond the end have no unit: training stops with an error (and if it did not, those
# digits could never be answered). With more, the network learns just as well: no label points to those left
# over, so each correction takes probability away from them, and they end near zero; they only cost some
# parameters and, at the beginning, a little time.
#
# *Rubric (3 points).* 1: with fewer, there are labels without an output. 1: with more, accuracy does not
# change noticeably. 1: those left over are never rewarded, and the loss pushes their probability towards
# zero.
# ### END SOLUTION

# %% [markdown] lang="es"
# ## 10. Imágenes que nunca vio (15 min)
#
# Un solo número, la exactitud, esconde *cómo* se equivoca la red. La **matriz de confusión** lo muestra: una
# fila por dígito verdadero y una columna por dígito leído. En la diagonal están los aciertos; fuera de ella,
# cada confusión:
#
# ```text
#                     leído
#                 0   1   2  ...  9
#            0   35   0   0       0
#  verdadero 1    0  34   1       0     <- un 1 leído como 2
#           ...
#            9    0   0   0      33
# ```
#
# Los **peores** errores son aquellos en los que la red estaba más segura. Búscalos, ordénalos y míralos: a
# veces se entiende el error; a veces es la etiqueta la que parece dudosa.
#
# Por último, sal del conjunto de datos: escribe una función que lea cualquier imagen, y dale algunas hechas
# por ti. Puedes dibujarlas con NumPy (un rectángulo claro es un 1) o cambiar imágenes de prueba: moverlas,
# invertirlas, engrosarlas, agregarles ruido.

# %% [markdown] lang="en"
# ## 10. Images that it never saw (15 min)
#
# A single number, accuracy, hides *how* the network goes wrong. The **confusion matrix** shows it: a row for
# each true digit and a column for each digit read. On the diagonal stand the right answers; off it, each
# confusion:
#
# ```text
#                     read
#                 0   1   2  ...  9
#            0   35   0   0       0
#      true  1    0  34   1       0     <- a 1 read as a 2
#           ...
#            9    0   0   0      33
# ```
#
# The **worst** mistakes are those where the network was surest. Find them, put them in order and look at
# them: sometimes one understands the mistake; sometimes it is the label that seems doubtful.
#
# Last, step outside the data set: write a function that reads any image, and give it some of your own making.
# You may draw them with NumPy (a bright rectangle is a 1) or change test images: move them, invert them,
# thicken them, add noise.

# %% exercise="unseen_images"
# es: Define
# es:   confusion: matriz de enteros de forma (10, 10); en [fila, columna], cuántas imágenes de prueba cuyo
# es:     dígito verdadero es fila leyó base_model como columna
# es:   worst_mistakes: lista con las posiciones de las nueve imágenes de prueba mal leídas con mayor
# es:     probabilidad, empezando por la mayor (si hay menos de nueve errores, todos)
# es:   read_digits(images): función que recibe imágenes uint8 de forma (n, 28, 28), sin normalizar, y
# es:     devuelve los dígitos que lee base_model, enteros de forma (n,)
# es:   own_images: dos o más imágenes hechas por ti, uint8, forma (k, 28, 28)
# es:   own_digits: los dígitos que read_digits lee en ellas, forma (k,)
# es: Dibuja con plt.imshow las imágenes de worst_mistakes, cada una en sus ejes.
# en: Define
# en:   confusion: matrix of whole numbers of shape (10, 10); at [row, column], how many test images whose
# en:     true digit is row were read by base_model as column
# en:   worst_mistakes: list of the positions of the nine test images misread with the highest probability,
# en:     the highest first (if there are fewer than nine mistakes, all of them)
# en:   read_digits(images): function that takes uint8 images of shape (n, 28, 28), not normalised, and
# en:     returns the digits that base_model reads, whole numbers of shape (n,)
# en:   own_images: two or more images of your own, uint8, shape (k, 28, 28)
# en:   own_digits: what read_digits reads in them, shape (k,)
# en: Draw the images of worst_mistakes with plt.imshow, each on axes of its own.
### BEGIN SOLUTION
predictions = base_model.predict(x_test_norm, verbose=0)
read = predictions.argmax(axis=1)

confusion = np.zeros((10, 10), dtype=int)
np.add.at(confusion, (y_test, read), 1)
print(confusion)

wrong = np.flatnonzero(read != y_test)
surest_first = np.argsort(predictions[wrong].max(axis=1))[::-1]
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
### END SOLUTION

# %% check="unseen_images"
grader.check("unseen_images")

# %% [markdown] lang="es"
# **Para pensar.** Mueve una imagen de prueba píxel por píxel y, en cada paso, pregunta de nuevo. ¿A partir de
# cuántos píxeles deja de leerla bien? A ti no te cuesta nada; ¿qué le falta a esta red para que a ella
# tampoco? La respuesta ocupa las dos prácticas siguientes.

# %% [markdown] lang="en"
# **To think about.** Move a test image one pixel at a time and ask again. After how many pixels does it stop
# reading it right? To you it is no trouble at all; what does this network lack, that it should be none to it
# either? The answer takes up the next two labs.

# %% [markdown] lang="es"
# ## Para entregar
#
# 1. Reinicia el kernel y ejecuta todas las celdas, en orden. Tarda uno o dos minutos; con MNIST, unos cinco.
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
# 1. Restart the kernel and run all the cells, in order. It takes a minute or two; with MNIST, about five.
# 2. `grader.progress()` in a new cell shows how each exercise is doing. If something does not hold yet, you
#    may hand in all the same: each exercise has its own points.
# 3. Answer what is asked in words, save the notebook without renaming it, and hand it in the way your
#    instructor asks for.
#
# For grading, the notebook is run again from the beginning: your networks are trained once more, your numbers
# are compared with those of these networks, and your conclusions are judged.
