import { Certificate } from "@kubernetes-models/cert-manager/cert-manager.io/v1/Certificate";
import { Issuer } from "@kubernetes-models/cert-manager/cert-manager.io/v1/Issuer";
import { databaseCaOf, databaseOf } from "../../naming/names.ts";
import type { KubernetesObject } from "../desired.ts";
import { componentMetadata } from "../kubernetes/component.ts";
import type { ServiceContext } from "../kubernetes/context.ts";
import { defineObject } from "../kubernetes/define-object.ts";
import { databaseComponent, hostsOf } from "./components.ts";

/** Ten years. PostgreSQL reads its certificate when it starts, and nobody may have to restart a database for a date. */
const DURATION = "87600h0m0s";

/** The Secret with the certificate and key of a StatefulSet's database. */
export const serverCertificateOf = (service: string): string => `${databaseOf(service)}-server`;

/** The Issuer that signs itself; the other has the name of the authority. */
const rootIssuerOf = (service: string): string => `${databaseOf(service)}-root`;

/** An authority for this database alone, and the certificate that clients verify, as CloudNativePG does it by itself. */
export function serverCertificates(context: ServiceContext): readonly KubernetesObject[] {
  const { name } = context.service;
  const ca = databaseCaOf(name);
  const server = serverCertificateOf(name);
  const metadata = (object: string) => componentMetadata(context, databaseComponent(context), object);
  const privateKey = { algorithm: "ECDSA", size: 256, rotationPolicy: "Always" } as const;
  return [
    defineObject(Issuer, { metadata: metadata(rootIssuerOf(name)), spec: { selfSigned: {} } }),
    defineObject(Certificate, {
      metadata: metadata(ca),
      spec: {
        isCA: true,
        commonName: ca,
        secretName: ca,
        duration: DURATION,
        privateKey,
        issuerRef: { kind: "Issuer", name: rootIssuerOf(name) },
      },
    }),
    defineObject(Issuer, { metadata: metadata(ca), spec: { ca: { secretName: ca } } }),
    defineObject(Certificate, {
      metadata: metadata(server),
      spec: {
        commonName: databaseOf(name),
        dnsNames: [...hostsOf(name)],
        secretName: server,
        duration: DURATION,
        usages: ["digital signature", "key encipherment", "server auth"],
        privateKey,
        issuerRef: { kind: "Issuer", name: ca },
      },
    }),
  ];
}
