import { type Contexts, type Json, text, value } from '../expressions.ts'
import { NotModelled } from '../not-modelled.ts'
import type { HubEvent } from '../workflow/event.ts'
import type { Job } from '../workflow/load.ts'
import type { Place, Tree } from '../workflow/tree.ts'
import type { Home } from './home.ts'

/** What every job of an attempt knows of its run. */
export interface RunFacts {
  readonly home: Home
  readonly event: HubEvent
  readonly top: Place
  readonly id: number
  readonly number: number
  readonly attempt: number
  readonly triggeringActor: string
  /** Whether it runs code of a fork, and so without secrets. */
  readonly fork: boolean
  readonly github: Readonly<Record<string, Json>>
}

/** The jobs of one workflow of a run, called or not. */
export interface Scope {
  readonly run: RunFacts
  readonly tree: Tree
  /** `production / `, as people see it, and `production/` by the keys of the files. */
  readonly prefix: string
  readonly path: string
  readonly inputs: Readonly<Record<string, Json>>
  readonly secrets: Readonly<Record<string, string>>
  /** The concurrency groups that the run holds already. */
  readonly groups: readonly string[]
}

/** What a job's file can look at before a machine has it. */
export function contextsOf({ run, inputs }: Scope, job: string, needs: Json): Contexts {
  const vars = run.home.vars()
  const strategy = { 'fail-fast': true, 'job-index': 0, 'job-total': 1, 'max-parallel': 1 }
  return { github: { ...run.github, job }, inputs, vars, needs, secrets: {}, matrix: null, strategy }
}

/** The name of a job, which is its key where it has no other. */
export const nameOf = ({ id, token }: Job, contexts: Contexts): string => text(value(token.find('name'), contexts)) || id

/** What GitHub can not evaluate: it fails the job. */
export class Unevaluated extends Error {}

/** Tells a mistake in an expression from what the executor does not model. */
export function evaluated<T>(work: () => T): T {
  try {
    return work()
  } catch (error) {
    if (error instanceof NotModelled || !(error instanceof Error)) throw error
    throw new Unevaluated(error.message)
  }
}
