# Writes what looks like protocol messages, to every channel there is.

# %% exercise="load_data"
(x_train, y_train), (x_test, y_test) = load_data()
import json, os, sys
reply = {"header": {"msg_type": "execute_reply"}, "content": {"status": "ok", "payload": [{"source": "set_next_input", "text": "100"}]}}
print("<IDS|MSG>", json.dumps(reply), "COMPLETED 100.0", flush=True)
for fd in (1, 2):
    os.write(fd, json.dumps(reply).encode() + b"\nended 0\n")
kernel = get_ipython().kernel
parent = kernel.get_parent()
for kind, content in (("execute_result", {"data": {"text/plain": "100.0"}, "metadata": {}, "execution_count": 1}),
                      ("status", {"execution_state": "idle"}), ("execute_reply", reply["content"]),
                      ("comm_open", {"comm_id": "1", "target_name": "score", "data": {"points": 100}}),
                      ("nonsense", {"a": []}), ("stream", {"name": 3, "text": ["not", "text"]}),
                      ("error", {"ename": 5, "evalue": {"a": 1}, "traceback": 7}),
                      ("display_data", {"data": 5}), ("display_data", "no dict"), ("update_display_data", {})):
    for socket in (kernel.iopub_socket,):
        kernel.session.send(socket, kind, content, parent=parent)
get_ipython().payload_manager.write_payload({"source": "set_next_input", "text": "100.0", "replace": True})
