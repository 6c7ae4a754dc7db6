const TAGS = 'refs/tags/'

/** The tag that a ref names; nothing where it names none. */
export const tagOf = (ref: string): string | undefined => (ref.startsWith(TAGS) ? ref.slice(TAGS.length) : undefined)
