/** Filter patterns of `on`: https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-syntax#filter-pattern-cheat-sheet */
function filter(pattern: string): RegExp {
  // `?`, `+` and `[]` mean the same as in a regular expression.
  const source = pattern
    .replace(/[.^$()|{}\\]/g, '\\$&')
    .replace(/\*\*\//g, '\u0001')
    .replace(/\*\*/g, '\u0002')
    .replace(/\*/g, '[^/]*')
    .replaceAll('\u0001', '(?:.*/)?')
    .replaceAll('\u0002', '.*')
  return new RegExp(`^${source}$`)
}

/** Whether a text is let in: the last pattern that fits decides, and `!` takes out again. */
export const matches = (patterns: readonly string[], text: string): boolean =>
  patterns.reduce((yes, pattern) => {
    const not = pattern.startsWith('!')
    return filter(not ? pattern.slice(1) : pattern).test(text) ? !not : yes
  }, false)

/** Patterns of an environment's branches and tags, as Ruby's `File.fnmatch` reads them: https://docs.github.com/en/actions/reference/workflows-and-actions/deployments-and-environments#deployment-branches-and-tags */
export function fnmatch(pattern: string, text: string): boolean {
  const source = pattern
    .replace(/[.+^$()|{}\\]/g, '\\$&')
    .replace(/\*\*\//g, '\u0001')
    .replace(/\*+/g, '[^/]*')
    .replace(/\?/g, '[^/]')
    .replaceAll('\u0001', '(?:[^/]+/)*')
  return new RegExp(`^${source}$`).test(text)
}
