/** What the fields of a database's connection are. */
export const DATABASE_FIELDS: Readonly<Record<string, string>> = {
  host: "The database itself. Migrations and sessions with settings of their own need it.",
  readHost: "Answers reads only, a little late; the database itself where there is no replica.",
  poolHost: "PgBouncer, for transactions that keep nothing in their session; the database itself where there is none.",
  port: "The port of all three hosts.",
  dbname: "The database's name.",
  username: "The role that owns it.",
  password: "The role's password.",
  ca: "The certificates that signed the server's.",
  poolSize: "Most connections that one process may keep open.",
  sslmode: "How the server's certificate is checked, in libpq's words: by authority and by name.",
};

/** What a client of the brokers needs. */
export const KAFKA_FIELDS: Readonly<Record<string, string>> = {
  bootstrapServers: "Where a client starts, with commas between.",
  securityProtocol: "How the brokers are spoken to, in Kafka's words: TLS with a certificate on both sides.",
  ca: "The certificates that signed the brokers'.",
  cert: "The service's certificate, renewed in place within a year.",
  key: "The certificate's key.",
  keystore: "The service's certificate and key, as PKCS #12.",
  keystorePassword: "What opens the key store.",
  truststore: "The certificates that signed the brokers', as PKCS #12.",
  truststorePassword: "What opens the trust store.",
  transactionalIdPrefix: "What every transactional ID of the service has to start with.",
};
