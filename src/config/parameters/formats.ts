import { unknownKey } from '../rewrite.ts'
import { child, type Entry, type ListNode, type MapNode, type Mistake, mapNode, mistake, type Node, textOf } from '../tree.ts'
import { isEmpty, START } from '../yaml.ts'
import { samParameters, withoutText } from './samconfig.ts'

/** What a file says, whatever its format. */
export interface Written {
  /** As it would stand under `parameters` of a stack. */
  readonly given: MapNode
  /** Names whose value is left to the stack. */
  readonly previous: readonly string[]
  /** Written for this action: `${…}` names a value. In the files of others it is a text like any other. */
  readonly ours: boolean
}

/** Whether the name says that it is TOML. */
export const isToml = (path: string): boolean => /\.toml$/i.test(path)
const isSamconfig = (path: string): boolean => isToml(path) || /(?:^|[\\/])samconfig\.ya?ml$/i.test(path)

/** Tells the formats apart: by the name what is SAM's, by the content everything else. */
export function writtenIn(root: Node, path: string, environment: string | undefined, mistakes: Mistake[]): Written {
  if (root.type === 'scalar') {
    mistakes.push(mistake(isEmpty(root) ? START : root.span, 'there are no parameters; expected keys with values, or a list'))
    return foreign(mapNode(START, []))
  }
  if (root.type === 'list') return parameterList(root, mistakes)
  if (isSamconfig(path)) {
    const given = samParameters(root, environment, mistakes)
    if (isToml(path)) mistakes.push(...withoutText(given))
    return foreign(given)
  }
  // CodePipeline's, whose other keys are about other things:
  // https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/continuous-delivery-codepipeline-cfn-artifacts.html
  const parameters = child(root, 'Parameters')
  return parameters?.type === 'map' ? foreign(parameters) : { given: root, previous: [], ours: true }
}

const foreign = (given: MapNode): Written => ({ given, previous: [], ours: false })

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_Parameter.html */
const FIELDS = ['ParameterKey', 'ParameterValue', 'UsePreviousValue', 'ResolvedValue']

/** The list that the AWS CLI reads and writes. */
function parameterList(root: ListNode, mistakes: Mistake[]): Written {
  const given: Entry[] = []
  const previous: string[] = []
  for (const item of root.items) {
    const key = child(item, 'ParameterKey')
    const name = textOf(key)
    const unknown = item.type === 'map' ? item.entries.filter((entry) => !FIELDS.includes(entry.key)) : []
    mistakes.push(...unknown.map((entry) => mistake(entry.span, unknownKey(entry.key, FIELDS))))
    if (!key || name === undefined) mistakes.push(mistake(item.span, 'expected `ParameterKey` with the name of a parameter'))
    else if (keeps(item, mistakes)) previous.push(name)
    else given.push({ key: name, span: key.span, value: child(item, 'ParameterValue') ?? key })
  }
  return { given: mapNode(root.span, given), previous, ours: false }
}

/** Whether an item of the list leaves the value to the stack. */
function keeps(item: Node, mistakes: Mistake[]): boolean {
  const flag = child(item, 'UsePreviousValue')
  const value = child(item, 'ParameterValue')
  const wanted = flag?.type === 'scalar' && flag.value === true
  if (flag && (flag.type !== 'scalar' || typeof flag.value !== 'boolean'))
    mistakes.push(mistake(flag.span, '`UsePreviousValue` is true or false'))
  if (wanted && value) mistakes.push(mistake(value.span, '`UsePreviousValue` keeps the value of the stack, so none can be given'))
  if (!wanted && !value) mistakes.push(mistake(item.span, 'expected `ParameterValue`, or `UsePreviousValue: true`'))
  return wanted
}
