import { data, Evaluator, Lexer, Parser } from '@actions/expressions'
import type { FunctionDefinition } from '@actions/expressions/funcs/info'
import { isBasicExpression, isBoolean, isMapping, isNumber, isSequence, isString } from '@actions/workflow-parser'
import { ensureStatusFunction } from '@actions/workflow-parser/model/converter/if-condition'
import type { TemplateToken } from '@actions/workflow-parser/templates/tokens/template-token'
import { NotModelled } from './not-modelled.ts'
import { Refusal } from './refusal.ts'

/** What expressions work on. */
export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json }

const GIVEN = ['github', 'inputs', 'vars', 'needs', 'secrets', 'matrix', 'strategy'] as const
const CONTEXTS = [...GIVEN, 'env', 'steps', 'job', 'jobs', 'runner'] as const

const HASH_FILES: FunctionDefinition = {
  name: 'hashFiles',
  minArgs: 1,
  maxArgs: 255,
  call: () => {
    throw new NotModelled('hashFiles')
  },
}

/** The contexts that a job begins with. https://docs.github.com/en/actions/reference/workflows-and-actions/contexts */
export type Contexts = Readonly<Record<(typeof GIVEN)[number], Json>>

/** What an expression may look at; a context that is not given is empty. */
export type Seen = Readonly<Partial<Record<(typeof CONTEXTS)[number], Json>>>

/** The status functions of a place; only conditions have them. */
export type Status = Readonly<Record<'success' | 'failure' | 'cancelled', boolean>>

/** The value of an expression, by GitHub's own parser and evaluator; an unknown name throws. */
export function evaluate(expression: string, seen: Seen, status?: Status): Json {
  const functions = [HASH_FILES, ...(status === undefined ? [] : statusFunctions(status))]
  const tree = new Parser(tokensOf(expression), [...CONTEXTS], functions).parse()
  const context = new data.Dictionary(...CONTEXTS.map((key) => ({ key, value: toData(seen[key] ?? {}) })))
  const byName = new Map(functions.map((one) => [one.name.toLowerCase(), one]))
  try {
    return JSON.parse(JSON.stringify(new Evaluator(tree, context, byName).evaluate(), data.replacer))
  } catch (error) {
    if (error instanceof NotModelled) throw error
    throw new Refusal(`The template is not valid. ${(error as Error).message}`)
  }
}

/**
 * Whether something runs: `success()` where no status function is written.
 * https://docs.github.com/en/actions/reference/workflows-and-actions/expressions#status-check-functions
 */
export function condition(token: TemplateToken | undefined, seen: Seen, status: Status): boolean {
  const written = token === undefined ? '' : textOf(token)
  const whole = written === '' ? 'success()' : ensureStatusFunction(written, token?.definitionInfo)
  return truthy(evaluate(whole, seen, status))
}

/** The plain value of a token, every expression in it evaluated. */
export function value(token: TemplateToken | undefined, seen: Seen): Json | undefined {
  if (token === undefined) return undefined
  if (isBasicExpression(token)) return evaluate(token.expression, seen)
  if (isString(token) || isNumber(token) || isBoolean(token)) return token.value
  if (isMapping(token))
    return Object.fromEntries([...token].map((pair) => [pair.key.toString(), value(pair.value, seen) ?? null]))
  if (isSequence(token)) return [...token].map((item) => value(item, seen) ?? null)
  if (token.isLiteral) return null
  throw new NotModelled(`a token of the kind ${token.typeName()}`)
}

/** A value as text, as GitHub writes it into environments, inputs and outputs. */
export function text(given: Json | undefined): string {
  return given === undefined ? '' : toData(given).coerceString()
}

/** A mapping of texts, such as `env` or `outputs`. */
export function texts(token: TemplateToken | undefined, seen: Seen): Record<string, string> {
  const found = value(token, seen) ?? {}
  if (typeof found !== 'object' || found === null) throw new Error('a mapping is expected')
  return Object.fromEntries(Object.entries(found).map(([name, each]) => [name, text(each)]))
}

/** What GitHub takes for true. */
export function truthy(given: Json): boolean {
  return given !== false && given !== 0 && given !== '' && given !== null && !Number.isNaN(given)
}

// The lexer resolves only the first doubled quote of a text: https://docs.github.com/en/actions/reference/workflows-and-actions/expressions#literals
function tokensOf(expression: string): ReturnType<Lexer['lex']>['tokens'] {
  return new Lexer(expression).lex().tokens.map((token) => {
    return typeof token.value === 'string' ? { ...token, value: token.lexeme.slice(1, -1).replaceAll("''", "'") } : token
  })
}

// Where an expression stands alone in a block of its own, the parser counts the indentation as text around it, which is always true.
// Whether GitHub does too nobody should have to know: https://github.com/actions/languageservices/blob/main/workflow-parser/src/templates/template-reader.ts
function textOf(token: TemplateToken): string {
  if (isBasicExpression(token) && /^format\('\s+\{0\}\s*',/.test(token.expression))
    throw new NotModelled('a condition in `${{ }}` that has a block of its own')
  return isBasicExpression(token) ? token.expression : token.assertScalar('if').toString().trim()
}

function toData(given: Json): data.ExpressionData {
  return JSON.parse(JSON.stringify(given), data.reviver)
}

function statusFunctions(status: Status): FunctionDefinition[] {
  return Object.entries({ ...status, always: true }).map(([name, holds]) => {
    return { name, minArgs: 0, maxArgs: 0, call: () => new data.BooleanData(holds) }
  })
}
