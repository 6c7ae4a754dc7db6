import { readFileSync } from 'node:fs'
import { posix } from 'node:path'
import { validate } from '@actions/languageservice'
import { convertWorkflowTemplate, NoOperationTraceWriter, parseWorkflow } from '@actions/workflow-parser'
import { expect, it } from '@jest/globals'
import { TextDocument } from 'vscode-languageserver-textdocument'
import { all } from './workflow.ts'

type FileProvider = NonNullable<Parameters<typeof convertWorkflowTemplate>[2]>

/** The workflows of this repository, whatever commit a caller names. */
const fileProvider: FileProvider = {
  async getFileContent(ref) {
    const known = !('repository' in ref) || `${ref.owner}/${ref.repository}` === 'org/deploy-action'
    if (!known) throw new Error(`There is no ${JSON.stringify(ref)} here.`)
    return { name: ref.path, content: readFileSync(posix.normalize(ref.path), 'utf8') }
  },
}

/** What GitHub's parser says of a workflow, then what its language service does. */
async function faults(name: string, content: string): Promise<readonly string[]> {
  const { context, value } = parseWorkflow({ name, content }, new NoOperationTraceWriter())
  if (value) await convertWorkflowTemplate(context, value, fileProvider, { fetchReusableWorkflowDepth: 1 })
  const parsed = context.errors.getErrors().map(({ rawMessage, range }) => `${range?.start.line ?? '?'}: ${rawMessage}`)
  const document = TextDocument.create(`file:///${name}`, 'yaml', 1, content)
  const found = await validate(document, { fileProvider })
  return [...parsed, ...found.map(({ message, range }) => `${range.start.line + 1}: ${message}`)]
}

const text = (path: string): string => all.find((found) => found.path === path)?.text ?? ''
const PRODUCTION = text('workflows-templates/deploy-production.yml')

it.each([
  [
    'an input that the called workflow does not have',
    PRODUCTION.replace('      environment: production', '      environmen: production'),
  ],
  ['an input that is missing', PRODUCTION.replace('      environment: production', '      stacks: demo')],
  ['a wrong event', PRODUCTION.replace('  release:', '  released:')],
  ['an unknown permission', PRODUCTION.replace('checks: read', 'check: read')],
  ['an output of a job that is not needed', text('.github/workflows/deploy.yml').replace('needs: [build, plan]', 'needs: build')],
  ['an unknown key', text('.github/workflows/deploy.yml').replace('timeout-minutes', 'timeout')],
  ['an unknown queue', text('.github/workflows/deploy.yml').replace('queue: max', 'queue: most')],
])('tells %s', async (_what, content) => expect(await faults('.github/workflows/planted.yml', content)).not.toEqual([]))

it.each(all)('$path is valid for GitHub', async ({ path, text: content }) => expect(await faults(path, content)).toEqual([]))
