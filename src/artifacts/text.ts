import { isAlias, isMap, isScalar, isSeq } from 'yaml'
import { literalOf, mapOf, meantBy, type Tree, valuesOf } from './tree.ts'

/** What `Ref` and `Fn::Sub` stand for, as far as it is known: pseudo parameters, parameters, physical ids. */
export type Known = Readonly<Record<string, string>>

/** The text that a value comes to, where that is known. */
export function textOf(tree: Tree, node: unknown, known: Known): string | undefined {
  const value = meantBy(tree, node)
  const tag = (value?.tag ?? '').startsWith('!') ? value?.tag : undefined
  if (isScalar(value)) {
    const text = String(value.value ?? '')
    if (tag === undefined) return text
    return tag === '!Ref' ? named(known, text) : tag === '!Sub' ? substituted(text, known) : undefined
  }
  if (tag === '!Join') return joined(tree, value, known)
  if (tag === '!Sub') return substitutedWith(tree, value, known)
  if (!isMap(value)) return undefined
  const [[name = '', inner] = [], ...more] = [...valuesOf(tree, value)]
  if (more.length > 0) return undefined
  if (name === 'Ref') return named(known, literalOf(tree, inner) ?? '')
  if (name === 'Fn::Sub') return substitutedWith(tree, inner, known)
  return name === 'Fn::Join' ? joined(tree, inner, known) : undefined
}

/** A part that has a name elsewhere is not followed: parts of parts of parts could be a text without end. */
function joined(tree: Tree, node: unknown, known: Known): string | undefined {
  const value = meantBy(tree, node)
  if (!isSeq(value)) return undefined
  const [separator, list] = value.items
  const items = meantBy(tree, list)
  const parts = isSeq(items) ? items.items.map((item) => (isAlias(item) ? undefined : textOf(tree, item, known))) : [undefined]
  return parts.some((part) => part === undefined) ? undefined : parts.join(literalOf(tree, separator) ?? '')
}

/** A text, or a list of a text and of what its own names mean. Those are texts or references, again since more could have no end. */
function substitutedWith(tree: Tree, node: unknown, known: Known): string | undefined {
  const value = meantBy(tree, node)
  if (!isSeq(value)) return substituted(literalOf(tree, value), known)
  const [text, meanings] = value.items
  const own = [...valuesOf(tree, mapOf(tree, meanings))].map(([name, inner]) => [name, simple(tree, inner, known)] as const)
  if (own.some(([, meaning]) => meaning === undefined)) return undefined
  return substituted(literalOf(tree, text), { ...known, ...Object.fromEntries(own) } as Known)
}

function simple(tree: Tree, node: unknown, known: Known): string | undefined {
  const value = meantBy(tree, node)
  return isScalar(value) || (isMap(value) && valuesOf(tree, value).has('Ref')) ? textOf(tree, value, known) : undefined
}

function substituted(text: string | undefined, known: Known): string | undefined {
  const names = [...(text ?? '').matchAll(/\$\{(?!!)([^}]*)\}/g)].map(([, name = '']) => name.trim())
  if (text === undefined || names.some((name) => named(known, name) === undefined)) return undefined
  return text.replace(/\$\{(!?)([^}]*)\}/g, (_all, literal, name: string) =>
    literal ? `\${${name}}` : (known[name.trim()] ?? ''),
  )
}

const named = (known: Known, name: string): string | undefined => (Object.hasOwn(known, name) ? known[name] : undefined)
