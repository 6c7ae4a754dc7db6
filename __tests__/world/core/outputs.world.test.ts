import { CreateBucketCommand, GetObjectCommand, PutObjectCommand } from '@aws-sdk/client-s3'
import { CreateSecretCommand, GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager'
import { GetParameterCommand, SSMClient } from '@aws-sdk/client-ssm'
import { afterAll, beforeAll, expect, it } from '@jest/globals'
import { describeWithMinistack } from '../ministack/for-tests.ts'
import { type CoreWorld, openCoreWorld } from './core-world.ts'
import { DEPLOYED, LIMIT_MS, told } from './step.ts'

const TEMPLATE = 'Resources:\n  Queue: { Type: AWS::SQS::Queue }\nOutputs:\n  Url: { Value: !Ref Queue }\n'
const REST = `secrets:
  - { name: app/made, json-key: password, missing: generate, length: 24 }
  - { name: /app/made, store: ssm, missing: generate, alphabet: hex }
outputs-to:
  - secret: { id: app/api, keys: { URL: "\${outputs.Url}" } }
  - parameter: { name: /app/url, value: "\${outputs.Url}" }
  - config: { to: "s3://web/config.json", keys: { url: "\${outputs.Url}" } }
`

await describeWithMinistack('outputs and secrets on MiniStack', () => {
  let world: CoreWorld
  beforeAll(async () => {
    world = await openCoreWorld()
  }, 90_000)
  afterAll(() => world.close())

  it(
    'stand where others read them, and are left alone from then on',
    async () => {
      const [secrets, parameters] = [new SecretsManagerClient(world.access), new SSMClient(world.access)]
      await secrets.send(new CreateSecretCommand({ Name: 'app/api', SecretString: '{"KEY":"kept"}' }))
      await world.objects.send(new CreateBucketCommand({ Bucket: 'web' }))
      const file = { Bucket: 'web', Key: 'config.json' }
      await world.objects.send(new PutObjectCommand({ ...file, Body: '{"theme":"dark"}', CacheControl: 'max-age=60' }))
      const text = async (SecretId: string) => (await secrets.send(new GetSecretValueCommand({ SecretId }))).SecretString ?? ''
      const parameter = async (Name: string) => {
        const { Parameter } = await parameters.send(new GetParameterCommand({ Name, WithDecryption: true }))
        return [Parameter?.Type, Parameter?.Value, Parameter?.Version]
      }
      const system = await world.system('told')
      await system.configure('', REST)
      await system.template(TEMPLATE)
      expect(told(await system.deploy())).toEqual(DEPLOYED)
      const url = (await system.stack())?.Outputs?.[0]?.OutputValue
      const [made, hex] = [await text('app/made'), await parameter('/app/made')]
      expect(JSON.parse(await text('app/api'))).toEqual({ KEY: 'kept', URL: url })
      expect(await parameter('/app/url')).toEqual(['String', url, 1])
      expect(JSON.parse(made)).toEqual({ password: expect.stringMatching(/^\w{24}$/) })
      expect(hex).toEqual(['SecureString', expect.stringMatching(/^[0-9a-f]{32}$/), 1])
      const stored = await world.objects.send(new GetObjectCommand(file))
      expect([JSON.parse((await stored.Body?.transformToString()) ?? ''), stored.CacheControl]).toEqual([
        { theme: 'dark', url },
        'max-age=60',
      ])
      expect(told(await system.deploy())).toEqual([false, 'successful', 'NOTHING_TO_CHANGE'])
      expect([await text('app/made'), await parameter('/app/made'), await parameter('/app/url')]).toEqual([
        made,
        hex,
        ['String', url, 1],
      ])
    },
    LIMIT_MS,
  )
})
