import { lookingAhead, tellingOutputs } from './after.ts'
import { deploy } from './deploy.ts'
import { afterApproval, gate } from './gate.ts'
import { logscan } from './logscan.ts'
import { plan } from './plan.ts'
import { report } from './report.ts'
import { rollback } from './rollback.ts'
import { lookingForSecrets, makingSecrets } from './secrets.ts'
import type { Stage } from './stage.ts'
import { synthesize } from './synthesize.ts'
import { verify } from './verify.ts'

/** The stages, in their order. */
export const stages: readonly Stage[] = [
  gate,
  synthesize,
  lookingForSecrets(lookingAhead(plan)),
  afterApproval(tellingOutputs(makingSecrets(deploy))),
  verify,
  logscan,
  tellingOutputs(rollback),
  report,
]
