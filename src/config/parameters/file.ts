import type { SecretPlace } from '../../domain/late.ts'
import { Failure } from '../../foundation/failure.ts'
import type { StackConfig, Values } from '../config.ts'
import { validated } from '../explain.ts'
import { secretOf } from '../lookup.ts'
import { expanded, type Known, lateParametersOf, secretParametersOf, secretsIn, wrongNames } from '../names.ts'
import { PARAMETER_FILE } from '../places.ts'
import { listed, problemsOf } from '../problem.ts'
import { withTexts } from '../rewrite.ts'
import { child, dataOf, itemsOf, type MapNode, type Mistake, mapNode, mistake, type Node, textNode } from '../tree.ts'
import { parseTree, unmarked } from '../yaml.ts'
import { isToml, type Written, writtenIn } from './formats.ts'
import { parseToml } from './toml.ts'

/** What one file says about parameters. */
export interface FileParameters extends Pick<StackConfig, 'parameters' | 'secretParameters' | 'lateParameters'> {
  /** Names whose value is left to the stack. */
  readonly previous: readonly string[]
  /** Secret values, to be masked before anything is written. */
  readonly secrets: readonly string[]
}

/** Reads a file with parameters, whatever its format. Every mistake in it is in the one failure. */
export async function parametersIn(
  { path, text: raw }: { readonly path: string; readonly text: string },
  values: Values,
  late: readonly SecretPlace[] = [],
): Promise<FileParameters> {
  const text = unmarked(raw)
  const { root, mistakes: unread } = await (isToml(path) ? parseToml(text) : parseTree(text))
  const mistakes = [...unread]
  const written = root && writtenIn(root, path, values.environment, mistakes)
  const known = { values, late }
  const parameters = written && given(text, written, known, mistakes)
  if (written && parameters && mistakes.length === 0) {
    const stack = asStack(written.given)
    const names = written.ours ? secretsIn(stack) : []
    const waiting = (written.ours ? lateParametersOf(stack, known)[0] : undefined) ?? []
    return {
      parameters: Object.fromEntries(Object.entries(parameters).filter(([name]) => !waiting.includes(name))),
      ...(waiting.length === 0 ? {} : { lateParameters: waiting }),
      previous: written.previous,
      secretParameters: (written.ours ? secretParametersOf(stack)[0] : undefined) ?? [],
      secrets: names.flatMap((name) => secretOf(name, values) ?? []),
    }
  }
  const codes = new Set(mistakes.map(({ code }) => code))
  const [code = 'CONFIG_INVALID'] = codes
  throw new Failure(listed(path, problemsOf(text, mistakes)), {
    code: codes.size === 1 && code !== 'CONFIG_INVALID' ? code : 'PARAMETERS_INVALID',
  })
}

/** The parameters as texts, checked as those of a stack are. */
function given(text: string, written: Written, known: Known, mistakes: Mistake[]): FileParameters['parameters'] {
  const stack = asStack(written.given)
  const unknown = written.ours ? wrongNames(text, stack, PARAMETER_FILE) : []
  const ready = withTexts(written.ours && unknown.length === 0 ? expanded(text, stack, known, mistakes) : stack)
  mistakes.push(...unknown, ...twice(written), ...validated(ready).mistakes)
  return dataOf(child(itemsOf(child(ready, 'stacks'))[0], 'parameters') ?? ready) as FileParameters['parameters']
}

/** Formats that are no maps can name a parameter twice. */
function twice({ given, previous }: Written): readonly Mistake[] {
  const seen = new Set(previous)
  return given.entries.flatMap(({ key, span }) => {
    const again = seen.has(key)
    seen.add(key)
    return again ? [mistake(span, `the parameter “${key}” stands here twice`)] : []
  })
}

/** A configuration with these parameters: so names, values and secrets obey the same rules in both places. */
function asStack(parameters: MapNode): Node {
  const { span } = parameters
  const map = (entries: Readonly<Record<string, Node>>) =>
    mapNode(
      span,
      Object.entries(entries).map(([key, value]) => ({ key, span, value })),
    )
  const stack = { name: textNode(span, 'stack'), kind: textNode(span, 'template'), parameters }
  const options = map({ path: textNode(span, 'template') })
  const version: Node = { type: 'scalar', span, value: 1, written: '1' }
  return map({ version, stacks: { type: 'list', span, items: [map({ ...stack, options })] } })
}
