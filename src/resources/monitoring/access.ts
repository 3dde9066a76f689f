import { ClusterRole } from "kubernetes-models/rbac.authorization.k8s.io/v1/ClusterRole";
import { ClusterRoleBinding } from "kubernetes-models/rbac.authorization.k8s.io/v1/ClusterRoleBinding";
import type { IPolicyRule } from "kubernetes-models/rbac.authorization.k8s.io/v1/PolicyRule";
import { Role } from "kubernetes-models/rbac.authorization.k8s.io/v1/Role";
import { RoleBinding } from "kubernetes-models/rbac.authorization.k8s.io/v1/RoleBinding";
import type { KubernetesObject } from "../desired.ts";
import { type Component, componentMetadata } from "../kubernetes/component.ts";
import type { EnvironmentContext } from "../kubernetes/context.ts";
import { defineObject } from "../kubernetes/define-object.ts";

const API_GROUP = "rbac.authorization.k8s.io";

const subjectOf = ({ name, namespace }: Component) => ({ kind: "ServiceAccount", name, namespace });

/** Gives a component rights in one namespace, under the component's name. */
export function namespaceAccess(
  context: EnvironmentContext,
  component: Component,
  namespace: string,
  rules: readonly IPolicyRule[],
): readonly KubernetesObject[] {
  const metadata = componentMetadata(context, { ...component, namespace });
  return [
    defineObject(Role, { metadata, rules: [...rules] }),
    defineObject(RoleBinding, {
      metadata,
      roleRef: { apiGroup: API_GROUP, kind: "Role", name: component.name },
      subjects: [subjectOf(component)],
    }),
  ];
}

/** Gives a component rights in the whole cluster, under the component's name behind the platform's. */
export function clusterAccess(
  context: EnvironmentContext,
  component: Component,
  rules: readonly IPolicyRule[],
): readonly KubernetesObject[] {
  const name = `${context.platform.name}-${component.name}`;
  const { namespace: _, ...metadata } = componentMetadata(context, component, name);
  return [
    defineObject(ClusterRole, { metadata, rules: [...rules] }),
    defineObject(ClusterRoleBinding, {
      metadata,
      roleRef: { apiGroup: API_GROUP, kind: "ClusterRole", name },
      subjects: [subjectOf(component)],
    }),
  ];
}
