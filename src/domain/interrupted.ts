import { codes } from '../foundation/codes.ts'
import type { RunRecord } from './record.ts'

/** The record of a run that ended without a word: what it was at becomes an error, and nothing in it is called good. */
export function interrupted(left: RunRecord, at: string): RunRecord {
  const { current, ...rest } = left
  const stage = current ?? left.stagesAsked.find((name) => !left.stages.some((s) => s.stage === name)) ?? 'report'
  const running = left.stacks.filter(({ operation }) => operation?.state === 'running' || operation?.state === 'unknown')
  const reason = `The run ended without a word during ${stage}${running.length > 0 ? `, while ${running.map((s) => s.name).join(', ')} was being changed` : ''}.`
  const { fix } = codes.INTERRUPTED
  return {
    ...rest,
    endedAt: at,
    verdict: 'error',
    reasonCode: 'INTERRUPTED',
    resume: fix,
    stages: [
      ...left.stages,
      {
        stage,
        phase: 'error',
        code: 'INTERRUPTED',
        reason,
        fix,
        findings: [{ severity: 'critical', code: 'INTERRUPTED', title: reason, fix }],
        startedAt: at,
        endedAt: at,
      },
    ],
  }
}
