/** What the hostile package of the flows tries, what it gets where the jobs are as the reusable workflow has them, and where they are not. */
export interface Attempt {
  readonly tries: string
  readonly gets: string
  /** In a job that leaves the token in the checkout, may write, and may ask for an identity token. */
  readonly elsewhere: string
  readonly why: string
}

/** What it tells of itself; docs/security.md has the same rows. */
export const attempts: readonly Attempt[] = [
  {
    tries: 'secrets in the environment',
    gets: 'nothing',
    elsewhere: 'a token',
    why: 'the job `build` is given none',
  },
  {
    tries: 'secrets of the processes above',
    gets: 'nothing',
    elsewhere: 'a token',
    why: 'the same',
  },
  {
    tries: 'tokens on the disk',
    gets: 'nothing',
    elsewhere: 'a token',
    why: 'the checkout keeps no credentials (`persist-credentials: false`)',
  },
  {
    tries: "GitHub's API, with the token in the runner's memory",
    gets: 'nothing',
    elsewhere: 'a branch, a deployment, a release, a status, an issue',
    why: 'the token of the job reads the code, and does nothing else',
  },
  {
    tries: 'an identity token',
    gets: 'nothing',
    elsewhere: 'an identity token',
    why: 'the job has no `id-token: write`, so no role of AWS either',
  },
  {
    tries: 'what later steps are started with',
    gets: 'nothing',
    elsewhere: 'a token',
    why: 'the step behind it gets no token (`github-token: ""`)',
  },
]
