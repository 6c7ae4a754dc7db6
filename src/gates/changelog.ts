import { tagOf } from '../domain/ref.ts'
import { pathIn } from '../foundation/address.ts'
import { at } from '../ports/github.ts'
import { textAt } from './contents.ts'
import { blocked, defineGate, type GateContext, type Judgement, passed, unknown } from './gate.ts'
import { line } from './names.ts'
import { linkOf, page } from './pages.ts'
import { versionOf } from './semver.ts'
import { visibleLines } from './visible.ts'

const TEST = 'the gate changelog'

/** What a version brings, in words. */
export const changelog = defineGate({
  kind: 'changelog',
  doc: 'The changelog at this commit has a heading of its own for the version with something below it, or the release has notes; breaking changes are called out where that is asked for.',
  shorthand: 'file',
  example: '- changelog: { file: CHANGELOG.md, breaking: true }',
  schema: {
    type: 'object',
    additionalProperties: false,
    properties: {
      in: {
        enum: ['file', 'release'],
        default: 'file',
        description: 'Whether a file of the repository says it, or the notes of the release of the tag.',
      },
      file: {
        type: 'string',
        pattern: '^(?!.*(?:^|/)\\.{0,2}(?:/|$)).+$',
        default: 'CHANGELOG.md',
        expects: 'a path from the root of the repository',
        description: 'The file.',
      },
      version: { type: 'string', minLength: 1, description: 'The version. Left out: that of the tag, without a `v` before it.' },
      breaking: {
        type: 'boolean',
        default: false,
        description: 'Whether a version such as 2.0.0 must say `BREAKING` or `Breaking changes`.',
      },
    },
  },
  needs: { github: ['contents'] },
  falsePasses: [
    {
      what: 'the version is mentioned somewhere, or is the beginning of another',
      test: `${TEST} wants a heading of this very version`,
    },
    { what: 'the heading stands in a comment or in a block of code', test: `${TEST} sees what a reader sees` },
    { what: 'there is nothing below the heading', test: `${TEST} blocks a heading with nothing below it` },
    { what: 'what breaks is told of another version', test: `${TEST} wants breaking changes below this heading` },
    { what: 'the file of the default branch is read', test: `${TEST} reads the file at the commit` },
    { what: 'a large file comes without content', test: `${TEST} is unknown where there is no content` },
  ],
  calls: 1,
  by: 'there',
  volatile: false,
  async judge({ in: where, file, version: given, breaking }, context) {
    const { ref } = context.identity
    const tag = tagOf(ref)
    const version = (given ?? tag)?.replace(/^v(?=\d)/, '')
    if (version === undefined || (where === 'release' && tag === undefined))
      return blocked(`${line(ref) || 'an unnamed ref'} is no tag`, { fix: 'Deploy a tag, or give `version`.' })
    const notes = where === 'file' ? await ofFile(context, file, version) : await ofRelease(context, tag ?? '')
    if ('phase' in notes) return notes
    const { name, lines, link } = notes
    if (breaking && isMajor(version) && !lines.some((each) => BREAKING.test(each)))
      return blocked(`${name} does not say what ${line(version)} breaks`, {
        fix: 'Say it below `Breaking changes`; say there that nothing breaks, where that is so.',
        ...link,
      })
    return passed(`${name} tells of ${line(version)}`, link)
  },
})

const BREAKING = /\bBREAKING\b|\bbreaking changes?\b/i

interface Notes {
  readonly name: string
  readonly lines: readonly string[]
  readonly link: { readonly link?: string }
}

async function ofFile(context: GateContext, file: string, version: string): Promise<Notes | Judgement> {
  const link = { link: page(context, `blob/${context.identity.sha}/${pathIn(file)}`) }
  const found = sectionOf(visibleLines(await textAt(context.github, file, context.identity.sha)), version)
  const fix = `Write what is new below \`## ${line(version)}\`.`
  if (!found) return blocked(`${file} has no heading for ${line(version)}`, { fix, ...link })
  if (!found.some(says)) return blocked(`${file} has nothing below the heading of ${line(version)}`, { fix, ...link })
  return { name: file, lines: found, link }
}

async function ofRelease({ github }: GateContext, tag: string): Promise<Notes | Judgement> {
  const { body, html_url: url } = await github.one(at`releases/tags/${tag}`)
  const lines = visibleLines(typeof body === 'string' ? body : '')
  if (!lines.some(says)) return unknown(`the release ${line(tag)} has no notes`, { fix: 'Write what is new.', ...linkOf(url) })
  return { name: `the release ${line(tag)}`, lines, link: linkOf(url) }
}

/** As `## [1.2.3](https://…)`, `## 1.2.3` and `## v1.2.3 - 2026-01-05`. */
const HEADING = /^ {0,3}(#{1,6})[ \t]+(.*)$/
const VERSION = /^\[?v?(\d[0-9A-Za-z.+-]*)/

/** What stands below the heading of a version, up to the next heading of its rank. */
function sectionOf(lines: readonly string[], version: string): readonly string[] | undefined {
  const ranks = lines.map((each) => HEADING.exec(each)?.[1]?.length ?? 0)
  const from = lines.findIndex((each) => VERSION.exec(HEADING.exec(each)?.[2] ?? '')?.[1] === version)
  if (from < 0) return undefined
  const rank = ranks[from] ?? 0
  const end = ranks.findIndex((each, index) => index > from && each > 0 && each <= rank)
  return lines.slice(from + 1, end < 0 ? undefined : end)
}

const says = (text: string): boolean => text.trim() !== '' && !HEADING.test(text)

function isMajor(version: string): boolean {
  const [major, minor, patch] = versionOf(version)?.numbers ?? []
  return major !== undefined && major > 0 && minor === 0 && patch === 0
}
