import { describe, expect, it } from '@jest/globals'
import { flow } from './flow.ts'

describe('production', () => {
  it(
    'by phrase: approved, deployed, verified',
    () =>
      flow(async ({ byPhrase, approved, aws, home }) => {
        const run = byPhrase()
        setTimeout(
          () =>
            process.stderr.write(
              `${JSON.stringify(run.told)} ${run.error} ${run.jobs.map((j) => `### ${j.name}\n${j.log.slice(-40).join('\n')}`).join('\n')}\n`,
            ),
          25000,
        ).unref()
        const end = await approved(run).catch((error: unknown) => error)
        console.log(run.told, run.error, run.jobs.map((j) => `### ${j.name}\n${j.log.join('\n')}`).join('\n'))
        expect(end).toBe('success')
        expect(aws.stacks.status('demo-production')).toBe('CREATE_COMPLETE')
        expect(home.repository.issues.all()).toEqual([])
      }),
    60_000,
  )
})
