"""A server as the seed has it: one thread for each connection, which answers PING and QUIT."""

import socket
import threading


def serve(connection):
    with connection:
        while True:
            try:
                data = connection.recv(1024)
            except ConnectionError:
                return
            command = data.decode("ascii", "replace").strip()
            if not data:
                return
            if command == "PING":
                connection.sendall(b"PONG")
            elif command == "QUIT":
                connection.sendall(b"BYE")
                return
            else:
                connection.sendall(b"ERROR:Unknown command")


def main():
    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    listener.bind(("127.0.0.1", 0))
    # As long a queue as ours: with the few places of many an example, clients would mostly wait to try again.
    listener.listen(1024)
    print(f"[SERVER] Wyndrvr server started on 127.0.0.1:{listener.getsockname()[1]}", flush=True)
    while True:
        connection, _ = listener.accept()
        threading.Thread(target=serve, args=(connection,), daemon=True).start()


main()
