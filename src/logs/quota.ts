/**
 * FilterLogEvents calls that an account may make a second, by region; cannot be raised.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/cloudwatch_limits_cwl.html
 */
const QUOTA: Readonly<Record<string, number>> = {
  'us-east-1': 25,
  ...Object.fromEntries(
    [
      ...['us-east-2', 'us-west-1', 'us-west-2', 'ca-central-1', 'sa-east-1'],
      ...['eu-west-1', 'eu-west-2', 'eu-west-3', 'eu-north-1', 'eu-south-1'],
      ...['ap-northeast-1', 'ap-northeast-2', 'ap-south-1', 'ap-southeast-1', 'ap-southeast-2'],
    ].map((region) => [region, 10]),
  ),
}
const LOWEST_QUOTA = 5

/** The rest is for the people who look at the same logs meanwhile. */
const SHARE = 0.7

/** The calls that a scan may make a second in a region, all its log groups together. */
export const callsPerSecond = (region: string): number => (QUOTA[region] ?? LOWEST_QUOTA) * SHARE
