/** Files of the workspace (paths relative to its root) and of the run's own folder (absolute paths). */
export interface Files {
  /** Nothing where no such file is. */
  read(path: string): Promise<string | undefined>
  /** The whole new content or the old one, never half of it. Makes the folders on the way. */
  write(path: string, content: string): Promise<void>
}
