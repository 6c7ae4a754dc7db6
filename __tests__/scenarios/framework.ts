import { chmod } from 'node:fs/promises'
import { join } from 'node:path'
import { type Packaging, packaging, program } from '../engines/packaging.ts'
import { type Scene, scene } from './scene.ts'

/** A service of the Serverless Framework, in the words of the configuration. */
export const SERVICE = `version: 1
stacks:
  - name: service
    serverless: { stage: live }
`

/** A scene with such a service, packaged by a program in place of the framework's. */
export interface FrameworkScene extends Scene {
  /** What packaging makes from now on; `before` is run by the program first. */
  packs(said: Packaging, before?: string): Promise<void>
  /** How many change sets were executed. */
  executed(): number
}

/** Opens it; the bucket that the stack makes is there, since the scripted server makes no buckets. */
export async function frameworkScene(configuration: string): Promise<FrameworkScene> {
  const world = await scene()
  world.aws.objects.createBucket('made-by-the-stack')
  const packs = async (said: Packaging, before?: string): Promise<void> => {
    await world.write('node_modules/.bin/osls', program(packaging(said), before))
    await chmod(join(world.folder, 'node_modules/.bin/osls'), 0o755)
  }
  await world.write('.github/deploy.yml', configuration)
  await packs({})
  const executed = () => world.aws.calls.filter(({ action }) => action === 'ExecuteChangeSet').length
  return { ...world, packs, executed }
}
