import { expect, it } from '@jest/globals'
import { compareVersions, type Version, versionOf } from '../../src/gates/semver.ts'

it.each(['1.2.3', '0.0.0', '1.0.0-alpha', '1.0.0-alpha.1', '1.0.0-0.3.7', '1.0.0+20130313144700', '1.0.0-beta+exp.sha.5114f85'])(
  '%s is a version',
  (text) => expect(versionOf(text)).toBeDefined(),
)

it.each(['', '1', '1.2', '01.2.3', '1.02.3', 'v1.2.3', '1.2.3.4', '1.2.3-', '1.2.3-01', '1.2.3+', '1.2.3 ', '1.2.3\n', '1.2.-3'])(
  '%j is none',
  (text) => expect(versionOf(text)).toBeUndefined(),
)

it('orders them as https://semver.org/#spec-item-11 has it', () => {
  const order = [
    '1.0.0-alpha',
    '1.0.0-alpha.1',
    '1.0.0-alpha.beta',
    '1.0.0-beta',
    '1.0.0-beta.2',
    '1.0.0-beta.11',
    '1.0.0-rc.1',
    '1.0.0',
    '1.0.1',
    '1.2.0',
    '1.10.0',
    '2.0.0',
  ]
  const shuffled = [...order].reverse().map((text) => ({ text, version: versionOf(text) as Version }))
  expect(shuffled.sort((a, b) => compareVersions(a.version, b.version)).map(({ text }) => text)).toEqual(order)
})
