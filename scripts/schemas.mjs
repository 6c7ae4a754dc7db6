// Writes the JSON Schema that editors check .github/deploy.yml with: node scripts/schemas.mjs FOLDER, after a build.
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { editorSchema } from '../build/src/config/editor.js'

const [, , folder] = process.argv
if (!folder) throw new Error('Name the folder to write to.')
writeFileSync(join(folder, 'deploy.schema.json'), `${JSON.stringify(editorSchema(), null, 2)}\n`)
