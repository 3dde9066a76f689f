import { spawnSync } from "node:child_process";
import { describe, expect, test } from "vitest";
import { runbookPathOf } from "../../../src/naming/paths.ts";
import { ruleUnitsOf } from "../../../src/resources/rules/index.ts";
import { findTool, testWith, toolJudge } from "../../consumers/judge.ts";
import { problemOf } from "./resolve.ts";
import { blocksOf, type Sample, samples } from "./rig.ts";
import { type Command, expand, OUTPUT, readScript } from "./shell.ts";
import { type World, worldOf } from "./world.ts";

/** A page with all that a shell was told and asked on it. */
function scriptOf(body: string) {
  const blocks = blocksOf(body, "sh").map(readScript);
  return {
    commands: blocks.flatMap(({ commands }) => commands),
    variables: new Map(blocks.flatMap(({ variables }) => [...variables])),
  };
}

/** An environment, and by alert the services that have it there. */
interface Place {
  readonly world: World;
  readonly services: readonly string[];
  readonly servicesOf: ReadonlyMap<string, readonly string[]>;
}

const placesOf = ({ platform, environments, ...sample }: Sample): readonly Place[] =>
  environments.map((compiled) => {
    const uses = ruleUnitsOf({ platform, ...compiled }).flatMap(({ rules, subject }) =>
      rules.alerts.map(({ name }) => ({ path: runbookPathOf(name), service: subject.service ?? "" })),
    );
    return {
      world: worldOf({ platform, environments, ...sample }, compiled),
      services: compiled.environment.services.map(({ name }) => name),
      servicesOf: new Map(
        [...Map.groupBy(uses, ({ path }) => path)].map(([path, some]) => [
          path,
          [...new Set(some.map(({ service }) => service))],
        ]),
      ),
    };
  });

const places = samples.map(placesOf);

const ofEnvironment = /^generated\/docs\/environments\/(\w+)\//;

/** The command for each of some values of `environment` and `service`, whichever the page leaves open. */
function variantsOf(
  command: Command,
  variables: ReadonlyMap<string, string>,
  services: readonly string[],
  environment: string,
) {
  return services.map((service) => {
    const set = new Map(variables);
    if (variables.get("environment")?.startsWith("…") ?? false) set.set("environment", environment);
    if (variables.get("service")?.startsWith("…") ?? false) set.set("service", service);
    return command.map((word) => expand(word, set));
  });
}

/** Problems of a command that it has everywhere it is for. */
const problems = (variants: readonly (readonly [World, Command])[]): readonly string[] => {
  const found = variants.map(([world, command]) => problemOf(world, command));
  return found.some((problem) => problem === undefined) ? [] : [...new Set(found.flatMap((problem) => problem ?? []))];
};

/** What cannot be done by the commands of the pages, with the page. */
function unresolved(pages: ReadonlyMap<string, string>, where: readonly Place[]): readonly string[] {
  return [...pages].flatMap(([path, body]) => {
    const { commands, variables } = scriptOf(body);
    const own = ofEnvironment.exec(path)?.[1];
    // A Job that an earlier line makes.
    const made = commands.flatMap((command) =>
      command.includes("create") ? [command[command.indexOf("job") + 1] ?? ""] : [],
    );
    const some = where
      .filter(({ world }) => own === undefined || world.environment === own)
      .map(({ world, services, servicesOf }) => ({
        world: {
          ...world,
          objects: new Set([...world.objects, ...made.map((name) => `Job/${world.context}/${name}`)]),
        },
        services: own === undefined ? (servicesOf.get(path) ?? []) : services,
      }));
    return commands.flatMap((command) => {
      const variants = some.flatMap(({ world, services }) =>
        variantsOf(command, variables, services, world.environment).map((variant) => [world, variant] as const),
      );
      const wrong = problems(variants);
      return wrong.length === 0 ? [] : [`${path}: ${command.join(" ").replaceAll(OUTPUT, "…")}: ${wrong[0]}`];
    });
  });
}

describe("law 3: what commands name", () => {
  test("is there, in the environment that they are for", () => {
    for (const [index, { pages }] of samples.entries()) {
      expect(unresolved(pages, places[index] ?? [])).toEqual([]);
      expect([...pages.values()].flatMap((body) => scriptOf(body).commands).length).toBeGreaterThan(500);
    }
  });

  test("negative controls: each kind of name, once it is another", () => {
    const [sample] = samples;
    if (sample === undefined) throw new Error("no sample");
    const path = "generated/docs/environments/prod/services/payments-service/README.md";
    const body = sample.pages.get(path) ?? "";
    const problemsWith = (from: string, to: string) => {
      expect(body, from).toContain(from);
      return unresolved(new Map([[path, body.replaceAll(from, to)]]), places[0] ?? []).length;
    };
    expect(problemsWith("payments-service", "payments-service")).toBe(0);
    for (const [from, to] of [
      ["--context finflow-prod", "--context finflow-dev"],
      ["-n finflow-prod", "-n finflow-live"],
      ["deployment/payments-service ", "deployment/payment-service "],
      ["get kafka finflow", "get kafka main"],
      ["payments.settled credit", "payments.settle credit"],
      ["app.kubernetes.io/name=payments-service ", "app=payments-service "],
      ["externalsecret payments-service-secrets", "externalsecret payments-service-secret"],
      ["secret kafka-user.payments-service", "secret payments-service-kafka"],
      ["cronjob/payments-service-db-backup", "cronjob/payments-service-backup"],
      ["app get finflow-prod-payments-service", "app get finflow-payments-service"],
      ["--db-instance-identifier finflow-prod-payments-service-db ", "--db-instance-identifier payments-service-db "],
      ["--secret-id finflow/prod/payments-service/stripe-api-key", "--secret-id finflow/prod/stripe-api-key"],
      ["--service payments-service", "--service frontend"],
      ["--into live", "--into production"],
      ["--list", "--lists x"],
      ["--region us-west-2", "--region us-east-1"],
      ["environments/prod.tfvars", "environments/production.tfvars"],
      ['replica["payments-service-db-read-1"]', 'replica["payments-service-db-read-2"]'],
      ["aws_db_instance.this", "aws_db_instance.main"],
      ["generated/scripts/restore.sh --env prod", "generated/scripts/restore.sh --env production"],
      ["generated/scripts/restore.sh", "generated/scripts/recover.sh"],
      ["specs/releases/prod.yaml", "specs/releases/production.yaml"],
      ["rollout undo", "rollout back"],
      ["kubectl --context", "k --context"],
    ] as const) {
      expect(problemsWith(from, to), `${from} → ${to}`).toBeGreaterThan(0);
    }
  });

  test("no command waits for a value that its page does not ask for", () => {
    for (const { pages } of samples) {
      for (const [path, body] of pages) {
        const { commands, variables } = scriptOf(body);
        const used = commands.flat().flatMap((word) => [...word.matchAll(/\$\{?(\w+)/g)].map(([, name]) => name ?? ""));
        expect({ path, unset: used.filter((name) => !variables.has(name)) }).toEqual({ path, unset: [] });
      }
    }
  });
});

/** A name, a number and a time. */
const ANYTHING = "2026";

/** One command for each way of asking: the same program, verb and options. */
function shapes(program: string): readonly Command[] {
  const all = samples.flatMap(({ pages }) =>
    [...pages.values()].flatMap((body) => {
      const { commands, variables } = scriptOf(body);
      return commands
        .filter(([name]) => name === program)
        .map((command) => command.map((word) => expand(word, variables).replaceAll(OUTPUT, ANYTHING)));
    }),
  );
  const shapeOf = (command: Command) => {
    const verb = command.findIndex(
      (word, index) =>
        index > 0 && !word.startsWith("-") && !/^(?:--context|--region|-n)$/.test(command[index - 1] ?? ""),
    );
    const options = command.filter((word) => word.startsWith("-")).map((word) => word.replace(/=.*/s, ""));
    return [...command.slice(verb, verb + 2).map((word) => word.replace(/[/,].*/s, "")), ...options.toSorted()].join(
      " ",
    );
  };
  return [...new Map(all.map((command) => [shapeOf(command), command])).values()];
}

describe("what commands are like", () => {
  testWith(toolJudge("bash"), "a shell reads every block", () => {
    for (const { pages } of samples) {
      const text = [...pages.values()].flatMap((body) => blocksOf(body, "sh")).join("\n");
      const { status, stderr } = spawnSync(findTool("bash") ?? "", ["-n"], { input: text, encoding: "utf8" });
      expect([status, stderr]).toEqual([0, ""]);
    }
    expect(spawnSync(findTool("bash") ?? "", ["-n"], { input: 'echo "$(x' }).status).not.toBe(0);
  });

  // Asked for help, it still refuses options that the verb does not have.
  testWith(toolJudge("kubectl"), "kubectl knows every verb and option", () => {
    const run = (args: readonly string[]) =>
      spawnSync(findTool("kubectl") ?? "", [...args, "--help"], { encoding: "utf8" });
    const all = shapes("kubectl");
    expect(all.length).toBeGreaterThan(40);
    for (const [, ...args] of all) {
      const { status, stderr } = run(args);
      expect([args.join(" "), status, stderr]).toEqual([args.join(" "), 0, ""]);
    }
    expect(run(["get", "pods", "--all-pods"]).status).not.toBe(0);
  });

  // With a sample of its answer asked for, the AWS CLI reads its arguments and calls nobody.
  testWith(toolJudge("aws"), "the AWS CLI knows every command, option and value", () => {
    const run = (args: readonly string[]) =>
      spawnSync(findTool("aws") ?? "", [...args, "--generate-cli-skeleton", "output"], {
        encoding: "utf8",
        env: { ...process.env, AWS_ACCESS_KEY_ID: "x", AWS_SECRET_ACCESS_KEY: "x", AWS_DEFAULT_REGION: "us-west-2" },
        input: "",
      });
    // Of these it has no sample, or one that it does not take itself.
    const all = shapes("aws").filter(
      (command) => !/ s3 ls | eks update-kubeconfig | wait | secretsmanager | sts /.test(command.join(" ")),
    );
    expect(all.length).toBeGreaterThan(10);
    for (const [, ...args] of all) {
      const { status, stderr } = run(args);
      expect([args.join(" "), status, stderr]).toEqual([args.join(" "), 0, ""]);
    }
    expect(run(["rds", "describe-db-instances", "--instance", "x"]).status).not.toBe(0);
  });
});
