/**
 * The pairs in a file such as GITHUB_OUTPUT: `name=value`, or `name<<END`, lines, `END`.
 * https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-commands#multiline-strings
 */
export function pairs(text: string): Readonly<Record<string, string>> {
  const found: Record<string, string> = {}
  const lines = text.split(/\r?\n/)
  for (let at = 0; at < lines.length; at += 1) {
    const line = lines[at] ?? ''
    if (line === '') continue
    const [, name = '', sign, rest = ''] = /^(.*?)(=|<<)(.*)$/.exec(line) ?? []
    if (name === '') throw new Error(`invalid format '${line}'`)
    if (sign === '=') {
      found[name] = rest
      continue
    }
    const end = lines.indexOf(rest, at + 1)
    if (end === -1) throw new Error(`invalid value: no line '${rest}' ends '${name}'`)
    found[name] = lines.slice(at + 1, end).join('\n')
    at = end
  }
  return found
}
