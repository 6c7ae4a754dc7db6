import { expect } from '@jest/globals'
import type { Phase } from '../../src/domain/phase.ts'
import { type Code, docsOf } from '../../src/foundation/codes.ts'
import type { Result, Scene } from './scene.ts'

/** What a person is told of a run that did not end well. */
interface Told {
  readonly code: Code
  readonly verdict?: Phase
  /** The first line of the summary, without its `## `. */
  readonly headline: string
  /** The message of the annotation, or a part of it. */
  readonly says: string | RegExp
  /** What the annotation says to do, or a part of it. */
  readonly fix: string | RegExp
}

/** Holds a run against what must be told: exit, verdict, code, headline, and the annotation with code, fix and link. */
export function expectTold({ failed, outputs, summary, annotations, record }: Result, told: Told): void {
  const { code, verdict = 'error', headline, says, fix } = told
  expect({ failed, verdict: outputs['verdict'], code: outputs['reason-code'] }).toEqual({ failed: true, verdict, code })
  expect(summary.split('\n')[0]).toBe(`## ${headline}`)
  expect(record).toMatchObject({ verdict, reasonCode: code })
  const annotation = annotations.at(-1) ?? ''
  const [, message, advice, link] = /^error ([\s\S]*)\nFix: ([\s\S]*)\n(https:\S+)$/.exec(annotation) ?? [annotation]
  expect({ message, advice, link }).toEqual({
    message: expect.stringMatching(matching(says, `${code}: `)),
    advice: expect.stringMatching(matching(fix)),
    link: docsOf(code),
  })
  expect(summary).toContain(docsOf(code))
}

const matching = (wanted: string | RegExp, prefix = ''): RegExp =>
  typeof wanted === 'string' ? new RegExp(`^${prefix}[\\s\\S]*${escaped(wanted)}`) : wanted

const escaped = (text: string): string => text.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&')

/** Neither AWS nor GitHub was asked for anything. */
export function expectUntouched({ aws, github }: Pick<Scene, 'aws' | 'github'>): void {
  expect(aws.calls).toEqual([])
  expect(github.calls).toEqual([])
}

/** The AWS actions that were called, each once, in the order of their first call. */
export const actions = ({ aws }: Pick<Scene, 'aws'>): readonly string[] => [...new Set(aws.calls.map(({ action }) => action))]
