import { Job } from "kubernetes-models/batch/v1/Job";
import { ConfigMap } from "kubernetes-models/v1/ConfigMap";
import { ServiceAccount } from "kubernetes-models/v1/ServiceAccount";
import {
  ELASTICSEARCH_PORT,
  elasticsearchCaOf,
  elasticsearchLabels,
  elasticsearchServiceOf,
} from "../../catalog/elastic.ts";
import { ELASTICSEARCH_IMAGE, imageReference } from "../../catalog/images.ts";
import type { Environment } from "../../model/platform.ts";
import { ELASTICSEARCH, elasticsearchUserOf, LOG_SNAPSHOTS_PURPOSE, LOG_STREAM } from "../../naming/names.ts";
import type { KubernetesObject } from "../desired.ts";
import { componentMetadata, componentPodLabels } from "../kubernetes/component.ts";
import { componentContainer, componentPod } from "../kubernetes/component-pod.ts";
import type { EnvironmentContext } from "../kubernetes/context.ts";
import { defineObject } from "../kubernetes/define-object.ts";
import { componentPolicy } from "../kubernetes/network-policy.ts";
import { dns, pods, tcp } from "../kubernetes/peers.ts";
import { setupComponent } from "./components.ts";
import { credentials } from "./credentials.ts";
import { setupContainer } from "./demands.ts";
import { SETUP_SCRIPT } from "./setup-script.ts";
import { settingsOf } from "./setup-settings.ts";

type Logging = NonNullable<Environment["logging"]>;

const SCRIPT = "setup.sh";
const FOLDER = "/etc/setup";

/**
 * A hook of Argo CD: runs after every sync that has ended healthy, so with Elasticsearch up, and fails the sync where it
 * fails. It is deleted once it has succeeded, so it has no time to live (a Job that vanishes by itself looks like drift).
 */
const HOOK = {
  "argocd.argoproj.io/hook": "PostSync",
  "argocd.argoproj.io/hook-delete-policy": "BeforeHookCreation,HookSucceeded",
  "ignore-check.kube-linter.io/job-ttl-seconds-after-finished": "Argo CD deletes the hook",
};

/**
 * Puts the settings of Elasticsearch that no custom resource holds: ECK's StackConfigPolicy needs an enterprise licence.
 */
export function setupObjects(context: EnvironmentContext, logging: Logging): readonly KubernetesObject[] {
  const { environment } = context;
  const component = setupComponent(context);
  const metadata = componentMetadata(context, component);
  const { mount, volume } = credentials(elasticsearchUserOf("setup"), elasticsearchCaOf(ELASTICSEARCH));
  const settings = Object.entries(settingsOf(context, logging)).map(
    ([name, value]) => [`${name}.json`, `${JSON.stringify(value, null, 2)}\n`] as const,
  );
  return [
    defineObject(ServiceAccount, { metadata, automountServiceAccountToken: false }),
    defineObject(ConfigMap, { metadata, data: Object.fromEntries([...settings, [SCRIPT, SETUP_SCRIPT]]) }),
    defineObject(Job, {
      metadata: { ...metadata, annotations: HOOK },
      spec: {
        backoffLimit: 3,
        activeDeadlineSeconds: 1800,
        template: {
          metadata: { labels: componentPodLabels(context, component) },
          spec: componentPod(context, component, {
            priority: "normal",
            restartPolicy: "Never",
            containers: [
              componentContainer({
                name: component.name,
                image: imageReference(ELASTICSEARCH_IMAGE),
                resources: setupContainer,
                command: ["/bin/bash", `${FOLDER}/${SCRIPT}`],
                env: [
                  {
                    name: "ELASTICSEARCH_URL",
                    value: `https://${elasticsearchServiceOf(ELASTICSEARCH)}:${ELASTICSEARCH_PORT}`,
                  },
                  { name: "CREDENTIALS", value: mount.mountPath },
                  { name: "SETTINGS", value: FOLDER },
                  { name: "STREAM", value: LOG_STREAM },
                  { name: "REPOSITORY", value: LOG_SNAPSHOTS_PURPOSE },
                  { name: "POLICY", value: "daily" },
                  { name: "ATTEMPTS", value: "40" },
                  { name: "PAUSE", value: "15" },
                ],
                volumeMounts: [
                  mount,
                  { name: "setup", mountPath: FOLDER, readOnly: true },
                  { name: "tmp", mountPath: "/tmp" },
                ],
              }),
            ],
            volumes: [
              volume,
              { name: "setup", configMap: { name: component.name } },
              { name: "tmp", emptyDir: { sizeLimit: "8Mi" } },
            ],
          }),
        },
      },
    }),
    componentPolicy(context, component, {
      Ingress: [],
      Egress: [
        dns(environment),
        { peers: [pods(elasticsearchLabels(ELASTICSEARCH))], ports: [tcp(ELASTICSEARCH_PORT)] },
      ],
    }),
  ];
}
