import { describe, expect } from "vitest";
import { parse } from "yaml";
import { argocd } from "../../src/emitters/argocd/index.ts";
import { contextWith, object } from "../emitters/argocd/argocd-context.ts";
import { kustomizeBuild, testWithKustomize, withFiles } from "./kustomize.ts";

describe("kustomize, as kubectl apply -k runs it", () => {
  testWithKustomize("builds the bootstrap and an environment to what is written in their files", async () => {
    const context = contextWith({
      platform: [object("v1/Namespace", "shop-prod")],
      web: [object("v1/Service", "web", "shop-prod")],
      monitoring: [object("kibana.k8s.elastic.co/v1/Kibana", "kibana", "watch")],
    });
    const files = argocd.emit(context).value;
    const at = (path: string) => parse(files.find((file) => file.path === path)?.body ?? "");
    await withFiles(files, async (root) => {
      const built = await Promise.all(
        ["bootstrap", "prod"].map((folder) => kustomizeBuild(`${root}/argocd/${folder}`)),
      );
      expect(built).toEqual([
        [at("argocd/bootstrap/argocd-cm.yaml"), at("argocd/bootstrap/project.yaml")],
        [at("argocd/prod/project.yaml"), at("argocd/prod/operators-project.yaml"), at("argocd/prod/root.yaml")],
      ]);
    });
  });
});
