import { type Ground, sha1 } from '../ground.ts'
import { limits } from '../limits.ts'
import { notFound, Refusal } from '../refusal.ts'
import { type Answer, defineRoom, ok, type RepositoryAsked } from '../room.ts'

/** Files and folders at a ref. */
export const contents = defineRoom({
  routes: [{ operation: 'repos/get-content', at: 'GET /contents/{path}', needs: 'contents=read', query: ['ref'], answer: get }],
})

function get({ repository, hole, query, accept }: RepositoryAsked): Answer {
  const ref = query.get('ref') ?? repository.defaultBranch
  const path = hole('path').replace(/\/+$/, '')
  const commit = repository.commits.get(repository.resolve(ref) ?? '')
  if (!commit) throw new Refusal(404, `No commit found for the ref ${ref}`)
  const text = commit.files.get(path)
  if (text === undefined) return folder(repository, commit.files, path, ref)
  if (accept.includes('raw')) return { status: 200, body: text, type: 'application/vnd.github.raw; charset=utf-8' }
  const large = Buffer.byteLength(text) > limits.contentBytes
  return ok({
    ...entry(repository, path, ref, text),
    content: large ? '' : lines(Buffer.from(text).toString('base64')),
    encoding: large ? 'none' : 'base64',
  })
}

function folder(repository: Ground, files: ReadonlyMap<string, string>, path: string, ref: string): Answer {
  const inside = [...files].filter(([name]) => name.startsWith(`${path}/`))
  if (!inside.length) throw notFound()
  const names = new Set(inside.map(([name]) => name.slice(path.length + 1).split('/')[0] ?? ''))
  return ok([...names].sort().map((name) => entry(repository, `${path}/${name}`, ref, files.get(`${path}/${name}`))))
}

/** GitHub breaks base64 after 60 characters, which decoders must bear. */
const lines = (text: string) => text.replace(/.{60}/g, '$&\n').concat('\n')

function entry(repository: Ground, path: string, ref: string, text: string | undefined) {
  const kind = text === undefined ? 'tree' : 'blob'
  const sha = sha1(kind, text ?? path)
  const self = `${repository.url}/contents/${path}?ref=${encodeURIComponent(ref)}`
  const git = `${repository.url}/git/${kind}s/${sha}`
  const html = `${repository.html}/${kind}/${ref}/${path}`
  return {
    name: path.split('/').at(-1),
    path,
    sha,
    size: Buffer.byteLength(text ?? ''),
    url: self,
    html_url: html,
    git_url: git,
    download_url: text === undefined ? null : `${repository.html}/raw/${ref}/${path}`,
    type: text === undefined ? 'dir' : 'file',
    _links: { self, git, html },
  }
}
