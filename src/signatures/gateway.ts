import { defineSignature } from '../domain/signature.ts'
import { lineOf } from './line.ts'

const FAILED = /^\([\w-]+\) (?:Execution failed due to|Method completed with status: 5\d\d)/

/**
 * API Gateway answered a request with a failure of the server. All lines of one request say the same, so that it counts once.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-logging.html
 */
export const gateway = defineSignature({
  kind: 'api-gateway',
  doc: 'API Gateway answered with 5xx: the integration failed, timed out, or answered in a shape that it cannot use.',
  severity: 'high',
  fatal: false,
  recognise: (event) =>
    FAILED.test(lineOf(event).text)
      ? {
          what: 'API Gateway answered a request with 5xx',
          fix: '“Malformed Lambda proxy response”: return `statusCode` and a `body` that is a string. “Invalid permissions on Lambda function”: add an AWS::Lambda::Permission for this API. A timeout error: the integration takes longer than 29 s.',
        }
      : undefined,
})
