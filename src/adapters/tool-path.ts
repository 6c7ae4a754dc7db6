import { accessSync, constants, statSync } from 'node:fs'
import { delimiter, isAbsolute, join } from 'node:path'

/** The first program of this name in the folders of a PATH. */
export function find(name: string, path: string): string | undefined {
  if (name === '' || name.includes('/')) return undefined
  // An empty or relative folder would be one of whatever repository we stand in.
  const places = path.split(delimiter).filter(isAbsolute)
  return places.map((folder) => join(folder, name)).find(isProgram)
}

/** Whether it is a file that may be run. */
export function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK)
    return statSync(path).isFile()
  } catch {
    return false
  }
}

/** Whether it is a folder. */
export const isFolder = (path: string): boolean => statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false
