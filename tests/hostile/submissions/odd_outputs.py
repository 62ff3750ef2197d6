# Outputs of kinds that no notebook can hold, and messages of a form that Jupyter does not know.

# %% exercise="load_data"
(x_train, y_train), (x_test, y_test) = load_data()
from IPython.display import display
odd = {"application/x-odd": {"a": [1]}, "text/plain": 5, "text/html": ["a", {}], "": "x", "a b/c": "y", "image/png": None}
display(odd, raw=True)
display(odd, raw=True, metadata={"image/png": {"width": "wide"}, "a": float("nan")})
session, socket, parent = (lambda k: (k.session, k.iopub_socket, k.get_parent()))(get_ipython().kernel)
for content in ({"data": odd, "metadata": [], "transient": 5}, {"data": {"text/plain": "a"}, "execution_count": {}},
                {"name": ["stdout"], "text": {"a": 1}}):
    for kind in ("display_data", "execute_result", "stream"):
        session.send(socket, kind, content, parent=parent)
