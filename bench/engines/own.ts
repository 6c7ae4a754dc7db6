import type { Copy } from '../../__tests__/world/tools/copy.ts'
import type { Deployed } from './race.ts'
import type { System } from './systems.ts'

/** Deploys with the commands of the team; each is a phase. */
export async function ownDeployment({ own }: Pick<System, 'own'>, copy: Pick<Copy, 'run'>): Promise<Deployed> {
  const phases: Record<string, number> = {}
  for (const command of own) {
    const { code, output, seconds } = await copy.run(...command)
    if (code !== 0) throw new Error(`${command.join(' ')} ended with ${code}:\n${output}`)
    phases[spoken(command)] = seconds
  }
  return { seconds: Object.values(phases).reduce((total, one) => total + one, 0), phases }
}

/** A command without its options. */
const spoken = (command: readonly string[]): string =>
  command.filter((_word, at) => !command.slice(0, at + 1).some((word) => word.startsWith('-'))).join(' ')
