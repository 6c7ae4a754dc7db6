// Deploys the two stacks with the AWS CLI, which everything after the name of this script is handed on to.
import { spawnSync } from 'node:child_process'

for (const stack of ['data', 'api']) {
  const given = ['cloudformation', 'deploy', '--stack-name', `service-${stack}`, '--template-file', `dist/${stack}.json`]
  const more = ['--capabilities', 'CAPABILITY_IAM', '--no-fail-on-empty-changeset', ...process.argv.slice(2)]
  const { status } = spawnSync('aws', [...given, ...more], { stdio: 'inherit' })
  if (status !== 0) process.exit(status ?? 1)
}
