import { endRules } from './end-rules.ts'
import type { Rule } from './rule.ts'
import { stepRules } from './step-rules.ts'

/** What holds inside a job. */
export const machineRules: readonly Rule[] = [...stepRules, ...endRules]
