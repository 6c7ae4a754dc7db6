export default {
  testEnvironment: 'node',
  transform: {},
  roots: ['<rootDir>/build/__tests__'],
  testMatch: ['**/*.test.js'],
  coverageProvider: 'v8',
}
