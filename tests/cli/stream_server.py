#!/usr/bin/python3
"""A source for `emorec watch` on loopback: prints its port, then serves.

  stream_server.py tcp FILE        sends FILE to one client
  stream_server.py http FILE N     sends FILE to N clients one after the other, then is gone
  stream_server.py http FILE N stall   likewise, but leaves the last one waiting for more
  stream_server.py rtsp FILE       plays FILE (H.264) once, to one client, over its TCP connection
  stream_server.py https, rtsps    likewise, encrypted, with a certificate that nobody has signed
"""
import pathlib
import socket
import ssl
import struct
import subprocess
import sys
import tempfile


def listen(kind=socket.SOCK_STREAM):
    server = socket.socket(socket.AF_INET, kind)
    server.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    server.bind(("127.0.0.1", 0))
    return server


def encrypted(server):
    with tempfile.TemporaryDirectory() as folder:
        key, certificate = pathlib.Path(folder, "key.pem"), pathlib.Path(folder, "certificate.pem")
        subprocess.run(["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes",
                        "-subj", "/CN=localhost", "-keyout", key, "-out", certificate], check=True, capture_output=True)
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(certificate, key)
    return context.wrap_socket(server, server_side=True)


def request_from(client):
    """The lines of a request, without its body: none that come here have one."""
    text = b""
    while b"\r\n\r\n" not in text:
        part = client.recv(4096)
        if not part:
            return []
        text += part
    return text.decode().split("\r\n")


def serve_tcp(server, path):
    client, _ = server.accept()
    client.sendall(open(path, "rb").read())
    client.close()


def serve_http(server, path, clients, stall):
    data = open(path, "rb").read()
    for number in range(clients):
        client, _ = server.accept()
        request_from(client)
        client.sendall(b"HTTP/1.0 200 OK\r\nContent-Type: video/mp2t\r\n\r\n" + data)
        if stall and number + 1 == clients:
            client.recv(1)  # until the other side has had enough
        client.close()


def serve_rtsp(server, path):
    rtp = listen(socket.SOCK_DGRAM)  # where ffmpeg's packets come in
    rtp.settimeout(2)
    address = f"rtp://127.0.0.1:{rtp.getsockname()[1]}"
    command = ["ffmpeg", "-nostdin", "-v", "error", "-re", "-i", path, "-an", "-c", "copy"]
    sdp = subprocess.run([*command, "-t", "0.1", "-sdp_file", "/dev/stdout", "-f", "rtp", address],
                         capture_output=True, check=True).stdout.decode()
    sdp = sdp[sdp.index("v=0"):].replace("\n", "\r\n").replace("\r\r", "\r")
    sdp = "".join(line + "\r\n" for line in sdp.split("\r\n") if line) + "a=control:1\r\n"
    rtp.setblocking(False)
    try:
        while rtp.recv(65536):
            pass
    except BlockingIOError:
        rtp.settimeout(2)
    client, _ = server.accept()
    while True:
        lines = request_from(client)
        if not lines:
            return
        method = lines[0].split()[0]
        number = next(line for line in lines if line.lower().startswith("cseq"))
        head, body = ["RTSP/1.0 200 OK", number, "Session: 1"], ""
        if method == "OPTIONS":
            head.append("Public: OPTIONS, DESCRIBE, SETUP, PLAY, TEARDOWN")
        elif method == "DESCRIBE":
            body = sdp
            head += ["Content-Type: application/sdp", f"Content-Length: {len(body)}"]
        elif method == "SETUP":
            head.append("Transport: RTP/AVP/TCP;unicast;interleaved=0-1")
        client.sendall(("\r\n".join(head) + "\r\n\r\n" + body).encode())
        if method == "TEARDOWN":
            return
        if method == "PLAY":
            break
    player = subprocess.Popen([*command, "-f", "rtp", address], stdout=subprocess.DEVNULL)
    try:
        while True:
            packet = rtp.recv(65536)
            client.sendall(b"$\0" + struct.pack(">H", len(packet)) + packet)
    except OSError:  # no more packets, or nobody who wants them
        player.kill()
    client.close()


if __name__ == "__main__":
    mode, file = sys.argv[1:3]
    listener = listen()
    listener.listen()
    if mode in ("https", "rtsps"):
        listener = encrypted(listener)
    print(listener.getsockname()[1], flush=True)
    if mode == "tcp":
        serve_tcp(listener, file)
    elif mode.startswith("http"):
        serve_http(listener, file, int(sys.argv[3]), "stall" in sys.argv)
    else:
        serve_rtsp(listener, file)
