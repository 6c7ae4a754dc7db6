import { type Fields, fieldsOf, isFields, type Value } from '../../http/params.ts'
import type { Template } from './parse.ts'

/** What a template's functions are resolved against. */
export interface Scope {
  readonly template: Template
  readonly parameters: Readonly<Record<string, string>>
  readonly pseudo: Readonly<Record<string, Value>>
  /** The value of a resource: its physical id, or an attribute. */
  resource(logicalId: string, attribute: string | undefined): Value
  imported(name: string): Value
}

/** Stands for `AWS::NoValue`; a property that has it is left out. */
const NO_VALUE: unique symbol = Symbol('AWS::NoValue')
type Resolved = Value | typeof NO_VALUE

/** Resolves every function in a value. */
export function resolve(value: Value | undefined, scope: Scope): Value {
  const resolved = evaluate(value ?? null, scope)
  return resolved === NO_VALUE ? null : resolved
}

/** Whether a condition holds; without a name it does. */
export function holds(name: Value | undefined, scope: Scope): boolean {
  if (typeof name !== 'string') return true
  return truth(scope.template.conditions[name] ?? null, scope)
}

function evaluate(value: Value, scope: Scope): Resolved {
  if (Array.isArray(value)) return value.map((entry: Value) => evaluate(entry, scope)).filter((entry) => entry !== NO_VALUE)
  if (!isFields(value)) return value
  const entries = Object.entries(value)
  const [name, argument] = entries[0] ?? ['', undefined]
  const called = entries.length === 1 ? FUNCTIONS[name] : undefined
  if (called) return called(argument ?? null, scope)
  const kept = entries.map(([key, child]) => [key, evaluate(child ?? null, scope)] as const)
  return Object.fromEntries(kept.filter(([, child]) => child !== NO_VALUE)) as Fields
}

const FUNCTIONS: Readonly<Record<string, (argument: Value, scope: Scope) => Resolved>> = {
  Ref: (name, scope) => (name === 'AWS::NoValue' ? NO_VALUE : named(String(name), undefined, scope)),
  'Fn::GetAtt': (argument, scope) => {
    const [id, ...path] = Array.isArray(argument) ? argument.map(String) : String(argument).split('.')
    return scope.resource(id ?? '', path.join('.'))
  },
  'Fn::Sub': (argument, scope) => substitute(argument, scope),
  'Fn::Join': (argument, scope) => {
    const [separator, parts] = pair(argument, scope)
    return (Array.isArray(parts) ? parts : []).map(String).join(String(separator))
  },
  'Fn::Select': (argument, scope) => {
    const [index, choices] = pair(argument, scope)
    return Array.isArray(choices) ? ((choices[Number(index)] as Value | undefined) ?? null) : null
  },
  'Fn::Split': (argument, scope) => {
    const [separator, text] = pair(argument, scope)
    return String(text).split(String(separator))
  },
  'Fn::If': (argument, scope) => {
    const [name, yes, no] = Array.isArray(argument) ? (argument as Value[]) : []
    return evaluate((holds(name, scope) ? yes : no) ?? null, scope)
  },
  'Fn::FindInMap': (argument, scope) => {
    const [map, top, second] = Array.isArray(argument) ? argument.map((part: Value) => String(resolve(part, scope))) : []
    return fieldsOf(fieldsOf(scope.template.mappings, map ?? ''), top ?? '')[second ?? ''] ?? null
  },
  'Fn::ImportValue': (argument, scope) => scope.imported(String(resolve(argument, scope))),
  'Fn::Base64': (argument, scope) => Buffer.from(String(resolve(argument, scope))).toString('base64'),
  'Fn::GetAZs': (_, scope) => ['a', 'b', 'c'].map((zone) => `${String(scope.pseudo['AWS::Region'])}${zone}`),
}

function truth(value: Value, scope: Scope): boolean {
  if (!isFields(value)) return String(value) === 'true'
  const all = (name: string): Value[] => (Array.isArray(value[name]) ? (value[name] as Value[]) : [])
  if ('Fn::Equals' in value) {
    const [left, right] = all('Fn::Equals').map((side) => String(resolve(side, scope)))
    return left === right
  }
  if ('Fn::And' in value) return all('Fn::And').every((side) => truth(side, scope))
  if ('Fn::Or' in value) return all('Fn::Or').some((side) => truth(side, scope))
  if ('Fn::Not' in value) return !all('Fn::Not').some((side) => truth(side, scope))
  return holds(value['Condition'], scope)
}

function pair(argument: Value, scope: Scope): readonly [Value, Value] {
  const resolved = resolve(argument, scope)
  const [first, second] = Array.isArray(resolved) ? (resolved as Value[]) : []
  return [first ?? null, second ?? null]
}

function named(name: string, attribute: string | undefined, scope: Scope): Value {
  if (attribute !== undefined) return scope.resource(name, attribute)
  if (name in scope.pseudo) return scope.pseudo[name] ?? null
  if (name in scope.template.parameters) return parameter(name, scope)
  return scope.resource(name, undefined)
}

function parameter(name: string, scope: Scope): Value {
  const text = scope.parameters[name] ?? ''
  const type = String(scope.template.parameters[name]?.['Type'] ?? 'String')
  return type === 'CommaDelimitedList' || type.startsWith('List<') ? text.split(',').map((entry) => entry.trim()) : text
}

function substitute(argument: Value, scope: Scope): Value {
  const [text, own] = Array.isArray(argument) ? [argument[0], argument[1]] : [argument, undefined]
  const map = isFields(own) ? own : {}
  return String(text).replace(/\$\{(!?)([^}]*)\}/g, (_, literal: string, inner: string) => {
    if (literal) return `\${${inner}}`
    const name = inner.trim()
    if (name in map) return String(resolve(map[name], scope))
    const dot = name.indexOf('.')
    return String(dot < 0 ? named(name, undefined, scope) : named(name.slice(0, dot), name.slice(dot + 1), scope))
  })
}
