const FENCE = /^ {0,3}(`{3,}|~{3,})(.*)$/

/** The lines of a Markdown text that a reader sees as text: without comments and blocks of code. */
export function visibleLines(markdown: string): readonly string[] {
  const lines: string[] = []
  let fence: string | undefined
  for (const line of withoutComments(markdown).split(/\r\n?|\n/)) {
    const [, marks = '', rest = ''] = FENCE.exec(line) ?? []
    if (fence === undefined && marks !== '') fence = marks
    else if (fence === undefined) lines.push(line)
    else if (marks.startsWith(fence) && rest.trim() === '') fence = undefined
  }
  return lines
}

/** One that does not end takes the rest with it, up to the next. */
function withoutComments(text: string): string {
  const [first = '', ...others] = text.split('<!--')
  const behind = (part: string): string => {
    const end = part.indexOf('-->')
    return end < 0 ? '' : part.slice(end + 3)
  }
  return [first, ...others.map(behind)].join('')
}
