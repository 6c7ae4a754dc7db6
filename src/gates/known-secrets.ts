import type { FoundSecret, Secrets } from '../foundation/redact.ts'

const NAME = 'added.txt'

/**
 * Where secrets stand in a text: those of this run and of our own shapes, and those that the preset of secretlint knows, which names more
 * services and misses keys of AWS, tokens that are signed, and passwords. https://github.com/secretlint/secretlint
 */
export async function secretsWithin(text: string, secrets: Pick<Secrets, 'find'>): Promise<readonly FoundSecret[]> {
  const lineOf = ({ at }: FoundSecret): number => text.slice(0, at).split('\n').length
  const own = secrets.find(text)
  const lines = own.map(lineOf)
  const others = (await linted(text)).filter((one) => !lines.includes(lineOf(one)))
  return [...own, ...others].sort((one, other) => one.at - other.at)
}

async function linted(content: string): Promise<readonly FoundSecret[]> {
  const [{ lintSource }, { creator }] = await Promise.all([
    import('@secretlint/core'),
    import('@secretlint/secretlint-rule-preset-recommend'),
  ])
  const { messages } = await lintSource({
    source: { filePath: NAME, content, contentType: 'text', ext: '.txt' },
    options: {
      noPhysicFilePath: true,
      maskSecrets: true,
      config: { rules: [{ id: '@secretlint/secretlint-rule-preset-recommend', rule: creator, options: {} }] },
    },
  })
  return messages.map(({ ruleId, range: [at] }) => ({ at, kind: ruleId.replace(/^.*secretlint-rule-/, '') }))
}
