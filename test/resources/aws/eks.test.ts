import { describe, expect, test } from "vitest";
import { clusterValues } from "../../../src/resources/aws/eks/input.ts";
import { contextOf } from "./context.ts";

const valuesOf = (change: Parameters<typeof contextOf>[0] = { services: {} }) => clusterValues(contextOf(change));

describe("values of the cluster", () => {
  test("what a person wrote, and what follows from it", () => {
    expect(valuesOf().cluster).toMatchObject({
      name: "shop",
      kubernetes: "1.35",
      service_cidr: "172.20.0.0/16",
      deletion_protection: true,
      addons: { "kube-proxy": expect.stringMatching(/^v1\.35\./) },
    });
    expect(valuesOf().node_groups).toEqual({
      apps: {
        instance: "m7i.4xlarge",
        ami_type: "AL2023_x86_64_STANDARD",
        capacity: "ON_DEMAND",
        min: 3,
        max: 12,
        disk_gib: 80,
      },
    });
  });

  test("the add-ons are those of the cluster's minor version", () => {
    const { addons } = valuesOf({ services: {}, environment: { cluster: { kubernetes: "1.34" } } }).cluster;
    expect(addons["kube-proxy"]).toMatch(/^v1\.34\./);
  });

  test("Graviton has an image of its own, spot instances a capacity", () => {
    const nodes = { apps: { instance: "m7g.4xlarge", min: 3, max: 12, capacity: "spot", disk: "100Gi" } };
    expect(valuesOf({ services: {}, environment: { cluster: { nodes } } }).node_groups.apps).toMatchObject({
      ami_type: "AL2023_ARM_64_STANDARD",
      capacity: "SPOT",
      disk_gib: 100,
    });
  });

  test("only production is protected from deletion", () => {
    expect(valuesOf({ services: {}, environment: { tier: "nonprod" } }).cluster.deletion_protection).toBe(false);
  });

  test("FF36: nodes reach outside what somebody declared, and the APIs of AWS", () => {
    expect(valuesOf().egress_ports).toEqual([443]);
    const services = {
      mailer: { egress: ["smtp.example.com:587", "api.example.com:443"] },
      feeds: { egress: ["feed.example.com:8443"] },
    };
    expect(valuesOf({ services }).egress_ports).toEqual([443, 587, 8443]);
  });
});
