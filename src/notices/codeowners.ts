/**
 * The most people that GitHub assigns to one issue.
 * https://docs.github.com/en/issues/tracking-your-work-with-issues/using-issues/assigning-issues-and-pull-requests-to-other-github-users
 */
export const MAX_ASSIGNEES = 10

const EVERYTHING = new Set(['*', '**', '/**', '**/*', '/**/*'])
const USER = /^@([A-Za-z0-9](?:[A-Za-z0-9-]{0,38}))$/

/**
 * The users who own everything: those of the last rule that matches every file. Teams and addresses cannot be assigned.
 * https://docs.github.com/en/repositories/managing-your-repositorys-settings-and-features/customizing-your-repository/about-code-owners
 */
export function ownersOf(codeowners: string): readonly string[] {
  const rules = codeowners.split(/\r?\n/).map((line) =>
    line
      .replace(/(^|\s)#.*$/, '')
      .trim()
      .split(/\s+/),
  )
  const [, ...owners] = rules.findLast(([pattern]) => pattern !== undefined && EVERYTHING.has(pattern)) ?? []
  return owners.flatMap((owner) => USER.exec(owner)?.[1] ?? [])
}
