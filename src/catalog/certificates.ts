/**
 * The longest name, in characters, that a certificate of AWS Certificate Manager is for: RFC 5280 bounds the common name.
 *
 * @see https://docs.aws.amazon.com/acm/latest/APIReference/API_RequestCertificate.html as of 2026-11
 */
export const LONGEST_CERTIFICATE_NAME = 64;
