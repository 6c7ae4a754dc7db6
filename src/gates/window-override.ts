import { inside } from '../foundation/json.ts'
import { loginOf } from './deployed.ts'
import { blocked, type GateContext, type Judgement, passed } from './gate.ts'
import { line } from './names.ts'
import { newestIssue } from './newest.ts'
import { linkOf } from './pages.ts'

interface Override {
  readonly input?: string
  readonly label?: string
}

interface Reason {
  readonly by: string
  readonly why: string
  readonly link?: string
}

/** What being shut means: it blocks, unless somebody goes on all the same and says why. */
export async function overridden(override: Override = {}, context: GateContext, closed: string): Promise<Judgement> {
  const { input, label } = override
  const given =
    (input === undefined ? undefined : typed(context, input)) ?? (label === undefined ? undefined : await issued(context, label))
  if (given) {
    const { by, why, link } = given
    const cause = `${closed}. The reason given: ${why}`
    return passed(`${closed}; ${by} deploys all the same: ${why}`, {
      findings: [{ severity: 'medium', title: `Deployed outside the window by ${by}`, cause }],
      ...(link === undefined ? {} : { link }),
    })
  }
  const ways = [
    ...(input === undefined ? [] : [`start by hand with a reason in the input \`${input}\``]),
    ...(label === undefined ? [] : [`open an issue with the reason as its title and the label \`${label}\``]),
  ]
  return blocked(closed, { fix: `${['Wait until it is open', ...ways].join(', or ')}.` })
}

function typed({ event, identity }: GateContext, input: string): Reason | undefined {
  const why = inside(event['inputs'], input)
  return typeof why === 'string' && why.trim() !== '' ? { by: identity.actor, why: why.trim() } : undefined
}

/** Whoever sets the label opens the window, and so does a form for issues that sets it. */
async function issued({ github }: GateContext, label: string): Promise<Reason | undefined> {
  const newest = await newestIssue(github, label)
  return newest && { by: loginOf(newest['user']), why: line(String(newest['title'] ?? '')), ...linkOf(newest['html_url']) }
}
