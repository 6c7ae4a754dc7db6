export type Association = 'OWNER' | 'MEMBER' | 'COLLABORATOR' | 'CONTRIBUTOR' | 'NONE'

/** What its owner pays for decides how a private repository can be protected: https://docs.github.com/en/actions/reference/workflows-and-actions/deployments-and-environments */
export type Plan = 'free' | 'team' | 'enterprise'

/** How a repository begins. Private by default, because that is where permissions matter most. */
export interface Seed {
  readonly private?: boolean
  readonly defaultBranch?: string
  readonly archived?: boolean
  readonly hasIssues?: boolean
  readonly immutableReleases?: boolean
  readonly plan?: Plan
  readonly members?: Readonly<Record<string, Association>>
  readonly files?: Readonly<Record<string, string>>
}
