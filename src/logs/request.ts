const LOOKED_AT = 2000
const UUID = '[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}'
const PLACES = new RegExp(
  `(?:RequestId: |^\\(|^(?:\\[\\w+\\]\\t)?\\S+[\\t ]|"(?:requestId|AWSRequestId|aws_request_id)"\\s*:\\s*")(${UUID})`,
  'i',
)

/**
 * The request that a line belongs to, where the line names it in one of the places that Lambda and API Gateway use.
 * https://docs.aws.amazon.com/lambda/latest/dg/monitoring-cloudwatchlogs-logformat.html
 */
export const requestOf = (message: string): string | undefined => PLACES.exec(message.slice(0, LOOKED_AT))?.[1]
