import { createHash } from 'node:crypto'
import { urlHost } from '../cloudformation/kinds.ts'
import type { ResourceRecord } from '../cloudformation/records.ts'
import { type Fields, fieldsOf, numberOf, textOf } from '../http/params.ts'
import type { World } from '../world.ts'
import { Journal } from './journal.ts'
import { type Ending, Sandbox } from './sandbox.ts'

/** The longest that loading may take. https://docs.aws.amazon.com/lambda/latest/dg/lambda-runtime-environment.html */
const INIT_LIMIT_MS = 10_000
const DEFAULT_TIMEOUT_S = 3
const DEFAULT_MEMORY_MB = 128

/** A function as it is deployed at this moment. */
export interface Deployed {
  readonly name: string
  readonly arn: string
  readonly code: string
  readonly properties: Fields
  readonly url: ResourceRecord
}

/** Runs the functions of deployed templates, each in processes of its own. */
export class Functions {
  readonly #world: World
  #idle = new Map<string, Sandbox[]>()
  #all = new Set<Sandbox>()

  constructor(world: World) {
    this.#world = world
  }

  /** The function behind the host of a function URL. */
  behind(host: string): Deployed | undefined {
    const records = this.#world.stacks.entries.flatMap(({ history }) => [...history.now.resources.values()])
    const live = records.filter(({ status, physicalId }) => physicalId !== undefined && status !== 'DELETE_COMPLETE')
    const url = live.find((one) => one.type === 'AWS::Lambda::Url' && urlHost(one.physicalId ?? '', this.#world.region) === host)
    const name = url?.physicalId?.split(':function:')[1]
    const found = live.find((one) => one.type === 'AWS::Lambda::Function' && one.name === name)
    if (!url || !found || name === undefined) return undefined
    const code = textOf(fieldsOf(found.properties, 'Code'), 'ZipFile') ?? ''
    return { name, arn: url.physicalId ?? '', code, properties: found.properties, url }
  }

  /** Whether anybody may call it: a function URL needs a permission of its own. */
  isPublic({ url, name, arn }: Deployed): boolean {
    if (url.properties['AuthType'] !== 'NONE') return false
    const records = this.#world.stacks.entries.flatMap(({ history }) => [...history.now.resources.values()])
    return records.some(({ type, status, properties }) => {
      const target = textOf(properties, 'FunctionName')
      const fits = target === name || target === arn
      return (
        type === 'AWS::Lambda::Permission' &&
        status !== 'DELETE_COMPLETE' &&
        fits &&
        properties['Action'] === 'lambda:InvokeFunctionUrl'
      )
    })
  }

  async invoke(deployed: Deployed, event: Fields): Promise<Ending> {
    const { properties, arn } = deployed
    const limit = (numberOf(properties, 'Timeout') ?? DEFAULT_TIMEOUT_S) * 1000
    const memory = numberOf(properties, 'MemorySize') ?? DEFAULT_MEMORY_MB
    const key = createHash('sha256')
      .update(JSON.stringify([arn, properties]))
      .digest('hex')
    const group = textOf(fieldsOf(properties, 'LoggingConfig'), 'LogGroup') ?? `/aws/lambda/${deployed.name}`
    const journal = new Journal(this.#world, group, { key, memory, requestId: this.#world.ids.uuid() })
    const warm = this.#idle.get(key)?.pop()
    const sandbox = warm?.alive ? warm : this.#sandbox(deployed, memory)
    if (sandbox !== warm) {
      journal.initStart(textOf(properties, 'Runtime') ?? 'nodejs')
      const began = await sandbox.start((level, text) => journal.early(level, text), INIT_LIMIT_MS)
      if (began.kind !== 'ready') return journal.initFailed(began)
    }
    journal.start()
    const message = { requestId: journal.requestId, event, deadline: Date.now() + limit, arn }
    const ending = await sandbox.invoke(message, (level, text) => journal.line(level, text), limit)
    journal.end(ending, limit)
    if (ending.kind === 'result') this.#idle.set(key, [...(this.#idle.get(key) ?? []), sandbox])
    return ending
  }

  #sandbox({ name, code, properties }: Deployed, memory: number): Sandbox {
    const variables = fieldsOf(fieldsOf(properties, 'Environment'), 'Variables')
    const environment = {
      ...Object.fromEntries(Object.entries(variables).map(([key, value]) => [key, String(value)])),
      AWS_LAMBDA_FUNCTION_NAME: name,
      AWS_LAMBDA_FUNCTION_MEMORY_SIZE: String(memory),
      AWS_REGION: this.#world.region,
    }
    const sandbox = new Sandbox({ text: code, handler: textOf(properties, 'Handler') ?? 'index.handler', environment })
    this.#all.add(sandbox)
    return sandbox
  }

  close(): void {
    for (const sandbox of this.#all) sandbox.kill()
  }
}
