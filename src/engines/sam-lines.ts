import type { Finding } from '../domain/finding.ts'
import { Failure } from '../foundation/failure.ts'

/** What SAM calls a warning. */
export const warnings = (lines: readonly string[]): readonly Finding[] =>
  [...new Set(lines.flatMap((line) => /^\s*warning\s?: *(\S.*)$/i.exec(line)?.[1] ?? []))].map((title) => ({
    severity: 'medium',
    title: `sam build: ${title}`,
  }))

/** A function whose code is not there is built all the same, as an empty one. */
export function refuseMissing(lines: readonly string[]): void {
  const line = lines.find((each) => /^\s*Skipping copy operation since source .+ does not exist/.test(each))
  if (!line) return
  throw new Failure(`sam build ended well, but without code that the template names: ${line.trim()}.`, {
    code: 'ARTIFACT_MISSING',
  })
}

// What SAM CLI 1.170 prints, and what helps.
const KNOWN: readonly (readonly [RegExp, string])[] = [
  [
    /requires a container runtime|container runtime is not|docker.{0,20}(?:unreachable|not running)/i,
    'Run it where Docker or Finch is running. Without one, build without `container` (and `use_container` in SAM’s configuration), and deploy no function that is an image.',
  ],
  [
    /Template file not found at|no such file.*template/i,
    'Correct `directory` or `template`; both are relative to the root of the repository.',
  ],
  [
    /Binary validation failed/,
    'Set up the language in the version of the template in a step before this one, or set `container: true`.',
  ],
  [/Cannot find esbuild/, 'Install what the function is built with (`npm ci`) in a step before this one.'],
  [
    /The config profile .* could not be found/,
    'Take `profile` out of `global` and `build` in SAM’s configuration: there are no profiles here.',
  ],
  [/InvalidSamDocumentException|InvalidResourceException/, 'Correct the template: `sam validate --lint` names the property.'],
  [
    /RepositoryNotFoundException|name unknown: .*repository/i,
    'Make the repository in ECR first, in the region of the stack, or correct `image-repository`.',
  ],
  [
    /not authorized to perform: ecr:/,
    'Let the role that plans push to the repository; the page on security lists what that takes.',
  ],
  [
    /npm err(?:or|!)|NpmInstall/i,
    'Correct what npm says above; a private registry needs its configuration in a step before this one.',
  ],
]

/** What to do about a failure that many have met. */
export const knownFix = (lines: readonly string[]): string | undefined =>
  KNOWN.find(([shape]) => lines.some((line) => shape.test(line)))?.[1]
