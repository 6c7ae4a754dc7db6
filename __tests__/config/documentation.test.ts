import { expect, it } from '@jest/globals'
import { documentation } from '../../src/config/documentation.ts'

const rows = documentation()

it('has a sentence for every key', () => {
  expect(rows.length).toBeGreaterThan(40)
  expect(rows.filter(({ description, type }) => !description.endsWith('.') || type === '').map(({ key }) => key)).toEqual([])
})

it('names no key twice in one place', () => {
  expect(new Set(rows.map(({ where, key }) => `${where} ${key}`)).size).toBe(rows.length)
})

it.each([
  { where: 'file', key: 'version', type: '`1`', required: true, description: 'The version of this format.' },
  { where: 'file', key: 'on-cancel', type: '`cancel`, `continue`', required: false, default: 'cancel' },
  { where: 'file', key: 'on-unhealthy', type: '`keep`, `rollback`', required: false, default: 'keep' },
  { where: 'stack', key: 'template', type: 'map, or its `path`', required: false },
  { where: 'stack', key: 'time-limit', type: 'duration', default: '1h' },
  { where: 'stack', key: 'parameters-file', type: 'a path, or a list of paths', required: false },
  { where: 'stack', key: 'on-deploy-failure', type: '`rollback`, `keep`, `delete`', default: 'rollback' },
  { where: 'stack', key: 'nested-change-sets', type: 'true or false', default: 'true' },
  { where: 'stack', key: 'monitor.for', type: 'duration', default: '0m' },
  { where: 'stack', key: 'allow.broaden-iam', type: 'list' },
  { where: 'file', key: 'recover', type: 'list of `delete-failed-create`, `continue-rollback`, `rollback-paused`' },
  { where: 'stack: template', key: 'path', type: 'text', required: true },
  { where: 'check', key: 'retry.for', type: 'duration', default: '2m' },
  { where: 'check: http', key: 'expect.status', type: 'whole number', default: '200' },
])('$where $key', (row) => {
  expect(rows.find(({ where, key }) => where === row.where && key === row.key)).toMatchObject(row)
})
