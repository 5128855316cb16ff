"""The version of what a laptop may rely on: the commands of an author's key and the JSON they print (docs/protocol.md).

`server/version` has the same number, for whoever looks at the server's files.
"""

VERSION = 1
