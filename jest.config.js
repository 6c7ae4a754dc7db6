import { availableParallelism } from 'node:os'

export default {
  testEnvironment: 'node',
  transform: {},
  roots: ['<rootDir>/build/__tests__'],
  testMatch: ['**/*.test.js'],
  // Scenarios of minutes on the virtual clock take seconds, and more on a machine that does something else besides.
  testTimeout: 30_000,
  // Jest itself leaves one core to a person's other work, which is half of a small machine's.
  maxWorkers: Math.max(2, availableParallelism() - 1),
  coverageProvider: 'v8',
}
