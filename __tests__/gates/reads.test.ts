import { expect, it } from '@jest/globals'
import { contextOf, Page } from './context.ts'

const items = (count: number) => Array.from({ length: count }, (_, id) => ({ id }))
const all = (answer: unknown, inside?: string) =>
  contextOf({ github: { list: answer } }).github.all('list', inside === undefined ? {} : { inside })

it('reads a list page by page, whatever leads from one to the next', async () => {
  const answer = (query: Readonly<Record<string, string | number>>) =>
    query['after'] === 'x' ? items(2) : new Page(items(100), { after: 'x', per_page: 100 })
  expect(await all(answer)).toHaveLength(102)
})

it('refuses a list that says that it is longer', async () => {
  await expect(all({ total_count: 3, runs: items(2) }, 'runs')).rejects.toThrow('2 of 3 entries were given')
  expect(await all({ total_count: 2, runs: items(2) }, 'runs')).toHaveLength(2)
})

it('refuses a list without an end', async () => {
  await expect(all(() => new Page(items(100), { page: 2 }))).rejects.toThrow('more than 3000 entries')
})

it.each([[{}], ['text'], [null], [{ runs: {} }]])('refuses %j as a list', async (answer) => {
  await expect(all(answer, 'runs')).rejects.toThrow('a list was expected')
  await expect(contextOf({ github: { it: [] } }).github.one('it')).rejects.toThrow('an object was expected')
})
