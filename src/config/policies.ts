import { duration, milliseconds } from '../foundation/duration.ts'
import { didYouMean } from './nearest.ts'
import { unique } from './ready-hooks.ts'
import { child, itemsOf, type Mistake, mistake, type Node, textOf } from './tree.ts'

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_RollbackConfiguration.html */
const LONGEST_MONITORING = '180m'
const MINUTE = milliseconds('1m')
/** Keys of `allow` that let something through. */
const LOOSENING = ['replace', 'remove', 'broaden-iam', 'secrets']

/** What is let through without a reason; an environment that is still to come may bring it. */
export const withoutReason = (root: Node): readonly Mistake[] =>
  [root, ...itemsOf(child(root, 'stacks'))].flatMap((holder) => {
    const allow = child(holder, 'allow')
    if (allow?.type !== 'map' || child(allow, 'reason')) return []
    const [first] = allow.entries.filter(({ key, value }) => LOOSENING.includes(key) && itemsOf(value).length > 0)
    return first ? [mistake(first.span, `\`${first.key}\` lets something through, so \`reason\` must stand beside it`)] : []
  })

/** Waivers of gates that there are not: a mistake in a name would loosen nothing, and one that is left over reads as if it did. */
export const wrongWaivers = (root: Node): readonly Mistake[] => {
  const waived = child(root, 'waive')
  if (waived?.type !== 'map') return []
  const gates = itemsOf(child(root, 'gates')).map((gate) => textOf(child(gate, 'name')) ?? textOf(child(gate, 'kind')) ?? '')
  const names = unique(gates)
  return waived.entries
    .filter(({ key }) => !names.includes(key))
    .map(({ key, span }) => mistake(span, `there is no gate “${key}”; expected ${names.join(', ')}${didYouMean(key, names)}`))
}

/** Times of `monitor` that CloudFormation does not take. */
export const wrongMonitoring = (root: Node): readonly Mistake[] =>
  itemsOf(child(root, 'stacks')).flatMap((stack) => {
    const node = child(child(stack, 'monitor'), 'for')
    const written = textOf(node)
    // Another form was told by the schema.
    if (!node || written === undefined || !new RegExp(duration.pattern).test(written)) return []
    const ms = milliseconds(written)
    return ms % MINUTE === 0 && ms <= milliseconds(LONGEST_MONITORING)
      ? []
      : [mistake(node.span, `“${written}” does not fit; expected whole minutes, at most ${LONGEST_MONITORING}`)]
  })
