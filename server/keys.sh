# shellcheck shell=bash
# Sourced. An author's key is known by its fingerprint, which infra/user-data.ts writes into the forced command.

# key_listed FINGERPRINT: whether that key may still do what authors do. The list changes while sessions run.
key_listed() {
  [[ $1 =~ ^SHA256:[A-Za-z0-9+/]{43}$ ]] && grep -qF " $1\"" /etc/freehold/keys/author
}
