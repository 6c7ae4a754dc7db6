import type { Ground } from '../ground.ts'
import { notFound } from '../refusal.ts'
import { defineRoom, type RepositoryAsked } from '../room.ts'
import { checkRunBook } from './check-run-book.ts'

/** A word on a check run. Of a job, most are said of `.github` and a line of its log. */
export interface Annotation {
  readonly level: 'notice' | 'warning' | 'failure'
  readonly title: string | null
  readonly message: string
  readonly path: string
  readonly line: number
}

/** What is said of the check runs of a repository. */
export class Annotations {
  readonly #said = new Map<number, Annotation[]>()

  of(checkRun: number): readonly Annotation[] {
    return this.#said.get(checkRun) ?? []
  }

  /** Adds a failure that is said of `.github`, unless something else is said. */
  add(checkRun: number, draft: { readonly message: string } & Partial<Annotation>): Annotation {
    const annotation: Annotation = { level: 'failure', title: null, path: '.github', line: 1, ...draft }
    this.#said.set(checkRun, [...this.of(checkRun), annotation])
    return annotation
  }
}

/** Annotations of check runs. */
export const annotations = defineRoom({
  open: () => new Annotations(),
  routes: [
    {
      operation: 'checks/list-annotations',
      at: 'GET /check-runs/{check_run_id}/annotations',
      needs: 'checks=read',
      answer: (asked) => ({ items: allOf(asked).map((annotation) => annotationJson(asked, annotation)) }),
    },
  ],
})

const bookOf = (repository: Ground): Annotations => annotations.of(repository)

function allOf({ repository, hole }: RepositoryAsked): readonly Annotation[] {
  const id = Number(hole('check_run_id'))
  if (!checkRunBook.of(repository).get(id)) throw notFound()
  return bookOf(repository).of(id)
}

function annotationJson({ repository, hole }: RepositoryAsked, { level, title, message, path, line }: Annotation) {
  const { sha } = checkRunBook.of(repository).get(Number(hole('check_run_id'))) ?? { sha: '' }
  return {
    ...{ path, start_line: line, end_line: line, start_column: null, end_column: null },
    ...{ annotation_level: level, title, message, raw_details: null },
    blob_href: `${repository.html}/blob/${sha}/${path}`,
  }
}
