import type { Fields } from '../fields.ts'
import { limits } from '../limits.ts'
import { invalid, notFound } from '../refusal.ts'
import { type Answer, created, defineRoom, nothing, ok, type RepositoryAsked } from '../room.ts'
import { type Label, labelBook, labelJson } from './label-book.ts'

export const labels = defineRoom({
  open: (repository) => labelBook.of(repository),
  show: (repository) => labelBook.of(repository).all(),
  routes: [
    {
      operation: 'issues/list-labels-for-repo',
      at: 'GET /labels',
      needs: 'issues=read',
      answer: ({ repository }) => ({
        items: labelBook
          .of(repository)
          .all()
          .map((label) => labelJson(repository, label)),
      }),
    },
    { operation: 'issues/create-label', at: 'POST /labels', needs: 'issues=write', answer: create },
    {
      operation: 'issues/get-label',
      at: 'GET /labels/{name}',
      needs: 'issues=read',
      answer: (asked) => ok(labelJson(asked.repository, found(asked))),
    },
    { operation: 'issues/update-label', at: 'PATCH /labels/{name}', needs: 'issues=write', answer: update },
    {
      operation: 'issues/delete-label',
      at: 'DELETE /labels/{name}',
      needs: 'issues=write',
      answer(asked) {
        labelBook.of(asked.repository).remove(found(asked).name)
        return nothing
      },
    },
  ],
})

function found({ repository, hole }: RepositoryAsked): Label {
  const label = labelBook.of(repository).get(hole('name'))
  if (!label) throw notFound()
  return label
}

function read(fields: Fields) {
  const color = fields.text('color')
  if (typeof color === 'string' && !/^[0-9a-f]{6}$/i.test(color))
    throw invalid({ resource: 'Label', field: 'color', code: 'invalid' })
  const description = fields.text('description', limits.labelDescription)
  return { ...(typeof color === 'string' ? { color } : {}), ...(description === undefined ? {} : { description }) }
}

function create({ repository, fields }: RepositoryAsked): Answer {
  const given = fields('Label')
  const name = given.required('name', limits.labelName)
  if (labelBook.of(repository).get(name)) throw invalid({ resource: 'Label', field: 'name', code: 'already_exists' })
  return created(labelJson(repository, labelBook.of(repository).put(name, read(given))))
}

function update(asked: RepositoryAsked): Answer {
  const given = asked.fields('Label')
  const old = found(asked)
  const name = given.text('new_name', limits.labelName) ?? old.name
  const book = labelBook.of(asked.repository)
  const taken = book.get(name)
  if (taken && taken.id !== old.id) throw invalid({ resource: 'Label', field: 'name', code: 'already_exists' })
  book.remove(old.name)
  return ok(labelJson(asked.repository, book.put(name, { ...old, ...read(given) })))
}
