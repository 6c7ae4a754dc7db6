/** Whether a path fits a pattern: `*` and `?` stand for letters within a name, `**` for any folders. */
export function fits(path: string, pattern: string): boolean {
  const source = pattern.replace(/\*\*\/|\*\*|[*?]|[\\^$+.()|[\]{}]/g, (token) => MEANING[token] ?? `\\${token}`)
  return new RegExp(`^${source}$`, 's').test(path)
}

const MEANING: Readonly<Record<string, string>> = { '**/': '(?:.*/)?', '**': '.*', '*': '[^/]*', '?': '[^/]' }
