import type { GateContext } from './gate.ts'

/** The address of a page of the repository, for people. */
export const page = ({ identity, ports }: Pick<GateContext, 'identity' | 'ports'>, path: string): string =>
  `${ports.env['GITHUB_SERVER_URL'] ?? 'https://github.com'}/${identity.repository}/${path}`

/** The address that GitHub itself gives, where it gives one. */
export const linkOf = (url: unknown): { readonly link?: string } => (typeof url === 'string' && url !== '' ? { link: url } : {})

/** A name as people read it: the first letters of a commit. */
export const brief = (sha: string): string => sha.slice(0, 12)
