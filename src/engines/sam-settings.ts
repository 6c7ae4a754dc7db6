import type { Finding } from '../domain/finding.ts'
import { outline } from '../stack/template.ts'
import type { Target } from './engine.ts'
import type { SamSettings } from './sam-config.ts'
import { misconfigured } from './sam-document.ts'

/** `sam deploy` and we must mean the same stack: otherwise there would be two. */
export function refuseOther(
  { system, region }: Target<unknown>,
  { file, environment, stackName, region: own }: SamSettings,
): void {
  const refused = (key: string, theirs: string, ours: string, fix: string) =>
    misconfigured(
      `${file} says ${key} ${JSON.stringify(theirs)} for “${environment}”, and this action would deploy ${ours}.`,
      fix,
    )
  if (stackName !== undefined && stackName !== system)
    throw refused('stack_name', stackName, `stack ${system}`, `Name the stack ${stackName} here, or correct its name there.`)
  if (own !== undefined && own !== region)
    throw refused('region', own, `to ${region}`, `Set \`region: ${own}\` for the stack, or correct the region there.`)
}

/** SAM hands on only the parameters that the template declares. */
export function declared(body: string, { parameters }: SamSettings) {
  const { Parameters: names = {} } = outline(body).data as { readonly Parameters?: object }
  const known = ([name]: readonly [string, string]) => Object.hasOwn(names, name)
  const all = Object.entries(parameters)
  return { parameters: Object.fromEntries(all.filter(known)), ignored: all.filter((one) => !known(one)).map(([name]) => name) }
}

/** What a person must know of settings that have no effect. */
export const told = (
  { system }: Target<unknown>,
  { file, unheeded }: SamSettings,
  ignored: readonly string[],
): readonly Finding[] => [
  ...ignored.map((name) => ({
    severity: 'medium' as const,
    title: `${file} gives the parameter ${name}, which the template does not declare`,
    impact: 'It has no effect, as with `sam deploy`.',
    fix: 'Correct its name, or take it out.',
    where: system,
  })),
  ...unheeded.map((key) => ({
    severity: 'low' as const,
    title: `\`${key}\` in ${file} is not followed`,
    ...INSTEAD[key],
    where: system,
  })),
]

const INSTEAD: Readonly<Record<string, Pick<Finding, 'cause' | 'fix'>>> = {
  disable_rollback: { fix: 'Set `on-deploy-failure: keep` for the stack, if a failed deployment is to stay as it is.' },
  on_failure: { fix: 'Set `on-deploy-failure` for the stack.' },
  kms_key_id: { cause: 'Artifacts are encrypted as their bucket says.', fix: 'Make the key the default of the bucket.' },
  profile: { cause: 'There are no profiles on a runner.', fix: 'Configure credentials in a step before this one.' },
}
