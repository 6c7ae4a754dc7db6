import { describe, expect, it } from '@jest/globals'
import type { Assembly } from '../../src/domain/stack.ts'
import type { StackDescription } from '../../src/ports/cloudformation.ts'
import type { Core } from '../../src/stack/core.ts'
import { snapshotOf } from '../../src/stack/snapshot.ts'

const TEMPLATE = `Parameters:
  Image: { Type: 'AWS::SSM::Parameter::Value<AWS::EC2::Image::Id>', Default: /images/web }
  Asked: { Type: 'AWS::SSM::Parameter::Value<String>' }
  Size: { Type: String, Default: small }
Resources: {}
`

const STACK: StackDescription = {
  id: 'arn:aws:cloudformation:us-east-1:123456789012:stack/demo/1',
  name: 'demo',
  status: 'CREATE_COMPLETE',
  changedAt: '2026-11-20T08:00:00.000Z',
  parameters: { Image: '/images/api', Asked: '/asked', Size: 'large' },
  outputs: {},
  tags: {},
  capabilities: [],
  notificationArns: [],
  terminationProtection: false,
}

describe('what is kept of a parameter that Systems Manager resolves', () => {
  it.each<[string, Partial<StackDescription>, readonly string[]]>([
    ['its name, where name and value are told apart', { lookedUp: ['Image', 'Asked'] }, ['Image', 'Asked', 'Size']],
    ['nothing where they are not, as its default names it', {}, ['Asked', 'Size']],
  ])('is %s', async (_what, told, names) => {
    const unused = {} as Core
    const assembly = { region: 'us-east-1', policies: {} } as Assembly
    const { parameters } = await snapshotOf(unused, assembly, { ...STACK, ...told }, TEMPLATE)
    expect(parameters).toEqual(Object.fromEntries(names.map((name) => [name, STACK.parameters[name]])))
  })
})
