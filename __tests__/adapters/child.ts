// One call of an AWS adapter in a process whose environment the test made: node child.js cloudformation|logs|sts|region
import dns from 'node:dns'
import { caller } from '../../src/adapters/caller.ts'
import { clock } from '../../src/adapters/clock.ts'
import { cloudformation, profileRegion } from '../../src/adapters/cloudformation.ts'
import { logs } from '../../src/adapters/logs.ts'
import { Failure } from '../../src/foundation/failure.ts'
import { accessOf } from './access.ts'

// Every name is this machine, so that no request and no question for a name leaves it.
const here = { address: '127.0.0.1', family: 4 }
Object.assign(dns, {
  lookup: (_host: string, options: { readonly all?: boolean }, done: (error: null, found: unknown, family?: number) => void) =>
    options.all ? done(null, [here]) : done(null, here.address, here.family),
})

const { env } = process
const { signal } = new AbortController()
const region = 'eu-central-1'
const calls: Readonly<Record<string, () => Promise<unknown>>> = {
  cloudformation: () => cloudformation({ region }, accessOf(env), clock).describe('demo', signal),
  logs: () => logs({ region }, accessOf(env), clock).filter({ group: 'g', from: 0, to: 1 }, signal),
  sts: () => caller({ region }, accessOf(env), clock, signal),
  region: profileRegion,
}

const told = (thrown: unknown) => {
  const { code, message, fix } = Failure.from(thrown)
  return { code, message, fix }
}
const [, , name = ''] = process.argv
const answer = await Promise.resolve().then(calls[name]).catch(told)
process.stdout.write(JSON.stringify(answer ?? null))
