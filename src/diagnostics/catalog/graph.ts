import { define } from "../define.ts";

export const graphDiagnostics = {
  "graph/readiness-cycle": define({
    severity: "error",
    alias: "FF14",
    message: (p: { services: readonly string[] }) =>
      `${[...p.services, p.services[0]].join(" → ")} wait for each other to be ready.`,
    why: "None of them becomes ready before the other, so after an outage of all of them none ever starts.",
    help: () =>
      "Set `required: false` on one of these calls, and let its caller become ready without it; or publish a topic instead of calling back.",
  }),
  "graph/host-conflict": define({
    severity: "error",
    message: (p: { host: string; path: string; other: string }) => `${p.host}${p.path} already leads to ${p.other}.`,
    why: "Of two services behind one address the load balancer picks one by the order of its rules.",
    help: () => "Give one of them another host or path.",
  }),
  "graph/unread-topic": define({
    severity: "warning",
    message: (p: { topic: string }) => `Nobody consumes ${p.topic}.`,
    why: "Its messages are stored and paid for, and read by nobody.",
    help: () => "Add it to a service's `consumes`, or remove the topic.",
  }),
  "graph/unwritten-topic": define({
    severity: "warning",
    message: (p: { topic: string }) => `Nobody publishes ${p.topic}.`,
    why: "Its consumers wait for messages that never come.",
    help: () => "Add it to a service's `publishes`, or remove the topic.",
  }),
};
