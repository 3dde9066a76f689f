import { expect, test } from "vitest";
import { tester } from "../../tester.ts";

const PREFIX = "alb.ingress.kubernetes.io";
const exposed = { expose: { host: "www" } };
const ingress = (service: Record<string, unknown> = {}, environment = {}) =>
  tester.object({ services: { web: { ...exposed, ...service } }, environment }, "web", "Ingress");
const annotation = (name: string, service?: Record<string, unknown>, environment?: Record<string, unknown>) =>
  ingress(service, environment).metadata.annotations[`${PREFIX}/${name}`];

test("routes a host of the environment's domain to the service's named port", () => {
  expect(ingress().spec).toEqual({
    ingressClassName: "alb",
    tls: [{ hosts: ["www.shop.example"] }],
    rules: [
      {
        host: "www.shop.example",
        http: {
          paths: [{ path: "/", pathType: "Prefix", backend: { service: { name: "web", port: { name: "http" } } } }],
        },
      },
    ],
  });
});

test("FF12: the load balancer forgets a pod before the pod is killed", () => {
  const shutdown = { drain: "20s", timeout: "70s" };
  expect(annotation("target-group-attributes", { shutdown })).toBe("deregistration_delay.timeout_seconds=90");
  const { spec } = tester.object({ services: { web: { ...exposed, shutdown } } }, "web", "Deployment");
  expect(spec.template.spec.terminationGracePeriodSeconds).toBe(95);
});

test("FF29: the load balancer asks pods, on their port, whether they are ready", () => {
  expect(annotation("target-type")).toBe("ip");
  expect(annotation("healthcheck-path", { health: { ready: "/up" } })).toBe("/up");
  expect(annotation("healthcheck-port", { port: 3000 })).toBe("3000");
  expect(annotation("success-codes")).toBe("200");
});

test("FF41: speaks TLS 1.2 at least, and sends plain HTTP there", () => {
  expect(annotation("ssl-policy")).toMatch(/^ELBSecurityPolicy-TLS13-1-2-/);
  expect(annotation("ssl-redirect")).toBe("443");
  expect(JSON.parse(annotation("listen-ports"))).toEqual([{ HTTP: 80 }, { HTTPS: 443 }]);
});

test("writes access logs, and cannot be deleted by mistake in production", () => {
  const attributes = annotation("load-balancer-attributes").split(",");
  expect(attributes).toContain("deletion_protection.enabled=true");
  expect(attributes).toContain("access_logs.s3.bucket=shop-prod-alb-logs-333333333333");
  expect(attributes).toContain("routing.http.drop_invalid_header_fields.enabled=true");
  expect(annotation("load-balancer-attributes", {}, { tier: "nonprod" })).toContain(
    "deletion_protection.enabled=false",
  );
});

test("has a web ACL where one is declared", () => {
  const wafAcl = "arn:aws:wafv2:us-west-2:333333333333:regional/webacl/front/0a1b";
  expect(annotation("wafv2-acl-arn")).toBeUndefined();
  expect(annotation("wafv2-acl-arn", {}, { aws: { wafAcl } })).toBe(wafAcl);
});

test("a deeper path of another service comes before the root", () => {
  const services = { web: exposed, api: { expose: { host: "www", paths: ["/api", "/api/v2", "/assets"] } } };
  const places = ["web", "api"].flatMap((unit) =>
    tester
      .objects({ services }, unit)
      .filter(({ kind }) => kind === "Ingress")
      .map(({ metadata }) => [metadata.name, metadata.annotations?.[`${PREFIX}/group.order`]]),
  );
  expect(places).toEqual([
    ["web", "1000"],
    ["api.1", "999"],
    ["api.2", "998"],
  ]);
});

test("the namespace holds pods back until their target is healthy, where anything is exposed", () => {
  const gate = "elbv2.k8s.aws/pod-readiness-gate-inject";
  const labels = (services: Record<string, Record<string, unknown>>) =>
    tester.object({ services }, "platform", "Namespace", "shop-prod").metadata.labels;
  expect(labels({ web: exposed })[gate]).toBe("enabled");
  expect(labels({ web: {} })).not.toHaveProperty([gate]);
});
