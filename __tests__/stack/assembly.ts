import type { Assembly } from '../../src/domain/stack.ts'

/** An assembly of one small template. */
export const assemblyWith = (more: Partial<Assembly> = {}): Assembly => ({
  stack: 'demo',
  system: 'demo',
  region: 'us-east-1',
  template: { path: 'template.yaml', body: 'Resources: {}', sha256: 'a'.repeat(64) },
  parameters: {},
  open: {},
  artifacts: [],
  secretParameters: [],
  policies: {
    nestedChangeSets: true,
    drift: 'ignore',
    mode: 'standard',
    onDeployFailure: 'rollback',
    onTimeLimit: 'leave',
    recover: [],
    allow: { replace: [], remove: [], broadenIam: [] },
  },
  dependsOn: [],
  timeLimit: 60_000,
  ...more,
})
