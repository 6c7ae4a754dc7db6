import type { Config, Values } from '../../src/config/config.ts'
import { load, mistakesIn, type Source } from '../../src/config/load.ts'
import { Failure } from '../../src/foundation/failure.ts'

/** Values as a run has them. */
export const values: Values = {
  run: { sha: 'c0ffee', ref: 'refs/heads/main', tag: '', id: '42', attempt: '1', actor: 'octocat', nonce: 'n0nce' },
  inputs: { size: 'large', blank: '' },
  env: { COLOUR: 'blue', PASSWORD: 'hunter2', EMPTY: '' },
}

export const smallest = 'version: 1\nstacks:\n  - name: demo\n    template: template.yaml\n'

type Rest = Partial<Omit<Source, 'text'>>
const source = (text: string, rest: Rest): Source => ({ path: 'deploy.yml', text, values, ...rest })

export const loaded = (text: string, rest: Rest = {}) => load(source(text, rest))
export const config = (text: string, rest: Rest = {}): Config => loaded(text, rest).config

/** The failure of a file that cannot be loaded. */
export function failure(text: string, rest: Rest = {}): Failure {
  try {
    load(source(text, rest))
  } catch (thrown) {
    return Failure.from(thrown)
  }
  throw new Error('the file was loaded')
}

/** `line:column message` of every mistake. */
export const mistakes = (text: string, rest: Rest = {}): readonly string[] =>
  mistakesIn(source(text, rest)).map(({ line, column, message }) => `${line}:${column} ${message}`)
