import { type Difference, patchOf } from '../differences.ts'
import { type Ground, sha1 } from '../ground.ts'

/** A file as a commit left it, beside how it was. */
export function fileJson(repository: Ground, head: string, file: Difference) {
  const { additions, deletions, patch } = patchOf(file)
  return {
    sha: sha1('blob', file.after ?? file.before),
    filename: file.path,
    status: file.status,
    additions,
    deletions,
    changes: additions + deletions,
    blob_url: `${repository.html}/blob/${head}/${file.path}`,
    raw_url: `${repository.html}/raw/${head}/${file.path}`,
    contents_url: `${repository.url}/contents/${file.path}?ref=${head}`,
    ...(patch === undefined ? {} : { patch }),
  }
}
