import { configDefaults, defineConfig } from "vitest/config";

/**
 * Judges of images, hosts and restores that take a quarter of an hour more, and tools of two gigabytes: `npm run test:slow`
 * runs them. They join the gate with the harness that makes them quick enough for it.
 */
const SLOW = ["ansible", "images", "scripts-databases"].map((name) => `test/consumers/${name}.test.ts`);

export default defineConfig({
  test: {
    include: process.env.FINFLOW_SLOW === "1" ? SLOW : ["test/**/*.test.ts"],
    exclude: [...configDefaults.exclude, ...(process.env.FINFLOW_SLOW === "1" ? [] : SLOW)],
    // As many as there are cores, not one less: many tests wait for a tool.
    maxWorkers: "100%",
    testTimeout: 900_000,
    hookTimeout: 900_000,
  },
});
