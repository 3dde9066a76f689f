import { CA_KEY } from "../../model/variables.ts";
import type { MountedVolume } from "../kubernetes/volumes.ts";

/** Folder where a program finds its user of Elasticsearch: `username`, `password`, and who signed the certificate. */
const FOLDER = "/etc/elasticsearch";

/** `0440`, as the API wants it. */
const READABLE = 0o440;

/**
 * @param user Secret with the name and the password
 * @param authority Secret with the certificate
 */
export function credentials(user: string, authority: string): MountedVolume {
  const sourceOf = (name: string, keys: readonly string[]) => ({
    secret: { name, items: keys.map((key) => ({ key, path: key })) },
  });
  return {
    volume: {
      name: "elasticsearch",
      projected: {
        defaultMode: READABLE,
        sources: [sourceOf(user, ["username", "password"]), sourceOf(authority, [CA_KEY])],
      },
    },
    mount: { name: "elasticsearch", mountPath: FOLDER, readOnly: true },
  };
}
