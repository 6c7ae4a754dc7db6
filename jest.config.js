const shared = {
  testEnvironment: 'node',
  transform: {},
  roots: ['<rootDir>/build/__tests__'],
}
// Other people's tools, an emulator, machines that run side by side by themselves: they have the computer to themselves.
const ALONE = ['/flows/', '/bundle/', '\\.world\\.test\\.js$']

export default {
  projects: [
    { ...shared, displayName: 'beside', testMatch: ['**/*.test.js'], testPathIgnorePatterns: ALONE },
    { ...shared, displayName: 'alone', testRegex: ALONE.map((part) => (part.endsWith('$') ? part : `${part}.*\\.test\\.js$`)) },
  ],
  // Scenarios of minutes on the virtual clock take seconds, and more on a machine that does something else besides.
  testTimeout: 30_000,
  coverageProvider: 'v8',
}
