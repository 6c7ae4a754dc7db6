import { withTexts } from '../foundation/json.ts'

const ACCOUNT = '<account>'
/** The account in an ARN, also where the ARN stands in an address. */
const IN_ARN = /(arn(:|%3A)aws[a-z-]*\2[\w-]*\2[\w-]*\2)\d{12}(?!\d)/gi

/**
 * A copy of plain data without account numbers: those in ARNs, and the known one wherever it stands.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference-arns.html
 */
export function withoutAccounts<T>(data: T, account?: string): T {
  const known = account && /^\d{12}$/.test(account) ? new RegExp(`(?<!\\d)${account}(?!\\d)`, 'g') : undefined
  const change = (value: string): string => {
    const rest = value.replace(IN_ARN, `$1${ACCOUNT}`)
    return known ? rest.replace(known, ACCOUNT) : rest
  }
  return withTexts(data, change, change) as T
}
