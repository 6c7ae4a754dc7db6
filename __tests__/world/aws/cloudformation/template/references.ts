import { isFields, type Value } from '../../http/params.ts'

/** A use of something else inside a value: `Ref` without an attribute, `Fn::GetAtt` with one. */
export interface Reference {
  readonly name: string
  readonly attribute?: string
}

/** All references in a value, those inside `Fn::Sub` texts too. */
export function references(value: Value | undefined): readonly Reference[] {
  if (Array.isArray(value)) return value.flatMap((entry: Value) => references(entry))
  if (!isFields(value)) return []
  if (typeof value['Ref'] === 'string') return [{ name: value['Ref'] }]
  const attribute = value['Fn::GetAtt']
  if (attribute !== undefined) return [fromAttribute(attribute)]
  const text = value['Fn::Sub']
  if (text !== undefined) return fromSub(text)
  return Object.values(value).flatMap((child) => references(child))
}

function fromAttribute(value: Value): Reference {
  if (Array.isArray(value)) return { name: String(value[0]), attribute: String(value[1]) }
  return dotted(String(value))
}

function dotted(text: string): Reference {
  const dot = text.indexOf('.')
  return dot < 0 ? { name: text } : { name: text.slice(0, dot), attribute: text.slice(dot + 1) }
}

function fromSub(value: Value): readonly Reference[] {
  const [text, map] = Array.isArray(value) ? [String(value[0]), value[1]] : [String(value), undefined]
  const own = isFields(map) ? Object.keys(map) : []
  const inText = [...text.matchAll(/\$\{([^!}][^}]*)\}/g)].map(([, name]) => dotted((name as string).trim()))
  return [...inText.filter(({ name }) => !own.includes(name)), ...references(map as Value | undefined)]
}
