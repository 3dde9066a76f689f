import { createHash } from "node:crypto";
import type { IVolume } from "kubernetes-models/v1/Volume";
import type { IVolumeMount } from "kubernetes-models/v1/VolumeMount";
import { writableFoldersOf } from "../../catalog/writable-folders.ts";
import { compareText } from "../../diagnostics/diagnostic.ts";
import type { Service } from "../../model/platform.ts";
import {
  CA_KEY,
  DATABASE_FOLDER,
  DATABASE_SECRET_KEYS,
  KAFKA_FOLDER,
  type KafkaFile,
  kafkaFilesOf,
  SECRETS_FOLDER,
  usesTopics,
} from "../../model/variables.ts";
import {
  databaseCaOf,
  databaseSecretOf,
  kafkaCaOf,
  kafkaClusterOf,
  kafkaSecretOf,
  secretsOf,
} from "../../naming/names.ts";
import { formatMemory } from "../../schema/quantity.ts";
import type { ServiceContext } from "./context.ts";

const KIBIBYTE = 2 ** 10;
const MEBIBYTE = 2 ** 20;

/** Readable by the owner and by the pod's `fsGroup`, by nobody else; `0440` as the API wants it, in decimal. */
export const SECRET_MODE = 0o440;

/** A volume of a pod, and where its container sees it. */
export interface MountedVolume {
  readonly volume: IVolume;
  readonly mount: IVolumeMount;
}

/** What a service's container has beside its image: the files of its secrets, and folders that it may write. */
export function volumesOf({ platform, service }: ServiceContext): readonly MountedVolume[] {
  const own = service.secrets.map(({ name }) => name);
  return [
    ...(service.secrets.length > 0 ? [secretVolume("secrets", secretsOf(service.name), own, SECRETS_FOLDER)] : []),
    ...(service.database ? [databaseVolume(service.name)] : []),
    ...(usesTopics(service) ? [kafkaVolume(platform.name, service)] : []),
    ...writableVolumes(service),
  ];
}

/**
 * Names every key: a pod then waits for one that External Secrets has not fetched yet, instead of starting without the
 * file, and one that leaves the Secret is not taken from running pods.
 */
function secretVolume(name: string, secretName: string, keys: readonly string[], mountPath: string): MountedVolume {
  const items = keys.map((key) => ({ key, path: key }));
  return {
    volume: { name, secret: { secretName, defaultMode: SECRET_MODE, items } },
    mount: { name, mountPath, readOnly: true },
  };
}

/**
 * The connection of a service's database, one file for each of `DATABASE_KEYS`: for the service itself and whatever
 * else acts as it. Who signs the certificate differs by engine, so `ca.crt` comes from a Secret of its own; here both
 * are one folder, and the pods are the same whatever the engine.
 */
export const databaseVolume = (service: string): MountedVolume =>
  joinedVolume("database", DATABASE_FOLDER, [
    [databaseSecretOf(service), DATABASE_SECRET_KEYS],
    [databaseCaOf(service), [CA_KEY]],
  ]);

/** A service's own key to the brokers, which no other service mounts, and who signed theirs (FF19). */
function kafkaVolume(platform: string, service: Service): MountedVolume {
  const keysOf = (secret: KafkaFile["secret"]) =>
    kafkaFilesOf(service).flatMap((file) => (file.secret === secret ? [file.key] : []));
  return joinedVolume("kafka", KAFKA_FOLDER, [
    [kafkaSecretOf(service.name), keysOf("user")],
    [kafkaCaOf(kafkaClusterOf(platform)), keysOf("ca")],
  ]);
}

/** Keys of several Secrets as the files of one folder. */
function joinedVolume(
  name: string,
  mountPath: string,
  secrets: readonly (readonly [secret: string, keys: readonly string[]])[],
): MountedVolume {
  const sources = secrets.map(([secret, keys]) => ({
    secret: { name: secret, items: keys.map((key) => ({ key, path: key })) },
  }));
  return {
    volume: { name, projected: { defaultMode: SECRET_MODE, sources } },
    mount: { name, mountPath, readOnly: true },
  };
}

/** Together as large as the request, which is half of what evicts the pod; the other half is for its logs. */
function writableVolumes({ runtime, writable, resources }: Service): readonly MountedVolume[] {
  const folders = [...new Set([...writableFoldersOf(runtime), ...writable])].toSorted(compareText);
  const share = resources.ephemeralStorage / folders.length;
  const unit = share < MEBIBYTE ? KIBIBYTE : MEBIBYTE;
  const sizeLimit = formatMemory(Math.max(unit, Math.floor(share / unit) * unit));
  return folders.map((mountPath) => {
    const name = volumeNameOf(mountPath);
    return { volume: { name, emptyDir: { sizeLimit } }, mount: { name, mountPath } };
  });
}

/** `/var/cache/nginx` is `writable-var-cache-nginx`; a path that a name cannot tell from another carries a digest. */
function volumeNameOf(path: string): string {
  const words = path.slice(1).replaceAll("/", "-");
  if (/^(?:\/[a-z0-9]+)+$/.test(path) && words.length <= 40) return `writable-${words}`;
  const readable = words
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, "-")
    .slice(0, 40);
  return `writable-${readable}-${createHash("sha256").update(path).digest("hex").slice(0, 8)}`;
}
