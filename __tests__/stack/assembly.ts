import type { Assembly } from '../../src/domain/stack.ts'

/** An assembly of one small template. */
export const assemblyWith = (more: Partial<Assembly> = {}): Assembly => ({
  stack: 'demo',
  region: 'us-east-1',
  template: { path: 'template.yaml', body: 'Resources: {}', sha256: 'a'.repeat(64) },
  parameters: {},
  secretParameters: [],
  dependsOn: [],
  timeLimit: 60_000,
  ...more,
})
