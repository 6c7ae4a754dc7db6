// Writes the JSON Schemas of the configuration, for editors, and of the record: node scripts/schemas.mjs FOLDER, after a build.
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { editorSchema } from '../build/src/config/editor.js'
import { recordSchema } from '../build/src/domain/record.js'

const [, , folder] = process.argv
if (!folder) throw new Error('Name the folder to write to.')
const write = (name, schema) => writeFileSync(join(folder, name), `${JSON.stringify(schema, null, 2)}\n`)
write('deploy.schema.json', editorSchema())
write('record.schema.json', recordSchema)
