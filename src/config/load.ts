import type { SecretPlace } from '../domain/late.ts'
import { sha256 } from '../foundation/digest.ts'
import { Failure } from '../foundation/failure.ts'
import type { Config, Values } from './config.ts'
import { type Finding, validated } from './explain.ts'
import { secretOf } from './lookup.ts'
import {
  expanded,
  type Known,
  lateParametersOf,
  openParametersOf,
  secretParametersOf,
  secretsIn,
  wrongNames,
  wrongOutputs,
} from './names.ts'
import { didYouMean } from './nearest.ts'
import { wrongOrder } from './order.ts'
import { environmentsOf, overlaid, withDefaults } from './overlay.ts'
import { withoutReason, wrongMonitoring, wrongWaivers } from './policies.ts'
import { listed, type Problem, problemsOf } from './problem.ts'
import { configOf, type Normalised } from './ready.ts'
import { rewritten, withTexts } from './rewrite.ts'
import { type MapNode, type Mistake, mistake, type Node } from './tree.ts'
import { parseYaml, unmarked } from './yaml.ts'

/** The file with everything that its meaning depends on. */
export interface Source {
  readonly path: string
  readonly text: string
  /** The name of the environment that was asked for. */
  readonly environment?: string
  readonly values: Values
  /** Where secrets may be unset, as nothing in this job uses them. */
  readonly late?: readonly SecretPlace[]
}

/** What loading gives: the configuration, and the secret values in it, to be masked before anything is written. */
export interface Loaded {
  readonly config: Config
  readonly secrets: readonly string[]
}

/** The configuration of the chosen environment. Every mistake of the file, in whatever environment, is in the one failure. */
export function load(source: Source): Loaded {
  const { loaded, mistakes } = examined(source)
  if (loaded) return loaded
  const problems = problemsOf(unmarked(source.text), mistakes)
  const codes = new Set(problems.map(({ code }) => code))
  const [code = 'CONFIG_INVALID'] = codes
  throw new Failure(listed(source.path, problems), { code: codes.size === 1 ? code : 'CONFIG_INVALID' })
}

/** What a user must correct, each with its place, for annotations; none where the file can be loaded. */
export const mistakesIn = (source: Source): readonly Problem[] => problemsOf(unmarked(source.text), examined(source).mistakes)

interface Examined {
  readonly loaded?: Loaded
  readonly mistakes: readonly Mistake[]
}

function examined(source: Source): Examined {
  const text = unmarked(source.text)
  const { root, mistakes: unread } = parseYaml(text)
  if (root?.type !== 'map') return { mistakes: unread }
  const environments = environmentsOf(root)
  const asked = environments.entries.find(({ key }) => key === source.environment)
  const mistakes = [...environments.mistakes, ...unknownEnvironment(root, source.environment)]
  const file = { text, root, mistakes }
  const others = environments.entries.filter((entry) => entry !== asked)
  for (const { value } of others) examineView(file, value, { partial: false })
  if (asked) examineView(file, undefined, { partial: true })
  const data = examineView(file, asked?.value, {
    partial: false,
    known: { values: { ...source.values, ...named(source) }, late: source.late ?? [] },
  })
  if (mistakes.length > 0 || !data) return { mistakes }
  const secrets = secretsIn(root).flatMap((name) => secretOf(name, source.values) || [])
  return { loaded: { config: configOf(data, { ...source, sha256: sha256(source.text) }), secrets }, mistakes }
}

const named = ({ environment, values }: Source) => {
  const name = values.environment ?? environment
  return name === undefined ? {} : { environment: name }
}

interface View {
  /** What is asked for may still come from an environment. */
  readonly partial: boolean
  /** There for the chosen environment: names are replaced. */
  readonly known?: Known
}

/** Looks at the file as one environment sees it. */
function examineView(
  { text, root, mistakes }: { readonly text: string; readonly root: MapNode; readonly mistakes: Mistake[] },
  environment: Node | undefined,
  { partial, known }: View,
): Normalised | undefined {
  const before = mistakes.length
  const written = rewritten(withDefaults(overlaid(root, environment, mistakes), mistakes), mistakes, partial)
  // A list may be empty only because its items were refused.
  const refused = mistakes.length > before
  const unknown = wrongNames(text, written)
  const unset: Mistake[] = []
  const ready = withTexts(known && unknown.length === 0 ? expanded(text, written, known, unset) : written)
  const whole = known !== undefined && unknown.length === 0 && unset.length === 0
  const { data, mistakes: findings } = validated(ready)
  const counted = findings.filter(
    (finding) => !(partial && missing(finding)) && !(refused && finding.keyword === 'minItems') && (whole || !waiting(finding)),
  )
  mistakes.push(...unknown, ...unset, ...counted, ...wrongOrder(ready), ...wrongMonitoring(ready))
  if (!partial) mistakes.push(...withoutReason(ready), ...wrongWaivers(ready))
  if (unknown.length === 0) mistakes.push(...wrongOutputs(text, ready))
  if (!whole || mistakes.length > 0) return undefined
  const lists = {
    secretParameters: secretParametersOf(written),
    openParameters: openParametersOf(written),
    lateParameters: lateParametersOf(written, known),
  }
  return { ...(data as Normalised), ...lists }
}

const missing = ({ keyword }: Finding): boolean => keyword === 'required' || keyword === 'minItems'

// A text that is not expanded yet may still become what is wanted; the options of checks must be so as they stand.
const waiting = ({ path, text }: Finding): boolean =>
  text?.includes('${') === true &&
  !(['verify', 'outputs-to'].includes(path[0] ?? '') && path[2] === 'options') &&
  !path.includes('hooks')

function unknownEnvironment(root: MapNode, name: string | undefined): readonly Mistake[] {
  const found = root.entries.find(({ key }) => key === 'environments')
  // A file without environments is the same for all of them: the name is a label.
  if (name === undefined || !found) return []
  const names = found.value.type === 'map' ? found.value.entries.map(({ key }) => key) : []
  if (names.includes(name)) return []
  const expected = [...names, `\`${name}: {}\` to add one that changes nothing`].join(', ')
  return [mistake(found.span, `there is no environment “${name}”; expected ${expected}${didYouMean(name, names)}`)]
}
