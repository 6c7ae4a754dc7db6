import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { parse } from 'yaml'

/** What a runner reads of an action's metadata. https://docs.github.com/en/actions/reference/workflows-and-actions/metadata-syntax */
export interface Manifest {
  readonly using: string
  readonly pre: string | undefined
  readonly main: string
  readonly post: string | undefined
  /** The condition of post, an expression. */
  readonly postIf: string
  /** The declared inputs with their defaults, expressions not yet evaluated. */
  readonly inputs: ReadonlyMap<string, string>
}

interface Written {
  readonly runs: Readonly<Record<'main' | 'using', string> & Partial<Record<'pre' | 'post' | 'post-if', string>>>
  readonly inputs?: Readonly<Record<string, { readonly default?: unknown } | null>>
}

/** Reads the `action.yml` of a folder. */
export async function readManifest(dir: string): Promise<Manifest> {
  const { runs, inputs = {} }: Written = parse(await readFile(join(dir, 'action.yml'), 'utf8'))
  const declared = Object.entries(inputs).map(([name, input]) => [name, String(input?.default ?? '')] as const)
  const { using, pre, main, post, 'post-if': postIf = 'always()' } = runs
  return { using, pre, main, post, postIf, inputs: new Map(declared) }
}

/** `INPUT_*` for every declared input, as a runner sets them; a name that is not declared is a mistake of the test. */
export function inputVariables(
  { inputs }: Manifest,
  given: Readonly<Record<string, string>>,
  github: Readonly<Record<string, string>>,
): Record<string, string> {
  const unknown = Object.keys(given).filter((name) => !inputs.has(name))
  if (unknown.length > 0) throw new Error(`action.yml declares no input ${unknown.join(', ')}`)
  const variables = [...inputs].map(([name, fallback]) => {
    return [`INPUT_${name.replaceAll(' ', '_').toUpperCase()}`, given[name] ?? evaluated(fallback, github)] as const
  })
  return Object.fromEntries(variables)
}

function evaluated(text: string, github: Readonly<Record<string, string>>): string {
  return text.replace(/\$\{\{\s*(.*?)\s*\}\}/g, (_, expression: string) => {
    const value = /^github\.(\w+)$/.exec(expression)?.[1]
    if (value === undefined || github[value] === undefined) throw new Error(`this runner does not know \${{ ${expression} }}`)
    return github[value]
  })
}
