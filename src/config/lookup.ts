import type { Values } from './config.ts'
import { didYouMean } from './nearest.ts'

/** What a name stands for, or why it stands for nothing. */
export type Found = { readonly value: string } | Wrong

/** Why a name stands for nothing. */
export interface Wrong {
  readonly wrong: string
  /** There for a secret that nobody has set. */
  readonly code?: 'SECRET_MISSING'
}

/** The value of a name that `wrongName` has nothing against. */
export function lookUp(name: string, values: Values): Found {
  const [root = '', first = '', second] = name.split('.')
  if (root === 'environment') {
    return values.environment
      ? { value: values.environment }
      : { wrong: '`${environment}` is used, and no environment was chosen' }
  }
  if (root === 'run') return runValue(first, values)
  if (root === 'inputs') {
    if (Object.hasOwn(values.inputs, first)) return { value: values.inputs[first] ?? '' }
    const names = Object.keys(values.inputs)
    return {
      wrong: `the event that started this run has no input “${first}”; it has ${names.join(', ') || 'none'}${didYouMean(first, names)}`,
    }
  }
  if (root === 'outputs') return outputValue(first, second, values.outputs)
  if (root === 'secrets') return secretValue(first, secretOf(first, values))
  const value = Object.hasOwn(values.env, first) ? values.env[first] : undefined
  return value === undefined ? { wrong: `the environment variable ${first} is not set in the \`env\` of this step` } : { value }
}

/** The value of a secret, also an empty one; nothing where nobody gives one. */
export function secretOf(name: string, { secrets = {}, env }: Values): string | undefined {
  const [holder] = [secrets, env].filter((one) => Object.hasOwn(one, name))
  return holder?.[name]
}

/** A secret that a job may not read comes as an empty text from GitHub. */
function secretValue(name: string, value: string | undefined): Found {
  if (value?.trim()) return { value }
  const why = value === undefined ? 'is not set in the `secrets` or the `env` of this step' : 'is empty'
  return { wrong: `the secret ${name} ${why}`, code: 'SECRET_MISSING' }
}

function runValue(name: string, { run }: Values): Found {
  const value = Object.hasOwn(run, name) ? run[name as keyof typeof run] : ''
  return value === ''
    ? { wrong: name === 'tag' ? '`${run.tag}` is used, and the run is not of a tag' : `\`\${run.${name}}\` is not known` }
    : { value }
}

function outputValue(first: string, second: string | undefined, outputs: Values['outputs'] = {}): Found {
  const holders = Object.entries(outputs).filter(([stack, all]) =>
    second === undefined ? Object.hasOwn(all, first) : stack === first && Object.hasOwn(all, second),
  )
  // A system has the outputs of its stacks too; only one that has another value makes a name ambiguous.
  const [value, ...others] = new Set(holders.map(([, all]) => all[second ?? first] ?? ''))
  if (value !== undefined && others.length === 0) return { value }
  if (holders.length > 1) {
    return {
      wrong: `\`\${outputs.${first}}\` is an output of ${holders.map(([stack]) => stack).join(' and ')}; write outputs.STACK.${first}`,
    }
  }
  const names = Object.entries(outputs).flatMap(([stack, all]) =>
    Object.keys(all).map((key) => [key, `${stack}.${key}`] as const),
  )
  const full = names.map(([, name]) => name)
  const asked = second === undefined ? first : `${first}.${second}`
  const near = didYouMean(asked, second === undefined ? names.map(([key]) => key) : full)
  return { wrong: `there is no output “${asked}”; known are ${full.join(', ') || 'none'}${near}` }
}
