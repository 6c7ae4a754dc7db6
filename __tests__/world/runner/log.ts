import { type Masks, masksOf } from './masks.ts'

/** A note that a runner puts on the run's page. */
export interface Annotation {
  readonly level: 'error' | 'warning' | 'notice'
  readonly message: string
  readonly properties: Readonly<Record<string, string>>
}

/** What a runner makes of a step's output. */
export interface StepLog {
  /** Takes the next line and gives the line to show, if any. */
  take(line: string): string | undefined
  readonly annotations: readonly Annotation[]
}

const COMMAND = /^\s*::([a-z-]+)(?: ([^\r\n]*?))?::(.*)$/
const LEVELS: readonly string[] = ['error', 'warning', 'notice'] satisfies readonly Annotation['level'][]

/**
 * A log that obeys workflow commands: masks hold from their line on, annotations are collected.
 * https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-commands
 */
export function stepLog(secrets: readonly string[] | Masks): StepLog {
  const masks = 'over' in secrets ? secrets : masksOf(secrets)
  const annotations: Annotation[] = []
  let resume: string | undefined
  const take = (line: string): string | undefined => {
    const [, command = '', properties = '', data = ''] = COMMAND.exec(line) ?? []
    if (resume !== undefined) {
      if (command === resume) resume = undefined
      return masks.over(line)
    }
    if (command === 'add-mask') {
      masks.add(decoded(data))
      return undefined
    }
    if (command === 'stop-commands') resume = data
    if (command === 'debug' || command === 'stop-commands') return undefined
    if (LEVELS.includes(command))
      annotations.push({
        level: command as Annotation['level'],
        message: masks.over(decoded(data)),
        properties: read(properties),
      })
    return masks.over(command === '' ? line : `##[${command}]${decoded(data)}`)
  }
  return { take, annotations }
}

function read(properties: string): Readonly<Record<string, string>> {
  const parts = properties.split(',').filter((part) => part.includes('='))
  return Object.fromEntries(parts.map((part) => [part.slice(0, part.indexOf('=')), decoded(part.slice(part.indexOf('=') + 1))]))
}

function decoded(text: string): string {
  const marks: Readonly<Record<string, string>> = { '%25': '%', '%0D': '\r', '%0A': '\n', '%3A': ':', '%2C': ',' }
  return text.replace(/%25|%0D|%0A|%3A|%2C/g, (mark) => marks[mark] ?? mark)
}
