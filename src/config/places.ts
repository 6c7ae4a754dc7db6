import type { SecretPlace } from '../domain/late.ts'
import { SHELL_OPTIONS, VARIABLE_OPTIONS } from '../hooks/index.ts'
import type { Place } from './interpolate.ts'

/** Options of checks that may hold secrets: what is sent, and is never part of an address or a report. */
const SECRET_OPTIONS: readonly (string | undefined)[] = ['headers', 'body', 'json']

const PLAIN: Place = { secrets: false, outputs: false }
const PARAMETER: Place = { secrets: true, outputs: 'of stacks' }
/** A file with parameters: which stacks come before must be known without reading it. */
export const PARAMETER_FILE: Place = { secrets: true, outputs: false }
/** A variable of the tool that makes the templates. */
const VARIABLE: Place = { secrets: true, outputs: false }
const OPTION: Place = { secrets: false, outputs: true }
const SENT: Place = { secrets: true, outputs: true }

/** The name of the option of a hook that a path leads to; nothing where it leads elsewhere. */
export function hookOptionOf(path: readonly string[]): string | undefined {
  const [key, _time, _index, options, option] = path[0] === 'stacks' ? path.slice(2) : path
  return key === 'hooks' && options === 'options' ? option : undefined
}

/** What a shell is given as it stands. */
export const isShellText = (path: readonly string[]): boolean => {
  const [list, _item, key, option = ''] = path
  return SHELL_OPTIONS.includes(list === 'gates' && key === 'options' ? option : (hookOptionOf(path) ?? ''))
}

/** What may be named in a place of a rewritten file. */
export function placeOf(path: readonly string[]): Place {
  const hook = hookOptionOf(path)
  if (hook !== undefined) return VARIABLE_OPTIONS.includes(hook) ? SENT : OPTION
  const [list, item, key, option] = path
  if (list === 'defaults') return item === 'parameters' ? PARAMETER : PLAIN
  if (list === 'stacks' && key === 'options' && option === 'env') return VARIABLE
  if (list === 'stacks') return key === 'parameters' ? PARAMETER : PLAIN
  if (list === 'outputs-to' && key === 'options') return OPTION
  if (list === 'report' && item === 'url') return OPTION
  if (list === 'verify' && key === 'options') return SECRET_OPTIONS.includes(option) ? SENT : OPTION
  return PLAIN
}

/** What uses the secrets that stand there. */
export function userOf(path: readonly string[]): SecretPlace | undefined {
  if (hookOptionOf(path) !== undefined) return path[path.indexOf('hooks') + 1]?.endsWith('-rollback') ? 'hooks-back' : 'hooks'
  const place = placeOf(path)
  return place === PARAMETER ? 'parameters' : place === VARIABLE ? 'tools' : place === SENT ? 'checks' : undefined
}
