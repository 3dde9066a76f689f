/**
 * What Secrets Manager calls the secrets of a service's database on RDS, behind the service's name. No secret of a
 * service with a database may have a name that starts so.
 */

/** JSON: where the database is and who signed its certificate; no password. */
export const DATABASE_ADDRESS_KEY = "database";
/** The password of the service's role. */
export const DATABASE_PASSWORD_KEY = "database-password";
/** The password of the administrator. */
export const DATABASE_ADMIN_KEY = "database-admin-password";

/** The administrator of a database, and the database that it connects to before there is another. */
export const DATABASE_ADMIN = "postgres";
export const DATABASE_ADMIN_DATABASE = "postgres";
