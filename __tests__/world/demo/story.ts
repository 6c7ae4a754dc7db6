/** One chapter: a change to the template, and how deploying it must end. */
export interface Chapter {
  readonly name: string
  readonly title: string
  /** Applied one after the other: each chapter begins with what the last one left. */
  readonly change: (template: string) => string
  readonly verdict: 'successful' | 'failed'
  readonly reason: string
  /** What becomes of the failure issue. */
  readonly issue: 'none' | 'opened' | 'closed'
  /** The version that must answer afterwards, where one must. */
  readonly answers?: string
}

const FAULT = "throw new Error('the orders table does not exist')"

const BROKEN = `  Broken:
    Type: AWS::Lambda::Url
    Properties:
      TargetFunctionArn: a-function-that-does-not-exist
      AuthType: NONE
`

/** What `npm run demo` tells. */
export const story: readonly Chapter[] = [
  {
    name: '1-first',
    title: 'The first deployment of a small API',
    change: (template) => template,
    verdict: 'successful',
    reason: 'DEPLOYED',
    issue: 'none',
    answers: 'v1',
  },
  {
    name: '2-change',
    title: 'A change',
    change: (template) => replaced(template, "'v1'", "'v2'"),
    verdict: 'successful',
    reason: 'DEPLOYED',
    issue: 'none',
    answers: 'v2',
  },
  {
    name: '3-bad-version',
    title: 'A bad version: its handler throws',
    change: (template) => replaced(replaced(template, "'v2'", "'v3'"), "console.log('asked for the status')", FAULT),
    verdict: 'failed',
    reason: 'CHECK_FAILED',
    issue: 'opened',
  },
  {
    name: '4-fix',
    title: 'The fix',
    change: (template) => replaced(replaced(template, "'v3'", "'v4'"), FAULT, "console.log('asked for the status')"),
    verdict: 'successful',
    reason: 'DEPLOYED',
    issue: 'closed',
    answers: 'v4',
  },
  {
    name: '5-bad-template',
    title: 'A template whose new resource cannot be made',
    change: (template) => replaced(replaced(template, "'v4'", "'v5'"), 'Outputs:\n', `${BROKEN}Outputs:\n`),
    verdict: 'failed',
    reason: 'DEPLOY_FAILED',
    issue: 'opened',
    answers: 'v4',
  },
]

function replaced(text: string, part: string, by: string): string {
  if (!text.includes(part)) throw new Error(`the template of the demo has no ${part.trim()}`)
  return text.replace(part, by)
}
