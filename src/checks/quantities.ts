/** `3.5 cores` of millicores. */
export const cores = (millicores: number): string => `${decimal(millicores / 1000)} cores`;

/** `12.3Gi` of bytes. */
export const gibibytes = (bytes: number): string => `${decimal(bytes / 2 ** 30)}Gi`;

/** At most two digits behind the point, in no locale. */
export const decimal = (value: number): string => String(Math.round(value * 100) / 100);
