import { readdirSync, readFileSync } from 'node:fs'
import { posix } from 'node:path'
import { parse } from 'yaml'

/** A step of a job, as it is written. */
export interface Step {
  readonly name?: string
  readonly uses?: string
  readonly run?: string
  readonly if?: string
  readonly with?: Readonly<Record<string, string | boolean | number>>
  readonly env?: Readonly<Record<string, string>>
}

/** A job, as it is written. */
export interface Job {
  readonly name?: string
  readonly if?: string
  readonly needs?: string | readonly string[]
  readonly uses?: string
  readonly with?: Readonly<Record<string, string | boolean>>
  readonly secrets?: string | Readonly<Record<string, string>>
  readonly permissions?: Readonly<Record<string, string>>
  readonly environment?: { readonly name: string; readonly deployment?: boolean }
  readonly concurrency?: { readonly group: string; readonly 'cancel-in-progress'?: boolean; readonly queue?: string }
  readonly outputs?: Readonly<Record<string, string>>
  readonly steps?: readonly Step[]
  readonly 'timeout-minutes'?: number
}

/** An input of a workflow. */
export interface WorkflowInput {
  readonly description: string
  readonly type: string
  readonly default?: string | boolean
  readonly required?: boolean
}

/** What starts a workflow; of those that are called, what they take and give. */
export interface Triggers {
  readonly workflow_call?: {
    readonly inputs: Readonly<Record<string, WorkflowInput>>
    readonly secrets?: Readonly<Record<string, { readonly description: string }>>
    readonly outputs?: Readonly<Record<string, { readonly description: string; readonly value: string }>>
  }
  readonly workflow_run?: { readonly workflows: readonly string[]; readonly types: readonly string[] }
  readonly [name: string]: unknown
}

/** A workflow of the repository. */
export interface Workflow {
  readonly path: string
  readonly text: string
  readonly tree: {
    readonly name?: string
    readonly on: Triggers
    readonly permissions?: Readonly<Record<string, string>> | string
    readonly jobs: Readonly<Record<string, Job>>
  }
}

/** A text as a workflow. */
export const workflow = (path: string, text: string): Workflow => ({ path, text, tree: parse(text) })

const inFolder = (folder: string): readonly Workflow[] =>
  readdirSync(folder)
    .filter((name) => name.endsWith('.yml'))
    .sort()
    .map((name) => workflow(posix.join(folder, name), readFileSync(posix.join(folder, name), 'utf8')))

/** The workflows that others call, and those of this repository itself. */
export const own = inFolder('.github/workflows')

/** What others copy. */
export const templates = inFolder('workflows-templates')

/** Every workflow. */
export const all = [...own, ...templates]

/** The name of a workflow's file without its end. */
export const nameOf = ({ path }: Workflow): string => posix.basename(path, '.yml')

/** Those of the own workflows that others call, by name. */
export const called: Readonly<Record<string, Workflow>> = Object.fromEntries(
  own.filter(({ tree }) => tree.on.workflow_call).map((found) => [nameOf(found), found]),
)

/** The jobs with their names. */
export const jobsOf = ({ tree }: Workflow): readonly (readonly [string, Job])[] => Object.entries(tree.jobs)

const ACTION = /^(?:\$\/|org\/deploy-action)(?:@|$)/

/** Whether a step is this action. */
export const isAction = ({ uses }: Step): boolean => uses !== undefined && ACTION.test(uses)

/** The stages that the steps of a job name. */
export const stagesOf = ({ steps = [] }: Job): readonly string[] =>
  steps.filter(isAction).flatMap((step) => String(step.with?.['stages'] ?? '').split(/,\s*/))

const CALLED = /^org\/deploy-action\/\.github\/workflows\/([\w-]+)\.yml@/

/** The name of the workflow of ours that a job calls. */
export const callOf = ({ uses = '' }: Job): string | undefined => CALLED.exec(uses)?.[1]
