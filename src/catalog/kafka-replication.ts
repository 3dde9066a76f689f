/** Copies of each partition: three, or as many as there are brokers. */
export const replicationFactorOf = (brokers: number): number => Math.min(3, brokers);

/** Copies that confirm a write: one may be missing, so that a broker can restart, as far as there is another one (FF17). */
export const minInSyncReplicasOf = (brokers: number): number => Math.max(1, replicationFactorOf(brokers) - 1);
