import { describe, expect, it } from "vitest";
import { serverFixture } from "./fixture";

describe("the stack", () => {
  const inspect = (service: string, format: string) =>
    serverFixture.server(
      `docker inspect --format '${format}' $(docker ps -q --filter label=com.docker.swarm.service.name=blog_${service})`,
    );

  it("runs two app tasks and one nginx", async () => {
    expect(await serverFixture.server("docker service ls --format '{{.Name}} {{.Replicas}}' | sort")).toBe(
      "blog_app 2/2\nblog_nginx 1/1",
    );
  });

  it("runs the app as nobody special: no root, no capabilities, read-only", async () => {
    const facts = await inspect(
      "app",
      "{{.Config.User}} {{.HostConfig.ReadonlyRootfs}} {{.HostConfig.CapDrop}} {{.HostConfig.Privileged}}",
    );
    const [one, two] = facts.split("\n");
    expect(one).toMatch(/^[1-9]\d*(:\d+)? true \[ALL\] false$/);
    expect(two).toBe(one);
  });

  it("has no installer, no compiler and nothing that renders in the app's image, which is small", async () => {
    const image = "$(docker image ls --quiet freehold.invalid/app | head -n 1)";
    const inside = (command: string) =>
      serverFixture.server(`docker run --rm --network none --entrypoint sh ${image} -c '${command}'`);
    expect(await inside("for t in pip pip3 cc gcc make curl wget git; do command -v $t; done; true")).toBe("");
    expect(await inside('python3 -c "import pip" 2>&1 | tail -n 1')).toBe("ModuleNotFoundError: No module named 'pip'");
    expect(await inside("ls /opt /srv/blog")).toBe("/opt:\nvenv\n\n/srv/blog:\nblog\ncontent\nserver");
    expect(Number(await serverFixture.server(`docker image inspect --format '{{.Size}}' ${image}`))).toBeLessThan(
      150_000_000,
    );
  });

  it("publishes nginx's two ports, and keeps the app on a network that leads nowhere", async () => {
    expect(await inspect("app", "{{.HostConfig.PortBindings}}")).toBe("map[]\nmap[]");
    expect(
      await serverFixture.server(
        "ss -Hltn '( sport = :80 or sport = :8000 or sport = :443 )' | awk '{print $4}' | sed 's/.*://' | sort -u",
      ),
    ).toBe("443\n80");
    expect(await serverFixture.server("docker network inspect --format '{{.Internal}}' blog_backend")).toBe("true");
  });
});
