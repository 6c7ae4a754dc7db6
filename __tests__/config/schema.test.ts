import { readFile } from 'node:fs/promises'
import { describe, expect, it } from '@jest/globals'
import { checks } from '../../src/checks/index.ts'
import { documentation } from '../../src/config/documentation.ts'
import { checkKeys } from '../../src/config/keys.ts'
import { stackKeys } from '../../src/config/stack-keys.ts'
import { engines } from '../../src/engines/index.ts'

describe('the schema of the file', () => {
  it('has kinds that are named as they are registered, and never as a key beside them', () => {
    for (const [key, { kind }] of [...Object.entries(engines), ...Object.entries(checks)]) expect(kind).toBe(key)
    expect(Object.keys(engines).filter((key) => key in stackKeys)).toEqual([])
    expect(Object.keys(checks).filter((key) => key in checkKeys)).toEqual([])
  })

  it('has shorthands that are options', () => {
    for (const { shorthand, schema } of [...Object.values(engines), ...Object.values(checks)]) {
      expect(shorthand === undefined || shorthand in schema.properties).toBe(true)
    }
  })

  it('has keys in lower case with hyphens', () => {
    expect(documentation().filter(({ key }) => !/^[a-z]+([-.][a-z]+)*$/.test(key))).toEqual([])
  })

  it('is compiled to a validator that needs nothing at run time', async () => {
    const validator = await readFile('build/src/config/validate.cjs', 'utf8')
    expect(validator).toContain('module.exports')
    expect(validator).not.toContain('require(')
  })
})
