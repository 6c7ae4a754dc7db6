import { afterAll, beforeAll, expect } from '@jest/globals'
import { sideBySide } from '../../world/side-by-side.ts'
import type { ExampleName } from '../../world/tools/examples.ts'
import { describeWithTools } from '../../world/tools/for-tests.ts'
import { spent } from '../spent.ts'
import { logs, told } from '../told.ts'
import { openStage, type Stage, TOOLS } from './stage.ts'
import { asTeam } from './team.ts'
import { teams } from './teams.ts'

const LIMIT_MS = 300_000

await describeWithTools(TOOLS, 'the flow of a team, from its push to an approved production', () => {
  const story = sideBySide()
  const lines: string[] = []
  let stage: Stage
  beforeAll(async () => {
    stage = await openStage()
  }, 90_000)
  afterAll(async () => {
    process.stdout.write(`${lines.join('\n')}\n`)
    await stage.close()
  })

  for (const name of Object.keys(teams) as ExampleName[]) {
    story(name, () => produced(name), LIMIT_MS)
  }

  async function produced(name: ExampleName): Promise<void> {
    const { before, minutesAfterStaging: minutes = 0, start, ...ways } = teams[name]
    await asTeam(stage, name, ways, async (team) => {
      const { hub, home, approved, answer } = team
      await before?.(team, stage)
      for (const run of hub.happen({ name: 'push' })) {
        if ((await run.done) !== 'success') throw new Error(logs(run))
        lines.push(`${name}, push: ${spent(home, run)}`)
      }
      hub.advance({ minutes })
      const run = start(team)
      if ((await approved(run)) !== 'success') throw new Error(logs(run))
      lines.push(`${name}, production: ${spent(home, run)}`)
      const environments = ways.environments.filter((environment) => environment !== 'dev')
      expect(told(home)).toEqual({
        issues: name === 'trivia-nft' ? ['open Release'] : [],
        deployments: environments.map((environment) => `${environment} success deploy-action/1 successful`),
      })
      expect(await answer('production')).toBe('1.0.0')
    })
  }
})
