/**
 * Facts of the AWS Load Balancer Controller 3.x and of Application Load Balancers. Read 2026-11-22.
 *
 * @see https://kubernetes-sigs.github.io/aws-load-balancer-controller/latest/guide/ingress/annotations
 */

/** The class that the controller's chart creates. */
export const INGRESS_CLASS = "alb";

export const INGRESS_ANNOTATION_PREFIX = "alb.ingress.kubernetes.io";

/** Makes the controller hold back a pod's readiness until its target is healthy. */
export const READINESS_GATE_LABEL = "elbv2.k8s.aws/pod-readiness-gate-inject";

/**
 * TLS 1.2 with forward secrecy and TLS 1.3, with hybrid post-quantum key exchange where the client offers it: what the
 * console picks. The API's own default still admits TLS 1.0 (FF41).
 *
 * @see https://docs.aws.amazon.com/elasticloadbalancing/latest/application/describe-ssl-policies.html
 */
export const TLS_POLICY = "ELBSecurityPolicy-TLS13-1-2-Res-PQ-2025-09";

/** Seconds; services keep idle connections open for longer than that (FF12). */
export const IDLE_TIMEOUT = 60;

/** Seconds; the most that a target group takes. */
export const MAXIMUM_DEREGISTRATION_DELAY = 3600;

/** Where the controller places an Ingress among those of its group: from -1000 to 1000, smallest first. */
export const MAXIMUM_GROUP_ORDER = 1000;
