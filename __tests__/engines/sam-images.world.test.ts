import { rm } from 'node:fs/promises'
import { expect, it } from '@jest/globals'
import { refusal } from '../artifacts/workspace.ts'
import { describeWithTools } from '../world/tools/for-tests.ts'
import { realTools } from '../world/tools/tools.ts'
import { samBench } from './sam-bench.ts'

const TEMPLATE = `Transform: AWS::Serverless-2016-10-31
Resources:
  Service:
    Type: AWS::Serverless::Function
    Properties: { PackageType: Image }
    Metadata: { DockerContext: ., Dockerfile: Dockerfile }
`
/** Where no container engine listens, whatever runs on this machine. */
const NOBODY = 'unix:///dev/null/docker.sock'

await describeWithTools(['sam'], 'an image that SAM is to build', () => {
  it('is refused where no container engine is, with what to do about it', async () => {
    const [bench, { path }] = [await samBench(), await realTools(['sam'])]
    await bench.write('backend/template.yaml', TEMPLATE)
    await bench.write('backend/Dockerfile', 'FROM scratch\n')
    const options = { 'image-repository': '111122223333.dkr.ecr.us-east-1.amazonaws.com/demo' }
    expect(await refusal(bench.synthesize({ options, env: { PATH: path, DOCKER_HOST: NOBODY } }))).toMatchObject({
      code: 'TOOL_FAILED',
      message: expect.stringContaining('requires a container runtime'),
      fix: expect.stringContaining('Run it where Docker or Finch is running'),
    })
    await bench.close()
    await rm(bench.build, { recursive: true, force: true })
  }, 60_000)
})
