// Compiles everything to build/, from nothing: tsc leaves the output of deleted files behind.
import { execFileSync } from 'node:child_process'
import { rmSync, writeFileSync } from 'node:fs'
import { Ajv } from 'ajv'
import standalone from 'ajv/dist/standalone/index.js'

rmSync('build', { recursive: true, force: true })
execFileSync('node_modules/.bin/tsc', ['-p', '.', ...process.argv.slice(2)], { stdio: 'inherit' })

// ajv writes the validator here, so that runs need not load it: that would be a third of their start.
// It is CommonJS because ajv's ESM output calls `require`: https://github.com/ajv-validator/ajv/issues/2209
const { schema } = await import('../build/src/config/schema.js')
const ajv = new Ajv({
  allErrors: true,
  useDefaults: true,
  discriminator: true,
  allowUnionTypes: true,
  strict: true,
  // Lengths by code unit need nothing of ajv at run time, and ours are only ever "not empty".
  unicode: false,
  // What is described once is checked by one function, which is compiled only where something of its kind is written.
  inlineRefs: false,
  messages: false,
  code: { source: true, lines: true },
  // What ajv warns of is a mistake in our schema, but for the option above, which it would rather not have.
  logger: { ...console, warn: refuse },
})
ajv.addVocabulary(['expects', 'written'])
writeFileSync('build/src/config/validate.cjs', standalone(ajv, ajv.compile(schema)))

function refuse(warning) {
  if (!warning.startsWith('DEPRECATED: option unicode')) throw new Error(warning)
}
