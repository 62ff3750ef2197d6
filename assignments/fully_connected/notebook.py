# %% [markdown] lang="es"
# # Una red completamente conectada que lee dígitos
#
# En esta práctica construyes, paso a paso, una red neuronal que mira la imagen de un dígito escrito a mano
# y dice cuál es. Son nueve ejercicios cortos, unos 60 minutos en total. Al terminar sabrás:
#
# - cargar un conjunto de imágenes, mirarlo y prepararlo para una red;
# - definir, compilar y entrenar un modelo secuencial de Keras;
# - medir su pérdida y su exactitud, y leer sus curvas de aprendizaje;
# - pedirle una predicción e interpretar los diez números que devuelve.
#
# Los datos siguen el formato de **MNIST**, una colección clásica de dígitos manuscritos reunida a partir de
# dos colecciones del NIST, el instituto de estándares de Estados Unidos. MNIST tiene 60 000 imágenes de
# entrenamiento y 10 000 de prueba, en escala de grises y de 28 × 28 píxeles, cada una con un solo dígito del
# 0 al 9. Tu curso puede usar un conjunto más pequeño con la misma forma: el código no cambia, solo la
# cantidad de imágenes.

# %% [markdown] lang="en"
# # A fully connected network that reads digits
#
# In this lab you build, step by step, a neural network that looks at the picture of a handwritten digit and
# says which one it is. There are nine short exercises, about 60 minutes in all. By the end you will be able
# to:
#
# - load a set of images, look at it and prepare it for a network;
# - define, compile and train a sequential Keras model;
# - measure its loss and its accuracy, and read its learning curves;
# - ask it for a prediction and make sense of the ten numbers it returns.
#
# The data come in the format of **MNIST**, a classic collection of handwritten digits put together from two
# collections of NIST, the standards institute of the United States. MNIST has 60,000 training images and
# 10,000 test images, in shades of grey, 28 × 28 pixels each, with a single digit from 0 to 9 in every one.
# Your course may use a smaller set of the same shape: the code stays the same, only the number of images
# differs.

# %% [markdown] lang="es"
# ## Cómo se trabaja
#
# 1. Ejecuta las celdas en orden, de arriba abajo: cada ejercicio usa lo que definieron los anteriores.
# 2. En cada ejercicio, sustituye los puntos suspensivos (`...`) por tu código. Los comentarios dicen qué
#    nombres debes definir y qué debe contener cada uno; usa exactamente esos nombres.
# 3. Ejecuta la celda de comprobación que viene después, `grader.check(...)`. Responde al instante y te dice
#    qué se cumple, qué falta y cuál puede ser el siguiente paso. Úsala cuantas veces quieras.
#
# Las comprobaciones que ves aquí son las primeras. Otras se ejecutan cuando entregas, también con imágenes
# que no has visto; por eso conviene resolver el caso general y no solo el ejemplo que tienes delante.
#
# Tras cada comprobación hay una pregunta para pensar. Aquí no se califica: dedícale un minuto o coméntala
# con quien tengas al lado.

# %% [markdown] lang="en"
# ## How to work
#
# 1. Run the cells in order, from top to bottom: each exercise uses what the earlier ones defined.
# 2. In each exercise, replace the three dots (`...`) with your code. The comments say which names to define
#    and what each of them must hold; use exactly those names.
# 3. Run the check cell that follows, `grader.check(...)`. It answers at once and tells you what holds, what
#    is missing and what your next step might be. Use it as often as you like.
#
# The checks you see here are the first ones. Others run when you hand in, also on images you have not seen;
# so it pays to solve the general case and not just the example in front of you.
#
# After each check there is a question to think about. It is not graded here: give it a minute, or talk it
# over with whoever sits beside you.

# %% setup=true
from autograder import Grader, load_data

grader = Grader("fully_connected")

import keras
import matplotlib.pyplot as plt
import numpy as np
import pandas as pd

# es: Los pesos iniciales y el orden de las imágenes se eligen al azar. Con una semilla fija,
# es: al ejecutar todo el cuaderno otra vez obtienes los mismos resultados, o casi los mismos.
# en: The initial weights and the order of the images are drawn at random. With a fixed seed,
# en: running the whole notebook again gives you the same results, or very nearly so.
keras.utils.set_random_seed(1)

# %% [markdown] lang="es"
# ## 1. Cargar los datos (5 min)
#
# Para aprender, la red necesita ejemplos resueltos: imágenes junto con su respuesta correcta, la *etiqueta*.
# Los datos vienen ya separados en dos partes. Con la de **entrenamiento** se ajusta la red; la de **prueba**
# se aparta para averiguar qué hace con imágenes de las que no aprendió.
#
# La función `load_data`, importada arriba, funciona sin conexión y devuelve lo mismo que
# `keras.datasets.mnist.load_data`: una tupla con dos parejas, primero la de entrenamiento y luego la de
# prueba. En cada pareja van primero las imágenes y después las etiquetas. Los atributos `shape` y `dtype` de
# un arreglo de NumPy te muestran su forma y su tipo.

# %% [markdown] lang="en"
# ## 1. Load the data (5 min)
#
# To learn, the network needs solved examples: images together with their right answer, the *label*. The data
# come already divided into two parts. The **training** part is used to adjust the network; the **test** part
# is put aside, to find out what the network does with images it has not learnt from.
#
# The function `load_data`, imported above, works offline and returns the same as
# `keras.datasets.mnist.load_data`: a tuple of two pairs, first the one for training, then the one for
# testing. In each pair the images come first and the labels second. The attributes `shape` and `dtype` of a
# NumPy array show you its shape and its type.

# %% exercise="load_data"
# es: Llama a load_data, sin argumentos, y reparte lo que devuelve en cuatro nombres:
# es:   x_train, x_test: imágenes, uint8, forma (N, 28, 28), píxeles de 0 (fondo) a 255 (trazo)
# es:   y_train, y_test: etiquetas, enteros de 0 a 9, forma (N,)
# es: N es la cantidad de imágenes de cada parte. No cambies aquí ni los valores ni los tipos.
# en: Call load_data, without arguments, and unpack what it returns into four names:
# en:   x_train, x_test: images, uint8, shape (N, 28, 28), pixels from 0 (background) to 255 (ink)
# en:   y_train, y_test: labels, whole numbers from 0 to 9, shape (N,)
# en: N is the number of images in each part. Change neither values nor types here.
### BEGIN SOLUTION
(x_train, y_train), (x_test, y_test) = load_data()
### END SOLUTION

# %% check="load_data"
grader.check("load_data")

# %% [markdown] lang="es"
# **Para pensar.** Los píxeles son de tipo `uint8`: un byte cada uno. ¿Qué esperas que dé sumar dos píxeles
# de valor 200 sin cambiarles el tipo? Pruébalo en una celda nueva con `np.uint8(200)`.

# %% [markdown] lang="en"
# **To think about.** The pixels are of type `uint8`: one byte each. What do you expect from adding two pixels
# of value 200 without changing their type? Try it in a new cell with `np.uint8(200)`.

# %% [markdown] lang="es"
# ## 2. Mirar una muestra (5 min)
#
# Antes de calcular nada, mira los datos. Una imagen girada, una etiqueta corrida un lugar o un fondo
# invertido se descubren de un vistazo, mientras que en una tabla de números pasan inadvertidos.
#
# Elige un índice cualquiera del conjunto de entrenamiento, imprime su etiqueta y dibuja su imagen.

# %% [markdown] lang="en"
# ## 2. Look at a sample (5 min)
#
# Before computing anything, look at the data. A rotated image, a label shifted by one place or an inverted
# background shows at a glance, while in a table of numbers it goes unnoticed.
#
# Choose any index into the training set, print its label and draw its image.

# %% exercise="show_sample"
# es: Define
# es:   index: un entero, posición de una imagen del conjunto de entrenamiento (se cuenta desde 0)
# es:   label: la etiqueta de esa misma imagen, un entero de 0 a 9
# es: Imprime label y dibuja con plt.imshow la imagen de entrenamiento que está en esa posición,
# es: tal como se cargó, con el mapa de colores "gray". plt.show() al final es opcional.
# en: Define
# en:   index: a whole number, the position of an image in the training set (counting from 0)
# en:   label: the label of that same image, a whole number from 0 to 9
# en: Print label, and draw with plt.imshow the training image at that position, just as it was
# en: loaded, with the colour map "gray". plt.show() at the end is optional.
### BEGIN SOLUTION
index = 7
label = int(y_train[index])
print("label:", label)
plt.imshow(x_train[index], cmap="gray")
plt.show()
### END SOLUTION

# %% check="show_sample"
grader.check("show_sample")

# %% [markdown] lang="es"
# **Para pensar.** Cambia el índice varias veces hasta dar con un dígito que te haga dudar. Si también las
# personas dudan ante algunas imágenes, ¿qué exactitud sería razonable pedirle a una red?

# %% [markdown] lang="en"
# **To think about.** Change the index a few times until you meet a digit that makes you hesitate. If people
# too are unsure about some images, what accuracy would it be reasonable to ask of a network?

# %% [markdown] lang="es"
# ## 3. Normalizar los píxeles (8 min)
#
# Una red aprende con pasos pequeños sobre pesos pequeños. Si las entradas llegan hasta 255, las sumas de la
# primera capa se hacen muy grandes y el entrenamiento avanza a tropiezos; con entradas entre 0 y 1 suele ir
# mejor y necesitar menos cuidados.
#
# Escribe una función que lleve los píxeles a esa escala: el valor 0 pasa a ser 0.0, el 255 pasa a ser 1.0 y
# los demás quedan en proporción. La escala es la misma para todas las imágenes, sea cual sea el píxel más
# claro de cada una.

# %% [markdown] lang="en"
# ## 3. Normalise the pixels (8 min)
#
# A network learns by small steps on small weights. If the inputs go up to 255, the sums in the first layer
# become very large and training stumbles along; with inputs between 0 and 1 it usually goes better and needs
# less care.
#
# Write a function that brings the pixels to that scale: the value 0 becomes 0.0, 255 becomes 1.0, and the
# others lie in proportion. The scale is the same for all images, whatever the brightest pixel of each.


# %% exercise="normalise"
def normalise(images):
    # es: images: arreglo de NumPy de tipo uint8 y de cualquier forma, con valores de 0 a 255.
    # es: Devuelve (con return) un arreglo nuevo de la misma forma, de números de coma flotante
    # es: entre 0.0 y 1.0. El arreglo que se recibe debe quedar como estaba.
    # en: images: NumPy array of type uint8 and of any shape, with values from 0 to 255.
    # en: Return a new array of the same shape, of floating-point numbers between 0.0 and 1.0.
    # en: The array that comes in must be left as it was.
    ### BEGIN SOLUTION
    return images / 255.0
    ### END SOLUTION


x_train_norm = normalise(x_train)
x_test_norm = normalise(x_test)

# %% check="normalise"
grader.check("normalise")

# %% [markdown] lang="es"
# **Para pensar.** Alguien propone dividir cada imagen por su propio píxel máximo en lugar de usar siempre la
# misma escala. ¿Qué pasaría con una imagen muy tenue, y con una completamente negra?

# %% [markdown] lang="en"
# **To think about.** Somebody suggests dividing each image by its own largest pixel instead of always using
# the same scale. What would happen to a very faint image, and to an entirely black one?

# %% [markdown] lang="es"
# ## 4. Construir el modelo (10 min)
#
# La red es una cadena de capas: lo que sale de una entra en la siguiente. En Keras, una cadena así es un
# modelo `keras.Sequential`, que recibe la lista de sus capas.
#
# ```text
#   entrada            Flatten           Dense (oculta)       Dense (salida)
#
#  +---------+
#  | 28 × 28 |  --->  784 números  --->  128 neuronas  --->  10 neuronas
#  +---------+                           relu                softmax
#   la imagen         en una fila        rasgos              una por dígito
# ```
#
# - **Aplanar** (`Flatten`) pone las 28 filas de la imagen una tras otra; no aprende nada.
# - La **capa oculta** es densa: cada neurona recibe los 784 números, los multiplica por sus pesos, los suma
#   y añade un sesgo. La activación *relu* deja pasar lo positivo y convierte lo negativo en cero.
# - La **capa de salida** tiene una neurona para cada dígito. *Softmax* convierte sus diez valores en
#   probabilidades: positivas y con suma 1.

# %% [markdown] lang="en"
# ## 4. Build the model (10 min)
#
# The network is a chain of layers: what comes out of one goes into the next. In Keras such a chain is a
# `keras.Sequential` model, which is given the list of its layers.
#
# ```text
#   input              Flatten           Dense (hidden)       Dense (output)
#
#  +---------+
#  | 28 × 28 |  --->  784 numbers  --->  128 neurons   --->  10 neurons
#  +---------+                           relu                softmax
#   the image         in one row         features            one per digit
# ```
#
# - **Flattening** (`Flatten`) lays the 28 rows of the image end to end; it learns nothing.
# - The **hidden layer** is dense: each neuron receives all 784 numbers, multiplies them by its weights, adds
#   them up and adds a bias. The *relu* activation lets through what is positive and turns what is negative
#   into zero.
# - The **output layer** has one neuron for each digit. *Softmax* turns its ten values into probabilities:
#   positive, and with a sum of 1.

# %% exercise="build_model"
# es: Define model, un keras.Sequential con estas piezas, en este orden:
# es:   1. keras.Input, con la forma de una sola imagen: (28, 28)
# es:   2. una capa keras.layers.Flatten
# es:   3. una capa keras.layers.Dense de 128 neuronas con activación "relu"
# es:   4. una capa keras.layers.Dense de 10 neuronas con activación "softmax"
# en: Define model, a keras.Sequential with these pieces, in this order:
# en:   1. keras.Input, with the shape of a single image: (28, 28)
# en:   2. a keras.layers.Flatten layer
# en:   3. a keras.layers.Dense layer of 128 neurons with "relu" activation
# en:   4. a keras.layers.Dense layer of 10 neurons with "softmax" activation
### BEGIN SOLUTION
model = keras.Sequential(
    [
        keras.Input((28, 28)),
        keras.layers.Flatten(),
        keras.layers.Dense(128, activation="relu"),
        keras.layers.Dense(10, activation="softmax"),
    ]
)
### END SOLUTION

# %% check="build_model"
grader.check("build_model")

# %% [markdown] lang="es"
# **Para pensar.** Calcula en papel cuántos parámetros (pesos y sesgos) tiene cada una de las tres capas.
# Después ejecuta `model.summary()` en una celda nueva y compara. ¿Dónde está la mayoría?

# %% [markdown] lang="en"
# **To think about.** Work out on paper how many parameters (weights and biases) each of the three layers has.
# Then run `model.summary()` in a new cell and compare. Where are most of them?

# %% [markdown] lang="es"
# ## 5. Compilar el modelo (5 min)
#
# El modelo ya tiene forma; falta decirle cómo aprender. Compilarlo es elegir tres cosas:
#
# | qué | para qué | aquí |
# |---|---|---|
# | optimizador | decide cómo se corrigen los pesos en cada paso | Adam |
# | pérdida | mide cuánto se equivoca la red; es lo que se reduce al aprender | entropía cruzada |
# | métrica | se muestra para que la leas tú; no interviene en el aprendizaje | exactitud |
#
# La entropía cruzada es grande cuando la red da poca probabilidad a la respuesta correcta. Se usa su variante
# *dispersa* (*sparse*) porque cada etiqueta es un solo entero, por ejemplo 3, y no un vector de ceros con un
# uno en su lugar. La exactitud es la fracción de aciertos, de 0 a 1.

# %% [markdown] lang="en"
# ## 5. Compile the model (5 min)
#
# The model has its shape; it still has to be told how to learn. Compiling it means choosing three things:
#
# | what | what for | here |
# |---|---|---|
# | optimiser | decides how the weights are corrected at each step | Adam |
# | loss | measures how wrong the network is; it is what learning reduces | cross-entropy |
# | metric | shown for you to read; it takes no part in the learning | accuracy |
#
# Cross-entropy is large when the network gives the right answer little probability. We use its *sparse*
# variant because each label is a single whole number, such as 3, and not a vector of zeros with a one in its
# place. Accuracy is the fraction of right answers, from 0 to 1.

# %% exercise="compile_model"
# es: Llama al método compile de model con
# es:   optimizador: "adam"
# es:   pérdida: "sparse_categorical_crossentropy"
# es:   métricas: una lista con un solo elemento, "accuracy"
# es: Sus argumentos se llaman optimizer, loss y metrics.
# en: Call the compile method of model with
# en:   optimiser: "adam"
# en:   loss: "sparse_categorical_crossentropy"
# en:   metrics: a list with a single item, "accuracy"
# en: Its arguments are called optimizer, loss and metrics.
### BEGIN SOLUTION
model.compile(optimizer="adam", loss="sparse_categorical_crossentropy", metrics=["accuracy"])
### END SOLUTION

# %% check="compile_model"
grader.check("compile_model")

# %% [markdown] lang="es"
# **Para pensar.** La pérdida de una imagen es −ln(*p*), donde *p* es la probabilidad que la red da al dígito
# correcto. Si una red que aún no sabe nada diera lo mismo a los diez dígitos, ¿cuánto valdría su pérdida?

# %% [markdown] lang="en"
# **To think about.** The loss of one image is −ln(*p*), where *p* is the probability the network gives to the
# right digit. If a network that knows nothing yet gave the same to all ten digits, what would its loss be?

# %% [markdown] lang="es"
# ## 6. Entrenar (8 min)
#
# Entrenar es repetir muchas veces lo mismo: tomar un lote de imágenes, medir la pérdida y corregir un poco
# los pesos. Una **época** es una vuelta completa al conjunto de entrenamiento. Al final de cada época, Keras
# mide además la pérdida y la exactitud con los datos de **validación**, de los que no se aprende.
#
# Aquí el conjunto de prueba hace también de validación, para no complicar la práctica. Cuando con la
# validación se toman decisiones, lo correcto es apartar para ella un tercer conjunto.
#
# Si ejecutas esta celda de nuevo, la red sigue aprendiendo desde donde estaba. Para volver a empezar con
# pesos al azar, ejecuta antes los ejercicios 4 y 5.

# %% [markdown] lang="en"
# ## 6. Train (8 min)
#
# Training is doing the same thing many times: take a batch of images, measure the loss and correct the
# weights a little. An **epoch** is one complete round of the training set. At the end of each epoch Keras
# also measures loss and accuracy on the **validation** data, from which nothing is learnt.
#
# Here the test set doubles as validation, to keep the lab simple. When decisions are taken by looking at the
# validation, the right thing is to put a third set aside for it.
#
# If you run this cell again, the network goes on learning from where it was. To start over with random
# weights, run exercises 4 and 5 first.

# %% exercise="train"
# es: Llama al método fit de model y guarda lo que devuelve en history. Indícale
# es:   las imágenes de entrenamiento normalizadas y sus etiquetas
# es:   epochs: 5 épocas
# es:   validation_data: una tupla con las imágenes de prueba normalizadas y sus etiquetas
# es:   verbose: 2 (una línea por época) o 0 (nada)
# en: Call the fit method of model and keep what it returns in history. Give it
# en:   the normalised training images and their labels
# en:   epochs: 5 epochs
# en:   validation_data: a tuple of the normalised test images and their labels
# en:   verbose: 2 (one line per epoch) or 0 (nothing)
### BEGIN SOLUTION
history = model.fit(
    x_train_norm,
    y_train,
    epochs=5,
    validation_data=(x_test_norm, y_test),
    verbose=2,
)
### END SOLUTION

# %% check="train"
grader.check("train")

# %% [markdown] lang="es"
# **Para pensar.** En la primera época, la pérdida de validación suele ser *menor* que la de entrenamiento.
# ¿Cómo puede ser, si la red aprende justamente de las imágenes de entrenamiento? Fíjate en qué momento de la
# época se mide cada una.

# %% [markdown] lang="en"
# **To think about.** In the first epoch the validation loss is often *lower* than the training loss. How can
# that be, when it is the training images the network learns from? Notice at which moment of the epoch each of
# them is measured.

# %% [markdown] lang="es"
# ## 7. Evaluar (6 min)
#
# Con el entrenamiento terminado, mide la red dos veces con los mismos pesos finales: sobre las imágenes de
# las que aprendió y sobre las de prueba. La segunda medida es la que dice qué puedes esperar ante imágenes
# nuevas; la distancia entre ambas indica cuánto depende la red de lo que ya conoce.

# %% [markdown] lang="en"
# ## 7. Evaluate (6 min)
#
# Now that training is over, measure the network twice with the same final weights: on the images it learnt
# from and on the test images. The second measurement is the one that says what you may expect on new images;
# the distance between the two shows how much the network leans on what it already knows.

# %% exercise="evaluate"
# es: Usa dos veces el método evaluate de model, con imágenes normalizadas y verbose=0.
# es: Cada llamada devuelve dos números: primero la pérdida y después la exactitud. Define
# es:   train_loss, train_accuracy: medidas en todo el conjunto de entrenamiento
# es:   test_loss, test_accuracy: medidas en todo el conjunto de prueba
# es: La exactitud se deja como fracción de 0 a 1. Imprime los cuatro números.
# en: Use the evaluate method of model twice, with normalised images and verbose=0.
# en: Each call returns two numbers: first the loss, then the accuracy. Define
# en:   train_loss, train_accuracy: measured on the whole training set
# en:   test_loss, test_accuracy: measured on the whole test set
# en: Leave accuracy as a fraction from 0 to 1. Print the four numbers.
### BEGIN SOLUTION
train_loss, train_accuracy = model.evaluate(x_train_norm, y_train, verbose=0)
test_loss, test_accuracy = model.evaluate(x_test_norm, y_test, verbose=0)
print(f"training: loss {train_loss:.4f}, accuracy {train_accuracy:.4f}")
print(f"test: loss {test_loss:.4f}, accuracy {test_accuracy:.4f}")
### END SOLUTION

# %% check="evaluate"
grader.check("evaluate")

# %% [markdown] lang="es"
# **Para pensar.** Convierte la exactitud de prueba en una cantidad: ¿cuántas imágenes lee mal tu red? Y si
# probaras veinte modelos y te quedaras con el mejor en esas mismas imágenes, ¿su exactitud seguiría siendo
# una medida justa?

# %% [markdown] lang="en"
# **To think about.** Turn the test accuracy into a count: how many images does your network misread? And if
# you tried twenty models and kept the one that did best on those same images, would its accuracy still be a
# fair measurement?

# %% [markdown] lang="es"
# ## 8. Dibujar el historial (7 min)
#
# El número final no cuenta cómo se llegó hasta él. Keras guarda las medidas de cada época en
# `history.history`, un diccionario de listas con las claves `loss`, `accuracy`, `val_loss` y `val_accuracy`;
# las que empiezan por `val_` son de validación. En un `DataFrame` de pandas cada clave es una columna y cada
# época una fila, y de ahí a las curvas hay un paso.

# %% [markdown] lang="en"
# ## 8. Draw the history (7 min)
#
# The final number does not tell how it was reached. Keras keeps the measurements of each epoch in
# `history.history`, a dictionary of lists with the keys `loss`, `accuracy`, `val_loss` and `val_accuracy`;
# those that begin with `val_` are for validation. In a pandas `DataFrame` each key is a column and each epoch
# a row, and from there to the curves it is one step.

# %% exercise="plot_history"
# es: Define history_table, un pd.DataFrame hecho con history.history: una fila por época y las
# es: cuatro columnas con sus nombres originales. Dibuja en una figura las cuatro curvas, pérdida
# es: y exactitud, en entrenamiento y en validación, con una leyenda que las distinga. Pueden ir
# es: en unos mismos ejes o en dos, uno al lado del otro.
# en: Define history_table, a pd.DataFrame made from history.history: one row per epoch and the
# en: four columns under their original names. Draw the four curves in one figure, loss and
# en: accuracy, training and validation, with a legend that tells them apart. They may share one
# en: pair of axes or lie on two, side by side.
### BEGIN SOLUTION
history_table = pd.DataFrame(history.history)
epochs = history_table.index + 1
figure, panels = plt.subplots(1, 2, figsize=(10, 4))
for axes, measure in zip(panels, ["loss", "accuracy"], strict=True):
    axes.plot(epochs, history_table[measure], marker="o", label=measure)
    axes.plot(epochs, history_table[f"val_{measure}"], marker="o", label=f"val_{measure}")
    axes.set_xlabel("epoch")
    axes.legend()
plt.show()
### END SOLUTION

# %% check="plot_history"
grader.check("plot_history")

# %% [markdown] lang="es"
# **Para pensar.** Hay *sobreajuste* cuando la pérdida de entrenamiento sigue bajando mientras la de
# validación ya sube. ¿Lo ves en tus curvas? ¿Qué te dicen sobre entrenar más épocas o menos?

# %% [markdown] lang="en"
# **To think about.** There is *overfitting* when the training loss keeps falling while the validation loss
# already rises. Do you see it in your curves? What do they tell you about training for more epochs, or fewer?

# %% [markdown] lang="es"
# ## 9. Predecir una imagen (6 min)
#
# Para esto se hizo todo lo anterior: darle a la red una imagen y oír su respuesta. La red no contesta «es un
# 4»; da diez probabilidades, y en la posición *k* está la del dígito *k*. El dígito que predice es el de la
# probabilidad más alta.
#
# Un detalle: `predict` espera siempre un *lote* de imágenes, aunque el lote sea de una sola. Su entrada
# tiene entonces la forma (1, 28, 28) y su salida, (1, 10).

# %% [markdown] lang="en"
# ## 9. Predict one image (6 min)
#
# This is what all the rest was for: give the network an image and hear its answer. The network does not say
# "it is a 4"; it gives ten probabilities, and position *k* holds the one for digit *k*. The digit it predicts
# is the one with the highest probability.
#
# One detail: `predict` always expects a *batch* of images, even when the batch holds just one. Its input then
# has the shape (1, 28, 28), and its output (1, 10).

# %% exercise="predict_one"
# es: Define
# es:   test_index: un entero, posición de una imagen del conjunto de prueba (se cuenta desde 0)
# es:   probabilities: lo que model predice para esa imagen normalizada, forma (10,), suma 1
# es:   predicted_label: el dígito más probable según la red, un int de 0 a 9 (np.argmax ayuda)
# es:   true_label: la etiqueta verdadera de esa imagen, un int de 0 a 9
# es: Imprime las dos etiquetas.
# en: Define
# en:   test_index: a whole number, the position of an image in the test set (counting from 0)
# en:   probabilities: what model predicts for that image, normalised; shape (10,), with sum 1
# en:   predicted_label: the most probable digit to the network, an int from 0 to 9 (np.argmax helps)
# en:   true_label: the true label of that image, an int from 0 to 9
# en: Print the two labels.
### BEGIN SOLUTION
test_index = 3
probabilities = model.predict(x_test_norm[test_index : test_index + 1], verbose=0)[0]
predicted_label = int(np.argmax(probabilities))
true_label = int(y_test[test_index])
print("predicted:", predicted_label)
print("true:", true_label)
### END SOLUTION

# %% check="predict_one"
grader.check("predict_one")

# %% [markdown] lang="es"
# **Para pensar.** Busca una imagen de prueba que la red lea mal y mira sus diez probabilidades. ¿Dudaba
# entre dos dígitos o se equivocó con toda confianza? ¿Cuál de los dos errores sería más grave al leer, por
# ejemplo, el importe de un cheque?

# %% [markdown] lang="en"
# **To think about.** Find a test image that the network misreads and look at its ten probabilities. Was it
# torn between two digits, or was it wrong with full confidence? Which of the two mistakes would be worse when
# reading, say, the amount on a cheque?

# %% [markdown] lang="es"
# ## Para entregar
#
# 1. Reinicia el núcleo y ejecuta todas las celdas, en orden. Así compruebas que el cuaderno funciona desde
#    cero y no depende de algo que borraste o cambiaste por el camino.
# 2. Repasa las nueve comprobaciones. Si alguna todavía no se cumple, puedes entregar de todos modos: cada
#    ejercicio tiene sus propios puntos.
# 3. Guarda el cuaderno, sin cambiarle el nombre y sin borrar ni mover sus celdas, y entrégalo por el medio
#    que indique tu docente.
#
# Al calificar, el cuaderno se ejecuta de nuevo desde el principio y se suman las comprobaciones que aquí no
# se ven.

# %% [markdown] lang="en"
# ## Handing in
#
# 1. Restart the kernel and run all the cells, in order. That way you make sure that the notebook works from
#    scratch and does not rest on something you deleted or changed along the way.
# 2. Look through the nine checks. If one of them does not hold yet, you may hand in all the same: each
#    exercise has its own points.
# 3. Save the notebook, without renaming it and without deleting or moving its cells, and hand it in the way
#    your instructor asks for.
#
# For grading, the notebook is run again from the beginning, and the checks you do not see here are added.
