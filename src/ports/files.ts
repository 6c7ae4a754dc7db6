/** What is at a path, links followed. `outside`: a link leads out; `other`: a pipe, a link to nothing or to a folder around it. */
export interface Sight {
  readonly kind: 'file' | 'folder' | 'outside' | 'other'
  readonly bytes: number
  readonly executable: boolean
}

/** A file below a folder; its path is from there, with `/`. */
export interface Entry extends Sight {
  readonly path: string
}

/** How much of a file comes at once; only its last piece is shorter. */
export const PIECE_BYTES = 1024 * 1024

/**
 * Files of the workspace (paths relative to its root) and of the run's own folder (absolute paths). A link may lead anywhere within
 * the workspace, or within the folder that an absolute path names.
 */
export interface Files {
  /** Nothing where no such file is. */
  read(path: string): Promise<string | undefined>
  /** The whole new content or the old one, never half of it. Makes the folders on the way. */
  write(path: string, content: string): Promise<void>
  /** Nothing where nothing is. */
  look(path: string): Promise<Sight | undefined>
  /**
   * At most `most` of what is below a folder, the folders themselves left out, links followed, in no order. What is below the folder
   * `except` is not looked at.
   */
  list(folder: string, most: number, except?: string): Promise<readonly Entry[]>
  /** The bytes of a file, in pieces. */
  chunks(path: string): AsyncIterable<Uint8Array>
  /** As `write`, of what need not fit into memory. */
  writeChunks(path: string, chunks: AsyncIterable<Uint8Array>): Promise<void>
  rename(from: string, to: string): Promise<void>
  /** The folder is there, and nothing is in it. Only for what is ours: an absolute path. */
  empty(folder: string): Promise<void>
}
