import { defineSignature, type Recognised } from '../domain/signature.ts'
import { headline, type Line, lineOf } from './line.ts'

const TYPE =
  /Runtime\.(?:ImportModuleError|HandlerNotFound|UserCodeSyntaxError|MalformedHandlerName|InvalidEntrypoint|InvalidWorkingDir|BadFunctionCode|BuiltInModuleConflict|MalformedStreamingHandler|BeforeSnapshotError|AfterRestoreError|InvalidTaskConfig)\b|Extension\.(?:Crash|InitError|LaunchError)\b/
const TEXT =
  /^(?:\S+: )?(?:Class not found: \S+|Error loading method \S+ on class|exec \S+: exec format error|\S+: version `GLIBC_)/

const FIXES: readonly (readonly [RegExp, string])[] = [
  [
    /Import|Class not found/,
    'Something the code imports is not in the package: check that the build packs all dependencies (and layers), and that names match in upper and lower case. ',
  ],
  [
    /Handler|BadFunctionCode|Error loading method/,
    'Check that `Handler` names a file in the package and a function that it exports. ',
  ],
  [
    /Syntax/,
    'The file named there does not parse on this runtime: check `Runtime` against what the build makes (ES modules or CommonJS, language version). ',
  ],
  [
    /Entrypoint|WorkingDir|exec format|GLIBC/,
    'The program does not fit the image or the processor: check `Architectures`, the base image and the entry point. ',
  ],
  [
    /timeout/,
    'Code outside the handler takes too long: move calls and big loads into the first invocation, or give the function more memory, which is also more processor. ',
  ],
  [/Extension/, 'An extension (a layer) broke the start: check its version and what it needs from the environment. '],
]

/** A Lambda function cannot even start. */
export const init = defineSignature({
  kind: 'lambda-init',
  doc: 'A Lambda function cannot start: a module is missing, the handler is not found, or code outside the handler fails.',
  severity: 'critical',
  fatal: true,
  recognise(event) {
    const line = lineOf(event)
    return line.level === 'quiet' ? undefined : recognised(line)
  },
})

function recognised({ text, errorType, platform }: Line): Recognised | undefined {
  const bad = platform?.of === 'init' && /^(?:error|failure|timeout)$/.test(platform.status ?? '')
  // A time-out in the phase `init` is not the end: Lambda starts anew at the first invocation. See init-retry.ts.
  if (bad && platform.status === 'timeout' && platform.phase !== 'invoke' && platform.phase !== 'restore') return undefined
  const type = TYPE.exec(errorType ?? text)?.[0]
  if (!bad && !type && !TEXT.test(text)) return undefined
  const said = type && !platform ? (/"errorMessage"\s*:\s*"([^"]{1,300})/.exec(text)?.[1] ?? '') : ''
  const what = [type ?? errorType ?? headline(text).replace(/^INIT_REPORT Init Duration: \S+ ms /, ''), said]
    .filter(Boolean)
    .join(': ')
  const hint =
    FIXES.find(([shape]) => shape.test(`${what} ${platform?.status ?? ''}`))?.[1] ??
    'Code outside the handler fails: its error stands in the lines before. '
  return {
    what: `Lambda cannot start: ${what}`,
    fix: `${hint}No invocation of this version works until then, so go back to the version before if it takes long.`,
  }
}
