/**
 * Health checks in Lua, as Argo CD runs them over one object `obj`. The result's `status` is one of Healthy,
 * Progressing, Degraded, Suspended, Missing, Unknown; a wave waits for Healthy.
 *
 * @see https://argo-cd.readthedocs.io/en/stable/operator-manual/health/#custom-health-checks
 */

/**
 * Argo CD has had no check for Applications since 1.8, so waves of Applications would not wait without one.
 * While a sync runs, what is already there may look healthy although the rest is still to come: since 3.4 single
 * missing objects no longer count.
 */
export const APPLICATION_HEALTH = `local status = obj.status or {}
local operation = status.operationState or {}
local health = status.health or {}
if operation.phase == "Running" then
  return { status = "Progressing", message = operation.message or "A sync is running" }
end
return { status = health.status or "Progressing", message = health.message or "" }
`;

/** Checks for kinds that Argo CD 3.6 has none for, by `<group>_<Kind>`; without one an object is healthy at once (FF42). */
export const HEALTH_CHECKS: ReadonlyMap<string, string> = new Map([
  [
    // A pool has no condition Ready; the operator reports the generation it has dealt with, and problems.
    // https://strimzi.io/docs/operators/latest/configuring#type-KafkaNodePoolStatus-reference
    "kafka.strimzi.io_KafkaNodePool",
    `local status = obj.status or {}
for _, condition in ipairs(status.conditions or {}) do
  if condition.type == "NotReady" and condition.status == "True" then
    return { status = "Degraded", message = condition.message or "" }
  end
end
if (status.observedGeneration or 0) < (obj.metadata.generation or 1) then
  return { status = "Progressing", message = "Waiting for the operator" }
end
return { status = "Healthy", message = "" }
`,
  ],
  [
    // https://www.elastic.co/docs/reference/cloud-on-k8s/api-reference/main#kibanastatus
    "kibana.k8s.elastic.co_Kibana",
    `local health = (obj.status or {}).health
if health == "green" then
  return { status = "Healthy", message = "" }
end
return { status = "Progressing", message = "Kibana reports " .. (health or "nothing yet") }
`,
  ],
]);
