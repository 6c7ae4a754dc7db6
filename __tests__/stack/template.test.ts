import { describe, expect, it } from '@jest/globals'
import { outline } from '../../src/stack/template.ts'

describe('the outline of a template', () => {
  it('gives line and type of each resource, short tags and all', () => {
    const body = `Parameters: { Name: { Type: String } }
Resources:
  # A comment
  Queue:
    Type: AWS::SQS::Queue
    Properties: { QueueName: !Sub '\${Name}-q', Tags: !If [ A, !Ref B, !GetAtt C.Arn ] }
  Topic: { Type: AWS::SNS::Topic, Properties: { TopicName: !Join [ '-', [ a, !Ref Name ] ] } }
`
    const { types, line } = outline(body)
    expect(types).toEqual({ Queue: 'AWS::SQS::Queue', Topic: 'AWS::SNS::Topic' })
    expect(['Queue', 'Topic', 'Other'].map(line)).toEqual([4, 7, undefined])
  })

  it('reads JSON', () => {
    const body = JSON.stringify({ Resources: { Queue: { Type: 'AWS::SQS::Queue' } } }, null, 2)
    expect(outline(body)).toMatchObject({ types: { Queue: 'AWS::SQS::Queue' }, data: JSON.parse(body) })
    expect(outline(body).line('Queue')).toBe(3)
  })

  it.each([
    ['nothing', ''],
    ['a text', 'hello'],
    ['a list', '- a\n- b'],
    ['no resources', 'Outputs: {}'],
    ['resources that are a list', 'Resources: [ 1 ]'],
    ['resources that are nothing', 'Resources:'],
    ['a binary', '\u0000\u0001\u001b[31m'],
  ])('is empty for %s', (_, body) => {
    expect(outline(body)).toMatchObject({ types: {}, data: {} })
    expect(outline(body).line('Queue')).toBeUndefined()
  })

  it.each([
    ['broken YAML', 'Resources:\n  Queue: { Type: AWS::SQS::Queue\n  Topic: [ }'],
    ['tabs', 'Resources:\n\tQueue: { Type: a }'],
    ['an alias to nothing', 'Resources:\n  Queue: *nobody'],
    ['two of a name', 'Resources:\n  Queue: { Type: a }\n  Queue: { Type: b }'],
    ['a name that is no text', 'Resources:\n  [ 1 ]: { Type: a }'],
    ['a resource called __proto__', 'Resources:\n  __proto__: { Type: a }'],
    ['an alias of itself', 'Resources: &all\n  Queue: *all'],
    [
      'a bomb of aliases',
      `a: &a [x,x,x,x,x,x,x,x,x]\n${[...'bcdefghi'].map((n, i) => `${n}: &${n} [${Array(9).fill(`*${'abcdefgh'[i]}`).join(',')}]`).join('\n')}\nResources: { Queue: { Type: a } }`,
    ],
    ['deep nesting', `Resources: { Queue: { Type: a, Properties: ${'['.repeat(2000)}${']'.repeat(2000)} } }`],
  ])('never throws: %s', (_, body) => {
    expect(() => outline(body).line('Queue')).not.toThrow()
    expect(({} as { Type?: string }).Type).toBeUndefined()
  })
})
