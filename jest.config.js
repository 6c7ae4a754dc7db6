export default {
  testEnvironment: 'node',
  transform: {},
  roots: ['<rootDir>/build/__tests__'],
  testMatch: ['**/*.test.js'],
  // Scenarios of minutes on the virtual clock take seconds, and more on a machine that does something else besides.
  testTimeout: 30_000,
  coverageProvider: 'v8',
}
