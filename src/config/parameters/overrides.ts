import { pairsIn } from '../../foundation/pairs.ts'
import { type Entry, type Mistake, mistake, type Span, textNode } from '../tree.ts'

/** The parameters in a text such as `Size=small Name="a b"` or `ParameterKey=Size,ParameterValue=small`, as SAM reads it. */
export function overridesIn(text: string, span: Span, mistakes: Mistake[]): readonly Entry[] {
  return pairsIn(text).flatMap((pair) => {
    if ('key' in pair) return [{ key: pair.key, span, value: textNode(span, pair.value) }]
    mistakes.push(mistake(span, `“${pair.wrong}” is no parameter; expected Key=Value, or Key="Value" around a text with spaces`))
    return []
  })
}
