/** GitHub's limits, each with where it is said. Lengths count characters, not bytes. */
export const limits = {
  /** https://docs.github.com/en/rest/issues/issues answers "is too long (maximum is 65536 characters)" beyond it. */
  body: 65_536,
  /** https://docs.github.com/en/rest/issues/issues answers "is too long (maximum is 256 characters)" beyond it. */
  title: 256,
  /** https://docs.github.com/en/rest/releases/releases answers "is too long (maximum is 125000 characters)" beyond it. */
  releaseBody: 125_000,
  /** https://docs.github.com/en/rest/issues/labels answers "is too long (maximum is 50 characters)" beyond it. */
  labelName: 50,
  /** https://docs.github.com/en/rest/issues/labels#create-a-label */
  labelDescription: 100,
  /** https://docs.github.com/en/issues/using-labels-and-milestones-to-track-work */
  labelsOfIssue: 100,
  /** https://docs.github.com/en/rest/issues/assignees#add-assignees-to-an-issue */
  assignees: 10,
  /** https://docs.github.com/en/rest/commits/statuses answers "is too long (maximum is 140 characters)" beyond it. */
  statusDescription: 140,
  /** https://docs.github.com/en/rest/commits/statuses#create-a-commit-status */
  statusesOfContext: 1_000,
  /** https://docs.github.com/en/rest/deployments/statuses#create-a-deployment-status */
  deploymentDescription: 140,
  /** https://docs.github.com/en/rest/repos/contents#get-repository-content: larger files come without their content. */
  contentBytes: 1_048_576,
  /** https://docs.github.com/en/rest/commits/commits#compare-two-commits */
  commitsOfComparison: 250,
  filesOfComparison: 300,
  /** https://docs.github.com/en/rest/using-the-rest-api/using-pagination-in-the-rest-api */
  perPage: 30,
  perPageMost: 100,
  /** https://docs.github.com/en/rest/using-the-rest-api/rate-limits-for-the-rest-api: the workflow's token, a person's, nobody's. */
  callsOfBot: 1_000,
  callsOfUser: 5_000,
  callsOfNobody: 60,
} as const
