import { afterAll, beforeAll, expect } from '@jest/globals'
import { describeWithMinistack } from '../ministack/for-tests.ts'
import { sideBySide } from '../side-by-side.ts'
import { type CoreWorld, openCoreWorld } from './core-world.ts'
import { DEPLOYED, LIMIT_MS, told } from './step.ts'
import { BROKEN, versioned } from './templates.ts'

// Of failing updates the scripted server has the rest: CREATE_FAILED for a resource that the update added, and the clean-up that
// follows an update with its DELETE events, neither of which MiniStack tells.
await describeWithMinistack('the action on MiniStack', () => {
  let world: CoreWorld
  beforeAll(async () => {
    world = await openCoreWorld()
  }, 90_000)
  afterAll(() => world.close())

  const story = sideBySide()

  story(
    'creates a stack, updates it, and finds that there is nothing to change',
    async () => {
      const system = await world.system('story')
      await system.template(versioned('v1'))
      expect(told(await system.deploy())).toEqual(DEPLOYED)
      expect(await system.answer()).toBe('v1')
      await system.template(versioned('v2'))
      const second = await system.deploy()
      expect(told(second)).toEqual(DEPLOYED)
      expect(second.record.stacks[0]?.plan?.changes.map(({ action, logicalId }) => `${action} ${logicalId}`)).toContain(
        'Modify Function',
      )
      expect(await system.answer()).toBe('v2')
      expect(told(await system.deploy())).toEqual([false, 'successful', 'NOTHING_TO_CHANGE'])
      expect(await system.answer()).toBe('v2')
    },
    LIMIT_MS,
  )

  story(
    'keeps the values of parameters that are not named',
    async () => {
      const system = await world.system('kept')
      const more = {
        parameters: '  Word: { Type: String, Default: of-the-template }\n  Other: { Type: String, Default: first }',
        resources: "  Words: { Type: AWS::SSM::Parameter, Properties: { Type: String, Value: !Sub '${Word} ${Other}' } }",
        outputs: '  Words: { Value: !GetAtt Words.Value }',
      }
      await system.template(versioned('v1', more))
      await system.configure('    parameters: { Word: of-the-first-deployment }\n')
      expect(told(await system.deploy())).toEqual(DEPLOYED)
      await system.configure('    parameters: { Other: second }\n')
      const result = await system.deploy()
      expect(told(result)).toEqual(DEPLOYED)
      expect(JSON.parse(result.outputs['stacks'] ?? '')).toMatchObject({
        kept: { status: 'UPDATE_COMPLETE', outputs: { Words: 'of-the-first-deployment second' } },
      })
    },
    LIMIT_MS,
  )

  story(
    'tells why a first creation failed, and may then take what it left away and deploy',
    async () => {
      const system = await world.system('stillborn')
      await system.template(versioned('v1', { resources: BROKEN }))
      const result = await system.deploy()
      expect(told(result)).toEqual([true, 'failed', 'DEPLOY_FAILED'])
      expect(result.record.stacks[0]?.operation).toMatchObject({
        status: 'ROLLBACK_COMPLETE',
        rootCause: { logicalId: 'Broken', type: 'AWS::Lambda::Url' },
      })
      await system.template(versioned('v1'))
      expect(told(await system.deploy())).toEqual([true, 'error', 'STACK_STUCK'])
      await system.configure('', 'recover: [delete-failed-create]\n')
      const mended = await system.deploy()
      expect(told(mended)).toEqual(DEPLOYED)
      expect(mended.record.stacks[0]?.mended).toEqual(['delete-failed-create'])
      expect(await system.answer()).toBe('v1')
    },
    LIMIT_MS,
  )

  story(
    'tells why an update failed, and the old version still answers',
    async () => {
      const system = await world.system('torn')
      await system.template(versioned('v1'))
      expect(told(await system.deploy())).toEqual(DEPLOYED)
      await system.template(versioned('v2', { resources: BROKEN }))
      const result = await system.deploy()
      expect(told(result)).toEqual([true, 'failed', 'DEPLOY_FAILED'])
      expect(result.record.stacks[0]?.operation).toMatchObject({
        status: 'UPDATE_ROLLBACK_COMPLETE',
        rootCause: { logicalId: 'Broken' },
      })
      expect(result.summary.split('\n')[0]).toContain('CloudFormation put the old version back')
      expect(await system.answer()).toBe('v1')
    },
    LIMIT_MS,
  )

  story(
    'leaves nothing of a stack whose first creation failed, where that is asked for',
    async () => {
      const system = await world.system('gone')
      await system.configure('    on-deploy-failure: delete\n')
      await system.template(versioned('v1', { resources: BROKEN }))
      const result = await system.deploy()
      expect(told(result)).toEqual([true, 'failed', 'DEPLOY_FAILED'])
      expect(result.record.stacks[0]?.operation?.rootCause).toMatchObject({ logicalId: 'Broken' })
      expect(JSON.parse(result.outputs['stacks'] ?? '')).toMatchObject({ gone: { status: 'DELETE_COMPLETE' } })
      await expect(system.stack()).rejects.toThrow('does not exist')
      await system.template(versioned('v1'))
      expect(told(await system.deploy())).toEqual(DEPLOYED)
      expect(await system.answer()).toBe('v1')
    },
    LIMIT_MS,
  )
})
