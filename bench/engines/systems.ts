import { type Example, type ExampleName, examples } from '../../__tests__/world/tools/examples.ts'

type Command = Example['deploy']

/** An example system, how its team deploys it by hand, and how we are told to. */
export interface System {
  readonly name: ExampleName
  readonly engine: string
  /** What runs before both and is timed for neither. */
  readonly before: readonly Command[]
  /** The tool's own deployment. */
  readonly own: readonly Command[]
  /** Our configuration, below `stacks`. */
  readonly stacks: string
  /** How long a change may take with us, as a part of what the tool takes. */
  readonly most: number
}

const byItself = ({ build, deploy }: Example) => ({ before: [], own: [...build, deploy] })

/** The systems of the race, in their environment `staging`. */
export const systems: readonly System[] = [
  {
    name: 'pixel-prompt',
    engine: 'SAM',
    ...byItself(examples['pixel-prompt']),
    stacks: '  - { name: pixel-prompt-staging, sam: { directory: backend, config-env: staging } }',
    most: 0.45,
  },
  {
    name: 'btl-run',
    engine: 'SAM, nested stacks',
    ...byItself(examples['btl-run']),
    stacks: '  - { name: btl-run-staging, sam: { directory: ., config-env: staging } }',
    most: 0.45,
  },
  {
    name: 'trivia-nft',
    engine: 'CDK, three stacks',
    ...byItself(examples['trivia-nft']),
    // The account stands in for the credentials that synthesizing has not.
    stacks:
      '  - { name: infrastructure, account: "111122223333", cdk: { directory: infrastructure, stacks: ["TriviaNft-staging-*"], context: { environment: staging } } }',
    most: 1.15,
  },
  {
    name: 'sjc1990app',
    engine: 'Serverless (osls)',
    ...byItself(examples.sjc1990app),
    stacks: '  - { name: sjc1990app-staging, serverless: { directory: ., stage: staging } }',
    most: 0.3,
  },
  {
    name: 'npm-service',
    engine: 'plain, two stacks',
    before: examples['npm-service'].build,
    // What `npm run deploy` starts, without the seconds that npm takes.
    own: [['node', 'scripts/deploy.mjs']],
    stacks: `  - { name: service-data, template: dist/data.json }
  - { name: service-api, template: dist/api.json, depends-on: [service-data] }`,
    most: 0.5,
  },
]
