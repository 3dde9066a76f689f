import type { Language } from "../../print/template.ts";

/**
 * A Dockerfile, with `\` as its escape character.
 *
 * @see https://docs.docker.com/reference/dockerfile/ read 2026-11-24
 */
export const dockerfile: Language = {
  name: "Dockerfile",
  places: {
    /** A number, an address or a name that needs no quotes anywhere. There is no other, so no place of its own is needed. */
    default: (value) => {
      if (!/^[A-Za-z0-9][A-Za-z0-9./:@_-]*$/.test(value)) throw new TypeError(`${value} is not one word`);
      return value;
    },
    /** The value of a LABEL. No escape stands for a line break there, so texts become one line. */
    text: (value) => `"${value.replaceAll(/\s*\n\s*/g, " ").replaceAll(/["\\$]/g, "\\$&")}"`,
    /** An item of an instruction that is written in JSON. */
    json: (value) => JSON.stringify(value),
    /** An argument of a command that a shell runs. */
    shell: (value) => `'${value.replaceAll("'", `'\\''`)}'`,
  },
};

/**
 * nginx's configuration. A place is one word in double quotes, where a backslash and the quote are all that has a meaning;
 * `$` has one too in directives whose value may hold variables, which is why there is no place for these.
 *
 * @see https://nginx.org/en/docs/dev/development_guide.html and src/core/ngx_conf_file.c, ngx_conf_read_token
 */
export const nginxConfig: Language = {
  name: "nginx",
  places: {
    /** A number, a time, a host or the like, wherever it stands. */
    default: (value) => {
      if (!/^[A-Za-z0-9][A-Za-z0-9.-]*$/.test(value)) throw new TypeError(`${value} is not one word`);
      return value;
    },
    /** A word of a directive that takes no variables, such as `location`. */
    word: (value) => `"${value.replaceAll(/["\\]/g, "\\$&")}"`,
  },
};
