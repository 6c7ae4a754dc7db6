import type { Clock } from '../ports/index.ts'

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
const LOWEST_RATE = 0.25
/** Of the full rate, won back each second after a throttle. */
const REGAINED = 0.01

/** The calls that a scan may make in its region, shared by all log groups. */
export interface Budget {
  /** Waits for a turn. */
  take(signal: AbortSignal): Promise<void>
  /** AWS has throttled: half as fast from now on, regained slowly. */
  halve(): void
}

/** A full bucket: a second's worth of calls may go at once, after that each waits for its token. */
export function budget(region: string, clock: Clock): Budget {
  const full = (QUOTA[region] ?? LOWEST_QUOTA) * SHARE
  let rate = full
  let tokens = full
  let filled = clock.now().getTime()
  const fill = () => {
    const now = clock.now().getTime()
    const seconds = Math.max(0, now - filled) / 1000
    rate = Math.min(full, rate + seconds * full * REGAINED)
    tokens = Math.min(rate, tokens + seconds * rate)
    filled = now
  }
  return {
    async take(signal) {
      fill()
      tokens -= 1
      if (tokens < 0) await clock.sleep(Math.ceil((-tokens / rate) * 1000), signal)
    },
    halve() {
      fill()
      rate = Math.max(LOWEST_RATE, rate / 2)
      tokens = Math.min(tokens, 0)
    },
  }
}
