/**
 * Letters of the availability zones by region, as of 2026-11, for the regions we are sure of. us-west-1 is left out:
 * each account sees two of its three zones. Which letter stands for a zone that EKS cannot use (use1-az3) differs per account.
 *
 * @see https://docs.aws.amazon.com/global-infrastructure/latest/regions/aws-availability-zones.html
 */
export const zonesOfRegion: ReadonlyMap<string, string> = new Map([
  ["us-east-1", "abcdef"],
  ["us-east-2", "abc"],
  ["us-west-2", "abcd"],
  ["eu-central-1", "abc"],
  ["eu-west-1", "abc"],
  ["eu-west-2", "abc"],
  ["eu-west-3", "abc"],
  ["eu-north-1", "abc"],
]);
