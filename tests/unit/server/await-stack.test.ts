import { expect, test } from "vitest";
import { runPythonCode, scripts } from "./run-script";

const code = `
import json, sys
sys.path.insert(0, sys.argv[1])
from release import tasks as wait
now = 1_800_000_000
rows, containers, tasks = json.load(sys.stdin)
print(json.dumps({
    "rows": [[*wait.service_state(s, t, now), wait.forgotten(s, t, now)] for s, t in rows],
    "strays": wait.strays(containers, tasks),
}))
`;
const now = 1_800_000_000_000;

interface ServiceOptions {
  readonly update?: string;
  readonly previous?: boolean;
}
const service = ({ update, previous = true }: ServiceOptions = {}) => ({
  ID: "s",
  Spec: { Name: "blog_app", TaskTemplate: { ContainerSpec: { Image: "new" } }, Mode: { Replicated: { Replicas: 2 } } },
  ...(update ? { UpdateStatus: { State: update } } : {}),
  ...(previous ? { PreviousSpec: {} } : {}),
});
const task = (image: string, state: string, seconds = 100, desired = "running", slot = 1) => ({
  ServiceID: "s",
  Slot: slot,
  DesiredState: desired,
  Spec: { ContainerSpec: { Image: image } },
  Status: {
    State: state,
    Timestamp: new Date(now - seconds * 1000).toISOString(),
    ContainerStatus: { ContainerID: `${image}-container` },
  },
});
const second = (image: string, seconds = 100) => task(image, "running", seconds, "running", 2);
const two = [task("new", "running"), second("new")];

type Row = [string, unknown, unknown[], [kind: string, text: string, forgotten: string[]]];
const table: Row[] = [
  ["all there", service(), two, ["ready", "blog_app: 2 of 2", []]],
  ["all there after an update", service({ update: "completed" }), two, ["ready", "blog_app: 2 of 2", []]],
  ["all there, update still watching", service({ update: "updating" }), two, ["waiting", "blog_app: 2 of 2 ready", []]],
  [
    "just started, nobody watched it yet",
    service(),
    [task("new", "running"), second("new", 1)],
    ["waiting", "blog_app: 1 of 2 ready", []],
  ],
  [
    "an old one drains",
    service(),
    [task("new", "running", 5), second("new", 5), task("old", "running", 5, "shutdown")],
    ["waiting", "blog_app: 2 of 2 ready", []],
  ],
  [
    "an old one was forgotten",
    service(),
    [...two, task("old", "running")],
    ["waiting", "blog_app: 2 of 2 ready", ["old-container"]],
  ],
  [
    "one of the same kind that was told to end and does not",
    service(),
    [...two, task("new", "running", 100, "shutdown")],
    ["waiting", "blog_app: 2 of 2 ready", ["new-container"]],
  ],
  [
    "an old one is kept while an update runs",
    service({ update: "updating" }),
    [...two, task("old", "running")],
    ["waiting", "blog_app: 2 of 2 ready", []],
  ],
  [
    "only old ones",
    service(),
    [task("old", "running"), task("old", "running")],
    ["waiting", "blog_app: 0 of 2 ready", []],
  ],
  [
    "a second one in a slot that Swarm's own rollback left",
    service(),
    [...two, second("new")],
    ["ready", "blog_app: 2 of 2", []],
  ],
  [
    "two in one slot, none in the other",
    service(),
    [second("new"), second("new")],
    ["waiting", "blog_app: 1 of 2 ready", []],
  ],
  [
    "being rolled back: what is deployed meanwhile would leave a task behind",
    service({ update: "rollback_started" }),
    [...two, task("old", "running")],
    ["failing", "blog_app: the new container did not stay up, Swarm takes the change back", []],
  ],
  [
    "rolled back, which docker stack deploy reports as success",
    service({ update: "rollback_completed" }),
    two,
    ["failed", "blog_app: the new container did not stay up, Swarm took the change back (rollback_completed)", []],
  ],
  [
    "paused",
    service({ update: "paused" }),
    two,
    ["failed", "blog_app: the new container did not stay up, Swarm took the change back (paused)", []],
  ],
  [
    "a first deploy that fails again and again",
    service({ previous: false }),
    Array.from({ length: 6 }, () => task("new", "failed", 1, "shutdown")),
    ["failed", "blog_app: its container fails again and again", []],
  ],
  [
    "failures of the release before do not count",
    service({ previous: false }),
    Array.from({ length: 6 }, () => task("old", "failed", 1, "shutdown")),
    ["waiting", "blog_app: 0 of 2 ready", []],
  ],
];

const container = (id: string, task?: string) => ({ Id: id, Labels: task ? { "com.docker.swarm.task.id": task } : {} });
const containers = [container("a", "runs"), container("b", "starts"), container("c", "failed"), container("d", "gone")];
const tasks = [
  { ID: "runs", Status: { State: "running" } },
  { ID: "starts", Status: { State: "starting" } },
  { ID: "failed", Status: { State: "failed" } },
];
const input = JSON.stringify([table.map(([, spec, own]) => [spec, own]), containers, tasks]);
const { status, stdout, stderr } = runPythonCode(code, [scripts], { input });
if (status !== 0) throw new Error(stderr);
const judged = JSON.parse(stdout) as { rows: unknown[]; strays: string[] };

test("containers of tasks that ended, or that the swarm does not know, are strays", () => {
  expect(judged.strays).toEqual(["c", "d"]);
});

test.each(table.map(([name, , , expected], i) => [name, expected, i] as const))("%s", (_name, expected, i) => {
  expect(judged.rows[i]).toEqual(expected);
});
