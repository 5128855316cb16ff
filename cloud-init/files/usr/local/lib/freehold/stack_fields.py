"""What a compose.yaml may say: a table from key to the check of its value. What is not in a table is not allowed."""
import re

DURATION = re.compile(r"(\d+(\.\d+)?(us|ms|s|m|h))+")
SIZE = re.compile(r"\d{1,6}([bkmgBKMG][bB]?)?")


def text(value):
    return isinstance(value, str)


def flag(value):
    return isinstance(value, bool)


def number(low, high):
    return lambda v: isinstance(v, int) and not isinstance(v, bool) and low <= v <= high


def ratio(value):
    return isinstance(value, (int, float)) and not isinstance(value, bool) and 0 <= value <= 1


def duration(value):
    return text(value) and DURATION.fullmatch(value) is not None


def size(value):
    return SIZE.fullmatch(str(value)) is not None and not isinstance(value, bool)


def cpus(value):
    return not isinstance(value, bool) and re.fullmatch(r"\d{1,2}(\.\d{1,3})?", str(value)) is not None


def one_of(*allowed):
    def check(value):
        return not isinstance(value, (dict, list)) and value in allowed

    check.expects = "one of " + ", ".join(str(a) for a in allowed)
    return check


def user(value):
    """Not root, by number or name; a group may follow."""
    match = re.fullmatch(r"([a-z_][a-z0-9_-]{0,31}|[1-9]\d{0,4})(:([a-z_][a-z0-9_-]{0,31}|[1-9]\d{0,4}))?", str(value))
    return match is not None and match[1] != "root" and match[3] != "root"


def path(value):
    return text(value) and re.fullmatch(r"(/[A-Za-z0-9._-]+)+", value) is not None and ".." not in value.split("/")


for check, words in ((text, "text"), (flag, "true or false"), (ratio, "a number from 0 to 1"), (duration, "a time such as 30s"),
                     (size, "a size such as 128M"), (cpus, "a number of CPUs such as 0.5"),
                     (user, "a user that is not root"), (path, "an absolute path without `..`")):
    check.expects = words

UPDATE = {"parallelism": number(0, 4), "delay": duration, "monitor": duration, "max_failure_ratio": ratio,
          "failure_action": one_of("rollback", "pause", "continue"), "order": one_of("start-first", "stop-first")}
DEPLOY = {
    "mode": one_of("replicated"), "replicas": number(1, 4), "endpoint_mode": one_of("dnsrr"),
    "update_config": UPDATE, "rollback_config": UPDATE,
    "restart_policy": {"condition": one_of("any", "on-failure"), "delay": duration, "max_attempts": number(0, 1000),
                       "window": duration},
    "resources": {"limits": {"cpus": cpus, "memory": size, "pids": number(1, 4096)},
                  "reservations": {"cpus": cpus, "memory": size}},
}
HEALTH = {"interval": duration, "timeout": duration, "start_period": duration, "start_interval": duration,
          "retries": number(1, 100), "test": "words"}

# "…": a shape that stack-policy knows by name, because it is more than one value.
SERVICE = {
    "build": "build", "command": "words", "entrypoint": "words", "environment": "environment", "healthcheck": HEALTH,
    "deploy": DEPLOY, "networks": "networks", "tmpfs": "tmpfs", "read_only": flag, "cap_drop": "capabilities", "user": user,
    "stop_grace_period": duration, "stop_signal": one_of("SIGTERM", "SIGQUIT", "SIGINT"), "init": flag, "working_dir": path,
    "expose": "ignored", "depends_on": "ignored", "volumes": "volumes",
}
SERVICES = {"app": SERVICE, "nginx": {**SERVICE, "ports": "ports"}}
NETWORK = {"internal": flag, "driver": one_of("overlay", "bridge")}

REASONS = {
    "image": "the server builds and names the images itself", "privileged": "a container may not be root on the server",
    "cap_add": "containers run without capabilities", "devices": "containers get no device",
    "network_mode": "containers may not join the server's network", "pid": "containers may not join other namespaces",
    "ipc": "containers may not join other namespaces", "userns_mode": "containers may not join other namespaces",
    "uts": "containers may not join other namespaces", "cgroup": "containers may not join other namespaces",
    "security_opt": "the server sets security options itself", "sysctls": "the kernel's settings are the operator's",
    "extends": "everything must be in this one file", "include": "everything must be in this one file",
    "env_file": "everything must be in this one file", "secrets": "the server has no secret for a stack",
    "configs": "the server has no config for a stack", "volumes": "nothing outlives a container but nginx/conf",
    "ports": "only nginx publishes ports", "restart": "say it with deploy.restart_policy",
    "logging": "the server keeps the logs itself", "develop": "belongs to compose.override.yaml",
    "name": "the server gives the names itself", "version": "it is obsolete",
}
