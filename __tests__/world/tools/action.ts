import { readFile } from 'node:fs/promises'
import { getCACertificates, setDefaultCACertificates } from 'node:tls'
import { type Result, type Run, step } from '../core/step.ts'
import type { Copy } from './copy.ts'
import type { ToolsWorld } from './tools-world.ts'

/** The action in this process, with its real adapters, in a world of real tools. */
export interface Action {
  /** One run with the copy as its workspace. */
  run(copy: Pick<Copy, 'folder'>, run?: Run): Promise<Result>
  close(): void
}

/** Lets this process find the world until it is closed: the SDK reads the endpoint from it, and TLS whom it trusts. */
export async function actionIn({ access, endpoints, env }: ToolsWorld): Promise<Action> {
  const trusted = getCACertificates('default')
  setDefaultCACertificates([...trusted, await readFile(endpoints.caFile, 'utf8')])
  process.env['AWS_ENDPOINT_URL'] = access.endpoint
  let runs = 0
  return {
    run: ({ folder }, { inputs = {}, cancelWhen } = {}) => {
      runs += 1
      const own = { ...env, HTTPS_PROXY: endpoints.url }
      return step({ workspace: folder, env: own, runId: String(runs), inputs, cancelWhen })
    },
    close: () => setDefaultCACertificates(trusted),
  }
}
