import { comesLater, type StageName } from './run.ts'

/** What of a configuration can hold secrets, by what uses it. */
export const secretPlaces = ['parameters', 'tools', 'hooks', 'hooks-back', 'checks'] as const

/** One of them. */
export type SecretPlace = (typeof secretPlaces)[number]

const USED: Readonly<Record<Exclude<SecretPlace, 'parameters'>, readonly StageName[]>> = {
  tools: ['synthesize', 'plan', 'deploy'],
  hooks: ['deploy'],
  'hooks-back': ['rollback'],
  // What was put back is checked again.
  checks: ['verify', 'rollback'],
}

/** Where a secret may be unset in a job with these stages: another job uses it. */
export const unusedBy = (stages: readonly StageName[]): readonly SecretPlace[] =>
  secretPlaces.filter((place) =>
    place === 'parameters' ? comesLater(stages) : !USED[place].some((stage) => stages.includes(stage)),
  )
