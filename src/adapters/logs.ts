import type { Logs } from '../ports/logs.ts'
export const logs = (_r: string, _e: unknown, _c: unknown): Logs => ({ filter: async () => ({ state: 'absent' }) })
