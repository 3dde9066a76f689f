/** Copies of each partition: three, or as many as there are brokers. */
export const replicationFactorOf = (brokers: number): number => Math.min(3, brokers);
